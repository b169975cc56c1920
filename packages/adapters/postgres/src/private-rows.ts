/** Small private values in Postgres: secrets, wrapped keys, password hashes, sessions, cursors. */
import { PrivateRows, storableText, type StoreFailure, StoreRefused } from "@parley/core/engine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { bytesOf } from "./bytes.ts"
import type { Row } from "./connection.ts"
import { Database, type DatabaseService } from "./database.ts"
import { type Operation, storeFailures } from "./store-failure.ts"

/** Expired values of its kind that a `put` with an expiry takes away, at most: so they never pile up. */
const EXPIRED_PAGE = 100

const GET = `SELECT value FROM parley.private
  WHERE centre = $1 AND kind = $2 AND key = $3 AND (expires_at IS NULL OR expires_at > $4)`
const PUT = `INSERT INTO parley.private (centre, kind, key, value, expires_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (centre, kind, key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`
const PUT_IF_ABSENT = `INSERT INTO parley.private AS p (centre, kind, key, value, expires_at)
  VALUES ($1, $2, $3, $4, NULL)
  ON CONFLICT (centre, kind, key) DO UPDATE SET value = excluded.value, expires_at = NULL WHERE p.expires_at <= $5
  RETURNING key`
const FORGET = `DELETE FROM parley.private WHERE centre = $1 AND kind = $2 AND key IN (
    SELECT key FROM parley.private WHERE centre = $1 AND kind = $2 AND expires_at <= $3
    ORDER BY expires_at LIMIT ${EXPIRED_PAGE} FOR UPDATE SKIP LOCKED
  )`
const DELETE = "DELETE FROM parley.private WHERE centre = $1 AND kind = $2 AND key = $3"
const REPLACE = `UPDATE parley.private SET value = $5
  WHERE centre = $1 AND kind = $2 AND key = $3 AND value = $4 AND (expires_at IS NULL OR expires_at > $6) RETURNING key`
const LIST = `SELECT key, value FROM parley.private
  WHERE centre = $1 AND kind = $2 AND (expires_at IS NULL OR expires_at > $3) AND ($5::text IS NULL OR key > $5::text)
  ORDER BY key LIMIT $4`

const reading = (name: string): Operation => ({ name, writes: false })
const writing = (name: string): Operation => ({ name, writes: true })

/** The port on a database whose tables are there. */
export const privateRows: Layer.Layer<PrivateRows, never, Database> = Layer.effect(
  PrivateRows,
  Effect.map(Database, (database) =>
    PrivateRows.of({
      get: (...place) => get(database, place.map(storableText)),
      put: (centre, kind, key, value, expiresAt) =>
        put(database, [centre, kind, key].map(storableText), value, expiresAt),
      putIfAbsent: (centre, kind, key, value) =>
        Clock.currentTimeMillis.pipe(
          Effect.flatMap((now) =>
            database.query(PUT_IF_ABSENT, [...[centre, kind, key].map(storableText), value, now], {
              name: "parley_private_put_if_absent"
            })
          ),
          Effect.map((rows) => rows.length > 0),
          storeFailures(writing("putIfAbsent"))
        ),
      replace: (centre, kind, key, { from, to }) =>
        Clock.currentTimeMillis.pipe(
          Effect.flatMap((now) =>
            database.query(REPLACE, [...[centre, kind, key].map(storableText), from, to, now], {
              name: "parley_private_replace"
            })
          ),
          Effect.map((rows) => rows.length > 0),
          storeFailures(writing("replace"))
        ),
      delete: (...place) =>
        database.query(DELETE, place.map(storableText)).pipe(Effect.asVoid, storeFailures(writing("delete"))),
      list: (centre, kind, limit, after) =>
        Clock.currentTimeMillis.pipe(
          Effect.flatMap((now) => {
            const from = after === undefined ? null : storableText(after)
            return database.query(LIST, [storableText(centre), storableText(kind), now, limit, from])
          }),
          Effect.flatMap(Effect.forEach(entryOf)),
          storeFailures(reading("list"))
        )
    })
  )
)

/** Centre, kind and key, as stored. */
type Place = ReadonlyArray<string>

const get = ({ query }: DatabaseService, place: Place): Effect.Effect<Uint8Array | null, StoreFailure> =>
  Clock.currentTimeMillis.pipe(
    Effect.flatMap((now) => query(GET, [...place, now])),
    Effect.map(([row]) => bytesOf(row?.["value"])),
    storeFailures(reading("get"))
  )

const put = Effect.fnUntraced(function* (
  { query }: DatabaseService,
  place: Place,
  value: Uint8Array,
  expiresAt: number | null
): Effect.fn.Return<void, StoreFailure> {
  const written = storeFailures(writing("put"))
  yield* written(query(PUT, [...place, value, expiresAt], { name: "parley_private_put" }))
  if (expiresAt === null) return
  const now = yield* Clock.currentTimeMillis
  yield* written(query(FORGET, [...place.slice(0, 2), now]))
})

function entryOf({
  key,
  value
}: Row): Effect.Effect<{ readonly key: string; readonly value: Uint8Array }, StoreRefused> {
  const bytes = bytesOf(value)
  return typeof key === "string" && bytes !== null
    ? Effect.succeed({ key, value: bytes })
    : Effect.fail(new StoreRefused({ operation: "list", reason: "a value that cannot be read" }))
}
