/** A Postgres as the stores of this package use it, whichever driver is beneath. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { Borrower, Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import type * as Stream from "effect/Stream"
import type { Row } from "./connection.ts"
import type { Locks } from "./locks.ts"
import type { PreparedStatements } from "./prepared-statements.ts"

/** What can be bound to a placeholder. JSON is bound as text; an array has one level. */
export type Scalar = string | number | bigint | boolean | null | Uint8Array
export type Value = Scalar | ReadonlyArray<Scalar>

/** How a statement is run: one with a `name` is parsed once for each connection. The name is a constant of the code. */
export interface QueryOptions {
  readonly name?: string
}

/** Connections to run statements on. */
export interface Session {
  /**
   * The rows of one statement, on the open transaction's connection or on any. int8 is a number, json and jsonb are
   * text as stored, bytea is a `Uint8Array`, timestamptz a `Date`, numeric a string.
   */
  readonly query: (
    text: string,
    values?: ReadonlyArray<Value>,
    options?: QueryOptions
  ) => Effect.Effect<ReadonlyArray<Row>, SqlError>
  /** The same with each row as a list of its columns, in their order: a good deal cheaper where there are many. */
  readonly tuples: (
    text: string,
    values?: ReadonlyArray<Value>,
    options?: QueryOptions
  ) => Effect.Effect<ReadonlyArray<ReadonlyArray<unknown>>, SqlError>
  /** Several statements in one text, without values, and no rows: for migrations. */
  readonly script: (text: string) => Effect.Effect<void, SqlError>
  /**
   * Commits what `effect` did, or rolls it back where it fails or is interrupted; inside another one it is a savepoint.
   * A `ConnectionError` may come from COMMIT: then nobody knows whether it took place.
   */
  readonly transaction: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | SqlError, R>
  /**
   * The same connections and transactions for whatever is written against effect/sql. A stream keeps its connection,
   * on PGlite the only one: who asks the database for more while reading it, outside a transaction, waits for ever.
   */
  readonly sql: SqlClient
}

/**
 * What a listener hears. `Listening` comes first and after each reconnection: anything may have been missed before it,
 * so read what there is, as after `Notified`.
 */
export type Signal = { readonly _tag: "Listening" } | { readonly _tag: "Notified"; readonly payload: string }

/** One database. */
export interface DatabaseService extends Session {
  readonly driver: "pg" | "pglite"
  /**
   * Connections for short statements on keys: generic plans and no sequential scans, since a plan cached while tables
   * are empty would stay. Transactions here and those of the database itself are apart on pg and the same on PGlite.
   */
  readonly append: Session
  /** Connections of the same kind for read models, so that those who append never wait for them; joins go by keys only. */
  readonly keyed: Session
  /**
   * Notifications on a channel (`[a-z_][a-z0-9_]*`, at most 63) for as long as the stream runs. It never fails: a lost
   * connection is replaced, with growing pauses. On pg each stream has a connection of its own, so share it. Of a
   * reader too slow the oldest signals are dropped.
   */
  readonly listen: (channel: string) => Stream.Stream<Signal>
  /** On pg all locks of this process share one connection, which is replaced when it is lost. */
  readonly lock: Locks
}

/** The database of this process. Its layers are in `@parley/postgres/pg` and `@parley/postgres/pglite`. */
export class Database extends Context.Service<Database, DatabaseService>()("@parley/postgres/Database") {}

/** Signals that wait for a slow reader of `listen`; then the oldest go. */
export const SIGNALS_WAITING_MAX = 1_024

/** A `SqlClient` of Postgres and what a client of this package has beside it. */
export interface SessionParts {
  readonly sql: SqlClient
  /** Lends a connection for one statement; without it, one is reserved. */
  readonly borrow?: Borrower
  /** The names under which the client prepares statements. */
  readonly prepared?: PreparedStatements
}

/**
 * A session over any `SqlClient` of Postgres.
 *
 * `query` takes the client's connections without effect/sql's statements, whose spans and scopes cost 7 to 15 % of
 * the rate of single-row inserts. It is in the client's transactions all the same.
 */
export function sessionOf({ sql, borrow, prepared }: SessionParts): Session {
  const lend: Borrower = borrow ?? ((use) => Effect.scoped(Effect.flatMap(sql.reserve, use)))
  const onConnection = <A>(use: (connection: Connection) => Effect.Effect<A, SqlError>): Effect.Effect<A, SqlError> =>
    Effect.withFiber((fiber) => {
      const open = Context.getOrUndefined(fiber.context, sql.transactionService)
      return open === undefined ? lend(use) : use(open[0])
    })
  const register = (text: string, options: QueryOptions | undefined): void => {
    if (options?.name !== undefined) prepared?.register(options.name, text)
  }
  return {
    query: (text, values = [], options) => {
      register(text, options)
      return onConnection((connection) => connection.execute(text, values, undefined))
    },
    tuples: (text, values = [], options) => {
      register(text, options)
      return onConnection((connection) => connection.executeValues(text, values))
    },
    script: (text) => onConnection((connection) => Effect.asVoid(connection.executeUnprepared(text, [], undefined))),
    transaction: sql.withTransaction,
    sql
  }
}

const CHANNEL = /^[a-z_][a-z0-9_]{0,62}$/

/** The channel's name, quoted. Throws where it is no plain lower-case name: that is a mistake in the code. */
export function quotedChannel(channel: string): string {
  if (!CHANNEL.test(channel)) throw new Error(`${JSON.stringify(channel)} is not a channel's name`)
  return `"${channel}"`
}
