/** The logs, decision rows and recorded commands of all centres in Postgres. */
import type { Centre } from "@parley/core"
import {
  AlreadyRecorded,
  type AppendFailure,
  type Batch,
  batchFault,
  type DueCentre,
  EventStore,
  type Head,
  HeadMoved,
  NOT_STORABLE,
  type RecordedCommand,
  storableBatch,
  storableText,
  type StoreFailure,
  StoreRefused
} from "@parley/core/engine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { type AppendCall, appendCall, mayBeUnstorable } from "./append.ts"
import type { Row } from "./connection.ts"
import { Database, type Session } from "./database.ts"
import { ArchiveDirectory } from "./archive/directory.ts"
import { anyEventsOf, commandsOf, decisionRowsOf, eventsOf, headOf, keyedRowsOf } from "./event-rows.ts"
import { EVENTS, logPage, type LogSource, type Positions, segmentsIn, type Tuple } from "./log-page.ts"
import { makeLogSignals } from "./log-signals.ts"
import { type Operation, storeFailures } from "./store-failure.ts"

/** Times that an append is tried before a head that seems to stand right is taken to have moved. */
const APPEND_TRIES_MAX = 3
/** Recorded commands that are forgotten in one transaction. */
const FORGET_PAGE = 10_000

const HEAD = "SELECT position, epoch FROM parley.heads WHERE centre = $1"
const NEW_HEAD = "INSERT INTO parley.heads (centre, position, epoch) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING"
const RECORDED = "SELECT command_id FROM parley.commands WHERE centre = $1 AND command_id = ANY ($2)"
const FORGET = `WITH old AS (
    SELECT command_id FROM parley.commands WHERE centre = $1 AND at < $2 ORDER BY at LIMIT ${FORGET_PAGE}
  ), gone AS (
    DELETE FROM parley.commands c USING old WHERE c.centre = $1 AND c.command_id = old.command_id RETURNING 1
  ) SELECT count(*) AS gone FROM gone`
/** Rows of a range lie between its prefix and the prefix followed by the last character there is. */
const RANGE = `SELECT key, value FROM parley.rows WHERE centre = $1 AND key >= $2 AND key < $3 AND key > $5 ORDER BY key LIMIT $4`
const AFTER_ALL = "\u{10ffff}"
const CENTRES = "SELECT centre FROM parley.heads WHERE position > 0 ORDER BY centre"
const DUE = "SELECT centre, due FROM parley.heads WHERE due <= $1 ORDER BY due, centre"

/** The port on a database whose tables are there. */
export const eventStore: Layer.Layer<EventStore, never, Database> = Layer.effect(
  EventStore,
  Effect.gen(function* () {
    const database = yield* Database
    const signals = yield* makeLogSignals(database)
    const keyed = database.append
    const log: LogSource = { session: database, segments: segmentsIn(yield* ArchiveDirectory) }
    return EventStore.of({
      head: (centre) => storeFailures(reading("head"))(headIn(keyed, storableText(centre))),
      append: Effect.fnUntraced(function* (centre, batch) {
        const name = storableText(centre)
        yield* storeFailures({ name: "append", writes: true })(append(keyed, name, batch))
        signals.moved(name, batch.expected.position + batch.events.length)
      }),
      read: (centre, range) => page(log, storableText(centre), range, eventsOf),
      readAny: (centre, range) => page(log, storableText(centre), range, anyEventsOf),
      rows: (centre, keys) => lookUp(keyed, DECISION_ROWS, storableText(centre), keys),
      range: (centre, { prefix, limit, after = "" }) => {
        const [from, to] = [storableText(prefix), storableText(prefix) + AFTER_ALL]
        return keyed
          .query(RANGE, [storableText(centre), from, to, limit, storableText(after)], { name: "parley_range" })
          .pipe(Effect.flatMap(keyedRowsOf), storeFailures(reading("range")))
      },
      commands: (centre, ids) => lookUp(keyed, COMMANDS, storableText(centre), ids),
      forgetCommands: (centre, before) => forgetCommands(database, storableText(centre), before),
      changes: (centre) => signals.changes(storableText(centre)),
      centres: Effect.map(database.query(CENTRES), namesIn).pipe(storeFailures(reading("centres"))),
      due: (until) => Effect.map(database.query(DUE, [until]), dueIn).pipe(storeFailures(reading("due")))
    })
  })
)

const namesIn = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.flatMap(({ centre }) => (typeof centre === "string" ? [centre] : []))

const dueIn = (rows: ReadonlyArray<Row>): ReadonlyArray<DueCentre> =>
  rows.flatMap(({ centre, due }) => (typeof centre === "string" && typeof due === "number" ? [{ centre, due }] : []))

const reading = (name: string): Operation => ({ name, writes: false })

