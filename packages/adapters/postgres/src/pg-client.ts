/** effect/sql's `SqlClient` on a pool of `pg`. */
import * as Effect from "effect/Effect"
import type { Reactivity } from "effect/reactivity/Reactivity"
import * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import type { Acquirer, Borrower, Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import { type ClientConfig, Pool, type PoolClient } from "pg"
import { commit } from "./connection.ts"
import type { SessionParts } from "./database.ts"
import { type PgConnection, pgConnection } from "./pg-connection.ts"
import { tellPool } from "./pool-figures.ts"
import type { PreparedStatements } from "./prepared-statements.ts"
import { postgresCompiler } from "./sql-compiler.ts"
import { sqlError } from "./sql-error.ts"

/** For connections still in use when the pool is closed; then they are left to the process's end. */
const CLOSE_TIMEOUT_MS = 5_000

/** What a pool is made of. */
export interface PgPoolOptions {
  /** What it is called in figures. */
  readonly name: string
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
): Effect.fn.Return<SessionParts, SqlError, Scope.Scope | Reactivity> {
  const { pool, connections } = yield* openPool(options)
  const { acquirer, borrow, giveUp, isAtHand } = leasesOf({ pool, connections })
  const atHand = (): number => (isAtHand() ? 1 : 0)
  yield* tellPool(options.name, {
    inUse: () => pool.totalCount - pool.idleCount - atHand(),
    idle: () => pool.idleCount + atHand(),
    waiting: () => pool.waitingCount,
    max: options.connectionsMax
  })
  yield* Effect.addFinalizer(() => Effect.sync(giveUp))
  yield* Effect.scoped(acquirer)
  const sql = yield* SqlClient.make({
    driver: "pg",
    acquirer,
    borrower: borrow,
    compiler: postgresCompiler,
    spanAttributes: [["db.system.name", "postgresql"]],
    commit,
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`
  })
  return { sql, borrow, prepared: options.prepared }
})

interface PgPool {
  readonly pool: Pool
  /** Every client of the pool from the moment it is connected. */
  readonly connections: WeakMap<PoolClient, PgConnection>
}

function openPool(options: PgPoolOptions): Effect.Effect<PgPool, never, Scope.Scope> {
  const open = Effect.sync((): PgPool => {
    // One stays open when nothing is asked, with what it has prepared.
    const pool = new Pool({ ...options.client, max: options.connectionsMax, min: 1 })
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

/** The two ways to take a connection of the pool: until a scope closes, and for one effect. */
interface Leases {
  readonly acquirer: Acquirer
  readonly borrow: Borrower
  /** Gives back what is kept at hand. */
  readonly giveUp: () => void
  /** Whether one is kept at hand: lent by the pool, and used by nobody. */
  readonly isAtHand: () => boolean
}

function leasesOf({ pool, connections }: PgPool): Leases {
  /** The last one that was lent for one effect: it is at hand for the next, without a turn in the pool's queue. */
  let kept: PgConnection | undefined
  const takeKept = (): PgConnection | undefined => {
    const connection = kept
    kept = undefined
    if (connection === undefined || connection.isSound()) return connection
    connection.release()
    return undefined
  }
  const wait = (ticket: Ticket): Effect.Effect<Connection, SqlError> =>
    Effect.callback((resume) =>
      pool.connect((error, client) => {
        const connection = client === undefined ? undefined : connections.get(client)
        if (connection === undefined) {
          return resume(Effect.fail(sqlError(error, { operation: "connect", connectionLost: true })))
        }
        ticket.connection = connection
        if (ticket.left) connection.release()
        resume(Effect.succeed(connection.sql))
      })
    )
  const leave = (ticket: Ticket): Effect.Effect<void> =>
    Effect.sync(() => {
      ticket.left = true
      const { connection } = ticket
      if (connection === undefined) return
      // Whoever waits for a place gets this one; else it is kept for the next.
      if (kept === undefined && pool.waitingCount === 0 && connection.isSound()) kept = connection
      else connection.release()
    })
  const ticketOf = (): { readonly ticket: Ticket; readonly taken: Effect.Effect<Connection, SqlError> } => {
    const connection = takeKept()
    const ticket: Ticket = { connection, left: false }
    return { ticket, taken: connection === undefined ? wait(ticket) : Effect.succeed(connection.sql) }
  }
  const acquirer: Acquirer = Effect.uninterruptibleMask((restore) => {
    const { ticket, taken } = ticketOf()
    return Effect.andThen(
      Effect.addFinalizer(() => leave(ticket)),
      restore(taken)
    )
  })
  const borrow: Borrower = (use) =>
    Effect.uninterruptibleMask((restore) => {
      const { ticket, taken } = ticketOf()
      return Effect.onExit(restore(Effect.flatMap(taken, use)), () => leave(ticket))
    })
  return { acquirer, borrow, giveUp: () => takeKept()?.release(), isAtHand: () => kept !== undefined }
}
