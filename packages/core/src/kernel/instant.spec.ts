import { describe, expect, it } from "vitest"
import * as Schema from "effect/Schema"
import { addMs, Instant, msBetween } from "./instant.ts"

const instant = Schema.decodeUnknownSync(Instant)

describe("an instant", () => {
  it("is a whole number of milliseconds that a date can hold", () => {
    expect(instant(0)).toBe(0)
    expect(instant(8.64e15)).toBe(8.64e15)
    for (const no of [0.5, Number.NaN, Infinity, 8.64e15 + 2, "0", null]) expect(() => instant(no)).toThrow()
  })

  it("moves by milliseconds and tells the milliseconds between", () => {
    const from = instant(1_000)
    const to = addMs(from, 500)
    expect(to).toBe(1_500)
    expect(msBetween({ from, to })).toBe(500)
    expect(msBetween({ from: to, to: from })).toBe(-500)
  })
})
