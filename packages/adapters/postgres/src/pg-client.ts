/** effect/sql's `SqlClient` on a pool of `pg`. */
import * as Effect from "effect/Effect"
import type { Reactivity } from "effect/reactivity/Reactivity"
import * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import type { Acquirer, Borrower } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import { type ClientConfig, Pool, type PoolClient } from "pg"
import { commit } from "./connection.ts"
import { type PgConnection, pgConnection } from "./pg-connection.ts"
import type { PreparedStatements } from "./prepared-statements.ts"
import { postgresCompiler } from "./sql-compiler.ts"
import { sqlError } from "./sql-error.ts"

/** For connections still in use when the pool is closed; then they are left to the process's end. */
const CLOSE_TIMEOUT_MS = 5_000

/** What a pool is made of. */
export interface PgPoolOptions {
  readonly client: ClientConfig
  readonly connectionsMax: number
  readonly prepared: PreparedStatements
}

/**
 * A client with connections of its own, opened when needed and closed with the scope. A statement takes a connection
 * for itself; a transaction, a stream and `reserve` keep one. Fails where the server cannot be reached at once.
 */
export const makePgClient = Effect.fnUntraced(function* (
  options: PgPoolOptions
): Effect.fn.Return<SqlClient.SqlClient, SqlError, Scope.Scope | Reactivity> {
  const pool = yield* openPool(options)
  const leases = leasesOf(pool)
  yield* Effect.scoped(leases.acquirer)
  return yield* SqlClient.make({
    driver: "pg",
    acquirer: leases.acquirer,
    borrower: leases.borrower,
    compiler: postgresCompiler,
    spanAttributes: [["db.system.name", "postgresql"]],
    commit,
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`
  })
})

interface PgPool {
  readonly pool: Pool
  /** Every client of the pool from the moment it is connected. */
  readonly connections: WeakMap<PoolClient, PgConnection>
}

function openPool(options: PgPoolOptions): Effect.Effect<PgPool, never, Scope.Scope> {
  const open = Effect.sync((): PgPool => {
    const pool = new Pool({ ...options.client, max: options.connectionsMax })
    const connections = new WeakMap<PoolClient, PgConnection>()
    pool.on("connect", (client) => connections.set(client, pgConnection(client, options)))
    // An idle client that the server drops: the pool has removed it already, and without a listener the process ends.
    pool.on("error", () => undefined)
    return { pool, connections }
  })
  return Effect.acquireRelease(open, ({ pool }) =>
    Effect.ignore(
      Effect.timeoutOption(
        Effect.tryPromise(() => pool.end()),
        CLOSE_TIMEOUT_MS
      )
    )
  )
}

/** A place in the pool's queue. Whoever leaves it gives back what he got, or will get. */
interface Ticket {
  connection: PgConnection | undefined
  left: boolean
}

/** The two ways in which `SqlClient` takes a connection of the pool: for a scope, and for one statement. */
function leasesOf({ pool, connections }: PgPool): { readonly acquirer: Acquirer; readonly borrower: Borrower } {
  const wait = (ticket: Ticket): Effect.Effect<PgConnection, SqlError> =>
    Effect.callback((resume) =>
      pool.connect((error, client) => {
        const connection = client === undefined ? undefined : connections.get(client)
        if (connection === undefined) {
          return resume(Effect.fail(sqlError(error, { operation: "connect", connectionLost: true })))
        }
        ticket.connection = connection
        if (ticket.left) connection.release()
        resume(Effect.succeed(connection))
      })
    )
  const leave = (ticket: Ticket): Effect.Effect<void> =>
    Effect.sync(() => {
      ticket.left = true
      ticket.connection?.release()
    })
  const enter = (): Ticket => ({ connection: undefined, left: false })
  return {
    acquirer: Effect.uninterruptibleMask((restore) =>
      Effect.suspend(() => {
        const ticket = enter()
        return Effect.addFinalizer(() => leave(ticket)).pipe(
          Effect.andThen(restore(wait(ticket))),
          Effect.map((connection) => connection.sql)
        )
      })
    ),
    borrower: (use) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.suspend(() => {
          const ticket = enter()
          return Effect.onExit(restore(Effect.flatMap(wait(ticket), (connection) => use(connection.sql))), () =>
            leave(ticket)
          )
        })
      )
  }
}
