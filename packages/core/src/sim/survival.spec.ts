import { describe, expect, it } from "vitest"
import { Survival } from "./survival.ts"

/** Remission times of the 6-MP group, in weeks. Source: Freireich et al. (1963), the textbook example of this estimate. */
const ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
const lasted = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
const textbook = new Survival([
  ...ended.map((ms) => ({ ms, ended: true })),
  ...lasted.map((ms) => ({ ms, ended: false }))
])
/** The placebo group of the same trial: all relapsed. */
const placebo = new Survival(
  [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23].map((ms) => ({ ms, ended: true }))
)

describe("an estimate from lengths that were cut off", () => {
  it("is the textbook's, with its errors", () => {
    const table: ReadonlyArray<readonly [ms: number, ratio: number]> = [
      [5, 1],
      [6, 0.8571],
      [7, 0.8067],
      [10, 0.7529],
      [13, 0.6902],
      [16, 0.6275],
      [22, 0.5378],
      [23, 0.4482],
      [35, 0.4482]
    ]
    for (const [ms, ratio] of table) expect(textbook.lastingBeyond(ms).ratio).toBeCloseTo(ratio, 4)
    // By log(−log), as the statistical packages print it.
    const { from, to } = textbook.lastingBeyond(6)
    expect(from).toBeCloseTo(0.6197, 3)
    expect(to).toBeCloseTo(0.9516, 3)
  })

  it("gives lengths back by their fraction, given what is known to have passed", () => {
    expect(textbook.msAt(0.1)).toBe(6)
    expect(textbook.msAt(0.2)).toBe(10)
    expect(textbook.msAt(0.5)).toBe(23)
    expect(textbook.msAt(0, 6)).toBe(7)
    expect(textbook.msAt(0.2, 13)).toBe(22)
  })

  it("goes on at the mean rate beyond what was seen, in shares as in lengths, and knows no interval there", () => {
    const mean = [...ended, ...lasted].reduce((sum, ms) => sum + ms, 0) / ended.length
    const { ratio, from, to } = textbook.lastingBeyond(35 + mean * Math.LN2)
    expect(ratio).toBeCloseTo(0.4482 / 2, 4)
    expect([from, to]).toEqual([null, null])
    expect(textbook.msAt(1 - ratio)).toBeCloseTo(35 + mean * Math.LN2, 6)
    expect(textbook.msAt(0.5, 60)).toBeCloseTo(60 + mean * Math.LN2, 6)
    expect(textbook.msAt(0.5, 30)).toBeCloseTo(35 + mean * Math.LN2, 6)
  })

  it("is certain of nothing where nothing was seen to end, or all who were left did", () => {
    expect(textbook.lastingBeyond(5)).toEqual({ ratio: 1, from: null, to: null })
    expect(placebo.lastingBeyond(22).ratio).toBeCloseTo(1 / 21, 9)
    expect(placebo.lastingBeyond(22).from).toBeGreaterThan(0)
    // The textbook has 0 there, and R no interval: here one more of the last of 21 goes on.
    expect(placebo.lastingBeyond(23)).toEqual({ ratio: expect.closeTo(1 / 42, 9), from: null, to: null })
    expect(placebo.msAt(0.96)).toBe(23)
    expect(placebo.msAt(0.98)).toBeGreaterThan(23)
    const halved = new Survival([
      { ms: 10, ended: false },
      { ms: 20, ended: true }
    ])
    expect(halved.lastingBeyond(20)).toEqual({ ratio: 0.5, from: null, to: null })
    expect(halved.lastingBeyond(50).ratio).toBeCloseTo(0.5 / Math.E, 9)
    expect(halved.msAt(1 - 0.5 / Math.E)).toBeCloseTo(50, 9)
  })

  it("of all seen to their end is what was seen, but for half of the last, and of none it is never", () => {
    const whole = new Survival([30, 10, 20].map((ms) => ({ ms, ended: true })))
    expect([0, 0.3, 0.4, 0.7, 0.83].map((fraction) => whole.msAt(fraction))).toEqual([10, 10, 20, 30, 30])
    expect(whole.msAt(0.9)).toBeGreaterThan(30)
    expect(whole.msAt(0.5, 40)).toBeGreaterThan(40)
    const none = new Survival([{ ms: 5, ended: false }])
    expect(none.msAt(0.999)).toBe(Infinity)
    expect(none.lastingBeyond(5)).toEqual({ ratio: 1, from: null, to: null })
    expect(new Survival([]).msAt(0.5)).toBe(Infinity)
  })

  it("finds the truth behind lengths of which half were cut off", () => {
    const lengths = Array.from({ length: 4_000 }, (_, n) => -100 * Math.log(1 - ((n * 0.6180339887) % 1)))
    const seen = lengths.map((ms, n) => {
      const cut = -100 * Math.log(1 - ((n * 0.7548776662) % 1))
      return { ms: Math.min(ms, cut), ended: ms <= cut }
    })
    const estimate = new Survival(seen)
    for (const ms of [20, 50, 100, 200]) {
      const { ratio, from, to } = estimate.lastingBeyond(ms)
      expect(Math.abs(ratio - Math.exp(-ms / 100))).toBeLessThan(0.03)
      expect((to ?? 0) - (from ?? 0)).toBeLessThan(0.12)
    }
  })
})
