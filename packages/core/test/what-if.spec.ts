import { describe, expect, it } from "vitest"
import type { Routing } from "../src/index.ts"
import {
  exponential,
  fixed,
  LogBroken,
  playAgain,
  poisson,
  Recorder,
  recordedDay,
  recordingOf,
  simulate,
  SimulationRefused,
  STARTS_AT_DEFAULT,
  uniform,
  whatIf,
  type Change,
  type Day,
  type LogEvent,
  type Played,
  type Recording,
  type Scenario,
  type SimulateOptions,
  type WhatIfOptions
} from "../src/sim/index.ts"
import { DEFINITION, queueOf } from "./sim-given.ts"

const HOUR = 3_600

function recorded(scenario: Scenario, options: Omit<SimulateOptions, "steps">): ReadonlyArray<LogEvent> {
  const recorder = new Recorder()
  simulate(scenario, { ...options, steps: recorder.hears })
  return recorder.log
}

const recordingFrom = (scenario: Scenario, options: Omit<SimulateOptions, "steps">): Recording =>
  recordingOf(scenario.definition, recorded(scenario, options))

/** A lively day: people who leave, look, refuse, wrap up, take breaks, and go home. */
const lively = queueOf({
  perHour: 150,
  handleSeconds: 200,
  agents: 8,
  thresholdSeconds: 20,
  patienceSeconds: 90,
  settings: { wrapUpSeconds: 20, delivery: "wrandom", retryPauseSeconds: 3 },
  stream: { wrapUp: uniform(2, 30) },
  team: {
    reaction: uniform(0, 25),
    refusalRatio: 0.1,
    shift: { fromSeconds: 0, toSeconds: 3 * HOUR },
    breaks: [{ fromSeconds: HOUR, seconds: 600 }]
  }
})

const eventsOf = (log: ReadonlyArray<LogEvent>) => log.map(({ at, event }) => ({ at, event }))

/** The wait of each who was answered. */
function waitsIn(events: Played["events"]): ReadonlyMap<string, number> {
  const waits = new Map<string, number>()
  for (const { event } of events) if (event._tag === "OfferAccepted") waits.set(event.interactionId, event.waitMs)
  return waits
}

describe("what-if with nothing changed", () => {
  it("gives back the recorded day to the event, whatever the seed", () => {
    const log = recorded(lively, { seed: "day", seconds: 4 * HOUR })
    const recording = recordingOf(DEFINITION, log)
    for (const seed of ["a", "b"]) {
      const { events, refusals, skipped, measures } = playAgain(recording, {}, { seed })
      expect(events).toEqual(eventsOf(log))
      expect([refusals.size, skipped]).toEqual([0, 0])
      expect(measures).toEqual(recordedDay(recording).measures)
    }
    const { differences, changed, recorded: was } = whatIf(recording, {}, { seeds: ["1", "2", "3"] })
    expect(differences.meanWaitSeconds).toMatchObject({ mean: 0, from: 0, to: 0, runs: 3 })
    expect(changed.abandonRatio?.mean).toBe(was.measures.abandonRatio)
    expect(was.measures.abandonRatio).toBeGreaterThan(0.1)
  })

  it("does so from the middle of a log, with what was going on then", () => {
    const log = recorded(lively, { seed: "middle", seconds: 4 * HOUR })
    const from = STARTS_AT_DEFAULT + 90 * 60_000
    const recording = recordingOf(DEFINITION, log, { from, to: from + HOUR * 1_000 })
    expect(recording.before.length).toBeGreaterThan(500)
    const { events } = playAgain(recording, {}, { seed: "x" })
    expect(events).toEqual(eventsOf(recording.log))
    expect(recording.log.at(-1)?.at).toBeLessThan(recording.to)
  })

  it("needs a whole log", () => {
    const log = recorded(lively, { seed: "w", seconds: 60 })
    expect(() => recordingOf(DEFINITION, [])).toThrow(LogBroken)
    expect(() => recordingOf(DEFINITION, log.slice(1))).toThrow(LogBroken)
    expect(() =>
      recordingOf(
        DEFINITION,
        log.filter(({ position }) => position !== 9)
      )
    ).toThrow(LogBroken)
    expect(() =>
      recordingOf(
        DEFINITION,
        log.filter(({ last, position }) => !last || position < 9)
      )
    ).toThrow(LogBroken)
  })
})

