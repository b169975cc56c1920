/** A clock that runs faster than the wall's, from a day of its own on. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

const DAY_MS = 86_400_000
/** What a timer of the platform can count. */
const TIMER_MAX_MS = 2_147_483_647

export interface Pace {
  /** The wall's time from which on it runs, ms since the epoch. */
  readonly since: number
  /** How much faster than the wall's. */
  readonly speed: number
}

/** So many days later than it is. Of one pace two clocks of a day tell the same time. */
export function clockOf({ since, speed }: Pace, day: number): Clock.Clock {
  const millis = (): number => Math.floor(since + (Date.now() - since) * speed + day * DAY_MS)
  const nanos = (): bigint => BigInt(millis()) * 1_000_000n
  const monotonic = (): bigint => process.hrtime.bigint() * BigInt(speed)
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: monotonic,
    monotonicTimeNanos: Effect.sync(monotonic),
    sleep: (duration) =>
      Effect.callback<void>((resume) => {
        const ms = Math.min(Duration.toMillis(duration) / speed, TIMER_MAX_MS)
        const timer = setTimeout(() => resume(Effect.void), ms)
        return Effect.sync(() => clearTimeout(timer))
      })
  }
}