const page = <A>(
  log: LogSource,
  centre: string,
  { after, limit }: { readonly after: number; readonly limit: number },
  readRows: (rows: ReadonlyArray<Tuple>, positions: Positions) => Effect.Effect<ReadonlyArray<A>, StoreRefused>
): Effect.Effect<ReadonlyArray<A>, StoreFailure> => {
  const start = Math.max(after, 0)
  const end = Math.min(start + limit, Number.MAX_SAFE_INTEGER)
  return logPage(log, EVENTS, centre, { start, end }).pipe(
    Effect.catchTag("SegmentDamaged", ({ reason }) => refused("read", reason)),
    Effect.flatMap((rows) => readRows(rows, { start, end })),
    storeFailures(reading("read"))
  )
}

const headIn = (session: Session, centre: string): Effect.Effect<Head, SqlError | StoreRefused> =>
  Effect.flatMap(session.query(HEAD, [centre], { name: "parley_head" }), headOf)

const append = Effect.fnUntraced(function* (
  session: Session,
  centre: string,
  batch: Batch
): Effect.fn.Return<void, AppendFailure | SqlError> {
  const fault = batchFault(batch)
  if (fault !== null) return yield* refused("append", fault)
  const call = yield* storableCall(centre, batch, yield* Clock.currentTimeMillis)
  const { expected } = batch
  for (let tries = 1; ; tries++) {
    const told = yield* session
      .query(call.text, call.values, call.options)
      .pipe(Effect.catchIf(isUniqueViolation, () => Effect.flatMap(recordedIn(session, centre, batch), Effect.fail)))
    if (told.length > 0) return
    const head = yield* headIn(session, centre)
    const stands = head.position === expected.position && head.epoch === expected.epoch
    if (!stands || tries === APPEND_TRIES_MAX) return yield* new HeadMoved(head)
    // The head of a new centre has no row yet; that of another has come to where it is expected only now.
    yield* session.query(NEW_HEAD, [centre], { name: "parley_new_head" })
  }
})

/** The call of a batch, without what Postgres cannot hold. */
function storableCall(centre: string, batch: Batch, now: number): Effect.Effect<AppendCall, StoreRefused> {
  const call = appendCall(centre, batch, now)
  if (!mayBeUnstorable(call)) return Effect.succeed(call)
  const storable = storableBatch(batch)
  return storable === null ? refused("append", NOT_STORABLE) : Effect.succeed(appendCall(centre, storable, now))
}

const isUniqueViolation = (error: SqlError): boolean => error.reason._tag === "UniqueViolation"

/** Which commands of the batch are recorded; where none is, an event stands after the head. */
const recordedIn = Effect.fnUntraced(function* (
  session: Session,
  centre: string,
  { commands }: Batch
): Effect.fn.Return<AlreadyRecorded | StoreRefused, SqlError> {
  const ids = commands.map(({ commandId }) => storableText(commandId))
  const rows = yield* session.query(RECORDED, [centre, ids], { name: "parley_recorded" })
  const recorded = new Set(rows.map((row) => row["command_id"]))
  const named = commands.flatMap(({ commandId }) => (recorded.has(storableText(commandId)) ? [commandId] : []))
  if (named.length > 0) return new AlreadyRecorded({ ids: named })
  return new StoreRefused({ operation: "append", reason: "an event stands after the head" })
})

/** A statement that finds rows by a centre and a list of names, and what it finds by its name. */
interface LookUp<A> {
  readonly name: string
  readonly text: string
  readonly read: (rows: ReadonlyArray<Row>) => Effect.Effect<ReadonlyMap<string, A>, StoreRefused>
}

const DECISION_ROWS: LookUp<Centre.Row> = {
  name: "rows",
  text: "SELECT key, value FROM parley.rows WHERE centre = $1 AND key = ANY ($2)",
  read: decisionRowsOf
}

const COMMANDS: LookUp<RecordedCommand> = {
  name: "commands",
  text: `SELECT command_id, fingerprint, position, events, answer FROM parley.commands
    WHERE centre = $1 AND command_id = ANY ($2)`,
  read: commandsOf
}

/** What is found, under the names as they were given. */
const lookUp = <A>(
  session: Session,
  { name, text, read }: LookUp<A>,
  centre: string,
  names: ReadonlyArray<string>
): Effect.Effect<ReadonlyMap<string, A>, StoreFailure> =>
  session.query(text, [centre, names.map(storableText)], { name: `parley_${name}` }).pipe(
    Effect.flatMap(read),
    Effect.map((found) => {
      const named = new Map<string, A>()
      for (const given of names) {
        const value = found.get(storableText(given))
        if (value !== undefined) named.set(given, value)
      }
      return named
    }),
    storeFailures(reading(name))
  )

/** Page by page, so that no transaction is long. */
const forgetCommands = Effect.fnUntraced(function* (
  session: Session,
  centre: string,
  before: number
): Effect.fn.Return<number, StoreFailure> {
  const forget = storeFailures({ name: "forgetCommands", writes: true })(session.query(FORGET, [centre, before]))
  for (let forgotten = 0; ;) {
    const gone = Number((yield* forget)[0]?.["gone"] ?? 0)
    forgotten += gone
    if (gone < FORGET_PAGE) return forgotten
  }
})

const refused = (operation: string, reason: string) => Effect.fail(new StoreRefused({ operation, reason }))