describe("what-if", () => {
  it("with one agent more never makes anybody wait longer, where nobody leaves", () => {
    for (const seed of ["1", "2", "3", "4", "5"]) {
      const busy = queueOf({ perHour: 200, handleSeconds: 180, agents: 10, thresholdSeconds: 20 })
      const recording = recordingFrom(busy, { seed, seconds: 3 * HOUR })
      const more = { name: "more", agents: 1, campaigns: ["c"] }
      const before = waitsIn(eventsOf(recording.log))
      const after = waitsIn(playAgain(recording, { teams: [more] }, { seed: "x" }).events)
      expect(before.size).toBeGreaterThan(500)
      let shorter = 0
      for (const [interactionId, waitMs] of after) {
        expect(waitMs).toBeLessThanOrEqual(before.get(interactionId) ?? -1)
        if (waitMs < (before.get(interactionId) ?? 0)) shorter += 1
      }
      expect(after.size).toBeGreaterThanOrEqual(before.size)
      expect(shorter).toBeGreaterThan(50)
    }
  })

  it("with one agent less loses more, by an interval that says how sure that is", () => {
    const recording = recordingFrom(lively, { seed: "less", seconds: 3 * HOUR })
    const { differences, patience, runs } = whatIf(recording, { without: ["a-3"] })
    expect(runs).toBe(10)
    const { mean = 0, from, to } = differences.abandonRatio ?? {}
    expect(mean).toBeGreaterThan(0.03)
    expect(from).toBeLessThan(mean)
    expect(to).toBeGreaterThan(mean)
    expect(from).toBeGreaterThan(0)
    expect(patience.map(({ campaign, left, clients }) => [campaign, left < clients])).toEqual([["c", true]])
    const stillWaits = patience[0]?.stillWaits
    expect(Math.abs((stillWaits?.ratio ?? 0) - Math.exp(-20 / 90))).toBeLessThan(0.1)
    expect((stillWaits?.to ?? 0) - (stillWaits?.from ?? 1)).toBeGreaterThan(0.01)
  })

  it("by another rule gives other agents the same clients, who wait as long where agents are alike", () => {
    const busy = queueOf({ perHour: 60, handleSeconds: 200, agents: 10, thresholdSeconds: 20 })
    const recording = recordingFrom(busy, { seed: "rule", seconds: 4 * HOUR })
    const own: Routing.Delivery = { name: "last-come", kind: "keyed", from: "first", key: ({ ordinal }) => -ordinal }
    const definition = { ...DEFINITION, strategies: { delivery: [own] } }
    const change: Change = {
      definition,
      commands: [{ _tag: "ChangeCampaign", campaign: "c", settings: { delivery: "last-come" } }]
    }
    const { events, measures } = playAgain(recording, change, { seed: "x" })
    expect(measures).toEqual(recordedDay(recording).measures)
    expect(waitsIn(events)).toEqual(waitsIn(eventsOf(recording.log)))
    const share = (of: Played["events"]) =>
      of.filter(({ event }) => event._tag === "OfferAccepted" && event.agentId === "a-10").length / of.length
    expect(share(events)).toBeGreaterThan(1.5 * share(eventsOf(recording.log)))
  })

  it("asks what skills would have done to the service level", () => {
    const busy = queueOf({ perHour: 150, handleSeconds: 200, agents: 10, thresholdSeconds: 20 })
    const log = recorded(busy, { seed: "skills", seconds: 4 * HOUR })
    const recording = recordingOf(DEFINITION, log, { from: STARTS_AT_DEFAULT + 1 })
    const french = { skill: "french", level: 1 }
    const able = ["a-1", "a-2", "a-3"]
    const { differences, day } = whatIf(recording, {
      commands: able.map((agentId) => ({ _tag: "SetAgentSkills", agentId, skills: [french] }) as const),
      arrivals: ({ interactionId }) => (Number(interactionId.slice(2)) % 4 === 0 ? { skills: [french] } : undefined)
    })
    expect(differences.serviceLevelRatio?.mean).toBeLessThan(-0.02)
    for (const { event } of day.events)
      if (event._tag === "OfferAccepted" && Number(event.interactionId.slice(2)) % 4 === 0)
        expect(able).toContain(event.agentId)
  })

  it("counts those who are left without an answer at the end: nobody is counted nowhere", () => {
    const patient = queueOf({ perHour: 100, handleSeconds: 200, agents: 8, thresholdSeconds: 20 })
    const options = { seed: "backlog", seconds: 3 * HOUR, closingSeconds: 60 }
    const recording = recordingFrom(patient, options)
    const { recorded: was, day } = whatIf(recording, { without: ["a-1", "a-2", "a-3", "a-4"] }, { seeds: ["1"] })
    const counted = ({ unanswered, byCampaign }: Day): ReadonlyArray<number | undefined> => {
      const { entered, answered = 0, abandoned = 0 } = byCampaign.get("c") ?? {}
      return [entered, answered + abandoned + unanswered]
    }
    expect(was.unanswered).toBeLessThan(5)
    expect(day.unanswered).toBeGreaterThan(50)
    for (const [entered, ended] of [counted(was), counted(day)]) expect(ended).toBe(entered)
  })

  it("refuses a change that the centre refuses, and says so", () => {
    const recording = recordingOf(DEFINITION, recorded(lively, { seed: "r", seconds: 60 }), {
      from: STARTS_AT_DEFAULT + 1
    })
    const commands = [{ _tag: "ChangeCampaign", campaign: "c", settings: { delivery: "nearest" } } as const]
    expect(() => whatIf(recording, { commands })).toThrow(SimulationRefused)
    expect(() => whatIf(recording, { commands })).toThrow("StrategyUnknown")
  })

  it("refuses what would be no difference but a slip of the pen", () => {
    const recording = recordingFrom(lively, { seed: "r", seconds: 60 })
    const seeds = ["1"]
    const refuses = (change: Change, says: string, options: WhatIfOptions = { seeds }): void => {
      expect(() => whatIf(recording, change, options)).toThrow(SimulationRefused)
      expect(() => whatIf(recording, change, options)).toThrow(says)
    }
    refuses({}, "runs need seeds", { seeds: [] })
    refuses({}, "each another one", { seeds: ["1", "2", "1"] })
    refuses({ without: ["a-1", "a-99"] }, 'without "a-99"')
    refuses({ arrivals: () => ({ campaign: "nope" }) }, 'comes to "nope"')
    const commands = [{ _tag: "CreateCampaign", campaign: "new", channel: "chat" } as const]
    const { day } = whatIf(recording, { commands, arrivals: () => ({ campaign: "new" }) }, { seeds })
    expect([...day.byCampaign.keys()]).toEqual(["new"])
  })
})

