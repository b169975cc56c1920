/** Corners of the simulator and of what-if that a reader would stumble over. */
import { describe, expect, it } from "vitest"
import {
  exponential,
  fixed,
  LogBroken,
  poisson,
  Recorder,
  recorded,
  recordedDay,
  recordingOf,
  playAgain,
  simulate,
  staffBySimulation,
  staffFor,
  STARTS_AT_DEFAULT,
  Survival,
  whatIf,
  type Scenario,
  type SimulateOptions,
  type Team
} from "../src/sim/index.ts"
import { open, type PlainCommand } from "@parley/testkit"
import { Centre } from "../src/index.ts"
import { DEFINITION, queueOf } from "./sim-given.ts"

const HOUR = 3_600

function logOf(scenario: Scenario, options: Omit<SimulateOptions, "steps">) {
  const recorder = new Recorder()
  const simulated = simulate(scenario, { ...options, steps: recorder.hears })
  return { log: recorder.log, simulated }
}

describe("what-if with agents more", () => {
  const busy = { perHour: 150, handleSeconds: 200, agents: 8, thresholdSeconds: 20, patienceSeconds: 90 }

  it("comes, within its intervals, to what the same day simulated with them comes to", () => {
    const options = { seed: "day", seconds: 4 * HOUR }
    const { log } = logOf(queueOf(busy), options)
    const recording = recordingOf(DEFINITION, log)
    for (const more of [1, 3]) {
      const { changed } = whatIf(recording, { teams: [{ name: "more", agents: more, campaigns: ["c"] }] })
      const { measures } = simulate(queueOf({ ...busy, agents: 8 + more }), options)
      for (const name of ["abandonRatio", "serviceLevelRatio"] as const) {
        const { from, to } = changed[name] ?? {}
        expect(measures[name]).toBeGreaterThan(from ?? 1)
        expect(measures[name]).toBeLessThan(to ?? 0)
      }
    }
  })

  it("answers at once where all answered at once, and draws from all that was seen where some did", () => {
    const seen = (...lengths: ReadonlyArray<number>) => new Survival(lengths.map((ms) => ({ ms, ended: true })))
    expect([0, 0.5, 0.99].map((fraction) => seen(0, 0, 0).msAt(fraction))).toEqual([0, 0, 0])
    expect([0, 0.7, 0.8].map((fraction) => seen(0, 0, 0, 10_000).msAt(fraction))).toEqual([0, 0, 10_000])
  })

  it("answers as the team that comes besides does, where that says how, and refuses one that cannot be", () => {
    const recording = recordingOf(DEFINITION, logOf(queueOf(busy), { seed: "t", seconds: HOUR }).log)
    const accepted = (team: Partial<Team>): number =>
      playAgain(
        recording,
        { teams: [{ name: "more", agents: 2, campaigns: ["c"], ...team }] },
        { seed: "x" }
      ).events.filter(({ event }) => event._tag === "OfferAccepted" && event.agentId.startsWith("more-")).length
    expect(accepted({})).toBeGreaterThan(20)
    expect(accepted({ refusalRatio: 1 })).toBe(0)
    // Offers last 15 seconds.
    expect(accepted({ reaction: fixed(60) })).toBe(0)
    expect(() => accepted({ shift: { fromSeconds: 5, toSeconds: Number.NaN } })).toThrow("which is no shift")
    expect(() => accepted({ agents: 1.5 })).toThrow("has 1.5 agents")
    expect(() => whatIf(recording, {}, { intervalSeconds: 0 })).toThrow("intervalSeconds: 0")
  })

  it("does not promise more than the log knows by playing it more often", () => {
    const recording = recordingOf(DEFINITION, logOf(queueOf(busy), { seed: "w", seconds: 2 * HOUR }).log)
    const width = (runs: number): number => {
      const seeds = Array.from({ length: runs }, (_, nth) => String(nth))
      const { from, to } = whatIf(recording, { without: ["a-1"] }, { seeds }).differences.abandonRatio ?? {}
      return (to ?? 0) - (from ?? 0)
    }
    expect(width(24) / width(6)).toBeGreaterThan(0.45)
  })
})

