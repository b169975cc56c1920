import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, finish, signIn, signOut, startBreak, take, user } from "./given.ts"
import { Story } from "./story.ts"

describe("what every push rule asks", () => {
  it("[D4.1a] a connected agent", () => {
    const story = centre(user("ann"), campaign("sales", {}, ["ann"]))
    arrive(story, "i1", "sales")
    expect(story.offers()).toEqual([])
    expect(story.offers(signIn(story, "ann"))).toEqual(["i1→ann"])
    expect(story.all("OfferRevoked", signOut(story, "ann"))).toMatchObject([{ reason: "agent-disconnected" }])
  })

  it("[D4.1b] a member with inbound permission", () => {
    const story = centre(agents("ann"), campaign("sales"))
    arrive(story, "i1", "sales")
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["ann"], inbound: false })
    expect(story.offers()).toEqual([])
    const change = { _tag: "ChangeMember", campaign: "sales", agentId: "ann" } as const
    expect(story.offers(story.send({ ...change, inbound: true }))).toEqual(["i1→ann"])
    expect(story.all("OfferRevoked", story.send({ ...change, inbound: false }))).toMatchObject([
      { reason: "no-inbound-permission" }
    ])
  })

  it("[D4.1e] an enabled campaign", () => {
    const story = centre(agents("ann"), campaign("sales", {}, ["ann"]))
    arrive(story, "i1", "sales")
    const events = story.send({ _tag: "DisableCampaign", campaign: "sales" })
    expect(story.all("OfferRevoked", events)).toMatchObject([{ reason: "campaign-disabled" }])
    expect(story.offers(story.send({ _tag: "EnableCampaign", campaign: "sales" }))).toEqual(["i1→ann"])
  })

  it("[D4.1h] no break, [D4.1i] no wrap-up", () => {
    const story = centre(agents("ann"), campaign("sales", { wrapUpSeconds: 10 }, ["ann"]))
    arrive(story, "i1", "sales")
    accept(story, "i1")
    arrive(story, "i2", "sales")
    expect(story.all("OfferRevoked", finish(story, "i1"))).toMatchObject([{ reason: "agent-in-wrap-up" }])
    startBreak(story, "ann")
    story.wait(10)
    expect(story.stage("i2")).toBe("waiting")
    expect(story.offers(story.send({ _tag: "EndBreak", agentId: "ann" }))).toEqual(["i2→ann"])
  })
})

describe("nocall", () => {
  it("[D4.2-nocall] [D4.5a] [D4.5b] gives up to the maximum per agent of this campaign, offers included", () => {
    const story = centre(
      agents("ann"),
      campaign("sales", { perAgentMax: 2 }, ["ann"]),
      campaign("other", { perAgentMax: 2 }, ["ann"])
    )
    for (const id of ["x1", "x2", "x3"]) arrive(story, id, "other")
    for (const id of ["i1", "i2", "i3"]) arrive(story, id, "sales")
    expect(story.offers()).toEqual(["x1→ann", "x2→ann", "i1→ann", "i2→ann"])
    accept(story, "i1")
    expect(story.stage("i3")).toBe("waiting")
    expect(story.offers(finish(story, "i1"))).toEqual(["i3→ann"])
  })

  it("[D4.2-nocall] lowers its maximum for later offers only, and raises it at once", () => {
    const story = centre(agents("ann"), campaign("sales", { perAgentMax: 2 }, ["ann"]))
    for (const id of ["i1", "i2", "i3", "i4"]) arrive(story, id, "sales")
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { perAgentMax: 1 } })
    expect([story.stage("i1"), story.stage("i2")]).toEqual(["offered", "offered"])
    for (const id of ["i1", "i2"]) accept(story, id)
    expect(story.offers(finish(story, "i1"))).toEqual([])
    const events = story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { perAgentMax: 3 } })
    expect(story.offers(events)).toEqual(["i3→ann", "i4→ann"])
  })
})

describe("interaction", () => {
  it("[D4.2-interaction] gives one, and only to who has no other interaction of any campaign", () => {
    const story = centre(
      agents("ann"),
      campaign("one", { eligibility: "interaction", perAgentMax: 5 }, ["ann"]),
      campaign("other", {}, ["ann"])
    )
    arrive(story, "x1", "other")
    accept(story, "x1")
    arrive(story, "i1", "one")
    arrive(story, "i2", "one")
    expect(story.stage("i1")).toBe("waiting")
    expect(story.offers(finish(story, "x1"))).toEqual(["i1→ann"])
    accept(story, "i1")
    expect(story.offers(finish(story, "i1"))).toEqual(["i2→ann"])
  })

  it("[D4.7f] counts outstanding offers as the interactions they would become", () => {
    const story = centre(
      agents("ann"),
      campaign("one", { eligibility: "interaction" }, ["ann"]),
      campaign("other", {}, ["ann"])
    )
    arrive(story, "x1", "other")
    arrive(story, "i1", "one")
    expect(story.offers()).toEqual(["x1→ann"])
    expect(story.offers(story.send({ _tag: "RejectOffer", ...story.offerOf("x1") }))).toEqual(["i1→ann"])
  })

  it("[D4.7d] [D4.7e] takes its offer back when another is accepted first; other offers alone do not end it", () => {
    const story = centre(
      agents("ann"),
      campaign("one", { eligibility: "interaction" }, ["ann"]),
      campaign("other", {}, ["ann"])
    )
    arrive(story, "i1", "one")
    arrive(story, "x1", "other")
    expect(story.offers()).toEqual(["i1→ann", "x1→ann"])
    const events = accept(story, "x1")
    expect(story.all("OfferRevoked", events)).toMatchObject([{ interactionId: "i1", reason: "eligibility-rule" }])
    expect(story.stage("i1")).toBe("waiting")
  })
})

