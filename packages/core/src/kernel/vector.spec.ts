import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { drawBelow } from "./draw.ts"
import type { Owner } from "./owner.ts"
import { newOwner } from "./owner.ts"
import type { Vector } from "./vector.ts"
import { emptyVector, vectorGet, vectorLength, vectorPush, vectorSet, vectorValues } from "./vector.ts"

const of = (length: number): Vector<number> => {
  const owner = newOwner()
  let vector = emptyVector<number>()
  for (let i = 0; i < length; i++) vector = vectorPush(vector, i, owner)
  return vector
}

const follow = (seed: number, start: number, edits: number): void => {
  let n = 0
  const below = (bound: number): number =>
    drawBelow({ seed: String(seed), name: "edit", purpose: "spec", n: n++ }, bound)
  let vector = of(start)
  let owner: Owner
  const model = Array.from({ length: start }, (_, i) => i)
  const kept: Array<{ readonly vector: Vector<number>; readonly model: ReadonlyArray<number> }> = []
  for (let step = 0; step < edits; step++) {
    if (below(50) === 0) {
      kept.push({ vector, model: model.slice() })
      owner = below(3) === 0 ? undefined : newOwner()
    }
    if (model.length === 0 || below(3) === 0) {
      vector = vectorPush(vector, step, owner)
      model.push(step)
    } else {
      const index = below(model.length)
      vector = vectorSet(vector, index, step, owner)
      model[index] = step
      expect(vectorGet(vector, index)).toBe(step)
    }
    expect(vectorLength(vector)).toBe(model.length)
  }
  kept.push({ vector, model })
  for (const version of kept) {
    expect([...vectorValues(version.vector)]).toEqual(version.model)
    expect(version.model.every((value, index) => vectorGet(version.vector, index) === value)).toBe(true)
  }
}

describe("a persistent vector", () => {
  it("holds what a native array holds after any edits, and so does every version kept on the way", () => {
    for (const start of [0, 15, 31, 250, 1_000, 32_700]) {
      fc.assert(
        fc.property(fc.integer(), (seed) => follow(seed, start, 1_000)),
        { numRuns: 3 }
      )
    }
  })

  it("has no value from its length on", () => {
    for (const length of [0, 1, 15, 16, 17, 255, 256, 257, 1_024, 1_025]) {
      const vector = of(length)
      expect(vectorGet(vector, length)).toBeUndefined()
      expect(vectorGet(vector, length + 1_000_000)).toBeUndefined()
      expect(() => vectorSet(vector, length, 0, undefined)).toThrow(RangeError)
    }
    expect(() => vectorSet(of(1), -1, 0, undefined)).toThrow(RangeError)
  })

  it("is the same vector when a value is set that is there already", () => {
    const vector = of(40)
    expect(vectorSet(vector, 35, 35, newOwner())).toBe(vector)
  })
})
