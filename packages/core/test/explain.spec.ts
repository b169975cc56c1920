import { describe, expect, it } from "vitest"
import { conditions, vocabulary } from "../src/routing/index.ts"
import {
  accept,
  agents,
  arrive,
  campaign,
  centre,
  endBreak,
  finish,
  leave,
  reject,
  signOut,
  startBreak,
  take,
  user
} from "./given.ts"
import type { Setting, Story } from "./story.ts"

const ring = { offerTimeoutSeconds: 10, retryPauseSeconds: 30 }
const serving = (settings: Setting, members: ReadonlyArray<string>) =>
  centre(agents(...members), campaign("sales", { ...ring, ...settings }, members))

const explain = (story: Story, id: string) => {
  const found = story.centre.explain(story.state, id)
  if (found === undefined) throw new Error(`${id} is not open`)
  return found
}
const verdicts = (story: Story, id: string) =>
  explain(story, id).members.map(({ agentId, reasons, rank, offered }) => [
    agentId,
    rank ?? (offered ? "offered" : reasons.join())
  ])
const missing = (story: Story, id: string) => explain(story, id).missing
const idle = (story: Story, agentId: string) => story.centre.whyIdle(story.state, agentId)

describe("explain, of an interaction", () => {
  it("[D4.12c] names for each member the rule that excluded it, or its rank and score", () => {
    const story = serving({ delivery: "leastrecent", perAgentMax: 1 }, ["ann", "bob", "cid", "dan", "eve", "fay"])
    for (const id of ["i1", "i2"]) {
      arrive(story, id, "sales")
      accept(story, id)
    }
    story.wait(5)
    finish(story, "i1")
    startBreak(story, "dan")
    story.send({ _tag: "PauseMember", campaign: "sales", agentId: "dan" })
    signOut(story, "eve")
    arrive(story, "i3", "sales")
    reject(story, "i3")
    expect(verdicts(story, "i3")).toEqual([
      ["ann", 1],
      ["bob", "per-agent-max"],
      ["cid", "passed-over"],
      ["dan", "agent-on-break,member-paused"],
      ["eve", "agent-disconnected"],
      ["fay", "offered"]
    ])
    expect(explain(story, "i3")).toMatchObject({
      stage: "offered",
      entry: 1,
      eligibility: { rule: "nocall", mode: "push" },
      delivery: { rule: "leastrecent", kind: "keyed" },
      offers: [{ offerId: "i3.o2", agentId: "fay", draw: null, among: null, ruleChanged: false }],
      missing: []
    })
    expect(explain(story, "i3").members[0]).toEqual({
      agentId: "ann",
      reasons: [],
      rank: 1,
      score: story.now,
      offered: false
    })
  })

  it("[D4.12a] [D4.12c] at the position before an offer ranks first who then had it: by rrmemory and leastrecent", () => {
    for (const delivery of ["rrmemory", "leastrecent"]) {
      const members = ["ann", "bob", "cid", "dan"]
      const story = serving({ delivery, perAgentMax: 50 }, members)
      for (let n = 0; n < 12; n++) {
        arrive(story, `i${n}`, "sales")
        for (let refusals = 0; refusals < n % 3; refusals++) reject(story, `i${n}`)
        accept(story, `i${n}`)
        if (n % 3 === 0) finish(story, `i${n}`)
        story.wait(1)
        if (n % 5 === 4) startBreak(story, members[n % 4] ?? "ann")
        if (n % 5 === 1 && n > 4) for (const id of members) endBreak(story, id)
      }
      let explained = 0
      story.log.forEach(({ event }, index) => {
        if (event._tag !== "InteractionOffered") return
        const before = story.centre.replay(story.centre.initial, story.log.slice(0, index))
        const [first] = story.centre.explain(before, event.interactionId)?.members ?? []
        expect([first?.agentId, first?.rank]).toEqual([event.agentId, 1])
        explained += 1
      })
      expect(explained).toBeGreaterThan(20)
    }
  })

  it("[D4.12b] of a drawn rule says the draw, among how many, and who was chosen; there are no ranks", () => {
    const story = serving({ delivery: "wrandom" }, ["ann", "bob", "cid"])
    arrive(story, "i1", "sales")
    const [offered] = story.all("InteractionOffered")
    const {
      offers: [offer],
      delivery,
      members
    } = explain(story, "i1")
    expect(delivery).toEqual({ rule: "wrandom", kind: "drawn" })
    expect(offer).toMatchObject({ agentId: offered?.agentId, draw: offered?.draw, among: 3 })
    expect(members.map(({ rank, score }) => [rank, score])).toEqual([
      [null, null],
      [null, null],
      [null, null]
    ])
    expect(members.filter((member) => member.offered).map(({ agentId }) => agentId)).toEqual([offered?.agentId])
  })

  it("[D4.12d] that waits names what is missing: no member, a disabled campaign, room, somebody to take it", () => {
    const story = centre(
      agents("ann"),
      campaign("empty"),
      campaign("off", {}, ["ann"], { enabled: false }),
      campaign("full", { queueMax: 1 }),
      campaign("pool", { eligibility: "ringallmultiple" }, ["ann"])
    )
    for (const [id, name] of [
      ["e1", "empty"],
      ["o1", "off"],
      ["f1", "full"],
      ["f2", "full"],
      ["p1", "pool"]
    ] as const)
      arrive(story, id, name)
    const whole = (reason: string, members = 0) => [{ reasons: [reason], members, until: null }]
    expect(missing(story, "e1")).toEqual(whole("no-member"))
    expect(missing(story, "o1")).toEqual(whole("campaign-disabled"))
    expect(missing(story, "f2")).toEqual(whole("in-backlog"))
    expect(missing(story, "p1")).toEqual(whole("campaign-pull", 1))
    expect(explain(story, "p1")).toMatchObject({ delivery: null, eligibility: { mode: "pull" } })
  })

  it("[D4.12d] names the nearest gaps, how many members each would free, and until when time alone closes it", () => {
    const story = serving({ wrapUpSeconds: 60, perAgentMax: 1 }, ["ann", "bob", "cid", "dan"])
    arrive(story, "i1", "sales")
    accept(story, "i1")
    finish(story, "i1")
    startBreak(story, "bob")
    startBreak(story, "cid")
    signOut(story, "dan")
    story.send({ _tag: "PauseMember", campaign: "sales", agentId: "dan" })
    arrive(story, "i2", "sales")
    expect(missing(story, "i2")).toEqual([
      { reasons: ["agent-on-break"], members: 2, until: null },
      { reasons: ["agent-in-wrap-up"], members: 1, until: story.now + 60_000 }
    ])
  })

  it("[D4.12d] names who all refused, and when they are asked again", () => {
    const story = serving({}, ["ann", "bob"])
    arrive(story, "i1", "sales")
    reject(story, "i1")
    reject(story, "i1")
    expect(missing(story, "i1")).toEqual([{ reasons: ["passed-over"], members: 2, until: story.now + 30_000 }])
  })

  it("says its order key and its place in the queue, an offered one keeping its own", () => {
    const story = serving({ perAgentMax: 1, queueMax: 3 }, ["ann"])
    for (const [id, priority] of [
      ["i1", 5],
      ["i2", 9],
      ["i3", 1],
      ["i4", 7],
      ["i5", 1]
    ] as const)
      arrive(story, id, "sales", { priority })
    const places = ["i1", "i2", "i3", "i4", "i5"].map((id) => explain(story, id).order?.place)
    expect(places).toEqual([2, 3, 1, 2, 1])
    expect(explain(story, "i1").order).toEqual({
      rule: "priority",
      rank: 5,
      ageingPoints: 0,
      priority: 5,
      enteredAt: story.now,
      place: 2
    })
    accept(story, "i1")
    expect(explain(story, "i1")).toMatchObject({ stage: "active", ownerId: "ann", order: null, members: [] })
    leave(story, "i2")
    expect(story.centre.explain(story.state, "i2")).toBeUndefined()
  })
})