describe("a recording that begins in the middle", () => {
  const few = queueOf({
    perHour: 60,
    handleSeconds: 600,
    agents: 3,
    thresholdSeconds: 20,
    patienceSeconds: 900,
    stream: { arrivals: recorded(Array.from({ length: 60 }, (_, nth) => nth * 30)) }
  })
  const { log } = logOf(few, { seed: "m", seconds: HOUR })
  const from = STARTS_AT_DEFAULT + 900_000
  const recording = recordingOf(DEFINITION, log, { from })

  it("knows who waits, and that they will not wait for ever", () => {
    const waiting = recordedDay(recording).intervals[0]
    expect(waiting?.waitingMax).toBeGreaterThan(8)
    const without = ["a-1", "a-2", "a-3"]
    const { events } = playAgain(recording, { without }, { seed: "x" })
    const left = events.filter(
      ({ event }) => event._tag === "InteractionAbandoned" && Number(event.interactionId.slice(2)) <= 30
    )
    expect(left.length).toBeGreaterThan(6)
  })

  it("must add up as told, and so must every day that would have been", () => {
    const nth = recording.log.findIndex(({ event }) => event._tag === "OfferAccepted")
    const spoilt = recording.log.map((one, index) =>
      index === nth && one.event._tag === "OfferAccepted"
        ? { ...one, event: { ...one.event, waitMs: one.event.waitMs + 1 } }
        : one
    )
    expect(() => recordedDay({ ...recording, log: spoilt })).toThrow("do not add up: the queue integrated over time")
    const early = recording.before.map((one) =>
      one.event._tag === "InteractionQueued"
        ? { ...one, event: { ...one.event, waitingSince: one.event.waitingSince + HOUR * 1_000 } }
        : one
    )
    expect(() => playAgain({ ...recording, before: early }, {}, { seed: "x" })).toThrow("do not add up")
  })

  it("is refused with a hole anywhere, and where it holds no time or has no end", () => {
    const holed = log.filter(({ position }) => position !== 20)
    expect(() => recordingOf(DEFINITION, holed, { from })).toThrow(LogBroken)
    for (const stretch of [{ from, to: from }, { from: Number.NaN }, { from: -Infinity }, { to: Infinity }]) {
      expect(() => recordingOf(DEFINITION, log, stretch)).toThrow(LogBroken)
      expect(() => recordingOf(DEFINITION, log, stretch)).toThrow("is no stretch of time")
    }
  })
})

