import { describe, expect, it } from "vitest"
import { backoffMs, pause } from "./backoff.ts"

const LIMITS = { firstMs: 100, maxMs: 1_000 }

describe("A wait between attempts", () => {
  it("doubles up to its limit, half of it drawn", () => {
    expect([0, 1, 2, 3, 4, 99].map((attempt) => backoffMs(attempt, 0, LIMITS))).toEqual([50, 100, 200, 400, 500, 500])
    expect(backoffMs(99, 0.999, LIMITS)).toBeLessThanOrEqual(1_000)
  })

  it("ends at once when told to stop", async () => {
    const stop = new AbortController()
    const waiting = pause(60_000, stop.signal)
    stop.abort()
    await waiting
    await pause(60_000, stop.signal)
  })
})
