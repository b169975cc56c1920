/** effect/sql's `SqlClient` on PGlite: one connection in this process, for one user at a time. */
import type { PGlite, Results } from "@electric-sql/pglite"
import * as Effect from "effect/Effect"
import type { Reactivity } from "effect/reactivity/Reactivity"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import type { Acquirer, Borrower, Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import { type Answer, type Call, commit, connectionOn, type Row, type Wire } from "./connection.ts"
import type { SessionParts } from "./database.ts"
import { KEYED_PLANNER_SETTINGS } from "./planner.ts"
import { postgresCompiler } from "./sql-compiler.ts"
import { sqlError } from "./sql-error.ts"
import { COLUMN_PARSERS } from "./sql-types.ts"

/** For whoever still uses the database when it is closed. */
const CLOSE_TIMEOUT_MS = 5_000

/** The object id of bytea. Source: PostgreSQL, `pg_type.dat`. */
const BYTEA = 17

/** Bytes in hexadecimal by the platform: PGlite's own loops take ten times as long. Source: PostgreSQL, 8.4 bytea. */
const readBytea = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.slice(2), "hex"))

const serializers = {
  [BYTEA]: (value: unknown): string => {
    if (!(value instanceof Uint8Array)) throw new TypeError("a bytea is written from bytes")
    return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}`
  }
}

/** A PGlite and the permit without which nobody may touch it. */
export interface PgliteHandle {
  readonly engine: PGlite
  readonly turn: Semaphore.Semaphore
}

/**
 * Opens PGlite on a directory, or in memory, and closes it with the scope. A new one takes 1 to 3 s, an existing one
 * 0.2 to 0.5 s, 500 MB of memory either way. The module is loaded only here.
 */
export function openPglite(directory: string | undefined): Effect.Effect<PgliteHandle, SqlError, Scope.Scope> {
  const open = Effect.tryPromise({
    try: async () => {
      const { PGlite } = await import("@electric-sql/pglite")
      const options = { parsers: { ...Object.fromEntries(COLUMN_PARSERS), [BYTEA]: readBytea }, serializers }
      const engine = await PGlite.create(directory === undefined ? options : { ...options, dataDir: directory })
      for (const [name, value] of Object.entries(KEYED_PLANNER_SETTINGS)) await engine.exec(`SET ${name} = ${value}`)
      return { engine, turn: Semaphore.makeUnsafe(1) }
    },
    catch: (cause) => sqlError(cause, { operation: "open", connectionLost: true })
  })
  return Effect.acquireRelease(open, ({ engine, turn }) =>
    turn
      .withPermit(Effect.tryPromise(() => engine.close()))
      .pipe(Effect.interruptible, Effect.timeoutOption(CLOSE_TIMEOUT_MS), Effect.ignore)
  )
}

/** The client of an open PGlite. A transaction, a stream and `reserve` keep everybody else waiting. */
export const makePgliteClient = Effect.fnUntraced(function* ({
  engine,
  turn
}: PgliteHandle): Effect.fn.Return<SessionParts, never, Reactivity> {
  const connection = pgliteConnection(engine)
  const acquirer: Acquirer = Effect.as(
    Effect.andThen(
      turn.takeScoped(1),
      Effect.addFinalizer(() => leftAsFound(engine))
    ),
    connection
  )
  const borrow: Borrower = (use) => turn.withPermit(Effect.onExit(use(connection), () => leftAsFound(engine)))
  const sql = yield* SqlClient.make({
    driver: "pglite",
    acquirer,
    borrower: borrow,
    compiler: postgresCompiler,
    spanAttributes: [["db.system.name", "postgresql"]],
    commit,
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`
  })
  return { sql, borrow }
})

/** Who leaves a transaction open behind him has it rolled back. */
function leftAsFound(engine: PGlite): Effect.Effect<void> {
  return Effect.suspend(() =>
    isInTransaction(engine) ? Effect.ignore(Effect.tryPromise(() => engine.exec("ROLLBACK"))) : Effect.void
  )
}

function isInTransaction(engine: PGlite): boolean {
  return !engine.closed && engine.isInTransaction()
}

function pgliteConnection(engine: PGlite): Connection {
  const wire: Wire = {
    rows: (call) => run(engine, () => engine.query<Row>(call.text, valuesOf(call))),
    tuples: (call) => run(engine, () => engine.query<Array<unknown>>(call.text, valuesOf(call), { rowMode: "array" })),
    script: (text) => run(engine, () => engine.exec(text)),
    inTransaction: () => isInTransaction(engine),
    lost: () => engine.closed
  }
  // PGlite keeps no named statements: it parses each anew.
  return connectionOn(wire, () => undefined)
}

/** A statement that has begun cannot be stopped: it runs on the only thread. So its fiber waits for it. */
function run<R>(
  engine: PGlite,
  send: () => Promise<Results<R> | ReadonlyArray<Results<R>>>
): Effect.Effect<Answer<R>, SqlError> {
  return Effect.uninterruptible(
    Effect.tryPromise({
      try: async () => answerOf(await send()),
      catch: (cause) => sqlError(cause, { operation: "execute", connectionLost: engine.closed })
    })
  )
}

function valuesOf(call: Call): Array<unknown> {
  return [...call.values]
}

function answerOf<R>(results: Results<R> | ReadonlyArray<Results<R>>): Answer<R> {
  const last = "rows" in results ? results : results.at(-1)
  return { rows: last?.rows ?? [], command: last?.command, count: last?.rowCount }
}
