import { describe, expect, it } from "vitest"
import type { Centre } from "../src/index.ts"
import { campaignLive, rowOf } from "../src/stats/index.ts"
import {
  bursts,
  empirical,
  exponential,
  fixed,
  lognormal,
  never,
  poisson,
  recorded,
  simulate,
  SimulationRefused,
  STARTS_AT_MAX,
  uniform,
  type Scenario,
  type SimulateOptions
} from "../src/sim/index.ts"
import { DEFINITION, queueOf } from "./sim-given.ts"

const HOUR = 3_600

const ENVELOPE = {
  commandId: "c",
  index: 0,
  last: true,
  version: 1,
  actor: null,
  correlationId: null,
  causationId: null
}

interface Heard {
  readonly at: number
  readonly event: Centre.CentreEvent
}

function listened(scenario: Scenario, options: Omit<SimulateOptions, "listener">) {
  const heard: Array<Heard> = []
  const simulated = simulate(scenario, { ...options, listener: (at, event) => heard.push({ at, event }) })
  return { heard, simulated, startsAt: heard[0]?.at ?? 0 }
}

const quiet = { perHour: 30, handleSeconds: 120, agents: 3, thresholdSeconds: 20 }

describe("a simulated day", () => {
  it("has the figures that the statistics make of its log", () => {
    const shape = { perHour: 120, handleSeconds: 200, agents: 6, thresholdSeconds: 20, patienceSeconds: 100 }
    const { heard, simulated } = listened(queueOf({ ...shape, settings: { wrapUpSeconds: 15 } }), {
      seed: "f",
      seconds: 6 * HOUR
    })
    let view = campaignLive.initial
    for (const [index, { at, event }] of heard.entries())
      view = campaignLive.evolve(view, { ...ENVELOPE, position: index + 1, at, event })
    const { today } = rowOf(view, "c") ?? {}
    const sums = simulated.byCampaign.get("c")
    expect(today).toMatchObject({
      entered: sums?.entered,
      answered: sums?.answered,
      abandoned: sums?.abandoned,
      answeredWithin: sums?.answeredWithin,
      abandonedWithin: sums?.abandonedWithin
    })
    expect(sums?.abandoned).toBeGreaterThan(20)
  })

  it("has agents who come and go, take breaks, and finish what they have", () => {
    const scenario = queueOf({
      ...quiet,
      agents: 1,
      stream: { arrivals: recorded([10, 100, 3_000, 7_150, 7_300]), handling: fixed(60) },
      team: { shift: { fromSeconds: 60, toSeconds: 7_200 }, breaks: [{ fromSeconds: 2_900, seconds: 300 }] }
    })
    const { heard, simulated, startsAt } = listened(scenario, { seed: "s", seconds: 4 * HOUR, closingSeconds: 0 })
    const second = (tag: Centre.CentreEvent["_tag"]) =>
      heard.filter(({ event }) => event._tag === tag).map(({ at }) => (at - startsAt) / 1_000)
    expect(second("AgentConnected")).toEqual([60])
    expect(second("OfferAccepted")).toEqual([60, 120, 3_200, 7_150])
    expect(second("AgentDisconnected")).toEqual([7_210])
    expect(simulated.unanswered).toBe(1)
    // On shift from 60 to 7210, 300 of them on a break; four times 60 with a client.
    expect(simulated.measures.occupancyRatio).toBeCloseTo(240 / (7_210 - 60 - 300), 9)
  })

  it("has agents who look at offers, refuse some, and wrap up", () => {
    const scenario = queueOf({
      ...quiet,
      stream: { wrapUp: uniform(1, 9) },
      settings: { wrapUpSeconds: 30, retryPauseSeconds: 1 },
      team: { reaction: fixed(4), refusalRatio: 0.3 }
    })
    const { heard, simulated } = listened(scenario, { seed: "r", seconds: 20 * HOUR })
    const count = (tag: Centre.CentreEvent["_tag"]) => heard.filter(({ event }) => event._tag === tag).length
    const refused = count("OfferRejected") / count("InteractionOffered")
    expect(refused).toBeGreaterThan(0.25)
    expect(refused).toBeLessThan(0.35)
    expect(simulated.measures.meanWaitSeconds).toBeGreaterThan(4)
    const wraps = heard.flatMap(({ at, event }) => (event._tag === "WrapUpEnded" ? [at - event.startedAt] : []))
    expect(wraps.length).toBe(simulated.interactions)
    expect(Math.max(...wraps)).toBeLessThanOrEqual(9_000)
  })

  it("gives work to those with the skills for it", () => {
    const scenario: Scenario = {
      definition: DEFINITION,
      campaigns: [{ name: "c", channel: "chat", settings: { perAgentMax: 1 } }],
      streams: [
        { name: "any", campaign: "c", arrivals: poisson(60), handling: exponential(100) },
        {
          name: "pt",
          campaign: "c",
          arrivals: poisson(30),
          handling: lognormal(200, 150),
          skills: [{ skill: "portuguese", level: 2 }]
        }
      ],
      teams: [
        { name: "able", agents: 3, campaigns: ["c"], skills: [{ skill: "portuguese", level: 3 }] },
        { name: "other", agents: 3, campaigns: ["c"] }
      ]
    }
    const { heard, simulated } = listened(scenario, { seed: "k", seconds: 8 * HOUR })
    const who = (stream: string) =>
      new Set(
        heard.flatMap(({ event }) =>
          event._tag === "OfferAccepted" && event.interactionId.startsWith(stream) ? [event.agentId.split("-")[0]] : []
        )
      )
    expect([...who("pt")]).toEqual(["able"])
    expect(who("any")).toEqual(new Set(["able", "other"]))
    expect(simulated.unanswered).toBe(0)
  })

  it("has agents with several interactions of several channels at once", () => {
    const scenario: Scenario = {
      definition: DEFINITION,
      campaigns: [
        { name: "chats", channel: "chat", settings: { perAgentMax: 2 } },
        { name: "mails", channel: "mail", settings: { perAgentMax: 2 } },
        { name: "calls", channel: "phone", settings: { weight: 2 } }
      ],
      streams: [
        { campaign: "chats", arrivals: poisson(120), handling: exponential(300), patience: exponential(60) },
        { campaign: "mails", arrivals: bursts(2, { size: 20, withinSeconds: 60 }), handling: empirical([60, 90, 400]) },
        { campaign: "calls", arrivals: poisson(40), handling: exponential(180), patience: never }
      ],
      teams: [{ name: "a", agents: 8, campaigns: ["chats", "mails", "calls"], capacity: 4 }]
    }
    const { heard, simulated } = listened(scenario, { seed: "c", seconds: 8 * HOUR })
    const held = new Map<string, number>()
    let most = 0
    for (const { event } of heard) {
      if (event._tag === "OfferAccepted") held.set(event.agentId, (held.get(event.agentId) ?? 0) + 1)
      if (event._tag === "InteractionFinished") held.set(event.agentId, (held.get(event.agentId) ?? 0) - 1)
      most = Math.max(most, ...held.values())
    }
    expect(most).toBe(4)
    expect(new Set(simulated.byCampaign.keys())).toEqual(new Set(["calls", "chats", "mails"]))
    expect(simulated.byCampaign.get("mails")?.entered).toBeGreaterThan(100)
    expect(simulated.refusals.size).toBe(0)
  })

  it("follows rates that change over the day", () => {
    const arrivals = poisson([
      { perHour: 10, seconds: HOUR },
      { perHour: 0, seconds: HOUR },
      { perHour: 400, seconds: HOUR }
    ])
    const { intervals } = simulate(queueOf({ ...quiet, agents: 40, stream: { arrivals } }), {
      seed: "v",
      seconds: 3 * HOUR,
      intervalSeconds: HOUR
    })
    const [first = 0, second, third = 0] = intervals.map(({ entered }) => entered)
    expect(first).toBeGreaterThan(2)
    expect(first).toBeLessThan(25)
    expect(second).toBe(0)
    expect(third).toBeGreaterThan(330)
    expect(third).toBeLessThan(470)
  })
})

