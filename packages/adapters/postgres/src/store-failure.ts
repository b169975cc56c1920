/** What went wrong in the database, as the core's ports tell it. */
import { type StoreFailure, StoreRefused, StoreUnavailable } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { SqlError } from "effect/sql/SqlError"
import { sqlError, SqlState, sqlStateOf } from "./sql-error.ts"

/** Of a statement: its name in failures, and whether it writes, so that a lost answer leaves its outcome unknown. */
export interface Operation {
  readonly name: string
  readonly writes: boolean
}

/** Failures of the database as failures of the port; others pass. */
export const storeFailures =
  (operation: Operation) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, Exclude<E, SqlError> | StoreFailure, R> =>
    Effect.mapError(effect, (error) =>
      isOther(error) ? error : storeFailure(operation, sqlError(error, { operation: operation.name }))
    )

const isOther = <E>(error: E): error is Exclude<E, SqlError> => !(error instanceof SqlError)

/** Classes of SQLSTATE that pass: resources short, operator's intervention, the system's I/O. */
const PASSING_CLASSES: ReadonlySet<string | undefined> = new Set(["53", "55", "57", "58"])

/**
 * Classes of SQLSTATE whose messages name things of the database and parts of statements, which hold no values: no such
 * database, no such schema, no such table or column.
 */
const NAMING_CLASSES: ReadonlySet<string | undefined> = new Set(["3D", "3F", "42"])

/** Statements held to an old definition of what they read: the next connection prepares them anew. */
const STALE: ReadonlySet<string | undefined> = new Set([
  SqlState.featureNotSupported,
  SqlState.preparedStatementMissing
])

/**
 * `StoreUnavailable` where trying again may help, else `StoreRefused`. The message of the server is left out where it
 * may quote what was written.
 */
export function storeFailure({ name, writes }: Operation, error: SqlError): StoreFailure {
  const { reason } = error
  const state = sqlStateOf(error)
  const told = state === undefined ? reason._tag : `${reason._tag} (SQLSTATE ${state})`
  const away = (unknown: boolean): StoreUnavailable =>
    new StoreUnavailable({ operation: name, reason: `${told}: ${reason.message}`, unknown })
  switch (reason._tag) {
    case "ConnectionError":
      return away(writes && reason.operation !== "connect")
    case "SerializationError":
    case "DeadlockError":
    case "LockTimeoutError":
    case "StatementTimeoutError":
      return away(false)
    case "AuthenticationError":
    case "AuthorizationError":
      return new StoreRefused({ operation: name, reason: `${told}: ${reason.message}` })
    default:
      if (PASSING_CLASSES.has(state?.slice(0, 2)) || STALE.has(state)) return away(false)
      return new StoreRefused({
        operation: name,
        reason: NAMING_CLASSES.has(state?.slice(0, 2)) ? `${told}: ${reason.message}` : told
      })
  }
}
