/** Documents of read models in Postgres, with their places and checkpoints. */
import {
  type Checkpoint,
  CheckpointMoved,
  type ModelId,
  type ModelWrite,
  ReadModels,
  storableText,
  StoreRefused,
  writeFault
} from "@parley/core/engine"
import type { Stats } from "@parley/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import type { Row } from "./connection.ts"
import { Database, type Session, type Value } from "./database.ts"
import { type Operation, storeFailures } from "./store-failure.ts"

/** Documents or places that are forgotten in one transaction. */
const DROP_PAGE = 10_000
/** Times that a write is tried before a checkpoint that seems to stand right is taken to have moved. */
const WRITE_TRIES_MAX = 3

const MODEL =
  "(SELECT m.id FROM parley.read_models m WHERE m.centre = $1 AND m.name = $2 AND m.version = $3 AND NOT m.dropped)"

const CHECKPOINTS = `SELECT name, version, position, at FROM parley.read_models
  WHERE centre = $1 AND NOT dropped ORDER BY name, version`
const POSITION = `SELECT position FROM parley.read_models WHERE centre = $1 AND name = $2 AND version = $3 AND NOT dropped`
const NEW_MODEL = `INSERT INTO parley.read_models (centre, name, version, position, at) VALUES ($1, $2, $3, 0, 0)
  ON CONFLICT DO NOTHING`
const DOCUMENTS = `SELECT d.key, d.document FROM parley.read_documents d WHERE d.model = ${MODEL} AND d.key = ANY ($4)`

/**
 * The checkpoint's row is locked, asserted and moved first; all else hangs on it. Documents come as lines of JSON beside
 * their keys, as events do (`append.ts`). Places are looked up one by one: a join's plan, made while the table is empty,
 * reads the whole model for each of them.
 */
const WRITE = `
WITH moved AS (
  UPDATE parley.read_models SET position = $5::bigint, at = $6::bigint
  WHERE centre = $1::text AND name = $2::text AND version = $3::integer AND position = $4::bigint AND NOT dropped
  RETURNING id
), changed AS (
  INSERT INTO parley.read_documents (model, key, document)
  SELECT moved.id, d.key, d.document::json
  FROM moved, ROWS FROM (
    json_array_elements_text($7::json),
    string_to_table($8::text, E'\\n')
  ) AS d (key, document)
  ON CONFLICT (model, key) DO UPDATE SET document = excluded.document
), gone AS (
  DELETE FROM parley.read_documents d USING moved WHERE d.model = moved.id AND d.key = ANY ($9::text[])
), taken AS (
  INSERT INTO parley.read_places (model, list, sort, key)
  SELECT moved.id, p.l, p.s, p.k FROM moved, json_to_recordset($10::json) AS p (l text, s bigint, k text)
  ON CONFLICT (model, list, sort) DO UPDATE SET key = excluded.key
), vacated AS (
  DELETE FROM parley.read_places WHERE ctid = ANY (ARRAY(
    SELECT (
      SELECT p.ctid FROM parley.read_places p
      WHERE p.model = moved.id AND p.list = v.l AND p.sort = v.s AND p.key = v.k
    )
    FROM moved, json_to_recordset($11::json) AS v (l text, s bigint, k text)
  ))
)
SELECT id FROM moved`

/** Each list is walked by itself, as far as the page may reach; the document is looked up for the places that are left. */
const listing = (order: "ASC" | "DESC"): string => `
SELECT p.key, p.sort, (SELECT d.document FROM parley.read_documents d WHERE d.model = p.model AND d.key = p.key) AS document
FROM (
  SELECT DISTINCT ON (q.sort, q.key) q.model, q.sort, q.key
  FROM unnest($4::text[]) AS l (list) CROSS JOIN LATERAL (
    SELECT r.model, r.sort, r.key FROM parley.read_places r
    WHERE r.model = ${MODEL} AND r.list = l.list AND r.sort >= $5 AND r.sort < $6
    ORDER BY r.sort ${order} LIMIT $7
  ) q ORDER BY q.sort ${order}, q.key LIMIT $7
) p ORDER BY p.sort ${order}, p.key`
const OLDEST = { text: listing("ASC"), options: { name: "parley_models_oldest" } }
const NEWEST = { text: listing("DESC"), options: { name: "parley_models_newest" } }

const HIDE =
  "UPDATE parley.read_models SET dropped = true WHERE centre = $1 AND name = $2 AND version = $3 AND NOT dropped"
const HIDDEN = "SELECT id FROM parley.read_models WHERE centre = $1 AND dropped"
/** By the rows' own addresses: a join of the table with itself is planned badly before its first ANALYZE. */
const forget = (table: string): string => `WITH gone AS (
    DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE model = $1 LIMIT ${DROP_PAGE})) RETURNING 1
  ) SELECT count(*) AS gone FROM gone`
const FORGET_DOCUMENTS = forget("parley.read_documents")
const FORGET_PLACES = forget("parley.read_places")
const FORGET_MODEL = "DELETE FROM parley.read_models WHERE id = $1"

