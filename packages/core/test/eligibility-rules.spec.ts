/** Who may receive under each rule: holds, calls, pulling the first. */
import { describe, expect, it } from "vitest"
import {
  accept,
  agents,
  arrive,
  campaign,
  centre,
  change,
  finish,
  leave,
  phone,
  reject,
  signIn,
  take
} from "./given.ts"
import type { Story } from "./story.ts"

const busy = { offerTimeoutSeconds: 10, retryPauseSeconds: 30 }
const reasons = (story: Story, agentId: string, campaign: string) =>
  story.centre.whyIdle(story.state, agentId)?.campaigns.find((one) => one.campaign === campaign)?.reasons

describe("incall and the routing hold", () => {
  const story = () =>
    centre(
      agents("ann", "bob"),
      campaign("sole", { ...busy, eligibility: "incall" }, ["ann"]),
      campaign("mail", busy, ["ann"]),
      campaign("free", { ...busy, eligibility: "nopause" }, ["ann"]),
      campaign("calls", busy, ["ann"], phone)
    ).restarting()

  it("[D4.2-incall] [D2.6a] [D4.1j] [D2.6c] [D2.1b] an interaction of it holds the agent from all routing; that is no break", () => {
    const held = story()
    arrive(held, "i1", "sole")
    accept(held, "i1")
    arrive(held, "i2", "mail")
    arrive(held, "i3", "calls")
    expect([held.stage("i2"), held.stage("i3")]).toEqual(["waiting", "waiting"])
    expect(reasons(held, "ann", "mail")).toEqual(["routing-hold"])
    expect(held.agent("ann")).toMatchObject({ status: "Busy", break: null, indicator: "online" })
    expect(held.all("BreakStarted")).toEqual([])
    // The rule as it was when it came.
    change(held, "sole", { eligibility: "nocall" })
    expect(held.stage("i2")).toBe("waiting")
  })

  it("[D2.6b] [D4.10b] the hold is over when the interaction ends, and routing follows in that step", () => {
    const held = story()
    arrive(held, "i1", "sole")
    accept(held, "i1")
    arrive(held, "i2", "mail")
    expect(held.offers(finish(held, "i1"))).toEqual(["i2→ann"])
  })

  it("[D2.6b] or when it leaves the agent", () => {
    const held = story()
    arrive(held, "i1", "sole")
    accept(held, "i1")
    arrive(held, "i2", "mail")
    held.send({ _tag: "SignOutAgent", agentId: "ann" })
    // Who comes back may have either; the requeued one entered first.
    expect(held.offers(signIn(held, "ann"))[0]).toBe("i1→ann")
  })

  it("[D4.2-incall] takes neither who has a call nor who has other work", () => {
    const held = story()
    arrive(held, "c1", "calls")
    accept(held, "c1")
    arrive(held, "i1", "sole")
    expect(reasons(held, "ann", "sole")).toEqual(["eligibility-rule"])
    leave(held, "c1")
    expect(held.stage("i1")).toBe("offered")
    reject(held, "i1")
    arrive(held, "i2", "mail")
    accept(held, "i2")
    held.wait(31)
    expect([held.stage("i1"), reasons(held, "ann", "sole")]).toEqual(["waiting", ["eligibility-rule"]])
  })

  it("[D4.2-nopause] alone ignores the hold, up to its maximum per agent", () => {
    const held = story()
    arrive(held, "i1", "sole")
    accept(held, "i1")
    for (const id of ["n1", "n2", "n3", "n4"]) arrive(held, id, "free")
    expect(["n1", "n2", "n3", "n4"].map((id) => held.stage(id))).toEqual(["offered", "offered", "offered", "waiting"])
  })
})

