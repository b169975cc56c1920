import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Bits } from "./bits.ts"
import {
  anyOfBoth,
  bitsClear,
  bitsCount,
  bitsHas,
  bitsSet,
  countAll3,
  countBoth,
  emptyBits,
  forEachAll3,
  forEachBoth,
  nextAll3,
  nextOfBoth,
  nthAll3,
  nthOfBoth
} from "./bits.ts"
import { drawBelow } from "./draw.ts"
import type { Owner } from "./owner.ts"
import { newOwner } from "./owner.ts"

const members = (bits: Bits): Array<number> => {
  const found: Array<number> = []
  forEachBoth(bits, bits, (index) => void found.push(index))
  return found
}

const sorted = (model: Iterable<number>): Array<number> => [...model].toSorted((a, b) => a - b)

const of = (indexes: Iterable<number>): Bits => {
  const owner = newOwner()
  let bits = emptyBits()
  for (const index of indexes) bits = bitsSet(bits, index, owner)
  return bits
}

const follow = (seed: number, bound: number, edits: number): void => {
  let n = 0
  const below = (limit: number): number =>
    drawBelow({ seed: String(seed), name: "edit", purpose: "spec", n: n++ }, limit)
  let bits = emptyBits()
  let owner: Owner
  const model = new Set<number>()
  const kept: Array<{ readonly bits: Bits; readonly members: ReadonlyArray<number> }> = []
  for (let step = 0; step < edits; step++) {
    if (below(50) === 0) {
      kept.push({ bits, members: sorted(model) })
      owner = below(3) === 0 ? undefined : newOwner()
    }
    const add = below(10) < (Math.floor(step / 500) % 2 === 0 ? 8 : 2)
    const index = below(bound)
    const before = bits
    bits = add ? bitsSet(bits, index, owner) : bitsClear(bits, index, owner)
    if (model.has(index) === add) expect(bits).toBe(before)
    if (add) model.add(index)
    else model.delete(index)
    expect(bitsHas(bits, index)).toBe(add)
    expect(bitsCount(bits)).toBe(model.size)
  }
  kept.push({ bits, members: sorted(model) })
  for (const version of kept) {
    expect(members(version.bits)).toEqual(version.members)
    expect(bitsCount(version.bits)).toBe(version.members.length)
  }
}

/** Sets of very different density, with members at the seams of words and chunks. */
const indexes: fc.Arbitrary<Array<number>> = fc.oneof(
  fc.uniqueArray(fc.integer({ min: 0, max: 5_000 }), { maxLength: 40 }),
  fc.uniqueArray(fc.constantFrom(0, 30, 31, 32, 33, 63, 64, 1_022, 1_023, 1_024, 1_055, 1_056, 2_047, 2_048, 99_999)),
  fc
    .tuple(fc.nat(3_000), fc.integer({ min: 1, max: 3 }))
    .map(([from, step]) => Array.from({ length: 1_500 }, (_, i) => from + i * step))
)

describe("a persistent bit set", () => {
  it("holds what a native set holds after any edits, and so does every version kept on the way", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => follow(seed, 300, 2_000)),
      { numRuns: 10 }
    )
    fc.assert(
      fc.property(fc.integer(), (seed) => follow(seed, 20_000, 3_000)),
      { numRuns: 5 }
    )
  })

  it("has no member beyond those set, however far one asks", () => {
    expect(bitsHas(emptyBits(), 100_000)).toBe(false)
    expect(bitsClear(emptyBits(), 5, undefined)).toBe(emptyBits())
    expect(nextOfBoth(of([5]), of([5]), 100_000)).toBe(-1)
  })

  it("counts, finds and walks the intersection of two and of three sets", () => {
    fc.assert(
      fc.property(indexes, indexes, indexes, fc.nat(6_000), (a, b, c, from) => {
        const [x, y, z] = [of(a), of(b), of(c)]
        const both = sorted(a.filter((index) => b.includes(index)))
        const all = both.filter((index) => c.includes(index))
        expect(anyOfBoth(x, y)).toBe(both.length > 0)
        expect(countBoth(x, y)).toBe(both.length)
        expect(countAll3(x, y, z)).toBe(all.length)
        for (const n of [0, 1, both.length - 1, both.length, from]) {
          if (n < 0) continue
          expect(nthOfBoth(x, y, n)).toBe(both[n] ?? -1)
          expect(nthAll3(x, y, z, n)).toBe(all[n] ?? -1)
        }
        for (const at of [from, ...both.slice(0, 5), ...both.slice(0, 5).map((index) => index + 1)]) {
          expect(nextOfBoth(x, y, at)).toBe(both.find((index) => index >= at) ?? -1)
          expect(nextAll3(x, y, z, at)).toBe(all.find((index) => index >= at) ?? -1)
        }
        const walked: Array<number> = []
        forEachAll3(x, y, z, (index) => void walked.push(index))
        expect(walked).toEqual(all)
      })
    )
  })

  it("stops a walk when the visitor answers false", () => {
    const walked: Array<number> = []
    const bits = of([3, 40, 2_000, 3_000])
    forEachBoth(bits, bits, (index) => {
      walked.push(index)
      return index < 40
    })
    expect(walked).toEqual([3, 40])
  })
})
