import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { exp, ln, power } from "./arithmetic.ts"

/** How far two numbers differ, in units of the second. */
const relativeError = (found: number, right: number): number =>
  found === right ? 0 : Math.abs(found - right) / Math.abs(right)

const positive = fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true })
const unit = fc.double({ min: Number.MIN_VALUE, max: 1, noNaN: true })

describe("the kernel's arithmetic", () => {
  it("takes logarithms as exactly as the engine does, also close to 1", () => {
    const holds = (x: number): void => {
      expect(relativeError(ln(x), Math.log(x))).toBeLessThan(2 ** -50)
    }
    fc.assert(fc.property(positive, holds), { numRuns: 20_000 })
    fc.assert(fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), holds), { numRuns: 20_000 })
    for (let k = 1; k <= 52; k++) for (const x of [1 + 2 ** -k, 1 - 2 ** -k]) holds(x)
    expect(ln(1)).toBe(0)
    expect(ln(Number.MIN_VALUE)).toBe(Math.log(Number.MIN_VALUE))
  })

  it("takes exponentials as exactly as the engine does, up to its ends", () => {
    const holds = (x: number): void => {
      expect(relativeError(exp(x), Math.exp(x))).toBeLessThan(2 ** -50)
    }
    fc.assert(fc.property(fc.double({ min: -708, max: 709.7, noNaN: true }), holds), { numRuns: 20_000 })
    fc.assert(fc.property(fc.double({ min: -1, max: 1, noNaN: true }), holds), { numRuns: 20_000 })
    expect([exp(0), exp(-0), exp(710), exp(Infinity), exp(-746), exp(-Infinity), exp(Number.NaN)]).toEqual([
      1,
      1,
      Infinity,
      Infinity,
      0,
      0,
      Number.NaN
    ])
    // Below the least normal number there are fewer bits to be right in.
    expect(Math.abs(exp(-745) - Math.exp(-745))).toBeLessThanOrEqual(Number.MIN_VALUE)
    expect(Math.abs(exp(-720) - Math.exp(-720))).toBeLessThanOrEqual(2 * Number.MIN_VALUE)
  })

  it("raises fractions to powers within the bound it names", () => {
    const exponents = fc.oneof(unit, fc.double({ min: 0, max: 1_000, noNaN: true }), fc.nat(1_000))
    const holds = (base: number, exponent: number): void => {
      const right = base ** exponent
      if (right < 2.3e-308) return
      const bound = (1 + exponent * Math.abs(Math.log(base))) * 2 ** -51
      expect(relativeError(power(base, exponent), right)).toBeLessThan(bound)
      if (right > 1e-9) expect(relativeError(power(base, exponent), right)).toBeLessThan(1e-14)
    }
    fc.assert(fc.property(unit, exponents, holds), { numRuns: 20_000 })
    fc.assert(fc.property(fc.double({ min: 0.5, max: 1, noNaN: true }), exponents, holds), { numRuns: 20_000 })
    fc.assert(
      fc.property(unit, fc.integer({ min: 1, max: 10_000 }), (base, count) => {
        const share = power(base, 1 / count)
        expect(share >= 0 && share <= 1).toBe(true)
        holds(base, 1 / count)
      })
    )
  })

  it("raises to 0 and to 1 exactly, and 1 to anything", () => {
    fc.assert(
      fc.property(unit, fc.double({ min: 0, max: 1e300, noNaN: true }), (base, exponent) => {
        expect([power(base, 0), power(base, 1), power(1, exponent)]).toEqual([1, base, 1])
      })
    )
  })

  it("refuses what it is not made for", () => {
    for (const x of [0, -1, Number.NaN, Infinity]) expect(() => ln(x)).toThrow(RangeError)
    for (const base of [0, -0.5, 1.1, Number.NaN]) expect(() => power(base, 1)).toThrow(RangeError)
    for (const exponent of [-1, Number.NaN, Infinity]) expect(() => power(0.5, exponent)).toThrow(RangeError)
  })

  it("computes these bits on every engine", () => {
    expect([2, 3, 10, 0.1, 0.75, 1e-300, 12_345.678, 1 + 2 ** -52].map(ln)).toEqual([
      0.6931471805599453, 1.0986122886681098, 2.302585092994046, -2.3025850929940455, -0.2876820724517809,
      -690.7755278982137, 9.421061321291832, 2.220446049250313e-16
    ])
    expect([1, -1, 0.5, 10, -10, 100.25, -700, 1e-10].map(exp)).toEqual([
      2.7182818284590455, 0.36787944117144233, 1.6487212707001282, 22026.465794806718, 0.00004539992976248485,
      3.451610733125924e43, 9.85967654375977e-305, 1.0000000001
    ])
    expect([power(0.3, 1 / 7), power(0.999999, 12_345), power(1e-12, 0.01), power(0.5, 0.5), power(0.9, 3)]).toEqual([
      0.8419824443450203, 0.9877308808197257, 0.7585775750291838, 0.7071067811865475, 0.7290000000000001
    ])
  })
})
