import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { drawBelow } from "./draw.ts"
import type { Hamt } from "./hamt.ts"
import { emptyHamt, hamtDelete, hamtEntries, hamtGet, hamtSet, hamtSize, hamtValues, hashString } from "./hamt.ts"
import type { Owner } from "./owner.ts"
import { newOwner } from "./owner.ts"

/** Undoes one absorbed pair of code units: any even-length prefix can be continued to any state of the hash. */
const colliding = (count: number): Array<string> => {
  // Four units: the second pair undoes what the first did differently from "aa".
  const afterPair = (a: number, b: number): number => {
    const hash = Math.imul(4 ^ (a | (b << 16)), 0x9e3779b1)
    return hash ^ (hash >>> 15)
  }
  const goal = afterPair(97, 97) ^ (97 | (97 << 16))
  return Array.from({ length: count }, (_, i) => {
    const [a, b] = [97 + (i % 200), 97 + Math.floor(i / 200)]
    const pair = afterPair(a, b) ^ goal
    return String.fromCharCode(a, b, pair & 0xffff, pair >>> 16)
  })
}

const contents = (map: Hamt<number>): Map<string, number> => new Map(hamtEntries(map))

const ascending = (values: Iterable<number>): Array<number> => [...values].toSorted((a, b) => a - b)

/** Random edits beside a native map, owners switched at random; every version handed out is compared at the end. */
const follow = (seed: number, keys: ReadonlyArray<string>, edits: number): void => {
  let n = 0
  const below = (bound: number): number =>
    drawBelow({ seed: String(seed), name: "edit", purpose: "spec", n: n++ }, bound)
  let map = emptyHamt<number>()
  let owner: Owner
  const model = new Map<string, number>()
  const kept: Array<{ readonly map: Hamt<number>; readonly model: ReadonlyMap<string, number> }> = []
  for (let i = 0; i < edits; i++) {
    if (below(50) === 0) {
      kept.push({ map, model: new Map(model) })
      owner = below(3) === 0 ? undefined : newOwner()
    }
    const key = keys[below(keys.length)] ?? ""
    // Phases of growth and of shrinking, so that nodes are split and inlined again.
    if (below(10) < (Math.floor(i / 400) % 2 === 0 ? 7 : 3)) {
      const value = below(5)
      const before = hamtSize(map)
      const after = hamtSet(map, key, value, owner)
      expect(hamtSize(after) - before).toBe(model.has(key) ? 0 : 1)
      map = after
      model.set(key, value)
    } else {
      const after = hamtDelete(map, key, owner)
      if (!model.delete(key)) expect(after).toBe(map)
      map = after
    }
    expect(hamtSize(map)).toBe(model.size)
    expect(hamtGet(map, key)).toBe(model.get(key))
  }
  kept.push({ map, model })
  for (const version of kept) {
    expect(contents(version.map)).toEqual(version.model)
    expect(ascending(hamtValues(version.map))).toEqual(ascending(version.model.values()))
    for (const key of keys) expect(hamtGet(version.map, key)).toBe(version.model.get(key))
  }
}

describe("a persistent map", () => {
  it("holds what a native map holds after any edits, and so does every version kept on the way", () => {
    const keys = Array.from({ length: 500 }, (_, i) => `interaction-${i}`)
    fc.assert(
      fc.property(fc.integer(), (seed) => follow(seed, keys, 2_000)),
      { numRuns: 20 }
    )
  })

  it("holds the same when all its keys collide, or half of them", () => {
    const same = colliding(300)
    expect(new Set(same).size).toBe(300)
    expect(new Set(same.map(hashString)).size).toBe(1)
    const mixed = [...same.slice(0, 100), ...Array.from({ length: 100 }, (_, i) => `agent-${i}`)]
    fc.assert(
      fc.property(fc.integer(), (seed) => follow(seed, same, 2_000)),
      { numRuns: 10 }
    )
    fc.assert(
      fc.property(fc.integer(), (seed) => follow(seed, mixed, 2_000)),
      { numRuns: 10 }
    )
  })

  it("is the same map when a value is set that is there already, and another when it differs", () => {
    const value = {}
    const map = hamtSet(emptyHamt<object>(), "a", value, undefined)
    expect(hamtSet(map, "a", value, undefined)).toBe(map)
    const other = hamtSet(map, "a", {}, undefined)
    expect(other).not.toBe(map)
    expect(hamtGet(map, "a")).toBe(value)
  })

  it("tells an absent key from any that shares a part of its hash", () => {
    const keys = colliding(2)
    const map = hamtSet(emptyHamt<number>(), keys[0] ?? "", 1, undefined)
    expect(hamtGet(map, keys[1] ?? "")).toBeUndefined()
    expect(hamtGet(emptyHamt<number>(), "")).toBeUndefined()
    expect(hamtGet(hamtSet(map, "", 2, undefined), "")).toBe(2)
  })

  it("spreads the hashes of numbered names over all levels", () => {
    for (const shift of [0, 5, 10, 15, 20, 25]) {
      const counts = Array.from({ length: 32 }, () => 0)
      for (let i = 0; i < 32_000; i++) {
        const slot = (hashString(`interaction-${i}`) >>> shift) & 31
        counts[slot] = (counts[slot] ?? 0) + 1
      }
      // Chi-square with 31 degrees of freedom: 61.1 is exceeded once in 1,000.
      expect(counts.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)).toBeLessThan(61.1)
    }
  })
})
