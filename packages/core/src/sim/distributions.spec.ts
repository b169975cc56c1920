import { describe, expect, it } from "vitest"
import { Agenda } from "./agenda.ts"
import { empirical, exponential, fixed, lognormal, uniform } from "./distributions.ts"

const N = 20_000
/** Evenly over (0, 1): the mean of the quantiles is the mean of the distribution. */
const fractions = Array.from({ length: N }, (_, nth) => (nth + 0.5) / N)

describe("a distribution", () => {
  const all = {
    exponential: exponential(90),
    lognormal: lognormal(240, 300),
    uniform: uniform(10, 30),
    fixed: fixed(7)
  }

  it.each(Object.entries(all))("%s has the mean it says, and grows with the fraction", (_, distribution) => {
    const lengths = fractions.map(distribution.secondsAt)
    const mean = lengths.reduce((sum, one) => sum + one, 0) / N
    expect(Math.abs(mean / distribution.meanSeconds - 1)).toBeLessThan(0.002)
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b))
    expect(distribution.secondsAt(0)).toBeGreaterThanOrEqual(0)
  })

  it("of logarithms that are normal has the deviation it was given", () => {
    const lengths = fractions.map(lognormal(240, 120).secondsAt)
    const mean = lengths.reduce((sum, one) => sum + one, 0) / N
    const variance = lengths.reduce((sum, one) => sum + (one - mean) ** 2, 0) / N
    expect(Math.abs(Math.sqrt(variance) / 120 - 1)).toBeLessThan(0.01)
  })

  it("of what was observed gives each of it as often as the others", () => {
    const { secondsAt, meanSeconds } = empirical([30, 10, 20, 10])
    expect([0, 0.2, 0.3, 0.5, 0.74, 0.75, 0.999].map(secondsAt)).toEqual([10, 10, 10, 20, 20, 30, 30])
    expect(meanSeconds).toBe(17.5)
  })
})

describe("an agenda", () => {
  it("takes out what is next, of one instant what was put down first", () => {
    const agenda = new Agenda<number>()
    const put = fractions.slice(0, 2_000).map((fraction, nth) => ({ at: Math.floor(fraction * 7_919) % 97, nth }))
    for (const { at, nth } of put) agenda.add(at, nth)
    const sorted = [...put].sort((a, b) => a.at - b.at || a.nth - b.nth).map(({ nth }) => nth)
    const taken: Array<number | undefined> = []
    while (agenda.nextAt !== null) taken.push(agenda.take())
    expect(taken).toEqual(sorted)
    expect(agenda.take()).toBeUndefined()
  })
})
