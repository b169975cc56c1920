import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { exp, ln } from "../kernel/arithmetic.ts"
import { erlangA, erlangB, erlangC } from "./erlang.ts"
import { SimulationRefused } from "./scenario.ts"

const A = { arrivalsPerHour: 720, handleSeconds: 240, agents: 55, thresholdSeconds: 15 }
const C = { arrivalsPerHour: 60, handleSeconds: 300, agents: 7, thresholdSeconds: 20 }
const E = { arrivalsPerHour: 200, handleSeconds: 180, agents: 10, thresholdSeconds: 20, patienceSeconds: 120 }

const near = (actual: object, expected: { readonly [name: string]: number }): void => {
  for (const [name, value] of Object.entries(expected))
    expect(Math.abs(Number(Reflect.get(actual, name)) - value), name).toBeLessThan(Math.max(1, value) * 6e-5)
}

describe("Erlang's formulas", () => {
  it("give the worked vectors: row A, 720 an hour for 55 agents", () => {
    near(erlangC(A), {
      waitRatio: 0.2387,
      meanWaitSeconds: 8.184,
      meanQueue: 1.6368,
      occupancyRatio: 0.87273,
      serviceLevelRatio: 0.84588,
      serviceLevel2Ratio: 0.84588
    })
  })

  it("give the worked vectors: row C, 60 an hour for 7 agents", () => {
    near(erlangC(C), {
      waitRatio: 0.32415,
      meanWaitSeconds: 48.622,
      meanQueue: 0.8104,
      occupancyRatio: 0.71429,
      serviceLevelRatio: 0.71631
    })
  })

  it("give the worked vectors: row E, clients who leave", () => {
    near(erlangA(E), {
      waitRatio: 0.49685,
      abandonRatio: 0.13746,
      meanWaitSeconds: 16.496,
      meanQueue: 0.9164,
      occupancyRatio: 0.86254,
      serviceLevelRatio: 0.74193,
      serviceLevel2Ratio: 0.70498
    })
  })

  it("of B are what the definition says", () => {
    expect(erlangB(0, 3)).toBe(0)
    expect(erlangB(1, 1)).toBe(0.5)
    expect(erlangB(10, 10)).toBeCloseTo(0.214582, 6)
    // By the definition, in fractions.
    expect(erlangB(100, 120)).toBeCloseTo(0.005690054606869, 12)
  })

  it("of C say that a queue with too few agents grows without end", () => {
    expect(erlangC({ ...C, agents: 5 })).toMatchObject({
      meanWaitSeconds: Infinity,
      serviceLevelRatio: 0,
      waitRatio: 1
    })
  })

  it("of A come to those of C when patience grows without end", () => {
    const patient = erlangA({ ...A, patienceSeconds: 1e9 })
    near(patient, { ...erlangC(A), abandonRatio: 0 })
  })

  it("of A agree with the chain's equations solved step by step", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0.2, max: 2, noNaN: true }),
        fc.double({ min: 20, max: 400, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (agents, rho, patienceSeconds, thresholdSeconds) => {
          const handleSeconds = 120
          const arrivalsPerHour = (rho * agents * 3_600) / handleSeconds
          const input = { arrivalsPerHour, handleSeconds, agents, thresholdSeconds, patienceSeconds }
          const stepwise = bySteps(input, 120)
          const formula = erlangA(input)
          expect(formula.abandonRatio).toBeCloseTo(stepwise.abandonRatio, 6)
          expect(formula.serviceLevel2Ratio).toBeCloseTo(stepwise.within, 3)
          expect(formula.serviceLevelRatio).toBeCloseTo(stepwise.answeredWithin / (1 - stepwise.abandonRatio), 3)
        }
      ),
      { numRuns: 25, seed: 4 }
    )
  })

  it("of A agree with the chain's equations where a thousand wait", () => {
    const crowd = { arrivalsPerHour: 1_200, handleSeconds: 300, patienceSeconds: 3_600 }
    for (const [agents, thresholdSeconds, places] of [
      [10, 20, 1_300],
      [99, 60, 500]
    ] as const) {
      const input = { ...crowd, agents, thresholdSeconds }
      const stepwise = bySteps(input, places)
      const formula = erlangA(input)
      expect(formula.abandonRatio).toBeCloseTo(stepwise.abandonRatio, 9)
      expect(formula.serviceLevel2Ratio).toBeCloseTo(stepwise.within, 4)
      expect(formula.serviceLevelRatio).toBeCloseTo(stepwise.answeredWithin / (1 - stepwise.abandonRatio), 4)
    }
  })

  it("of A agree with the chain's balance in logarithms, from no patience at all to a hundred thousand agents", () => {
    const handleSeconds = 180
    for (const agents of [1, 10, 1_000, 100_000])
      for (const rho of [0.5, 0.999, 1, 1.001, 2, 20])
        for (const patienceSeconds of [1e-9, 1, 600, 10_000]) {
          const arrivalsPerHour = (rho * agents * 3_600) / handleSeconds
          if (rho > 1 && (arrivalsPerHour / 3_600) * patienceSeconds > 1e6) continue
          const input = { arrivalsPerHour, handleSeconds, agents, thresholdSeconds: 20, patienceSeconds }
          const figures = erlangA(input)
          const { meanQueue, waitRatio } = byLogarithms(input)
          const off = Math.max(Math.abs(figures.meanQueue - meanQueue), Math.abs(figures.waitRatio - waitRatio))
          expect(off, JSON.stringify(input)).toBeLessThan(1e-8 * Math.max(1, meanQueue))
          for (const name of ["serviceLevelRatio", "serviceLevel2Ratio", "occupancyRatio", "abandonRatio"] as const) {
            expect(figures[name], JSON.stringify(input)).toBeGreaterThanOrEqual(0)
            expect(figures[name], JSON.stringify(input)).toBeLessThanOrEqual(1)
          }
        }
  })

  it("stay ratios under loads beyond all measure, and refuse what is no input", () => {
    const crowd = erlangA({ ...E, arrivalsPerHour: 72_000, agents: 4_000, handleSeconds: 240 })
    expect(crowd.occupancyRatio).toBeCloseTo(1, 9)
    expect(crowd.abandonRatio).toBeCloseTo(1 / 6, 6)
    expect(erlangA({ ...E, arrivalsPerHour: 1, agents: 5_000 })).toMatchObject({ waitRatio: 0, serviceLevelRatio: 1 })
    expect(() => erlangC({ ...A, agents: 1.5 })).toThrow("agents")
    expect(() => erlangC({ ...A, arrivalsPerHour: 0 })).toThrow("arrivalsPerHour")
    expect(() => erlangA({ ...E, patienceSeconds: Infinity })).toThrow("patienceSeconds")
    expect(() => erlangB(-1, 2)).toThrow("loadErlangs")
    expect(() => erlangA({ ...E, arrivalsPerHour: 1e9, patienceSeconds: 1e6 })).toThrow("10000000 would wait")
    expect(() => erlangA({ ...E, patienceSeconds: 1e-320 })).toThrow(SimulationRefused)
  })
})

