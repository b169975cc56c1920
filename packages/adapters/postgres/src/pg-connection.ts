/** One connection of `pg`, for one user at a time. */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import type { ClientConfig, PoolClient } from "pg"
import { type Answer, type Call, connectionOn, type Row, type Wire } from "./connection.ts"
import { CANCEL_TIMEOUT_MS, cancelRunning } from "./pg-cancel.ts"
import type { PreparedStatements } from "./prepared-statements.ts"
import { SqlState, sqlError, sqlStateOf } from "./sql-error.ts"

/** A client of the pool as a connection. */
export interface PgConnection {
  readonly sql: Connection
  /** Whether it is as it was when it was opened: neither lost nor in a transaction. */
  readonly isSound: () => boolean
  /** Back into the pool; or closed, where the connection is lost or not as it was lent. Once for each lease. */
  readonly release: () => void
}

/** What a connection needs to know of its pool. */
export interface PgConnectionOptions {
  readonly client: ClientConfig
  readonly prepared: PreparedStatements
}

/**
 * The connection of a client that was just opened. A client that the server drops while nobody waits for an answer
 * emits `error`, lent or not, and would end the process if nobody listened.
 */
export function pgConnection(client: PoolClient, options: PgConnectionOptions): PgConnection {
  const one = Semaphore.makeUnsafe(1)
  const health = healthOf(client)
  const run = <R>(send: (done: Done<R>) => void): Effect.Effect<Answer<R>, SqlError> =>
    one.withPermit(
      Effect.callback((resume) => {
        const statement: Running = { over: false, onOver: undefined }
        send((error, result) => {
          statement.over = true
          statement.onOver?.()
          resume(error ? Effect.fail(health.failed(error)) : Effect.succeed(answerOf(result)))
        })
        return Effect.promise(async () => {
          if (!(await stopped(statement, cancelRunning(client, options.client)))) health.spoil(new Error(GIVEN_UP))
        })
      })
    )
  const wire: Wire = {
    rows: (call) => run<Row>((done) => client.query(queryOf(call), done)),
    tuples: (call) => run<Array<unknown>>((done) => client.query({ ...queryOf(call), rowMode: "array" }, done)),
    script: (text) => run<Row>((done) => client.query(text, done)),
    inTransaction: () => ["T", "E"].includes(client.getTransactionStatus() ?? "I"),
    lost: () => health.broken() !== undefined
  }
  return {
    sql: connectionOn(wire, options.prepared.nameOf),
    isSound: () => health.broken() === undefined && !wire.inTransaction(),
    release: () => client.release(health.broken() ?? wire.inTransaction())
  }
}

const GIVEN_UP = "an interrupted statement did not end in time"

/** Answers of statements held to an old definition of what they read: only a new connection helps. */
const STALE_STATEMENT: ReadonlySet<string | undefined> = new Set([
  SqlState.featureNotSupported,
  SqlState.preparedStatementMissing
])

interface Health {
  /** Why the connection must not be used again. */
  readonly broken: () => Error | undefined
  readonly spoil: (error: Error) => void
  /** The error of a statement; one that says that the connection is lost spoils it. */
  readonly failed: (cause: Error) => SqlError
}

function healthOf(client: PoolClient): Health {
  let broken: Error | undefined
  const spoil = (error: Error): void => {
    broken ??= error
  }
  client.on("error", spoil)
  return {
    broken: () => broken,
    spoil,
    failed: (cause) => {
      const error = sqlError(cause, { operation: "execute", connectionLost: broken !== undefined })
      if (error.reason._tag === "ConnectionError" || STALE_STATEMENT.has(sqlStateOf(error))) spoil(cause)
      return error
    }
  }
}

/** A statement that was sent. */
interface Running {
  over: boolean
  onOver: (() => void) | undefined
}

/**
 * Whether the statement is over and the request to stop it can no longer hit another one; false after
 * `CANCEL_TIMEOUT_MS`.
 */
async function stopped(statement: Running, cancelled: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    if (statement.over) return resolve()
    statement.onOver = resolve
    timer = setTimeout(resolve, CANCEL_TIMEOUT_MS)
  })
  const [passedOn] = await Promise.all([cancelled, over])
  clearTimeout(timer)
  return passedOn && statement.over
}

function queryOf(call: Call): { name: string | undefined; text: string; values: Array<unknown> } {
  return { name: call.name, text: call.text, values: [...call.values] }
}

/** What `pg` answers; a text of several statements is answered by a list. */
interface PgResult<R> {
  readonly rows: ReadonlyArray<R>
  readonly command: string | null
  readonly rowCount: number | null
}

type Done<R> = (error: Error | null | undefined, result: PgResult<R> | ReadonlyArray<PgResult<R>>) => void

function answerOf<R>(result: PgResult<R> | ReadonlyArray<PgResult<R>>): Answer<R> {
  const last = "rows" in result ? result : result.at(-1)
  return { rows: last?.rows ?? [], command: last?.command ?? undefined, count: last?.rowCount ?? undefined }
}
