import { describe, expect, it } from "vitest"
import {
  compare,
  erlangA,
  erlangC,
  exponential,
  poisson,
  Recorder,
  replicate,
  seriesOf,
  simulate,
  SimulationRefused,
  staffBySimulation,
  staffFor,
  staffing,
  STARTS_AT_DEFAULT,
  type Scenario
} from "../src/sim/index.ts"
import { queueOf } from "./sim-given.ts"

const EIGHTY_TWENTY = { atLeast: { serviceLevelRatio: 0.8 }, thresholdSeconds: 20 }
const demand = { arrivalsPerHour: 200, handleSeconds: 180 }

describe("staffing by the formulas", () => {
  it("is the least number that reaches the target, interval by interval", () => {
    const advices = staffing(
      [demand, { ...demand, arrivalsPerHour: 0 }, { ...demand, patienceSeconds: 120 }],
      EIGHTY_TWENTY
    )
    const [patient, none, leaving] = advices.map(({ agents }) => agents)
    expect(none).toBe(0)
    const reaches = (agents: number) => erlangC({ ...demand, agents, thresholdSeconds: 20 }).serviceLevelRatio >= 0.8
    expect([reaches(patient ?? 0), reaches((patient ?? 0) - 1)]).toEqual([true, false])
    const input = { ...demand, patienceSeconds: 120, thresholdSeconds: 20 }
    expect(erlangA({ ...input, agents: leaving ?? 0 }).serviceLevelRatio).toBeGreaterThanOrEqual(0.8)
    expect(erlangA({ ...input, agents: (leaving ?? 0) - 1 }).serviceLevelRatio).toBeLessThan(0.8)
    expect(leaving).toBeLessThan(patient ?? 0)
  })

  it("takes bounds on any measure, and says when none reaches them", () => {
    const { agents, figures } = staffFor(demand, {
      atMost: { meanWaitSeconds: 1, occupancyRatio: 0.6 },
      thresholdSeconds: 20
    })
    expect(agents).toBe(17)
    expect(figures?.occupancyRatio).toBeLessThanOrEqual(0.6)
    expect(() => staffFor(demand, { atLeast: { occupancyRatio: 1.1 }, thresholdSeconds: 20 })).toThrow(
      SimulationRefused
    )
  })

  it("finds the few numbers between two bounds of which more agents keep only one, or says that there are none", () => {
    const busy = { arrivalsPerHour: 600, handleSeconds: 180 }
    const atLeast = { serviceLevelRatio: 0.8, occupancyRatio: 0.85 }
    const { agents, figures } = staffFor(busy, { atLeast, thresholdSeconds: 20 })
    expect(agents).toBe(35)
    expect(figures?.serviceLevelRatio).toBeGreaterThanOrEqual(0.8)
    expect(figures?.occupancyRatio).toBeGreaterThanOrEqual(0.85)
    expect(() => staffFor(busy, { atLeast: { ...atLeast, occupancyRatio: 0.86 }, thresholdSeconds: 20 })).toThrow(
      'it takes 35, who do not keep {"atLeast":{"occupancyRatio":0.86},"atMost":{}}, nor do more'
    )
  })
})

describe("staffing of many whose clients are patient", () => {
  it("begins where thousands would wait, and comes to the least number that reaches the target", () => {
    for (const many of [
      { arrivalsPerHour: 3_000, handleSeconds: 180, patienceSeconds: 1_200 },
      { arrivalsPerHour: 10_000, handleSeconds: 180, patienceSeconds: 600 },
      { arrivalsPerHour: 100_000, handleSeconds: 180, patienceSeconds: 3_600 }
    ]) {
      const { agents, figures } = staffFor(many, EIGHTY_TWENTY)
      expect(figures?.serviceLevelRatio).toBeGreaterThanOrEqual(0.8)
      expect(erlangA({ ...many, agents: agents - 1, thresholdSeconds: 20 }).serviceLevelRatio).toBeLessThan(0.8)
    }
  })

  it("is refused for a demand that is none, or that is beyond all agents", () => {
    for (const arrivalsPerHour of [Number.NaN, -5, 1e9])
      expect(() => staffFor({ ...demand, arrivalsPerHour }, EIGHTY_TWENTY)).toThrow(SimulationRefused)
  })
})