describe("calls and text", () => {
  it("[D4.2-voice] [D3.2b] a call needs an agent without a call; text is no hindrance, and a hold is", () => {
    const story = centre(
      agents("ann"),
      campaign("calls", busy, ["ann"], phone),
      campaign("more", busy, ["ann"], phone),
      campaign("mail", busy, ["ann"])
    ).restarting()
    arrive(story, "i1", "mail")
    accept(story, "i1")
    arrive(story, "c1", "calls")
    arrive(story, "c2", "calls")
    arrive(story, "c3", "more")
    expect(["c1", "c2", "c3"].map((id) => story.stage(id))).toEqual(["offered", "waiting", "waiting"])
    expect(story.offers(leave(story, "c1"))).toEqual(["c2→ann"])
    expect(story.centre.views.campaign(story.state, "calls")?.settings.eligibility).toBe("voice")
  })

  it("[D2.2d] [D6.9f] who is on a call is busy", () => {
    const story = centre(agents("ann"), campaign("calls", busy, ["ann"], phone), campaign("mail", busy, ["ann"]))
    arrive(story, "c1", "calls")
    accept(story, "c1")
    expect(story.agent("ann").status).toBe("Busy")
    expect([story.row("calls"), story.row("mail")].map(({ busy: count, free }) => [count, free])).toEqual([
      [1, 0],
      [1, 0]
    ])
  })

  it("[D4.1p] [D4.1q] voice campaigns take voice, the pull rules or a rule of one's own, the others any but voice", () => {
    const story = centre(agents("ann"))
    const create = (channel: string, eligibility: string) =>
      ({ _tag: "CreateCampaign", campaign: `${channel}-${eligibility}`, channel, settings: { eligibility } }) as const
    for (const eligibility of ["voice", "ringall", "ringallmultiple"]) story.send(create("phone", eligibility))
    const text = ["nocall", "incall", "interaction", "nopause", "omni", "ringall", "ringallmultiple"]
    for (const eligibility of text) story.send(create("mail", eligibility))
    expect(story.refused(create("phone", "nocall"))).toMatchObject({
      _tag: "StrategyUnknown",
      known: ["voice", "ringall", "ringallmultiple"]
    })
    expect(story.refused(create("mail", "voice"))).toMatchObject({ _tag: "StrategyUnknown", known: text })
  })

  it("[D4.2-omni] takes first who has neither call nor interaction, then whoever has room", () => {
    const members = ["ann", "bob", "cid"]
    const story = centre(
      agents(...members),
      campaign("mail", { ...busy, eligibility: "omni", delivery: "linear", perAgentMax: 2 }, members),
      campaign("calls", busy, ["ann"], phone)
    ).restarting()
    arrive(story, "c1", "calls")
    accept(story, "c1")
    for (const id of ["1", "2", "3", "4", "5", "6", "7"]) {
      arrive(story, id, "mail")
      if (id === "2") reject(story, id)
      if (story.stage(id) === "offered") accept(story, id)
    }
    // 2 is refused by cid, the last idle one, and goes to the first by position.
    expect(story.offers().slice(1)).toEqual(["1→bob", "2→cid", "2→ann", "3→cid", "4→ann", "5→bob", "6→cid"])
  })

  it("[D4.1n] under a pull rule a call never hinders who takes", () => {
    const story = centre(
      agents("ann"),
      campaign("calls", busy, ["ann"], phone),
      campaign("pick", { eligibility: "ringallmultiple" }, ["ann"]),
      campaign("ring", { eligibility: "ringall" }, ["ann"], phone)
    )
    arrive(story, "c1", "calls")
    accept(story, "c1")
    arrive(story, "i1", "pick")
    arrive(story, "c2", "ring")
    take(story, "i1", "ann")
    take(story, "c2", "ann")
    expect([story.stage("i1"), story.stage("c2")]).toEqual(["active", "active"])
  })
})

describe("ringall, as an eligibility rule", () => {
  it("[D4.2-ringall] [D4.9a] shows and gives only the first that this agent may take, one at a time", () => {
    const story = centre(
      agents("ann", "bob"),
      campaign("pull", { eligibility: "ringall" }, ["ann", "bob"])
    ).restarting()
    arrive(story, "i1", "pull", { skills: [{ skill: "fr", level: 1 }] })
    arrive(story, "i2", "pull", { priority: 5 })
    arrive(story, "i3", "pull")
    const shown = (agentId: string) =>
      story.centre.views.inbox(story.state, agentId)?.pending[0]?.takeable.map(({ interactionId }) => interactionId)
    expect([shown("ann"), shown("bob")]).toEqual([["i2"], ["i2"]])
    expect(story.refused({ _tag: "TakeInteraction", interactionId: "i3", agentId: "ann" })).toEqual({
      _tag: "NotTakeable",
      interactionId: "i3",
      campaign: "pull",
      because: "not-first"
    })
    take(story, "i2", "ann")
    // bob has no French: the first is not for him.
    expect(shown("bob")).toEqual(["i3"])
    expect(story.refused({ _tag: "TakeInteraction", interactionId: "i3", agentId: "ann" })).toMatchObject({
      _tag: "NotEligible",
      reasons: ["per-agent-max"]
    })
    take(story, "i3", "bob")
    expect(story.stage("i3")).toBe("active")
  })
})
