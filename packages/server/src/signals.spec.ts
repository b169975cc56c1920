import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { listenForStop, STOP_DEADLINE_MS, type StopSignal } from "./signals.ts"

/** A process as far as signals go. */
function signalling() {
  const listeners = new Map<StopSignal, () => void>()
  return {
    on: (signal: StopSignal, listener: () => void) => void listeners.set(signal, listener),
    send: (signal: StopSignal) => listeners.get(signal)?.()
  }
}

describe("the wish to end", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("is heard by %s, once however often it comes", async (signal) => {
    const source = signalling()
    let late = 0
    const stopping = listenForStop(source, () => (late += 1))
    for (const again of [signal, "SIGTERM", "SIGINT", signal] as const) source.send(again)
    await stopping
    vi.advanceTimersByTime(STOP_DEADLINE_MS - 1)
    expect(late).toBe(0)
    vi.advanceTimersByTime(STOP_DEADLINE_MS * 3)
    expect(late).toBe(1)
  })
})
