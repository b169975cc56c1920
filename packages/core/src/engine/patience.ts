/** Waiting for a store that is away. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

/** Between two looks at a store that is away. */
const PAUSE_MS = 500

/** Tries again for as long as the store is away, without an end; other failures pass. */
export const waitingForStore = <A, E extends { readonly _tag: string }, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.retry(effect, {
    while: (failure): boolean => failure._tag === "StoreUnavailable",
    schedule: Schedule.spaced(PAUSE_MS)
  })
