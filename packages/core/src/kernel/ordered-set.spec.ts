import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { drawBelow } from "./draw.ts"
import type { OrderedSet } from "./ordered-set.ts"
import {
  emptyOrderedSet,
  orderedAdd,
  orderedAfter,
  orderedAtOrAfter,
  orderedDelete,
  orderedFirst,
  orderedFrom,
  orderedFromSorted,
  orderedHas,
  orderedSize
} from "./ordered-set.ts"
import type { Owner } from "./owner.ts"
import { newOwner } from "./owner.ts"

const ascending = (a: number, b: number): number => a - b

const sorted = (model: ReadonlySet<number>): Array<number> => [...model].toSorted(ascending)

interface Version {
  readonly set: OrderedSet<number>
  readonly members: ReadonlyArray<number>
}

const compareVersion = ({ set, members }: Version, probes: ReadonlyArray<number>): void => {
  expect([...orderedFrom(set)]).toEqual(members)
  expect(orderedSize(set)).toBe(members.length)
  expect(orderedFirst(set)).toBe(members[0])
  for (const probe of probes) {
    expect(orderedHas(set, probe)).toBe(members.includes(probe))
    expect(orderedAtOrAfter(set, probe)).toBe(members.find((member) => member >= probe))
    expect(orderedAfter(set, probe)).toBe(members.find((member) => member > probe))
    expect([...orderedFrom(set, probe)]).toEqual(members.filter((member) => member >= probe))
  }
}

/** No node but the root is less than an eighth full, none is overfull, all leaves are equally deep. */
const checkShape = (set: OrderedSet<number>): void => {
  const depthOf = (node: OrderedSet<number>["root"], isRoot: boolean): number => {
    expect(node.keys.length).toBeLessThanOrEqual(32)
    if (!isRoot) expect(node.keys.length).toBeGreaterThanOrEqual(4)
    if (node.children === undefined) return 0
    expect(node.children.length).toBe(node.keys.length)
    expect(node.children.length).toBeGreaterThanOrEqual(2)
    const depths = new Set(node.children.map((child) => depthOf(child, false)))
    expect(depths.size).toBe(1)
    return 1 + Math.max(...depths)
  }
  depthOf(set.root, true)
}

type Pick = (
  phase: number,
  step: number,
  below: (bound: number) => number
) => { readonly add: boolean; readonly key: number }

/** Edits picked by `pick` beside a native set, owners switched at random; every version handed out is compared at the end. */
const follow = (seed: number, start: ReadonlyArray<number>, edits: number, pick: Pick): void => {
  let n = 0
  const below = (bound: number): number =>
    drawBelow({ seed: String(seed), name: "edit", purpose: "spec", n: n++ }, bound)
  let set = orderedFromSorted(ascending, start)
  let owner: Owner
  const model = new Set(start)
  const kept: Array<Version> = [{ set, members: start }]
  for (let step = 0; step < edits; step++) {
    if (below(100) === 0) {
      kept.push({ set, members: sorted(model) })
      owner = below(3) === 0 ? undefined : newOwner()
    }
    const { add, key } = pick(Math.floor(step / 1_000), step, below)
    const before = set
    const wasMember = model.has(key)
    set = add ? orderedAdd(set, key, owner) : orderedDelete(set, key, owner)
    if (add) model.add(key)
    else model.delete(key)
    if (wasMember === add) expect(set).toBe(before)
    expect(orderedHas(set, key)).toBe(add)
    if (step % 100 === 0) checkShape(set)
  }
  kept.push({ set, members: sorted(model) })
  for (const version of kept) compareVersion(version, [below(3_000), below(3_000), -1, 3_000])
}

const random: Pick = (phase, _step, below) => ({ add: below(10) < (phase % 2 === 0 ? 8 : 2), key: below(3_000) })

describe("a persistent ordered set", () => {
  it("holds what a native set holds after any edits, and so does every version kept on the way", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => follow(seed, [], 5_000, random)),
      { numRuns: 10 }
    )
  })

  it("does so from a bulk build too", () => {
    const start = Array.from({ length: 1_500 }, (_, i) => 2 * i)
    fc.assert(
      fc.property(fc.integer(), (seed) => follow(seed, start, 3_000, random)),
      { numRuns: 5 }
    )
  })

  it("works as a queue: added at the end, taken from the front, until it is empty", () => {
    let first = 0
    let last = 0
    const queue: Pick = (phase, step, below) => {
      if (step === 0) first = last = 0
      const add = phase < 2 ? true : phase < 4 ? below(2) === 0 : first >= last
      return { add, key: add ? last++ : first++ }
    }
    fc.assert(
      fc.property(fc.integer(), (seed) => follow(seed, [], 6_000, queue)),
      { numRuns: 3 }
    )
  })

  it("works as a stack read from either end", () => {
    const descending: Pick = (phase, step) => ({
      add: phase === 0,
      key: phase === 0 ? 3_000 - step : 2_000 + (step % 1_000)
    })
    fc.assert(
      fc.property(fc.integer(), (seed) => follow(seed, [], 2_000, descending)),
      { numRuns: 3 }
    )
  })

  it("is built from any number of ascending keys in one go", () => {
    for (const length of [0, 1, 31, 32, 33, 64, 65, 1_024, 1_025, 40_000]) {
      const keys = Array.from({ length }, (_, i) => i)
      const set = orderedFromSorted(ascending, keys)
      expect([...orderedFrom(set)]).toEqual(keys)
      checkShape(set)
    }
    expect(() => orderedFromSorted(ascending, [1, 2, 2])).toThrow("key 2 does not ascend")
  })

  it("says that there is nothing in an empty set", () => {
    const set = emptyOrderedSet(ascending)
    compareVersion({ set, members: [] }, [0])
    expect(orderedDelete(set, 1, undefined)).toBe(set)
  })
})
