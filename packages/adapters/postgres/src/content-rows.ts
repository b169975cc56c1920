/** Sealed content in Postgres. */
import {
  ContentRows,
  type HeldItem,
  type SealedItem,
  storableText,
  type StoreFailure,
  StoreRefused,
  type WrapChange
} from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { bytesOf } from "./bytes.ts"
import type { Row } from "./connection.ts"
import { Database, type DatabaseService } from "./database.ts"
import { storeFailures } from "./store-failure.ts"

/** Items that are swept, or dropped, in one transaction. */
const SWEEP_PAGE = 1_000

const PUT = `WITH item AS (
    INSERT INTO parley.content (centre, id, sealed, at) VALUES ($1, $2, $3, $4) RETURNING id
  ) INSERT INTO parley.content_wraps (centre, id, holder, wrapped)
  SELECT $1, item.id, w.holder, w.wrapped FROM item, unnest($5::text[], $6::bytea[]) AS w (holder, wrapped)`
/** All wraps in one JSON text: the sealed bytes come once, however many holders there are. */
const GET = `SELECT c.sealed, (
    SELECT json_agg(json_build_array(w.holder, encode(w.wrapped, 'hex')) ORDER BY w.holder)
    FROM parley.content_wraps w WHERE w.centre = c.centre AND w.id = c.id
  ) AS wraps FROM parley.content c WHERE c.centre = $1 AND c.id = $2`
const PUT_CHUNK = "INSERT INTO parley.content_chunks (centre, id, n, sealed, at) VALUES ($1, $2, $3, $4, $5)"
const CHUNK = "SELECT sealed FROM parley.content_chunks WHERE centre = $1 AND id = $2 AND n = $3"
const ABANDON = `DELETE FROM parley.content_chunks WHERE centre = $1 AND id = $2
  AND NOT EXISTS (SELECT FROM parley.content c WHERE c.centre = $1 AND c.id = $2)`
const HELD = `SELECT id, wrapped FROM parley.content_wraps
  WHERE centre = $1 AND holder = $2 AND id > $3 ORDER BY id LIMIT $4`
const CHANGE_WRAPS = `UPDATE parley.content_wraps w SET wrapped = change.new
  FROM unnest($3::text[], $4::bytea[], $5::bytea[]) AS change (id, old, new)
  WHERE w.centre = $1 AND w.holder = $2 AND w.id = change.id AND w.wrapped = change.old`
const REWRAP = "SELECT parley.rewrap_1($1, $2, $3::text[], $4::bytea[])"

/** Who changes wraps locks their items first: so two holders that drop an item at once see which of them is the last. */
const LOCK_HELD = `SELECT c.id FROM parley.content c WHERE c.centre = $1 AND c.id IN (
    SELECT w.id FROM parley.content_wraps w WHERE w.centre = $1 AND w.holder = $2
  ) ORDER BY c.id FOR UPDATE`
const DROP_WRAPS = "DELETE FROM parley.content_wraps WHERE centre = $1 AND holder = $2 AND id = ANY ($3)"
const DROP_UNHELD = `WITH gone AS (
    DELETE FROM parley.content c WHERE c.centre = $1 AND c.id = ANY ($2) AND NOT EXISTS (
      SELECT FROM parley.content_wraps w WHERE w.centre = c.centre AND w.id = c.id
    ) RETURNING c.id
  ), chunks AS (DELETE FROM parley.content_chunks ch USING gone WHERE ch.centre = $1 AND ch.id = gone.id)
  SELECT id FROM gone`
const LOCK_NAMED = `SELECT c.id FROM parley.content c WHERE c.centre = $1 AND c.id = ANY ($2) ORDER BY c.id FOR UPDATE`
const DROP_NAMED_WRAPS = "DELETE FROM parley.content_wraps WHERE centre = $1 AND id = ANY ($2)"
const LOCK_ORPHANS = `SELECT c.id FROM parley.content c WHERE c.centre = $1 AND c.at < $2 AND c.id IN (
    SELECT w.id FROM parley.content_wraps w WHERE w.centre = $1 AND w.holder = ''
  ) AND NOT EXISTS (
    SELECT FROM parley.content_wraps w WHERE w.centre = $1 AND w.id = c.id AND w.holder <> ''
  ) ORDER BY c.id LIMIT ${SWEEP_PAGE} FOR UPDATE`