/** The stationary distribution, of which each state's logarithm follows from the one before. */
function byLogarithms(input: typeof E) {
  const { agents, patienceSeconds } = input
  const [lambda, mu, theta] = [input.arrivalsPerHour / 3_600, 1 / input.handleSeconds, 1 / patienceSeconds]
  const logs = [0]
  let most = 0
  for (let k = 1; k <= agents + 100 || (logs[k - 1] ?? 0) > most - 60; k++) {
    const log = (logs[k - 1] ?? 0) + ln(lambda / (Math.min(k, agents) * mu + Math.max(0, k - agents) * theta))
    logs.push(log)
    most = Math.max(most, log)
  }
  const sums = { all: 0, waits: 0, queue: 0 }
  for (const [k, log] of logs.entries()) {
    const weight = exp(log - most)
    sums.all += weight
    sums.waits += k < agents ? 0 : weight
    sums.queue += weight * Math.max(0, k - agents)
  }
  return { meanQueue: sums.queue / sums.all, waitRatio: sums.waits / sums.all }
}

/** Euler's method on who is tagged with j ahead: slow, and by another way. */
function bySteps(input: typeof E, places: number) {
  const { agents, patienceSeconds, thresholdSeconds } = input
  const [lambda, mu, theta] = [input.arrivalsPerHour / 3_600, 1 / input.handleSeconds, 1 / patienceSeconds]
  let weights = [1]
  for (let k = 1; k <= agents + places; k++) {
    weights.push(((weights[k - 1] ?? 0) * lambda) / (Math.min(k, agents) * mu + Math.max(0, k - agents) * theta))
    if ((weights[k] ?? 0) > 1e100) weights = weights.map((weight) => weight / 1e100)
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let tagged = weights.slice(agents).map((weight) => weight / total)
  const queue = tagged.reduce((sum, p, waiting) => sum + p * waiting, 0)
  let answered = weights.slice(0, agents).reduce((sum, weight) => sum + weight, 0) / total
  let left = 0
  const dt = 0.002
  for (let t = 0; t < thresholdSeconds; t += dt) {
    answered += (tagged[0] ?? 0) * agents * mu * dt
    left += tagged.reduce((sum, p) => sum + p, 0) * theta * dt
    tagged = tagged.map((p, j) => {
      const from = (tagged[j + 1] ?? 0) * (agents * mu + (j + 1) * theta)
      return p + dt * (from - p * (agents * mu + j * theta + theta))
    })
  }
  return { abandonRatio: (theta * queue) / lambda, answeredWithin: answered, within: answered + left }
}
