import { describe, expect, it } from "vitest"
import { campaign, centre } from "./given.ts"
import type { Plain } from "./story.ts"

/** What the command after so many answers. */
function afterwards(count: number, more: (n: number) => Plain) {
  const story = centre(campaign("sales"))
  for (let n = 1; n <= count; n++) story.send(more(n))
  return story.refused(more(count + 1))
}

describe("a centre", () => {
  it("holds 50,000 users", () => {
    const user = (n: number): Plain => ({ _tag: "CreateUser", userId: `u${n}`, displayName: "name", roles: ["agent"] })
    expect(afterwards(50_000, user)).toEqual({ _tag: "CentreIsFull", of: "users", limit: 50_000 })
  })

  it("has 20,000 campaigns in all, those that were removed included", () => {
    const turn = (n: number): Plain =>
      n % 2 === 1
        ? { _tag: "RemoveCampaign", campaign: "sales" }
        : { _tag: "CreateCampaign", campaign: "sales", channel: "mail" }
    expect(afterwards(2 * 20_000 - 1, turn)).toEqual({ _tag: "CentreIsFull", of: "campaigns", limit: 20_000 })
  })

  it("reads 20,000 sources, and goes on reading those it knows", () => {
    const skip = (n: number): Plain => ({
      _tag: "SkipMessage",
      campaign: "sales",
      reason: "own",
      place: { source: `box${n % 20_001}`, epoch: 1, sequence: 1 + Math.floor(n / 20_001) }
    })
    const story = centre(campaign("sales"))
    for (let n = 1; n <= 20_000; n++) story.send(skip(n))
    expect(story.refused(skip(0))).toEqual({ _tag: "CentreIsFull", of: "sources", limit: 20_000 })
    expect(story.send(skip(20_002))).toMatchObject([{ _tag: "MessageSkipped" }])
  })
})