const DROP_ORPHANS = `WITH gone AS (
    DELETE FROM parley.content c WHERE c.centre = $1 AND c.id = ANY ($2) AND NOT EXISTS (
      SELECT FROM parley.content_wraps w WHERE w.centre = $1 AND w.id = c.id AND w.holder <> ''
    ) RETURNING c.id
  ), chunks AS (DELETE FROM parley.content_chunks ch USING gone WHERE ch.centre = $1 AND ch.id = gone.id)
  DELETE FROM parley.content_wraps w USING gone WHERE w.centre = $1 AND w.id = gone.id`
/** Chunks of uploads that were broken off: what is being written is younger. */
const UNFINISHED = `SELECT ch.id FROM parley.content_chunks ch WHERE ch.centre = $1 AND ch.n = 1 AND ch.at < $2 AND NOT EXISTS (
    SELECT FROM parley.content c WHERE c.centre = $1 AND c.id = ch.id
  ) LIMIT ${SWEEP_PAGE}`
const DROP_UNFINISHED = `DELETE FROM parley.content_chunks ch WHERE ch.centre = $1 AND ch.id = ANY ($2) AND NOT EXISTS (
    SELECT FROM parley.content c WHERE c.centre = $1 AND c.id = ch.id
  )`

/** The port on a database whose tables are there. */
export const contentRows: Layer.Layer<ContentRows, never, Database> = Layer.effect(
  ContentRows,
  Effect.map(Database, (database) =>
    ContentRows.of({
      put: (centre, item, at) => put(database, storableText(centre), item, at),
      putChunk: (centre, { id, n, bytes }, at) =>
        inserted(
          "putChunk",
          database.query(PUT_CHUNK, [storableText(centre), storableText(id), n, bytes, at], {
            name: "parley_put_chunk"
          })
        ),
      abandon: (centre, id) =>
        database
          .query(ABANDON, [storableText(centre), storableText(id)])
          .pipe(Effect.asVoid, storeFailures({ name: "abandon", writes: true })),
      chunk: (centre, id, n) =>
        database.query(CHUNK, [storableText(centre), storableText(id), n], { name: "parley_get_chunk" }).pipe(
          Effect.map(([row]) => bytesOf(row?.["sealed"])),
          storeFailures({ name: "chunk", writes: false })
        ),
      get: (centre, id) =>
        database.query(GET, [storableText(centre), storableText(id)]).pipe(
          Effect.flatMap(([row]) => (row === undefined ? Effect.succeed(null) : itemOf(storableText(id), row))),
          storeFailures({ name: "get", writes: false })
        ),
      rewrap: (centre, id, wraps) =>
        wraps.size === 0
          ? unheld("rewrap")
          : database
              .query(REWRAP, [storableText(centre), storableText(id), ...columnsOf(wraps)], { name: "parley_rewrap" })
              .pipe(Effect.asVoid, storeFailures({ name: "rewrap", writes: true })),
      held: (centre, holder, { after, limit }) =>
        database.query(HELD, [storableText(centre), storableText(holder), storableText(after), limit]).pipe(
          Effect.map((rows) => rows.flatMap(heldItem)),
          storeFailures({ name: "held", writes: false })
        ),
      changeWraps: (centre, holder, changes) =>
        database
          .query(CHANGE_WRAPS, [storableText(centre), storableText(holder), ...changeColumns(changes)])
          .pipe(Effect.asVoid, storeFailures({ name: "changeWraps", writes: true })),
      drop: (centre, ids) => drop(database, storableText(centre), ids.map(storableText)),
      dropHolder: (centre, holder) =>
        storeFailures({ name: "dropHolder", writes: true })(
          database.transaction(dropHolder(database, storableText(centre), storableText(holder)))
        ),
      sweep: (centre, before) => sweep(database, storableText(centre), before)
    })
  )
)

const unheld = (operation: string) => Effect.fail(new StoreRefused({ operation, reason: "an item needs a holder" }))

const put = Effect.fnUntraced(function* (
  { query }: DatabaseService,
  centre: string,
  { id, sealed, wraps }: SealedItem,
  at: number
): Effect.fn.Return<void, StoreFailure> {
  if (wraps.size === 0) return yield* unheld("put")
  const values = [centre, storableText(id), sealed, at, ...columnsOf(wraps)]
  yield* inserted("put", query(PUT, values, { name: "parley_put_content" }))
})