describe("the interval of what-if", () => {
  const DAYS = 30

  it("holds the day as it would have been about 19 times in 20, where few left and many would have", () => {
    const staffed = (agents: number): Scenario =>
      queueOf({ perHour: 150, handleSeconds: 200, agents, thresholdSeconds: 20, patienceSeconds: 180 })
    const without = ["a-9", "a-10", "a-11", "a-12", "a-13"]
    const names = ["serviceLevelRatio", "meanWaitSeconds", "abandonRatio"] as const
    const held = { serviceLevelRatio: 0, meanWaitSeconds: 0, abandonRatio: 0 }
    let promised = 0
    for (let nth = 1; nth <= DAYS; nth++) {
      const options = { seed: `day ${nth}`, seconds: 4 * HOUR }
      const recording = recordingFrom(staffed(13), options)
      const { from, to } = recording
      const truth = recordedDay(recordingOf(DEFINITION, recorded(staffed(8), options), { from, to })).measures
      const { changed, patience } = whatIf(recording, { without })
      if (patience[0]?.left === 0) continue
      promised += 1
      for (const name of names) {
        const [it, interval] = [truth[name] ?? -1, changed[name]]
        if (it >= (interval?.from ?? 0) && it <= (interval?.to ?? 0)) held[name] += 1
      }
    }
    expect(promised).toBeGreaterThanOrEqual(DAYS - 2)
    for (const name of names) expect(held[name] / promised, name).toBeGreaterThanOrEqual(0.85)
  })

  it("is none where nobody left and somebody waits longer, which is said", () => {
    const patient = queueOf({ perHour: 60, handleSeconds: 200, agents: 6, thresholdSeconds: 20 })
    const recording = recordingFrom(patient, { seed: "n", seconds: HOUR })
    const fewer = whatIf(recording, { without: ["a-1", "a-2"] })
    expect(fewer.patience).toMatchObject([{ campaign: "c", left: 0, stillWaits: null }])
    expect([...fewer.patienceUnknown]).toEqual(["c"])
    expect(fewer.changed.meanWaitSeconds).toMatchObject({ standardError: null, from: null, to: null, runs: 10 })
    const more = whatIf(recording, { teams: [{ name: "more", agents: 1, campaigns: ["c"] }] })
    expect(more.patienceUnknown.size).toBe(0)
    expect(more.changed.meanWaitSeconds?.from).toBe(more.changed.meanWaitSeconds?.mean)
    expect(whatIf(recordingFrom(lively, { seed: "n", seconds: HOUR }), { without: ["a-1"] }).patienceUnknown.size).toBe(
      0
    )
  })
})

describe("with patience, one agent more", () => {
  it("is better on the mean over the seeds", () => {
    const scenario = {
      ...lively,
      streams: [{ campaign: "c", arrivals: poisson(200), handling: exponential(170), patience: exponential(60) }]
    }
    const recording = recordingFrom(scenario, { seed: "p", seconds: 3 * HOUR })
    const { differences } = whatIf(recording, {
      teams: [{ name: "more", agents: 1, campaigns: ["c"], reaction: fixed(0) }]
    })
    expect(differences.abandonRatio?.to).toBeLessThan(0)
    expect(differences.serviceLevel2Ratio?.from).toBeGreaterThan(0)
  })
})