describe("staffing by simulation", () => {
  const options = { seeds: ["1", "2", "3", "4", "5"], interactions: 1_500, warmUpSeconds: 1_800 }

  it("comes to what the formulas say where they hold, or to one more to be sure", () => {
    const formula = staffFor(demand, EIGHTY_TWENTY).agents
    const scenarioOf = (agents: number): Scenario =>
      queueOf({ perHour: 200, handleSeconds: 180, agents, thresholdSeconds: 20 })
    const { agents, estimates, tried } = staffBySimulation(scenarioOf, EIGHTY_TWENTY, options)
    expect(agents).toBeGreaterThanOrEqual(formula)
    expect(agents).toBeLessThanOrEqual(formula + 1)
    expect(estimates.serviceLevelRatio?.from).toBeGreaterThanOrEqual(0.8)
    expect(tried).toBeLessThan(12)
  })

  it("goes where the formulas cannot: with skills", () => {
    const scenarioOf = (agents: number): Scenario => ({
      ...queueOf({ perHour: 100, handleSeconds: 180, agents: 8, thresholdSeconds: 20 }),
      streams: [
        { name: "any", campaign: "c", arrivals: poisson(100), handling: exponential(180) },
        {
          name: "fr",
          campaign: "c",
          arrivals: poisson(20),
          handling: exponential(180),
          skills: [{ skill: "french", level: 1 }]
        }
      ],
      teams: [
        { name: "plain", agents: 4, campaigns: ["c"] },
        { name: "french", agents, campaigns: ["c"], skills: [{ skill: "french", level: 1 }] }
      ]
    })
    const { agents } = staffBySimulation(scenarioOf, { atLeast: { serviceLevelRatio: 0.8 } }, options)
    expect(agents).toBeGreaterThan(2)
    expect(agents).toBeLessThan(9)
  })

  it("gives up at the most it may try", () => {
    const scenarioOf = (agents: number): Scenario =>
      queueOf({ perHour: 900, handleSeconds: 180, agents, thresholdSeconds: 20 })
    const tight = { ...options, seeds: ["1", "2"], interactions: 200, agentsMax: 4 }
    expect(() => staffBySimulation(scenarioOf, EIGHTY_TWENTY, tight)).toThrow("up to 4")
  })
})

describe("several runs", () => {
  const shape = { perHour: 200, handleSeconds: 180, thresholdSeconds: 20, patienceSeconds: 60 }
  const options = { seeds: ["1", "2", "3", "4", "5", "6"], interactions: 800 }

  it("give a mean with its interval; two scenarios on the same draws a difference that is sharper than either", () => {
    const { estimates, runs } = replicate(queueOf({ ...shape, agents: 10 }), options)
    expect(runs.length).toBe(6)
    const told: Array<number> = []
    const { differences, first } = compare(queueOf({ ...shape, agents: 10 }), queueOf({ ...shape, agents: 11 }), {
      ...options,
      progress: (done) => told.push(done)
    })
    expect(first).toEqual(estimates)
    expect(differences.abandonRatio?.to).toBeLessThan(0)
    const width = ({ from, to }: { from: number | null; to: number | null }) => (to ?? 0) - (from ?? 0)
    if (differences.abandonRatio === null || first.abandonRatio === null) throw new Error("no figures")
    expect(width(differences.abandonRatio)).toBeLessThan(width(first.abandonRatio))
    expect(told).toEqual([...told].sort((a, b) => a - b))
    expect(told.at(-1)).toBe(1)
  })

  it("of the same scenario do not differ at all", () => {
    const scenario = queueOf({ ...shape, agents: 10 })
    expect(compare(scenario, scenario, options).differences.meanWaitSeconds).toMatchObject({ mean: 0, from: 0, to: 0 })
    expect(() => replicate(scenario, { ...options, seeds: ["1", "1"] })).toThrow("each another one")
  })
})

describe("a series of arrivals", () => {
  it("counts who came by interval, those at a closed door too, in whole days", () => {
    const recorder = new Recorder()
    const full = queueOf({
      perHour: 60,
      handleSeconds: 300,
      agents: 3,
      thresholdSeconds: 20,
      settings: { queueMax: 2 }
    })
    const { interactions, refused } = simulate(full, { seed: "s", seconds: 2.5 * 86_400, steps: recorder.hears })
    const series = seriesOf(recorder.log, { from: STARTS_AT_DEFAULT, intervalSeconds: 3_600 })
    expect(series).toMatchObject({ intervalsPerDay: 24 })
    expect(series.counts.length).toBe(48)
    const counted = series.counts.reduce((sum, count) => sum + count, 0)
    expect(refused).toBeGreaterThan(100)
    expect(Math.abs(counted / (0.8 * interactions) - 1)).toBeLessThan(0.05)
    expect(seriesOf(recorder.log, { from: STARTS_AT_DEFAULT, intervalSeconds: 3_600, campaign: "x" }).counts).toEqual(
      Array.from({ length: 48 }, () => 0)
    )
  })
})