/** What is there already is refused. */
const inserted = (
  name: "put" | "putChunk",
  insert: Effect.Effect<unknown, SqlError>
): Effect.Effect<void, StoreFailure> =>
  insert.pipe(
    Effect.asVoid,
    Effect.catchIf(
      (error) => error.reason._tag === "UniqueViolation",
      () => new StoreRefused({ operation: name, reason: "one of this id is there already" })
    ),
    storeFailures({ name, writes: true })
  )

function heldItem({ id, wrapped }: Row): ReadonlyArray<HeldItem> {
  const bytes = bytesOf(wrapped)
  return typeof id === "string" && bytes !== null ? [{ id, wrapped: bytes }] : []
}

/** Ids, wraps as they are to be still, wraps as they are then; side by side. */
const changeColumns = (
  changes: ReadonlyArray<WrapChange>
): readonly [Array<string>, Array<Uint8Array>, Array<Uint8Array>] => [
  changes.map(({ id }) => storableText(id)),
  changes.map(({ from }) => from),
  changes.map(({ to }) => to)
]

/** Holders and wrapped keys, side by side. */
const columnsOf = (wraps: ReadonlyMap<string, Uint8Array>): readonly [Array<string>, Array<Uint8Array>] => [
  [...wraps.keys()].map(storableText),
  [...wraps.values()]
]

const decodeWraps = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.Array(Schema.Tuple([Schema.String, Schema.Uint8ArrayFromHex])))
)

function itemOf(id: string, row: Row): Effect.Effect<SealedItem, StoreRefused> {
  const sealed = bytesOf(row["sealed"])
  const wraps = decodeWraps(row["wraps"])
  return sealed === null || wraps._tag === "None"
    ? Effect.fail(new StoreRefused({ operation: "get", reason: "an item that cannot be read" }))
    : Effect.succeed({ id, sealed, wraps: new Map(wraps.value) })
}

/** Runs in a transaction. */
const dropHolder = Effect.fnUntraced(function* (
  { query }: DatabaseService,
  centre: string,
  holder: string
): Effect.fn.Return<ReadonlyArray<string>, SqlError> {
  const held = idsOf(yield* query(LOCK_HELD, [centre, holder]))
  if (held.length === 0) return []
  yield* query(DROP_WRAPS, [centre, holder, held])
  return idsOf(yield* query(DROP_UNHELD, [centre, held])).toSorted(byCode)
})

/** Page by page, so that no transaction is long. */
const drop = Effect.fnUntraced(function* (
  { query, transaction }: DatabaseService,
  centre: string,
  ids: ReadonlyArray<string>
): Effect.fn.Return<number, StoreFailure> {
  let dropped = 0
  for (let at = 0; at < ids.length; at += SWEEP_PAGE) {
    const page = Effect.gen(function* () {
      const there = idsOf(yield* query(LOCK_NAMED, [centre, ids.slice(at, at + SWEEP_PAGE)]))
      yield* query(DROP_NAMED_WRAPS, [centre, there])
      yield* query(DROP_UNHELD, [centre, there])
      return there.length
    })
    dropped += yield* storeFailures({ name: "drop", writes: true })(transaction(page))
  }
  return dropped
})

const idsOf = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.flatMap(({ id }) => (typeof id === "string" ? [id] : []))

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const sweep = Effect.fnUntraced(function* (
  { query, transaction }: DatabaseService,
  centre: string,
  before: number
): Effect.fn.Return<number, StoreFailure> {
  const orphans = Effect.gen(function* () {
    const ids = idsOf(yield* query(LOCK_ORPHANS, [centre, before]))
    if (ids.length > 0) yield* query(DROP_ORPHANS, [centre, ids])
    return ids.length
  })
  const unfinished = Effect.gen(function* () {
    const ids = idsOf(yield* query(UNFINISHED, [centre, before]))
    if (ids.length > 0) yield* query(DROP_UNFINISHED, [centre, ids])
    return ids.length
  })
  let swept = 0
  for (const page of [orphans, unfinished])
    for (let isMore = true; isMore;) {
      const found = yield* storeFailures({ name: "sweep", writes: true })(transaction(page))
      swept += found
      isMore = found === SWEEP_PAGE
    }
  return swept
})
