import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { drawBelow, drawFraction } from "./draw.ts"

const draw = (name: string, n: number, purpose = "random", seed = "centre-seed") => ({ seed, name, purpose, n })

const ids = Array.from({ length: 20_000 }, (_, i) => `interaction-${i}`)

/** Pearson's statistic of the counts of `values`, whole numbers below `cells`, against equal shares. */
const chiSquare = (values: ReadonlyArray<number>, cells: number): number => {
  const counts = Array.from({ length: cells }, () => 0)
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  const expected = values.length / cells
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/** Exceeded once in 10,000 with 99 degrees of freedom; inputs are fixed, so a test passes always or never. */
const limit99 = 161.3

describe("a seeded draw", () => {
  it("is the same for the same name on every machine and in every version", () => {
    expect([
      drawFraction(draw("interaction-1", 0)),
      drawFraction(draw("interaction-1", 1)),
      drawFraction(draw("interaction-1", 2 ** 53 - 1)),
      drawFraction(draw("", 0, "", "")),
      drawFraction(draw("Ж€😀", 7, "wrandom"))
    ]).toEqual([0.5657736933143943, 0.2047919438967547, 0.7591989166573095, 0.98528228523224, 0.4657249874509283])
    expect([
      drawBelow(draw("interaction-1", 0), 10),
      drawBelow(draw("interaction-1", 1), 1_000_000),
      drawBelow(draw("interaction-1", 2), 2 ** 53),
      drawBelow(draw("interaction-1", 3), 2 ** 53 - 1)
    ]).toEqual([1, 443808, 2367362421407813, 8332648084485250])
  })

  it("is uniform over ids, over consecutive numbers and over purposes", () => {
    expect(
      chiSquare(
        ids.map((id) => Math.floor(drawFraction(draw(id, 0)) * 100)),
        100
      )
    ).toBeLessThan(limit99)
    expect(
      chiSquare(
        ids.map((_, n) => Math.floor(drawFraction(draw("a", n)) * 100)),
        100
      )
    ).toBeLessThan(limit99)
    expect(
      chiSquare(
        ids.map((id) => Math.floor(drawFraction(draw("a", 0, id)) * 100)),
        100
      )
    ).toBeLessThan(limit99)
    expect(
      chiSquare(
        ids.map((id) => Math.floor(drawFraction(draw("a", 0, "", id)) * 100)),
        100
      )
    ).toBeLessThan(limit99)
  })

  it("is uniform in its last bits as in its first", () => {
    const low = ids.map((id) => (drawFraction(draw(id, 0)) * 2 ** 53) % 128)
    // 127 degrees of freedom, once in 10,000.
    expect(chiSquare(low, 128)).toBeLessThan(195.4)
  })

  it("is independent between names that differ in one character and between consecutive numbers", () => {
    const cell = (fraction: number): number => Math.floor(fraction * 10)
    const ofPairs = (second: (id: string, n: number) => number): number =>
      chiSquare(
        ids.map((id, n) => 10 * cell(drawFraction(draw(id, n))) + second(id, n)),
        100
      )
    expect(ofPairs((id, n) => cell(drawFraction(draw(`${id}0`, n))))).toBeLessThan(limit99)
    expect(ofPairs((id, n) => cell(drawFraction(draw(`j${id.slice(1)}`, n))))).toBeLessThan(limit99)
    expect(ofPairs((id, n) => cell(drawFraction(draw(id, n + 1))))).toBeLessThan(limit99)
    expect(ofPairs((id, n) => cell(drawFraction(draw(id, n + 2 ** 32))))).toBeLessThan(limit99)
    expect(ofPairs((id, n) => cell(drawFraction(draw(id, n, "wrandom"))))).toBeLessThan(limit99)
  })

  it("changes half of its bits when one bit of the name changes", () => {
    let flips = 0
    for (const id of ids.slice(0, 2_000)) {
      const x = BigInt(drawFraction(draw(id, 0)) * 2 ** 53)
      const y = BigInt(drawFraction(draw(id, 1)) * 2 ** 53)
      flips += (x ^ y).toString(2).replaceAll("0", "").length
    }
    // 106,000 bits: six standard deviations are 977.
    expect(Math.abs(flips - 53_000)).toBeLessThan(977)
  })

  it("does not mistake the end of one string for the start of the next", () => {
    const names = [draw("ab", 0, "c", "s"), draw("a", 0, "bc", "s"), draw("abc", 0, "", "s"), draw("b", 0, "c", "sa")]
    expect(new Set(names.map(drawFraction)).size).toBe(names.length)
    expect(drawFraction(draw("a", 0))).not.toBe(drawFraction(draw("a\0", 0)))
  })

  it("of a whole number stays below any bound and reaches all below a small one, each alike", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.integer({ min: 1, max: 2 ** 53 - 1 }), (name, n, bound) => {
        const whole = drawBelow(draw(name, n), bound)
        expect(Number.isSafeInteger(whole) && whole >= 0 && whole < bound).toBe(true)
        const fraction = drawFraction(draw(name, n))
        expect(fraction >= 0 && fraction < 1).toBe(true)
      })
    )
    expect(
      chiSquare(
        ids.map((id) => drawBelow(draw(id, 0), 100)),
        100
      )
    ).toBeLessThan(limit99)
    // A bound of 3/4 of the range is where a plain remainder would be worst: a third of all would fall on twice.
    const bound = 2 ** 53 * 0.75
    expect(
      chiSquare(
        ids.map((id) => Math.floor((drawBelow(draw(id, 0), bound) / bound) * 100)),
        100
      )
    ).toBeLessThan(limit99)
  })

  it("refuses a bound that is no whole number from 1 to 2^53", () => {
    for (const bound of [0, -1, 1.5, Number.NaN, 2 ** 54])
      expect(() => drawBelow(draw("a", 0), bound)).toThrow(RangeError)
  })
})
