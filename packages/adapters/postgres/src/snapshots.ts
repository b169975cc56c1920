/** Snapshots of centres in Postgres. */
import { type SnapshotHead, type SnapshotPlace, Snapshots, storableText, StoreRefused } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Row } from "./connection.ts"
import { Database } from "./database.ts"
import { type Operation, storeFailures } from "./store-failure.ts"

const PUT_PART = `INSERT INTO parley.snapshot_parts (centre, position, epoch, nth, part) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (centre, position, epoch, nth) DO UPDATE SET part = excluded.part`
const COMPLETE = `INSERT INTO parley.snapshots (centre, position, epoch, head) VALUES ($1, $2, $3, $4)
  ON CONFLICT (centre, position, epoch) DO UPDATE SET head = excluded.head`
const HEADS = "SELECT position, epoch, head FROM parley.snapshots WHERE centre = $1 ORDER BY position DESC, epoch DESC"
const PARTS = `SELECT part FROM parley.snapshot_parts
  WHERE centre = $1 AND position = $2 AND epoch = $3 AND nth >= $4 ORDER BY nth LIMIT $5`
/** Both deletions see the tables as they were before either. */
const PRUNE = `WITH ranked AS (
    SELECT position, epoch, row_number() OVER (ORDER BY position DESC, epoch DESC) AS rank
    FROM parley.snapshots WHERE centre = $1
  ), kept AS (
    SELECT position, epoch FROM ranked WHERE rank <= $2
  ), gone AS (
    DELETE FROM parley.snapshots s USING ranked r
    WHERE s.centre = $1 AND s.position = r.position AND s.epoch = r.epoch AND r.rank > $2 RETURNING 1
  ), strays AS (
    DELETE FROM parley.snapshot_parts p USING ranked newest
    WHERE newest.rank = 1 AND p.centre = $1 AND (p.position, p.epoch) <= (newest.position, newest.epoch)
      AND NOT EXISTS (SELECT FROM kept k WHERE k.position = p.position AND k.epoch = p.epoch)
  ) SELECT count(*) AS gone FROM gone`

const reading = (name: string): Operation => ({ name, writes: false })
const writing = (name: string): Operation => ({ name, writes: true })

/** The port on a database whose tables are there. */
export const snapshots: Layer.Layer<Snapshots, never, Database> = Layer.effect(
  Snapshots,
  Effect.map(Database, (database) =>
    Snapshots.of({
      putPart: (centre, { position, epoch }, nth, text) =>
        database
          .query(PUT_PART, [storableText(centre), position, epoch, nth, storableText(text)], {
            name: "parley_snapshot_part"
          })
          .pipe(Effect.asVoid, storeFailures(writing("putPart"))),
      complete: (centre, { position, epoch, head }) =>
        database
          .query(COMPLETE, [storableText(centre), position, epoch, storableText(head)])
          .pipe(Effect.asVoid, storeFailures(writing("complete"))),
      heads: (centre) =>
        database
          .query(HEADS, [storableText(centre)])
          .pipe(Effect.flatMap(Effect.forEach(headOf)), storeFailures(reading("heads"))),
      parts: (centre, place, range) =>
        database
          .query(PARTS, partsOf(storableText(centre), place, range))
          .pipe(Effect.flatMap(Effect.forEach(partOf)), storeFailures(reading("parts"))),
      prune: (centre, keep) =>
        database.query(PRUNE, [storableText(centre), keep]).pipe(
          Effect.map(([row]) => Number(row?.["gone"] ?? 0)),
          storeFailures(writing("prune"))
        )
    })
  )
)

const partsOf = (
  centre: string,
  { position, epoch }: SnapshotPlace,
  { from, limit }: { readonly from: number; readonly limit: number }
) => [centre, position, epoch, from, limit]

const unreadable = (operation: string) => new StoreRefused({ operation, reason: "a snapshot that cannot be read" })

function headOf({ position, epoch, head }: Row): Effect.Effect<SnapshotHead, StoreRefused> {
  return typeof position === "number" && typeof epoch === "number" && typeof head === "string"
    ? Effect.succeed({ position, epoch, head })
    : Effect.fail(unreadable("heads"))
}

const partOf = ({ part }: Row): Effect.Effect<string, StoreRefused> =>
  typeof part === "string" ? Effect.succeed(part) : Effect.fail(unreadable("parts"))