describe("a scenario that cannot be played", () => {
  const refusal = (scenario: Scenario, options: Partial<SimulateOptions> = {}): string => {
    try {
      simulate(scenario, { seed: "1", interactions: 10, ...options })
    } catch (error) {
      if (error instanceof SimulationRefused) return error.message
      throw error
    }
    return "nothing"
  }
  const one = queueOf(quiet)

  it("is refused with what is wrong with it", () => {
    expect(refusal(queueOf({ ...quiet, settings: { delivery: "nearest" } }))).toContain("StrategyUnknown")
    expect(refusal(queueOf({ ...quiet, settings: { perAgentMax: 0 } }))).toContain("CreateCampaign is not well formed")
    expect(refusal({ ...one, streams: [...one.streams, ...one.streams] })).toContain('two streams are named "c"')
    expect(refusal({ ...one, teams: [{ name: "a", agents: 1, campaigns: ["d"] }] })).toContain('no campaign "d"')
    expect(refusal(queueOf({ ...quiet, team: { refusalRatio: 2 } }))).toContain("refuses 2")
    expect(refusal(one, { seconds: 10 })).toContain("either so many seconds")
    expect(refusal(one, { interactions: 1.5 })).toContain("interactions: 1.5")
    expect(refusal(one, { warmUpSeconds: -1 })).toContain("warmUpSeconds")
    expect(refusal(one, { closingSeconds: Number.NaN })).toContain("closingSeconds: NaN is not a number")
  })

  it("names the field and its limit, in few words", () => {
    const says = [
      refusal(queueOf({ ...quiet, team: { capacity: -1 } })),
      refusal(queueOf({ ...quiet, team: { penalty: -1 } })),
      refusal(queueOf({ ...quiet, settings: { perAgentMax: 0 } })),
      refusal(queueOf({ ...quiet, stream: { priority: 0.5 } }))
    ]
    for (const [nth, field] of ["capacity", "penalty", "perAgentMax", "priority"].entries())
      expect(says[nth]).toContain(field)
    for (const one of says) expect(one.length).toBeLessThan(300)
  })

  it("is refused for a stream whose name makes no ids, and for a start outside time", () => {
    for (const name of ["a b", "ü", "", "x".repeat(90)])
      expect(refusal(queueOf({ ...quiet, stream: { name } }))).toContain(`the stream "${name}" names no clients`)
    for (const startsAt of [Number.NaN, -1, 1.5, 8.64e15]) expect(refusal({ ...one, startsAt })).toContain("startsAt")
    expect(refusal({ ...one, startsAt: STARTS_AT_MAX })).toBe("nothing")
  })

  it("says so where a distribution or a rate is none", () => {
    expect(() => exponential(0)).toThrow(RangeError)
    expect(() => fixed(-1)).toThrow(RangeError)
    expect(() => uniform(5, 4)).toThrow(RangeError)
    expect(() => lognormal(10, 0)).toThrow(RangeError)
    expect(() => empirical([])).toThrow(RangeError)
    expect(() => empirical([Number.NaN])).toThrow(RangeError)
    expect(() => poisson(-1)).toThrow(RangeError)
    expect(() => recorded([5, 4])).toThrow(RangeError)
    expect(() => bursts(1, { size: 0, withinSeconds: 1 })).toThrow(RangeError)
  })
})