describe("agents of a simulation", () => {
  it("wrap up each interaction for itself", () => {
    const slow = queueOf({
      perHour: 60,
      handleSeconds: 10,
      agents: 1,
      thresholdSeconds: 20,
      settings: { wrapUpSeconds: 30 },
      stream: { arrivals: recorded([0, 1, 2, 3, 4]), handling: fixed(10), wrapUp: fixed(100) }
    })
    const wraps: Array<number> = []
    simulate(slow, {
      seed: "u",
      seconds: HOUR,
      listener: (at, event) => event._tag === "WrapUpEnded" && wraps.push((at - event.startedAt) / 1_000)
    })
    expect(wraps).toEqual([30, 30, 30, 30, 30])
  })

  it("pick what they may take, the most urgent first, however long the queue", () => {
    const pulled: Scenario = {
      ...queueOf({
        perHour: 1,
        handleSeconds: 60,
        agents: 1,
        thresholdSeconds: 20,
        settings: { eligibility: "ringall" }
      }),
      streams: [
        {
          name: "plain",
          campaign: "c",
          arrivals: recorded(Array.from({ length: 25 }, (_, n) => n)),
          handling: fixed(60)
        },
        { name: "urgent", campaign: "c", arrivals: recorded([30]), handling: fixed(60), priority: 1 }
      ],
      teams: [{ name: "a", agents: 1, campaigns: ["c"], shift: { fromSeconds: 40, toSeconds: 9_000 } }]
    }
    const taken: Array<string> = []
    const { unanswered, refusals } = simulate(pulled, {
      seed: "t",
      seconds: 3 * HOUR,
      listener: (_at, event) => event._tag === "InteractionTaken" && taken.push(event.interactionId)
    })
    expect(taken.slice(0, 3)).toEqual(["urgent-1", "plain-1", "plain-2"])
    expect([unanswered, refusals.size]).toEqual([0, 0])
  })

  it("have shifts that are some", () => {
    const at = (shift: { fromSeconds: number; toSeconds: number }) =>
      queueOf({ perHour: 1, handleSeconds: 1, agents: 1, thresholdSeconds: 1, team: { shift } })
    for (const shift of [
      { fromSeconds: 79_200, toSeconds: 21_600 },
      { fromSeconds: Number.NaN, toSeconds: 5 }
    ])
      expect(() => simulate(at(shift), { seed: "s", seconds: 60 })).toThrow("which is no shift")
    const late = queueOf({
      perHour: 1,
      handleSeconds: 1,
      agents: 1,
      thresholdSeconds: 1,
      team: { breaks: [{ fromSeconds: 5, seconds: Number.NaN }] }
    })
    expect(() => simulate(late, { seed: "s", seconds: 60 })).toThrow("which is none")
  })

  it("whom the change keeps busy at the end of a shift are there for the next", () => {
    const driver = open(Centre.make(DEFINITION))
    const sends = (second: number, command: PlainCommand): void => {
      const sent = driver.sendPlain(STARTS_AT_DEFAULT + second * 1_000, command)
      if (sent._tag === "Failure") throw new Error(`${command._tag}: ${JSON.stringify(sent.failure)}`)
    }
    const contents = { body: null, raw: null, attachments: [] }
    sends(0, { _tag: "CreateCentre", seed: "s", zone: "UTC" })
    sends(0, {
      _tag: "CreateCampaign",
      campaign: "c",
      channel: "chat",
      settings: { perAgentMax: 1, delivery: "linear" }
    })
    for (const userId of ["b", "a"]) {
      sends(0, { _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] })
      sends(0, { _tag: "AddMembers", campaigns: ["c"], agents: [userId] })
      sends(0, { _tag: "SignIn", agentId: userId, sessionId: "desk" })
    }
    sends(80, { _tag: "ReceiveMessage", interactionId: "i1", campaign: "c", contents })
    sends(80, { _tag: "AcceptOffer", interactionId: "i1", offerId: "i1.o1", agentId: "b" })
    sends(100, { _tag: "SignOut", agentId: "a", sessionId: "desk" })
    sends(130, { _tag: "SignIn", agentId: "a", sessionId: "desk" })
    sends(280, { _tag: "FinishInteraction", interactionId: "i1", agentId: "b" })
    sends(300, { _tag: "ReceiveMessage", interactionId: "i2", campaign: "c", contents })
    sends(300, { _tag: "AcceptOffer", interactionId: "i2", offerId: "i2.o1", agentId: "b" })
    sends(360, { _tag: "FinishInteraction", interactionId: "i2", agentId: "b" })

    const day = recordingOf(DEFINITION, driver.log, { from: STARTS_AT_DEFAULT + 1 })
    const { events } = playAgain(day, { without: ["b"] }, { seed: "x" })
    const had = events.flatMap(({ at, event }) =>
      event._tag === "OfferAccepted" ? [[event.interactionId, event.agentId, (at - STARTS_AT_DEFAULT) / 1_000]] : []
    )
    expect(had).toEqual([
      ["i1", "a", 80],
      ["i2", "a", 300]
    ])
    expect(events.filter(({ event }) => event._tag === "AgentDisconnected" && event.agentId === "a")).toEqual([])
  })
})

describe("staffing", () => {
  it("may take fewer than the load where clients leave", () => {
    const demand = { arrivalsPerHour: 720, handleSeconds: 100, patienceSeconds: 100 }
    expect(staffFor(demand, { atMost: { abandonRatio: 0.5 }, thresholdSeconds: 20 }).agents).toBe(11)
  })

  it("by simulation takes two runs, and nobody where nobody comes", () => {
    const scenarioOf = (agents: number) => ({
      ...queueOf({ perHour: 1, handleSeconds: 60, agents, thresholdSeconds: 20 }),
      streams: [{ campaign: "c", arrivals: poisson(0), handling: exponential(60) }]
    })
    const target = { atLeast: { serviceLevelRatio: 0.8 } }
    expect(staffBySimulation(scenarioOf, target, { seeds: ["1", "2"], seconds: HOUR }).agents).toBe(0)
    expect(() => staffBySimulation(scenarioOf, target, { seeds: ["1"], seconds: HOUR })).toThrow("two seeds")
  })
})
