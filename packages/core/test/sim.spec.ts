import { describe, expect, it } from "vitest"
import { fixed, poisson, simulate, SimulationRefused, type Arrivals } from "../src/sim/index.ts"
import { runHandQueue, namedChance } from "../../../bench/hand-queue.ts"
import { queueOf } from "./sim-given.ts"

const busy = { perHour: 200, handleSeconds: 180, agents: 11, thresholdSeconds: 20 }
const DELIVERIES = ["rrmemory", "rrordered", "linear", "leastrecent", "fewestcalls", "mostidle", "leastoccupied"]
const DRAWN = ["random", "wrandom", "ringall", "bestskill", "preferred"]

describe("a simulation", () => {
  it("comes to the very waits of a queue written by hand on the same draws", () => {
    const { perHour, handleSeconds, agents } = busy
    const interactions = 10_000
    const byHand = runHandQueue({ perHour, handleSeconds, agents, interactions }, namedChance("x", "c"))
    const { byCampaign } = simulate(queueOf({ ...busy, stream: { arrivals: first(interactions, poisson(perHour)) } }), {
      seed: "x",
      interactions
    })
    expect(byCampaign.get("c")).toMatchObject({ answered: interactions, waitMs: byHand })
    expect(byHand).toBeGreaterThan(interactions)
  })

  it("waits as long under every delivery rule, since the agents are alike", () => {
    const waits = [...DELIVERIES, ...DRAWN].map((delivery) => {
      const { measures, unanswered } = simulate(queueOf({ ...busy, patienceSeconds: 90, settings: { delivery } }), {
        seed: "d",
        interactions: 2_000
      })
      expect(unanswered).toBe(0)
      return [measures.meanWaitSeconds, measures.abandonRatio, measures.serviceLevelRatio, measures.serviceLevel2Ratio]
    })
    for (const wait of waits) expect(wait).toEqual(waits[0])
  })

  it("waits as long where agents pick as where work is offered", () => {
    const options = { seed: "p", interactions: 2_000 }
    const offered = simulate(queueOf(busy), options)
    for (const eligibility of ["ringall", "ringallmultiple"]) {
      const picked = simulate(queueOf({ ...busy, settings: { eligibility } }), options)
      expect(picked.measures.meanWaitSeconds).toBe(offered.measures.meanWaitSeconds)
      expect(picked.unanswered).toBe(0)
    }
  })

  it("is the same again with the same seed, and another with another", () => {
    const run = (seed: string) => simulate(queueOf(busy), { seed, interactions: 500 }).measures
    expect(run("1")).toEqual(run("1"))
    expect(run("1")).not.toEqual(run("2"))
  })

  it("measures those who come after the warm-up, and says how far it is", () => {
    const told: Array<number> = []
    const { interactions, measures } = simulate(queueOf(busy), {
      seed: "w",
      interactions: 1_000,
      warmUpSeconds: 3_600,
      progress: (done) => told.push(done)
    })
    expect(interactions).toBe(1_000)
    expect(measures.occupancyRatio).toBeGreaterThan(0.8)
    expect(told.at(-1)).toBe(1)
    expect(told).toEqual([...told].sort((a, b) => a - b))
  })

  it("serves those still in the centre when the day is over", () => {
    const scenario = queueOf({ ...busy, stream: { arrivals: poisson([{ perHour: 200, seconds: 3_600 }]) } })
    const { interactions, byCampaign, unanswered, intervals } = simulate(scenario, { seed: "e", seconds: 3_600 })
    expect(unanswered).toBe(0)
    expect(byCampaign.get("c")).toMatchObject({ entered: interactions, answered: interactions })
    expect(intervals.reduce((sum, one) => sum + one.entered, 0)).toBe(interactions)
  })

  it("ends although nobody is there to answer", () => {
    const { unanswered, interactions, measures } = simulate(queueOf({ ...busy, agents: 0 }), {
      seed: "n",
      interactions: 100
    })
    expect([unanswered, interactions]).toEqual([100, 100])
    expect(measures).toMatchObject({ meanWaitSeconds: null, occupancyRatio: null })
  })
})

describe("a simulation that would not end", () => {
  const options = { seed: "h", seconds: 600, closingSeconds: 60 }

  it("is refused where agents refuse at once what comes again at once", () => {
    for (const reaction of [{}, { reaction: fixed(0.000_4) }]) {
      const refusing = { ...busy, settings: { retryPauseSeconds: 0 }, team: { refusalRatio: 1, ...reaction } }
      const says = refusalOf(() => simulate(queueOf(refusing), options))
      expect(says).toContain("give them a reaction time")
    }
    const { measures } = simulate(
      queueOf({ ...busy, settings: { retryPauseSeconds: 0 }, team: { refusalRatio: 0.5 } }),
      options
    )
    expect(measures.abandonRatio).toBe(0)
  })
})

describe("a simulation of a queue that grows and grows", () => {
  it("ends with those unanswered who wait still when very many have come after them", () => {
    const flood = queueOf({ perHour: 20_000, handleSeconds: 300, agents: 10, thresholdSeconds: 20 })
    const { interactions, unanswered, byCampaign } = simulate(flood, { seed: "f", interactions: 1_000 })
    expect(interactions).toBe(1_000)
    expect(byCampaign.get("c")?.entered).toBe(11_001)
    expect(unanswered).toBeGreaterThan(800)
    expect(unanswered).toBeLessThan(1_000)
  })

  it("is played to the end where those measured are answered before", () => {
    const full = queueOf({ perHour: 400, handleSeconds: 180, agents: 10, thresholdSeconds: 20 })
    expect(simulate(full, { seed: "f", interactions: 1_000 }).unanswered).toBe(0)
  })
})

/** What it is refused with. */
function refusalOf(act: () => unknown): string | null {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof SimulationRefused) return error.message
    throw error
  }
}

/** The first so many of these arrivals, after whom nobody comes. */
const first = (count: number, arrivals: Arrivals): Arrivals =>
  function* (draw) {
    const all = arrivals(draw)
    for (let n = 0; n < count; n++) yield* [all.next().value].filter((group) => group !== undefined)
  }
