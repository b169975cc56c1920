/** Waits between attempts: doubling, with jitter so that many mailboxes of one server do not come back together. */

/** Limits of a series of waits, in milliseconds. */
export type BackoffLimits = { readonly firstMs: number; readonly maxMs: number }

/**
 * The wait before an attempt: half fixed, half drawn, doubling from `firstMs` up to `maxMs`. `attempt` counts from zero; `draw` is in
 * [0, 1).
 */
export const backoffMs = (attempt: number, draw: number, limits: BackoffLimits): number => {
  const doublings = Math.min(attempt, 30)
  const full = Math.min(limits.maxMs, limits.firstMs * 2 ** doublings)
  return Math.round(full / 2 + (full / 2) * draw)
}

/** Resolves after a time, or at once when the signal aborts. Never rejects. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener("abort", finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    signal.addEventListener("abort", finish, { once: true })
  })
