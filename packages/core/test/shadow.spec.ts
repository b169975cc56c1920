import { describe, expect, it } from "vitest"
import type { Routing } from "../src/index.ts"
import {
  type CampaignPlan,
  LogBroken,
  Recorder,
  Shadow,
  simulate,
  SimulationRefused,
  type Divergence,
  type LogEvent
} from "../src/sim/index.ts"
import { DEFINITION, queueOf } from "./sim-given.ts"

const throws: Routing.Delivery = {
  name: "throws",
  kind: "keyed",
  from: "first",
  key: () => {
    throw new Error("no key")
  }
}

function logOf(settings: CampaignPlan["settings"], definition = DEFINITION): ReadonlyArray<LogEvent> {
  const recorder = new Recorder()
  const shape = { perHour: 60, handleSeconds: 200, agents: 6, thresholdSeconds: 20, patienceSeconds: 90 }
  const scenario = { ...queueOf({ ...shape, ...(settings === undefined ? {} : { settings }) }), definition }
  simulate(scenario, { seed: "s", seconds: 7_200, steps: recorder.hears })
  return recorder.log
}

const dayOf = (delivery: string): ReadonlyArray<LogEvent> => logOf({ delivery })

const watched = (shadow: Shadow, log: ReadonlyArray<LogEvent>) => log.flatMap((event) => shadow.hears(event))

describe("a strategy in the shadow", () => {
  it("never diverges from a day under the same rule", () => {
    for (const delivery of ["rrmemory", "leastrecent", "wrandom", "ringall"]) {
      const shadow = new Shadow(DEFINITION, new Map([["c", { delivery }]]))
      expect(watched(shadow, dayOf(delivery))).toEqual([])
      expect(shadow.counts.offered).toBeGreaterThan(80)
      expect(shadow.counts).toMatchObject({ alike: shadow.counts.offered, divergences: 0, failed: 0, refused: 0 })
    }
  })

  it("says of each offer to whom it would have gone, and changes nothing", () => {
    const first: Routing.Delivery = { name: "first-come", kind: "keyed", from: "first", key: ({ ordinal }) => ordinal }
    const log = dayOf("rrmemory")
    const shadow = new Shadow(
      { ...DEFINITION, strategies: { delivery: [first] } },
      new Map([["c", { delivery: "first-come" }]])
    )
    const divergences = watched(shadow, log)
    expect(divergences.length).toBeGreaterThan(20)
    expect(shadow.counts).toMatchObject({ divergences: divergences.length })
    expect(shadow.counts.alike + divergences.length).toBe(shadow.counts.offered)
    for (const { offered, shadow: would, position } of divergences) {
      const [real = "", other = ""] = [offered[0], would[0]]
      expect(other < real).toBe(true)
      expect(log[position - 1]?.position).toBe(position)
    }
  })

  it("tells once of what it alone would have offered", () => {
    const never: Routing.Eligibility = {
      name: "two-at-once",
      mode: "push",
      media: "text",
      atOnce: "unlimited",
      mayReceive: ({ interactions }) => interactions < 2
    }
    const definition = { ...DEFINITION, strategies: { eligibility: [never] } }
    const shadow = new Shadow(definition, new Map([["c", { eligibility: "two-at-once" }]]))
    const recorder = new Recorder()
    simulate(queueOf({ perHour: 200, handleSeconds: 200, agents: 4, thresholdSeconds: 20, patienceSeconds: 90 }), {
      seed: "e",
      seconds: 3_600,
      steps: recorder.hears
    })
    const alone = watched(shadow, recorder.log).filter(({ offered }) => offered.length === 0)
    expect(alone.length).toBeGreaterThan(30)
    const told = alone.map(({ interactionId, shadow: would }) => `${interactionId} ${would.join("+")}`)
    for (const [nth, one] of told.entries()) expect(told[nth - 1]).not.toBe(one)
  })

  it("counts the steps in which its strategy failed, and goes on asking it", () => {
    const definition = { ...DEFINITION, strategies: { delivery: [throws] } }
    const shadow = new Shadow(definition, new Map([["c", { delivery: "throws" }]]))
    watched(shadow, dayOf("rrmemory"))
    expect(shadow.counts.offered).toBeGreaterThan(80)
    expect(shadow.counts.failed).toBeGreaterThanOrEqual(shadow.counts.offered)
    expect(shadow.counts.refused).toBe(0)
  })

  it("keeps its own strategy where that of the log failed and was replaced", () => {
    const definition = { ...DEFINITION, strategies: { delivery: [throws] } }
    const log = logOf({ delivery: "throws" }, definition)
    expect(log.filter(({ event }) => event._tag === "StrategyFailed")).toHaveLength(1)
    const shadow = new Shadow(definition, new Map([["c", { delivery: "linear" }]]))
    const instead = new Shadow(definition, new Map([["c", { delivery: "linear" }]]))
    const whose = ({ interactionId, offered, shadow: would }: Divergence) => ({ interactionId, offered, would })
    expect(watched(shadow, log).map(whose)).toEqual(watched(instead, dayOf("rrmemory")).map(whose))
    expect(shadow.counts).toMatchObject({ failed: 0, refused: 0 })
    expect(shadow.counts.divergences).toBeGreaterThan(20)
  })

  it("counts the commands that would have been refused: nobody picks for themselves where it pushes", () => {
    const log = logOf({ eligibility: "ringall" })
    const taken = log.filter(({ event }) => event._tag === "InteractionTaken")
    expect(taken.length).toBeGreaterThan(80)
    const shadow = new Shadow(DEFINITION, new Map([["c", { eligibility: "nocall" }]]))
    watched(shadow, log)
    expect(shadow.counts).toMatchObject({ offered: 0, failed: 0, refused: taken.length })
  })

  it("refuses a strategy that there is not, and tells of rules whose campaign there is not", () => {
    for (const rules of [{ delivery: "leastrecnt" }, { eligibility: "nocal" }, { order: "prio" }])
      expect(() => new Shadow(DEFINITION, new Map([["c", rules]]))).toThrow(SimulationRefused)
    expect(() => new Shadow(DEFINITION, new Map([["c", { delivery: "preferred+linear" }]]))).not.toThrow()
    const log = dayOf("rrmemory")
    const shadow = new Shadow(
      DEFINITION,
      new Map([
        ["cc", { delivery: "linear" }],
        ["c", { delivery: "linear" }]
      ])
    )
    expect(shadow.unused).toEqual(["cc", "c"])
    watched(shadow, log)
    expect(shadow.unused).toEqual(["cc"])
  })

  it("needs every event from the first on", () => {
    const [first, , third] = dayOf("rrmemory")
    const shadow = new Shadow(DEFINITION, new Map())
    if (first === undefined || third === undefined) throw new Error("no log")
    shadow.hears(first)
    expect(() => shadow.hears(third)).toThrow(LogBroken)
  })
})
