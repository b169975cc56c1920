/** The terms of an entry: ageing, relaxation steps, the penalty range. */
import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, change, reject, skilled, startBreak } from "./given.ts"
import type { Setting, Story } from "./story.ts"

const terms = { offerTimeoutSeconds: 10, retryPauseSeconds: 30 }
const step = (afterSeconds: number, what: Setting) => ({
  afterSeconds,
  skills: [],
  penaltyRange: null,
  overflow: null,
  ...what
})
const order = (story: Story, campaign: string) =>
  story.centre.views.queue(story.state, campaign, story.now)?.items.map(({ interactionId }) => interactionId)

const campaignOf = (story: Story, name: string) => {
  const found = story.centre.views.campaign(story.state, name)
  if (found === undefined) throw new Error(`no campaign ${name}`)
  return found.settings
}

describe("ageing", () => {
  const waiting = (settings: Setting) => {
    const story = centre(agents("ann"), campaign("mail", { ...terms, ...settings }, ["ann"])).restarting()
    startBreak(story, "ann")
    return story
  }

  it("[D4.4b] [D4.4e] takes its points off for each minute waited, exactly, below 1 too", () => {
    const story = waiting({ ageingPoints: 3 })
    arrive(story, "old", "mail", { priority: 4 })
    story.wait(60)
    arrive(story, "same", "mail", { priority: 1 })
    arrive(story, "late", "mail", { priority: 2 })
    // 4 − 3 = 1: alike with the newcomer's 1, and longer there.
    expect(order(story, "mail")).toEqual(["old", "same", "late"])
    story.wait(20)
    arrive(story, "new", "mail", { priority: 1 })
    // After 80 s: old 0, same 0, new 1, late 1 that entered 20 s earlier.
    expect(order(story, "mail")).toEqual(["old", "same", "late", "new"])
    story.send({ _tag: "EndBreak", agentId: "ann" })
    for (const id of ["old", "same", "late"]) accept(story, id)
    expect(story.offers()).toEqual(["old→ann", "same→ann", "late→ann"])
  })

  it("[D4.4b] [D4.4e] one millisecond decides", () => {
    const story = waiting({ ageingPoints: 1_000 })
    arrive(story, "old", "mail", { priority: 9_999 })
    story.until(story.now + 599_880 - 1)
    arrive(story, "new", "mail", { priority: 1 })
    // 9,999 − 1,000 × 9.998 min = 1 at 599.88 s: one millisecond short of it the new one is better.
    expect(order(story, "mail")).toEqual(["new", "old"])
    const even = waiting({ ageingPoints: 1_000 })
    arrive(even, "old", "mail", { priority: 9_999 })
    even.until(even.now + 599_880)
    arrive(even, "new", "mail", { priority: 1 })
    expect(order(even, "mail")).toEqual(["old", "new"])
  })

  it("[D4.4c] points are whole, 0 to 1,000", () => {
    const story = waiting({})
    for (const ageingPoints of [0, 1_000]) change(story, "mail", { ageingPoints })
    for (const ageingPoints of [-1, 0.5, 1_001]) expect(() => change(story, "mail", { ageingPoints })).toThrow()
  })

  it("[D4.4d] changing the rate re-orders the queue in that step", () => {
    const story = waiting({})
    arrive(story, "old", "mail", { priority: 5 })
    story.wait(120)
    arrive(story, "new", "mail", { priority: 2 })
    expect(order(story, "mail")).toEqual(["new", "old"])
    change(story, "mail", { ageingPoints: 2 })
    expect(order(story, "mail")).toEqual(["old", "new"])
    change(story, "mail", { ageingPoints: 0 })
    expect(order(story, "mail")).toEqual(["new", "old"])
  })

  it("[D4.4b] [D4.10d] over campaigns the highest weight comes first, then the best effective priority of now", () => {
    const story = centre(
      agents("ann"),
      campaign("fast", { ...terms, ageingPoints: 60 }, ["ann"]),
      campaign("slow", terms, ["ann"]),
      campaign("heavy", { ...terms, weight: 1 }, ["ann"])
    )
    startBreak(story, "ann")
    arrive(story, "f", "fast", { priority: 70 })
    arrive(story, "s", "slow", { priority: 9 })
    story.wait(61)
    arrive(story, "h", "heavy", { priority: 9_999 })
    // f is at 70 − 61 = 9 now, as s is, and entered before it in no respect: the id decides.
    expect(story.offers(story.send({ _tag: "EndBreak", agentId: "ann" }))).toEqual(["h→ann", "f→ann", "s→ann"])
  })
})

