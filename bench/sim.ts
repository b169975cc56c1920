/** `sim.mmc` and `sim.day`: the simulator against a queue written by hand, and a day of a hundred agents. */
import { exponential, poisson, simulate, type Scenario, type Simulated } from "@parley/core/sim"
import { utcDays } from "./centre.ts"
import { bareChance, namedChance, runHandQueue } from "./hand-queue.ts"
import { best, cpuSeconds, rounded, type Bench } from "./result.ts"

const RUNS = 3
const QUEUE = { perHour: 720, handleSeconds: 240, agents: 55, interactions: 100_000 }
const SEED = "bench"

const scenarioOf = (perHour: number, handleSeconds: number, agents: number): Scenario => ({
  definition: { channels: [{ name: "chat", kind: "live", media: "text" }], zones: utcDays },
  campaigns: [{ name: "c", channel: "chat", settings: { serviceLevelSeconds: 15, perAgentMax: 1 } }],
  streams: [{ campaign: "c", arrivals: poisson(perHour), handling: exponential(handleSeconds) }],
  teams: [{ name: "a", agents, campaigns: ["c"] }]
})

function timed(act: () => void, runs = RUNS): number {
  return best(Array.from({ length: runs }, () => cpuSeconds(act)))
}

export const simMmc: Bench = {
  name: "sim.mmc",
  run: async () => {
    const { perHour, handleSeconds, agents, interactions } = QUEUE
    const scenario = scenarioOf(perHour, handleSeconds, agents)
    const taken = { ours: Infinity, hand: Infinity, bare: Infinity }
    for (let run = 0; run < RUNS; run++) {
      let simulated: Simulated | null = null
      let handMs = 0
      taken.ours = Math.min(
        taken.ours,
        cpuSeconds(() => (simulated = simulate(scenario, { seed: SEED, interactions })))
      )
      taken.hand = Math.min(
        taken.hand,
        timed(() => (handMs = runHandQueue(QUEUE, namedChance(SEED, "c"))))
      )
      taken.bare = Math.min(
        taken.bare,
        timed(() => runHandQueue(QUEUE, bareChance(run + 1)))
      )
      const ours = waitedMs(simulated)
      if (ours !== handMs) throw new Error(`the simulator's waits are ${ours} ms, those by hand ${handMs} ms`)
    }
    const [value, hand, bare] = [taken.ours, taken.hand, taken.bare].map((seconds) => interactions / seconds)
    const ratio = (value ?? 0) / (hand ?? 1)
    return [
      {
        name: "sim.mmc",
        value: rounded(value ?? 0),
        unit: "simulated interactions per CPU second",
        baseline: "an M/M/n loop by hand, on the same draws, with the same waits to the millisecond",
        baselineValue: rounded(hand ?? 0),
        ratio: rounded(ratio),
        gate: ">= 0.02",
        aim: ">= 0.05",
        passed: ratio >= 0.02,
        detail: {
          ...QUEUE,
          bareLoop: rounded(bare ?? 0),
          bareRatio: rounded((value ?? 0) / (bare ?? 1)),
          bareIs: "the same loop on mulberry32 and Math.log, whose run can be compared with no other"
        }
      }
    ]
  }
}

const waitedMs = (simulated: Simulated | null): number => simulated?.byCampaign.get("c")?.waitMs ?? -1

const DAY = { agents: 100, hours: 8, handleSeconds: 300, occupancy: 0.85 }

export const simDay: Bench = {
  name: "sim.day",
  run: async () => {
    const { agents, hours, handleSeconds, occupancy } = DAY
    const perHour = (agents * occupancy * 3_600) / handleSeconds
    const scenario = scenarioOf(perHour, handleSeconds, agents)
    let last: Simulated | null = null
    const seconds = timed(() => (last = simulate(scenario, { seed: SEED, seconds: hours * 3_600 })))
    return [
      {
        name: "sim.day",
        value: rounded(seconds),
        unit: "CPU seconds",
        baseline: "none",
        baselineValue: null,
        ratio: null,
        gate: "<= 2",
        aim: "<= 1",
        passed: seconds <= 2,
        detail: { ...DAY, ...countsOf(last) }
      }
    ]
  }
}

const countsOf = (simulated: Simulated | null) => ({
  interactions: simulated?.interactions ?? 0,
  commands: simulated?.commands ?? 0
})
