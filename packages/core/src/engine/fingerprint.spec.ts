import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { canonical, fingerprintOf } from "./fingerprint.ts"

/** The same value with the keys of every object in another order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, field]) => [key, reversed(field)])
  )
}

describe("the fingerprint of a command", () => {
  it("is the same in whatever order the fields come, and a field that is undefined is as if absent", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(fingerprintOf(reversed(value))).toBe(fingerprintOf(value))
        expect(fingerprintOf({ value, more: undefined })).toBe(fingerprintOf({ value }))
      })
    )
  })

  it("different values have different texts", () => {
    const alike = [
      1,
      "1",
      "1;",
      null,
      "null",
      [1],
      ["1"],
      [[1]],
      { a: 1 },
      { a: "1" },
      ["a", 1],
      {},
      [],
      "",
      "0:",
      [""]
    ]
    expect(new Set(alike.map(canonical)).size).toBe(alike.length)
  })

  it("300,000 neighbours have as many fingerprints", () => {
    const seen = new Set<string>()
    for (let n = 0; n < 300_000; n++) seen.add(fingerprintOf({ _tag: "StartBreak", agentId: `a${n}` }))
    expect(seen.size).toBe(300_000)
  })
})