describe("relaxation steps", () => {
  const french = { skills: [{ skill: "fr", level: 60 }] }

  it("[D4.4f] [D4.10b] [D3.1g] [D3.2i] lower or drop a skill after so long, and routing follows in that step", () => {
    const steps = [
      step(50, { skills: [{ skill: "fr", level: 0 }] }),
      step(30, { skills: [{ skill: "fr", level: 40 }] })
    ]
    const story = centre(
      agents("ann", "bob"),
      campaign("mail", { ...terms, ...french, steps }, ["ann", "bob"])
    ).restarting()
    skilled(story, "ann", { fr: 40 })
    arrive(story, "i1", "mail")
    story.wait(29)
    expect(story.stage("i1")).toBe("waiting")
    expect(story.offers(story.wait(1))).toEqual(["i1→ann"])
    // Fixed at entry: later steps hold for later entries.
    change(story, "mail", { steps: [] })
    reject(story, "i1")
    expect(story.stage("i1")).toBe("waiting")
    expect(story.offers(story.wait(20))).toEqual(["i1→bob"])
    expect(story.all("EntryRelaxed").map(({ requirement }) => requirement.skills)).toEqual([
      [{ skill: "fr", level: 40 }],
      []
    ])
    const { ageingPoints, overflowTarget, steps: none } = campaignOf(centre(campaign("new")), "new")
    expect([ageingPoints, overflowTarget, none]).toEqual([0, null, []])
  })

  it("[D4.4g] widen the range of penalties, which filters on every channel", () => {
    const steps = [step(30, { penaltyRange: { from: 0, to: 50 } })]
    const story = centre(
      agents("ann"),
      campaign("mail", { ...terms, penaltyRange: { from: 0, to: 10 }, steps }, ["ann"]),
      campaign("all", terms, ["ann"])
    ).restarting()
    for (const name of ["mail", "all"])
      story.send({ _tag: "ChangeMember", campaign: name, agentId: "ann", penalty: name === "all" ? 100 : 11 })
    arrive(story, "i1", "mail")
    arrive(story, "i2", "all")
    expect([story.stage("i1"), story.stage("i2")]).toEqual(["waiting", "offered"])
    expect(story.centre.explain(story.state, "i1")?.members[0]?.reasons).toEqual(["penalty-range"])
    expect(story.offers(story.wait(30))).toEqual(["i1→ann"])
    expect(
      story.refused({
        _tag: "ChangeCampaign",
        campaign: "mail",
        settings: { penaltyRange: { from: 5, to: 4 } }
      })
    ).toEqual({ _tag: "PenaltyRangeEmpty", from: 5, to: 4 })
  })

  it("[D4.4l] [D2.9d] run in the backlog too, and anew from a return", () => {
    const steps = [step(30, { skills: [{ skill: "fr", level: 0 }] })]
    const story = centre(
      agents("ann"),
      campaign("mail", { ...terms, ...french, steps, queueMax: 1 }, ["ann"])
    ).restarting()
    arrive(story, "i1", "mail")
    arrive(story, "i2", "mail")
    expect(story.stage("i2")).toBe("backlog")
    story.wait(30)
    accept(story, "i1")
    // i2 was relaxed where it waited: it comes in and is offered in one step.
    expect(story.all("EntryRelaxed").map(({ interactionId }) => interactionId)).toEqual(["i1", "i2"])
    expect(story.stage("i2")).toBe("offered")
    story.send({ _tag: "SignOutAgent", agentId: "ann" })
    const again = story.all("InteractionQueued").at(-1)
    expect(again).toMatchObject({ kind: "requeued", steps: [{ dueAt: story.now + 30_000 }] })
  })

  it("[D4.4n] one that is due while an offer is out relaxes at once", () => {
    const steps = [step(5, { skills: [{ skill: "fr", level: 0 }] })]
    const story = centre(
      agents("ann", "bob"),
      campaign("mail", { ...terms, ...french, steps }, ["ann", "bob"])
    ).restarting()
    skilled(story, "ann", { fr: 60 })
    arrive(story, "i1", "mail")
    story.wait(6)
    expect(story.all("EntryRelaxed")).toHaveLength(1)
    expect(story.offers(reject(story, "i1"))).toEqual(["i1→bob"])
  })
})
