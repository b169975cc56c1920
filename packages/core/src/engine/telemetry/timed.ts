/** How long something took, by the clock in context. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"

const NANOS_PER_SECOND = 1e9

/** The effect; `told` learns how it ended and how many seconds it took, and what it returns is done before anything else. */
export const timed = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  told: (exit: Exit.Exit<A, E>, seconds: number) => Effect.Effect<void> | undefined
): Effect.Effect<A, E, R> =>
  Effect.flatMap(Clock.currentTimeNanos, (from) =>
    Effect.onExit(effect, (exit) =>
      Effect.flatMap(Clock.currentTimeNanos, (to) => told(exit, Number(to - from) / NANOS_PER_SECOND) ?? Effect.void)
    )
  )
