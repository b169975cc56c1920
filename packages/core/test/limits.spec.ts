import { describe, expect, it } from "vitest"
import { dialer } from "./dialing.ts"
import { campaign, centre } from "./given.ts"
import type { Plain } from "./story.ts"

/** What the command after so many answers. */
function afterwards(count: number, more: (n: number) => Plain) {
  const story = centre(campaign("sales"))
  for (let n = 1; n <= count; n++) story.send(more(n))
  return story.refused(more(count + 1))
}

describe("a dialer", () => {
  const create = (n: number): Plain => ({
    _tag: "CreateList",
    dialer: "sales",
    listId: `l${n}`,
    name: "name",
    subject: "Hi"
  })

  it("[D9.2c] has 1,000 lists that are not done with, and goes on when some are", () => {
    const story = centre(campaign("sales"), dialer("sales", "sales"))
    for (let n = 1; n <= 1_000; n++) story.send(create(n))
    expect(story.refused(create(0))).toEqual({ _tag: "TooManyLists", dialer: "sales", limit: 1_000 })
    // One without records is done with once it is complete; one that waits is not.
    story.send({
      _tag: "ImportRecords",
      listId: "l1",
      records: [{ row: 1, content: "c1", address: ["1:aaaaaaaaaaaaaaaaaaaa"] }]
    })
    story.send({ _tag: "CompleteList", listId: "l1" })
    expect(story.refused(create(0))).toMatchObject({ _tag: "TooManyLists" })
    story.send({ _tag: "CompleteList", listId: "l2" })
    expect(story.send(create(0))).toMatchObject([{ _tag: "ListCreated" }])
  })
})

describe("a centre", () => {
  it("[D9.2c] keeps 20,000 lists of 2,000 dialers in all", () => {
    const story = centre(campaign("sales"))
    for (let n = 0; n < 2_000; n++) story.send({ _tag: "CreateDialer", dialer: `d${n}`, campaign: "sales" })
    expect(story.refused({ _tag: "CreateDialer", campaign: "sales" })).toEqual({
      _tag: "CentreIsFull",
      of: "dialers",
      limit: 2_000
    })
    const list = (n: number): Plain => ({
      _tag: "CreateList",
      dialer: `d${n % 2_000}`,
      listId: `l${n}`,
      name: "name",
      subject: "Hi"
    })
    for (let n = 0; n < 20_000; n++) story.send(list(n))
    expect(story.refused(list(20_000))).toEqual({ _tag: "CentreIsFull", of: "lists", limit: 20_000 })
  })

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
