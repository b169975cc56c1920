/** The simulator against theory: twenty fixed seeds of each worked queue, and one long day. */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import {
  erlangA,
  erlangC,
  estimateOf,
  exponential,
  MEASURES,
  poisson,
  simulate,
  type MeasureName,
  type Scenario,
  type Simulated
} from "@parley/core/sim"
import { utcZones } from "@parley/testkit"
import { describe, expect, test } from "vitest"

const SEEDS = Array.from({ length: 20 }, (_, nth) => String(nth + 1))
/** The mean lies within so many standard errors of the formula, which are at most so much of it. */
const ERRORS_MAX = 3
const ERROR_RATIO_MAX = 0.02
const QUEUE_MS_MAX = 600_000

interface Queue {
  readonly arrivalsPerHour: number
  readonly handleSeconds: number
  readonly agents: number
  readonly thresholdSeconds: number
  readonly patienceSeconds?: number
}

const scenarioOf = (queue: Queue, delivery: string): Scenario => ({
  definition: { channels: [{ name: "chat", kind: "live", media: "text" }], zones: utcZones },
  campaigns: [
    { name: "c", channel: "chat", settings: { serviceLevelSeconds: queue.thresholdSeconds, perAgentMax: 1, delivery } }
  ],
  streams: [
    {
      campaign: "c",
      arrivals: poisson(queue.arrivalsPerHour),
      handling: exponential(queue.handleSeconds),
      ...(queue.patienceSeconds === undefined ? {} : { patience: exponential(queue.patienceSeconds) })
    }
  ],
  teams: [{ name: "a", agents: queue.agents, campaigns: ["c"] }]
})

/** Waits of one queue hang together over hours: the fuller it is, the more interactions it takes. */
const queues: ReadonlyArray<readonly [row: string, queue: Queue, interactions: number, delivery: string]> = [
  ["A", { arrivalsPerHour: 720, handleSeconds: 240, agents: 55, thresholdSeconds: 15 }, 330_000, "rrmemory"],
  ["C", { arrivalsPerHour: 60, handleSeconds: 300, agents: 7, thresholdSeconds: 20 }, 60_000, "leastrecent"],
  [
    "E",
    { arrivalsPerHour: 200, handleSeconds: 180, agents: 10, thresholdSeconds: 20, patienceSeconds: 120 },
    30_000,
    "wrandom"
  ]
]

describe("twenty seeds of a worked queue", () => {
  test.each(queues)(
    "row %s come to what Erlang's formula says",
    (row, queue, interactions, delivery) => {
      const { patienceSeconds } = queue
      const formula = patienceSeconds === undefined ? erlangC(queue) : erlangA({ ...queue, patienceSeconds })
      const scenario = scenarioOf(queue, delivery)
      const runs = SEEDS.map((seed) =>
        simulate(scenario, { seed, interactions, warmUpSeconds: 20 * queue.handleSeconds })
      )
      const lines = MEASURES.map((name) => lineOf(name, runs, formula[name]))
      console.log([`row ${row}, ${SEEDS.length} seeds of ${interactions}, ${delivery}`, ...lines.map(told)].join("\n"))
      for (const { name, errors, errorRatio } of lines) {
        expect(errors, name).toBeLessThanOrEqual(ERRORS_MAX)
        expect(errorRatio, name).toBeLessThanOrEqual(ERROR_RATIO_MAX)
      }
    },
    QUEUE_MS_MAX
  )
})

function lineOf(name: MeasureName, runs: ReadonlyArray<Simulated>, expected: number) {
  const estimate = estimateOf(runs.map(({ measures }) => measures[name] ?? Number.NaN))
  if (estimate === null || estimate.standardError === null) throw new Error("no runs")
  const { mean, standardError } = estimate
  const off = Math.abs(mean - expected)
  // Where nobody can leave, nobody does: neither has an error.
  const errors = off === 0 ? 0 : off / standardError
  return { name, mean, standardError, expected, errors, errorRatio: expected === 0 ? 0 : standardError / expected }
}

const told = ({ name, mean, standardError, expected, errors, errorRatio }: ReturnType<typeof lineOf>): string =>
  `  ${name.padEnd(18)} ${mean.toFixed(5)} ± ${standardError.toFixed(5)} (${(100 * errorRatio).toFixed(2)} %), formula ${expected.toFixed(5)}, ${errors.toFixed(2)} standard errors off`

describe("a long day", () => {
  test("of 1,000 agents and 100,000 interactions shows how far it is, and ends", () => {
    const told: Array<number> = []
    const perHour = 12_500
    const { interactions, unanswered, measures } = simulate(
      scenarioOf({ arrivalsPerHour: perHour, handleSeconds: 250, agents: 1_000, thresholdSeconds: 20 }, "leastrecent"),
      { seed: "day", seconds: 8 * 3_600, progress: (done) => told.push(done) }
    )
    expect(interactions).toBeGreaterThan(99_000)
    expect(unanswered).toBe(0)
    expect(measures.occupancyRatio).toBeGreaterThan(0.8)
    expect(told.length).toBeGreaterThan(50)
    expect(told.at(-1)).toBe(1)
  })
})

describe("npm run -s simulate", () => {
  test("prints one JSON object and nothing else", async () => {
    const flags = "--arrivals-per-hour 60 --handle-seconds 300 --agents 7 --threshold-seconds 20 --interactions 20000"
    const { stdout } = await promisify(execFile)(
      "npm",
      ["run", "-s", "simulate", "--", ...flags.split(" "), "--seed", "3", "--delivery", "fewestcalls", "--json"],
      { cwd: join(import.meta.dirname, "..", "..") }
    )
    const told = JSON.parse(stdout)
    expect(told).toMatchObject({ abandonRatio: 0, interactions: 20_000, seed: 3 })
    expect(Math.abs(told.occupancyRatio - 5 / 7)).toBeLessThan(4 * told.standardError.occupancyRatio)
  })
})
