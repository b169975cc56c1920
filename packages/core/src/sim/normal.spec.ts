import { describe, expect, it } from "vitest"
import { normalQuantile, studentT95 } from "./normal.ts"

describe("the normal distribution", () => {
  it("has the quantiles of the tables, in the middle and far out", () => {
    // Source: Wichura (1988), the values printed with the algorithm; R's qnorm for the others.
    const known: ReadonlyArray<readonly [number, number]> = [
      [0.25, -0.6744897501960817],
      [0.001, -3.090232306167813],
      [1e-20, -9.262340089798409],
      [0.5, 0],
      [0.975, 1.959963984540054],
      [0.999999, 4.753424308822899]
    ]
    for (const [fraction, quantile] of known) expect(normalQuantile(fraction)).toBeCloseTo(quantile, 9)
  })

  it("is refused outside (0, 1)", () => {
    for (const fraction of [0, 1, -0.1, Number.NaN]) expect(() => normalQuantile(fraction)).toThrow(RangeError)
  })
})

describe("an interval of 95 %", () => {
  it("is as long as Student's table says", () => {
    const table: ReadonlyArray<readonly [values: number, t: number]> = [
      [2, 12.7062],
      [3, 4.30265],
      [5, 2.776445],
      [10, 2.262157],
      [20, 2.093024],
      [101, 1.983972]
    ]
    for (const [values, t] of table) expect(Math.abs(studentT95(values) / t - 1)).toBeLessThan(0.001)
    expect(Math.abs(studentT95(4) / 3.182446 - 1)).toBeLessThan(0.01)
    expect(studentT95(1)).toBe(Infinity)
  })
})
