/** effect/sql's connection, on the few things in which the drivers differ. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import type { Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import * as Stream from "effect/Stream"
import { SqlState, sqlError } from "./sql-error.ts"

/** Rows that a stream fetches at once. */
export const STREAM_PAGE_ROWS = 1_000

/** A row by column names. What its values are, the reader checks. */
export type Row = Readonly<Record<string, unknown>>

/** One statement with its values. With a name it is parsed once for each connection. */
export interface Call {
  readonly text: string
  readonly values: ReadonlyArray<unknown>
  readonly name?: string | undefined
}

/** What a statement gave: its rows, the first word of its command tag, how many rows it read or changed. */
export interface Answer<R> {
  readonly rows: ReadonlyArray<R>
  readonly command: string | undefined
  readonly count: number | undefined
}

/** One connection of a driver. Statements given at the same time run one after another. */
export interface Wire {
  readonly rows: (call: Call) => Effect.Effect<Answer<Row>, SqlError>
  readonly tuples: (call: Call) => Effect.Effect<Answer<ReadonlyArray<unknown>>, SqlError>
  /** Several statements in one text, without values; the last one's answer. */
  readonly script: (text: string) => Effect.Effect<Answer<Row>, SqlError>
  readonly inTransaction: () => boolean
  /** Whether the connection is gone: whatever was open on it, the server has rolled back. */
  readonly lost: () => boolean
}

/** The connection that `SqlClient` runs its statements on; `nameOf` says which texts are prepared. */
export function connectionOn(wire: Wire, nameOf: (text: string) => string | undefined): Connection {
  const named = (text: string, values: ReadonlyArray<unknown>): Call => ({ text, values, name: nameOf(text) })
  return {
    execute: (text, values, transform) => Effect.map(wire.rows(named(text, values)), shaped(transform)),
    executeRaw: (text, values) => wire.rows(named(text, values)),
    executeStream: (text, values, transform) => streamOn(wire, { text, values }, transform),
    executeValues: (text, values) => Effect.map(wire.tuples(named(text, values)), (answer) => answer.rows),
    executeValuesUnprepared: (text, values) => Effect.map(wire.tuples({ text, values }), (answer) => answer.rows),
    executeUnprepared: (text, values, transform) =>
      Effect.map(
        values.length > 0 ? wire.rows({ text, values }) : undoing(wire, text, wire.script(text)),
        shaped(transform)
      )
  }
}

type Transform = (<A extends object>(rows: ReadonlyArray<A>) => ReadonlyArray<A>) | undefined

const shaped = (transform: Transform) => (answer: Answer<Row>) =>
  transform === undefined ? answer.rows : transform(answer.rows)

const UNDOES = /^(ROLLBACK|RELEASE)\b/

/**
 * A lost connection has rolled back already. `SqlClient` makes a defect of a ROLLBACK that fails, which would hide the
 * error that led to it.
 */
function undoing(
  wire: Wire,
  text: string,
  run: Effect.Effect<Answer<Row>, SqlError>
): Effect.Effect<Answer<Row>, SqlError> {
  if (!UNDOES.test(text)) return run
  const undone: Answer<Row> = { rows: [], command: undefined, count: undefined }
  return run.pipe(Effect.catch((error) => (wire.lost() ? Effect.succeed(undone) : Effect.fail(error))))
}

/**
 * COMMIT, and a check that it was one: where a statement has failed and the failure was swallowed, Postgres answers
 * COMMIT with ROLLBACK and no error. Fails with `UnknownError` (SQLSTATE 25P02) then.
 */
export function commit(connection: Connection): Effect.Effect<void, SqlError> {
  return Effect.flatMap(connection.executeRaw("COMMIT", []), (answer) =>
    Predicate.hasProperty(answer, "command") && answer.command === "COMMIT" ? Effect.void : Effect.fail(rolledBack())
  )
}

function rolledBack(): SqlError {
  const message = "rolled back instead of committed: a statement of the transaction had failed"
  return sqlError(Object.assign(new Error(message), { code: SqlState.failedTransaction }), { operation: "commit" })
}

let cursors = 0

/** By a cursor, in pages: only SELECT and VALUES can be streamed. Outside a transaction it opens one of its own. */
function streamOn(wire: Wire, call: Call, transform: Transform): Stream.Stream<Row, SqlError> {
  return Stream.unwrap(
    Effect.map(openCursor(wire, call), (cursor) =>
      Stream.paginate(undefined, () =>
        Effect.map(wire.script(`FETCH FORWARD ${STREAM_PAGE_ROWS} FROM ${cursor}`), (page) => {
          const next = page.rows.length < STREAM_PAGE_ROWS ? Option.none() : Option.some(undefined)
          return [shaped(transform)(page), next] as const
        })
      )
    )
  )
}

/** The name of an open cursor that closes with the scope, together with the transaction if that was begun for it. */
function openCursor(wire: Wire, call: Call): Effect.Effect<string, SqlError, Scope.Scope> {
  return Effect.suspend(() => {
    const cursor = `parley_cursor_${++cursors}`
    const [begin, end] = wire.inTransaction() ? [Effect.void, `CLOSE ${cursor}`] : [wire.script("BEGIN"), "COMMIT"]
    const declare = wire.rows({ ...call, text: `DECLARE ${cursor} NO SCROLL CURSOR FOR ${call.text}` })
    return Effect.acquireRelease(begin, () => Effect.ignore(wire.script(end))).pipe(
      Effect.andThen(declare),
      Effect.as(cursor)
    )
  })
}