describe("ringallmultiple", () => {
  const pulling = (settings = {}) =>
    centre(
      agents("ann", "bob"),
      campaign("pool", { eligibility: "ringallmultiple", perAgentMax: 1, ...settings }, ["ann", "bob"])
    )

  it("[D4.2-ringallmultiple] [D4.1o] [D4.5d] offers nothing: agents take any waiting one, without limit", () => {
    const story = pulling({ delivery: "wrandom" })
    for (const id of ["i1", "i2", "i3", "i4"]) arrive(story, id, "pool")
    expect(story.offers()).toEqual([])
    for (const id of ["i3", "i1", "i4"]) take(story, id, "ann")
    expect(story.all("InteractionTaken").map(({ interactionId }) => interactionId)).toEqual(["i3", "i1", "i4"])
    expect(story.agent("ann").active).toBe(3)
    expect(story.member("pool", "bob")).toMatchObject({ held: 0 })
  })

  it("[D4.1m] asks the same of who takes, and names the reasons", () => {
    const story = pulling()
    arrive(story, "i1", "pool")
    const refusal = (agentId: string) => story.refused({ _tag: "TakeInteraction", interactionId: "i1", agentId })
    user("eve")(story)
    expect(refusal("eve")).toMatchObject({ _tag: "NotEligible", reasons: ["not-a-member"] })
    startBreak(story, "ann")
    story.send({ _tag: "PauseMember", campaign: "pool", agentId: "ann" })
    expect(refusal("ann")).toMatchObject({ reasons: ["agent-on-break", "member-paused"] })
    signOut(story, "bob")
    expect(refusal("bob")).toMatchObject({ reasons: ["agent-disconnected"] })
    story.send({ _tag: "DisableCampaign", campaign: "pool" })
    expect(refusal("bob")).toMatchObject({ reasons: ["campaign-disabled", "agent-disconnected"] })
  })

  it("[D4.5b] under a rule of one's own the maximum per agent bounds what is taken", () => {
    const pool = {
      name: "pool",
      mode: "pull",
      media: "any",
      atOnce: "per-agent-max",
      mayReceive: () => true
    } as const
    const story = new Story({ strategies: { eligibility: [pool] } })
    for (const one of [agents("ann"), campaign("pool", { eligibility: "pool", perAgentMax: 2 }, ["ann"])]) one(story)
    for (const id of ["i1", "i2", "i3"]) arrive(story, id, "pool")
    for (const id of ["i1", "i2"]) take(story, id, "ann")
    const third = { _tag: "TakeInteraction", interactionId: "i3", agentId: "ann" } as const
    expect(story.refused(third)).toMatchObject({ _tag: "NotEligible", reasons: ["per-agent-max"] })
    finish(story, "i1")
    expect(story.send(third)).toHaveLength(1)
  })

  it("tells who comes second that another has it", () => {
    const story = pulling()
    arrive(story, "i1", "pool")
    take(story, "i1", "ann")
    const second = { _tag: "TakeInteraction", interactionId: "i1", agentId: "bob" } as const
    expect(story.refused(second)).toEqual({ _tag: "AlreadyOwned", interactionId: "i1", ownerId: "ann" })
    finish(story, "i1")
    expect(story.refused(second)).toEqual({ _tag: "InteractionUnknown", interactionId: "i1" })
  })

  it("[D4.9c] is the only one of whose work one may take: what a push campaign has, or a backlog, is not", () => {
    const story = pulling({ queueMax: 1 })
    campaign("push", {}, ["ann"])(story)
    for (const id of ["i1", "i2"]) arrive(story, id, "pool")
    startBreak(story, "ann")
    arrive(story, "p1", "push")
    const because = (interactionId: string) => story.refused({ _tag: "TakeInteraction", interactionId, agentId: "bob" })
    expect(because("p1")).toMatchObject({ _tag: "NotTakeable", because: "campaign-offers" })
    expect(because("i2")).toMatchObject({ _tag: "NotTakeable", because: "in-backlog" })
    take(story, "i1", "bob")
    expect(take(story, "i2", "bob")).toHaveLength(1)
  })

  it("[D4.9b] [D4.9c] shows all waiting ones an agent may take; of push campaigns a count and none", () => {
    const story = pulling()
    campaign("push", {}, ["ann"])(story)
    for (const id of ["i1", "i2"]) arrive(story, id, "pool", { priority: id === "i2" ? 1 : 2 })
    arrive(story, "p1", "push")
    const pending = (agentId: string) =>
      story.centre.views
        .inbox(story.state, agentId)
        ?.pending.map((one) => [one.campaign, one.mode, one.waiting, one.takeable.map((each) => each.interactionId)])
    expect(pending("ann")).toEqual([
      ["pool", "pull", 2, ["i2", "i1"]],
      ["push", "push", 1, []]
    ])
    startBreak(story, "bob")
    expect(pending("bob")).toEqual([["pool", "pull", 2, []]])
  })

  it("gives way to routing when the campaign becomes one that offers", () => {
    const story = pulling()
    for (const id of ["i1", "i2", "i3"]) arrive(story, id, "pool")
    const events = story.send({ _tag: "ChangeCampaign", campaign: "pool", settings: { eligibility: "nocall" } })
    expect(story.offers(events)).toEqual(["i1→ann", "i2→bob"])
  })
})
