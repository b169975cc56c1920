/** Names that one at a time holds, on whichever driver. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"

/** A name that is held; `lost` completes when it is held no more, though it was not let go. */
export interface Lock {
  readonly lost: Effect.Effect<void>
}

/** Takes a name for as long as the scope is open; null when somebody else holds it. */
export type Locks = (name: string) => Effect.Effect<Lock | null, SqlError, Scope.Scope>

/** The locks of a database that only this process has. */
export function localLocks(): Locks {
  const held = new Set<string>()
  const take = (name: string): Lock | null => {
    if (held.has(name)) return null
    held.add(name)
    return { lost: Effect.never }
  }
  return (name) =>
    Effect.acquireRelease(
      Effect.sync(() => take(name)),
      (lock) => Effect.sync(() => (lock === null ? false : held.delete(name)))
    )
}