describe("explain, of an agent", () => {
  it("[D4.12e] says campaign by campaign why nothing comes, and what is missing least", () => {
    const story = centre(
      agents("ann", "bob"),
      campaign("asleep", {}, ["ann"]),
      campaign("busy", { ...ring, perAgentMax: 1, delivery: "leastrecent" }, ["ann", "bob"]),
      campaign("off", {}, ["ann"], { enabled: false }),
      campaign("pool", { eligibility: "ringallmultiple" }, ["ann"])
    )
    for (const [id, name] of [
      ["b1", "busy"],
      ["o1", "off"],
      ["p1", "pool"]
    ] as const)
      arrive(story, id, name)
    accept(story, "b1")
    startBreak(story, "bob")
    arrive(story, "b2", "busy")
    const found = idle(story, "ann")
    expect(found?.campaigns.map(({ campaign: name, reasons, waiting }) => [name, waiting, ...reasons])).toEqual([
      ["asleep", 0, "nothing-waiting"],
      ["busy", 1, "per-agent-max"],
      ["off", 1, "campaign-disabled"],
      ["pool", 1, "campaign-pull"]
    ])
    expect(found?.nearest?.campaign).toBe("busy")
    story.send({ _tag: "PauseMember", campaign: "busy", agentId: "ann" })
    expect(idle(story, "ann")?.nearest?.campaign).toBe("off")
    story.send({ _tag: "ResumeMember", campaign: "busy", agentId: "ann", by: "supervisor" })
    take(story, "p1", "ann")
    startBreak(story, "ann")
    expect(idle(story, "ann")?.nearest).toMatchObject({
      campaign: "busy",
      reasons: ["agent-on-break", "per-agent-max"]
    })
  })

  it("[D4.12e] says until when, where only time is missing", () => {
    const story = serving({ wrapUpSeconds: 60 }, ["ann"])
    arrive(story, "i1", "sales")
    accept(story, "i1")
    finish(story, "i1")
    arrive(story, "i2", "sales")
    expect(idle(story, "ann")?.nearest).toMatchObject({ reasons: ["agent-in-wrap-up"], until: story.now + 60_000 })
    story.send({ _tag: "EndWrapUp", agentId: "ann" })
    reject(story, "i2")
    expect(idle(story, "ann")?.nearest).toMatchObject({ reasons: ["passed-over"], until: story.now + 30_000 })
  })

  it("of no campaign, or who is no agent, says so", () => {
    const story = centre(agents("ann"), user("sue", ["supervisor"]))
    expect(idle(story, "ann")).toEqual({ agentId: "ann", campaigns: [], campaignsOmitted: 0, nearest: null })
    expect([idle(story, "sue"), idle(story, "nobody")]).toEqual([undefined, undefined])
  })
})

