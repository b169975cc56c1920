/** Waiting for a store that is away. */
import { Effect, Schedule } from "effect"

/** Pauses between two tries: they double up to the longest. Source: our choice. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/** Tried again until the store is back. Everything else is not a matter of time. */
export const whenStoreIsBack = <A, E extends { readonly _tag: string }, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.retry(effect, {
    while: ({ _tag }) => _tag === "StoreUnavailable",
    schedule: Schedule.min([Schedule.exponential(FIRST_PAUSE_MS), Schedule.spaced(LONGEST_PAUSE_MS)])
  })
