import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, signIn, signOut, startBreak } from "./given.ts"
import type { Story } from "./story.ts"

describe("missed offers", () => {
  const ring = { offerTimeoutSeconds: 10, retryPauseSeconds: 0 }
  /** Lets the offer of i1 expire so many times, and says how often ann has missed now. */
  const missing = (story: Story, times: number) => {
    for (let n = 0; n < times; n++) story.wait(10)
    return story.member("sales", "ann")?.missed
  }

  it("[D2.11a] are counted by membership: an expiry adds, a rejection does neither, an acceptance resets", () => {
    const story = centre(agents("ann"), campaign("sales", ring, ["ann"]), campaign("other", ring, ["ann"]))
    arrive(story, "i1", "sales")
    expect(missing(story, 2)).toBe(2)
    story.send({ _tag: "RejectOffer", ...story.offerOf("i1") })
    expect([story.member("sales", "ann")?.missed, story.member("other", "ann")?.missed]).toEqual([2, 0])
    accept(story, "i1")
    expect(story.member("sales", "ann")?.missed).toBe(0)
  })

  it("[D2.11b] pause nobody unless a number is set", () => {
    const story = centre(agents("ann"), campaign("sales", ring, ["ann"]))
    arrive(story, "i1", "sales")
    expect(missing(story, 50)).toBe(50)
    expect(story.member("sales", "ann")?.paused).toBe(false)
  })

  it("[D2.11b] of the number set pause the membership; status is untouched", () => {
    const story = centre(
      agents("ann"),
      campaign("sales", { ...ring, autopauseAfter: 3 }, ["ann"]),
      campaign("other", ring, ["ann"])
    )
    arrive(story, "i1", "sales")
    expect(missing(story, 2)).toBe(2)
    const events = story.wait(10)
    expect(story.all("MemberPaused", events)).toMatchObject([{ agentId: "ann", cause: "missed-offers" }])
    expect(story.offers(events)).toEqual([])
    expect([story.member("sales", "ann")?.paused, story.agent("ann").status]).toEqual([true, "Free"])
    expect(story.offers(arrive(story, "i2", "other"))).toEqual(["i2→ann"])
  })

  it("[D2.11b] of the number set pause the agent, where the campaign says all", () => {
    const settings = { ...ring, autopauseAfter: 2, autopauseScope: "all" }
    const story = centre(agents("ann"), campaign("sales", settings, ["ann"]), campaign("other", ring, ["ann"]))
    arrive(story, "i1", "sales")
    arrive(story, "i2", "other")
    const events = [...story.wait(10), ...story.wait(10)]
    expect(story.all("BreakStarted", events)).toMatchObject([{ agentId: "ann", cause: "missed-offers" }])
    expect([story.agent("ann").status, story.stage("i1"), story.stage("i2")]).toEqual([
      "FreeOnBreak",
      "waiting",
      "waiting"
    ])
  })

  it("[D2.11c] [D4.1d] a paused membership makes no offers and its offer is taken back; other campaigns go on", () => {
    const story = centre(agents("ann"), campaign("sales", {}, ["ann"]), campaign("other", {}, ["ann"]))
    arrive(story, "i1", "sales")
    const events = story.send({ _tag: "PauseMember", campaign: "sales", agentId: "ann" })
    expect(story.all("OfferRevoked", events)).toMatchObject([{ reason: "member-paused" }])
    expect(story.agent("ann").status).toBe("Free")
    expect(story.offers(arrive(story, "i2", "other"))).toEqual(["i2→ann"])
    expect(story.send({ _tag: "PauseMember", campaign: "sales", agentId: "ann" })).toEqual([])
  })

  it("[D2.11d] a pause outlives sign-out and ends by the agent or a supervisor", () => {
    const story = centre(agents("ann"), campaign("sales", {}, ["ann"]))
    story.send({ _tag: "PauseMember", campaign: "sales", agentId: "ann" })
    signOut(story, "ann")
    signIn(story, "ann")
    arrive(story, "i1", "sales")
    expect(story.stage("i1")).toBe("waiting")
    const resume = { _tag: "ResumeMember", campaign: "sales", agentId: "ann" } as const
    const events = story.send({ ...resume, by: "self" })
    expect(events).toMatchObject([{ _tag: "MemberResumed", cause: "self" }, { _tag: "InteractionOffered" }])
    story.send({ _tag: "PauseMember", campaign: "sales", agentId: "ann" })
    expect(story.all("MemberResumed", story.send({ ...resume, by: "supervisor" }))).toHaveLength(1)
    expect(story.send({ ...resume, by: "self" })).toEqual([])
  })

  it("a break that comes of missed offers is left like any other, and counting goes on", () => {
    const settings = { ...ring, autopauseAfter: 1, autopauseScope: "all" }
    const story = centre(agents("ann"), campaign("sales", settings, ["ann"]))
    arrive(story, "i1", "sales")
    story.wait(10)
    expect(startBreak(story, "ann")).toEqual([])
    expect(story.offers(story.send({ _tag: "EndBreak", agentId: "ann" }))).toEqual(["i1→ann"])
    expect(story.all("BreakStarted", story.wait(10))).toHaveLength(1)
  })
})