/** The port on a database whose tables are there. */
export const readModels: Layer.Layer<ReadModels, never, Database> = Layer.effect(
  ReadModels,
  Effect.map(Database, (database) => {
    const { keyed } = database
    return ReadModels.of({
      checkpoints: (centre) =>
        database
          .query(CHECKPOINTS, [storableText(centre)])
          .pipe(Effect.flatMap(Effect.forEach(checkpointOf)), storeFailures(reading("checkpoints"))),
      write: (centre, model, write) =>
        storeFailures({ name: "writeModel", writes: true })(written(keyed, place(centre, model), write)),
      documents: (centre, model, keys) =>
        keyed
          .query(DOCUMENTS, [...place(centre, model), keys.map(storableText)], { name: "parley_models_documents" })
          .pipe(
            Effect.flatMap((rows) => documentsOf(rows, keys)),
            storeFailures(reading("documents"))
          ),
      list: (centre, model, { lists, from, to, limit, order }) => {
        const { text, options } = order === "newest" ? NEWEST : OLDEST
        return keyed
          .query(text, [...place(centre, model), lists.map(storableText), from, to, limit], options)
          .pipe(Effect.flatMap(Effect.forEach(placedOf)), storeFailures(reading("list")))
      },
      drop: (centre, model) =>
        storeFailures({ name: "dropModel", writes: true })(dropped(database, place(centre, model)))
    })
  })
)

const reading = (name: string): Operation => ({ name, writes: false })

type ModelPlace = readonly [centre: string, name: string, version: number]

const place = (centre: string, { name, version }: ModelId): ModelPlace => [
  storableText(centre),
  storableText(name),
  version
]

const written = Effect.fnUntraced(function* (
  session: Session,
  model: ModelPlace,
  write: ModelWrite
): Effect.fn.Return<void, SqlError | StoreRefused | CheckpointMoved> {
  const fault = writeFault(write)
  if (fault !== null) return yield* new StoreRefused({ operation: "writeModel", reason: fault })
  const values = valuesOf(model, write)
  for (let tries = 1; ; tries++) {
    const moved = yield* session.query(WRITE, values, { name: "parley_models_write" })
    if (moved.length > 0) return
    const [row] = yield* session.query(POSITION, model, { name: "parley_models_position" })
    const position = typeof row?.["position"] === "number" ? row["position"] : 0
    if (position !== write.from || tries === WRITE_TRIES_MAX) return yield* new CheckpointMoved({ position })
    if (row === undefined) yield* session.query(NEW_MODEL, model, { name: "parley_models_new" })
  }
})

function valuesOf(model: ModelPlace, { from, to, at, documents, taken, left }: ModelWrite): ReadonlyArray<Value> {
  const keys: Array<string> = []
  const lines: Array<string> = []
  const gone: Array<string> = []
  for (const [key, json] of documents)
    if (json === null) gone.push(storableText(key))
    else {
      keys.push(storableText(key))
      lines.push(json)
    }
  const places = (those: ModelWrite["taken"]): string =>
    JSON.stringify(those.map(({ list, sort, key }) => ({ l: storableText(list), s: sort, k: storableText(key) })))
  // JSON has no raw line breaks.
  return [...model, from, to, at, JSON.stringify(keys), lines.join("\n"), gone, places(taken), places(left)]
}

const cannotBeRead = (operation: string) =>
  Effect.fail(new StoreRefused({ operation, reason: "a read model that cannot be read" }))

function checkpointOf({ name, version, position, at }: Row): Effect.Effect<Checkpoint, StoreRefused> {
  return typeof name === "string" &&
    typeof version === "number" &&
    typeof position === "number" &&
    typeof at === "number"
    ? Effect.succeed({ name, version, position, at })
    : cannotBeRead("checkpoints")
}

/** What was found, under the keys as they were given. */
function documentsOf(
  rows: ReadonlyArray<Row>,
  keys: ReadonlyArray<string>
): Effect.Effect<ReadonlyMap<string, unknown>, StoreRefused> {
  const stored = new Map<unknown, unknown>()
  for (const { key, document } of rows) {
    if (typeof document !== "string") return cannotBeRead("documents")
    stored.set(key, JSON.parse(document))
  }
  const found = new Map<string, unknown>()
  for (const key of keys) {
    const document = stored.get(storableText(key))
    if (document !== undefined) found.set(key, document)
  }
  return Effect.succeed(found)
}

function placedOf({ key, sort, document }: Row): Effect.Effect<Stats.Placed<unknown>, StoreRefused> {
  return typeof key === "string" && typeof sort === "number" && typeof document === "string"
    ? Effect.succeed({ key, sort, document: JSON.parse(document) })
    : cannotBeRead("list")
}

/** What was left of models that were dropped before goes as well. */
const dropped = Effect.fnUntraced(function* (session: Session, model: ModelPlace): Effect.fn.Return<void, SqlError> {
  yield* session.query(HIDE, model)
  for (const { id } of yield* session.query(HIDDEN, [model[0]])) {
    if (typeof id !== "number") continue
    for (const page of [FORGET_PLACES, FORGET_DOCUMENTS])
      for (let gone = DROP_PAGE; gone === DROP_PAGE;)
        gone = Number((yield* session.query(page, [id]))[0]?.["gone"] ?? 0)
    yield* session.query(FORGET_MODEL, [id])
  }
})
