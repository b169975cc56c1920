/** How long something took, by the clock in context, and a span around it where somebody traces. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { isTraced, type SpanTold } from "./spans.ts"

const NANOS_PER_SECOND = 1e9

/** The fiber in which something runs: its context is asked without a step of its own. */
export type Here = Fiber.Fiber<unknown, unknown>

/**
 * The effect; `told` learns how it ended and how many seconds it took, and what it returns is done before anything else.
 * The clock is the one that is never set: a duration is never negative.
 */
export const timed = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  told: (exit: Exit.Exit<A, E>, seconds: number, here: Here) => Effect.Effect<void> | undefined,
  span?: { readonly name: string; readonly told: () => SpanTold }
): Effect.Effect<A, E, R> =>
  Effect.withFiber((here): Effect.Effect<A, E, R> => {
    const clock = here.getRef(Clock.Clock)
    const from = clock.monotonicTimeNanosUnsafe()
    const ended = Effect.onExitPrimitive(effect, (exit) =>
      told(exit, Number(clock.monotonicTimeNanosUnsafe() - from) / NANOS_PER_SECOND, here)
    )
    if (span === undefined || !isTraced(here)) return ended
    return Effect.withSpan(ended, span.name, { ...span.told(), captureStackTrace: false })
  })