describe("the vocabulary of reasons", () => {
  it("[D4.12f] has every word that conditions, explanations, refusals and revocations use", () => {
    const known = Object.keys(vocabulary)
    const table = [...conditions.agent, ...conditions.member, ...conditions.campaign, ...conditions.entry]
    for (const { reason } of table) expect(known).toContain(reason)
    for (const [word, meaning] of Object.entries(vocabulary)) {
      expect(word).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(meaning).toMatch(/\S/)
    }
    const story = serving({ perAgentMax: 1 }, ["ann", "bob"])
    const ends: ReadonlyArray<(id: string) => unknown> = [
      () => startBreak(story, "ann"),
      () => endBreak(story, "ann"),
      () => signOut(story, "bob"),
      (id) => leave(story, id),
      () => story.send({ _tag: "RemoveMembers", campaigns: ["sales"], agents: ["ann"] }),
      () => story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["ann"] }),
      () => story.send({ _tag: "PauseMember", campaign: "sales", agentId: "ann" }),
      () => story.send({ _tag: "ResumeMember", campaign: "sales", agentId: "ann", by: "self" }),
      () => story.send({ _tag: "DisableCampaign", campaign: "sales" }),
      () => story.send({ _tag: "EnableCampaign", campaign: "sales" }),
      () => story.send({ _tag: "RemoveCampaign", campaign: "sales", withdraw: true })
    ]
    ends.forEach((end, n) => {
      arrive(story, `i${n}`, "sales")
      arrive(story, `j${n}`, "sales")
      end(`i${n}`)
    })
    const reasons = new Set(story.all("OfferRevoked").map(({ reason }) => reason))
    expect(reasons.size).toBeGreaterThanOrEqual(6)
    for (const reason of reasons) expect(known).toContain(reason)
  })
})
