import { describe, expect, it } from "vitest"
import { Curves } from "./curves.ts"

const seen = [
  { ms: 1_000, ended: true },
  { ms: 500, ended: false },
  { ms: 700, ended: false }
]
const observed = new Map([["c", { patience: seen, handling: seen, reaction: seen, rejected: 1 }]])
const seeds = Array.from({ length: 40 }, (_, nth) => String(nth))

describe("the curves of a seed", () => {
  it("are its own, and the same whenever it is asked", () => {
    const leftOf = (seed: string) => new Curves(observed, seed).of("c").patience.ends
    expect(new Set(seeds.map(leftOf)).size).toBeGreaterThan(2)
    expect(seeds.map(leftOf)).toEqual(seeds.map(leftOf))
  })

  it("may know patience without end, never work", () => {
    const all = seeds.map((seed) => new Curves(observed, seed).of("c"))
    expect(all.filter(({ patience }) => patience.msAt(0.5) === Infinity).length).toBeGreaterThan(3)
    for (const { handling, reaction, patienceKnown, rejectedRatio } of all) {
      expect([handling.msAt(0.5), reaction.msAt(0.5)].every(Number.isFinite)).toBe(true)
      expect([patienceKnown, rejectedRatio]).toEqual([true, 1])
    }
  })

  it("of a campaign that nobody saw know nothing", () => {
    const { patienceKnown, reaction, rejectedRatio } = new Curves(observed, "1").of("other")
    expect([patienceKnown, reaction.observations, rejectedRatio]).toEqual([false, 0, 0])
  })
})
