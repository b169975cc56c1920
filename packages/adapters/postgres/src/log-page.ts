/** Pages of a log, from the database and, before what is there, from the files of its archive. */
import { StoreRefused } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import { readSegment } from "./archive/directory.ts"
import { decodeSegment, sha256Of } from "./archive/segment.ts"
import { bytesOf } from "./bytes.ts"
import type { Session } from "./database.ts"

/** A row by the order of its columns: the head, then what `envelopeOf` reads, the data and, where asked for, the chain. */
export type Tuple = ReadonlyArray<unknown>

/** Positions from after `start` up to and including `end`. */
export interface Positions {
  readonly start: number
  readonly end: number
}

/**
 * By a range, not a limit: on a table without statistics a limit makes the planner sort all that follows. The first row
 * tells the head; where there is no event it is the only one.
 */
const page = (more: string): string => `SELECT
    CASE WHEN e.position IS NULL OR e.position = $2::bigint + 1 THEN h.position END AS head,
    e.position, e.type, e.schema_version, e.at, e.command_id, e.index, e.last,
    e.actor, e.correlation, e.causation, e.data${more}
  FROM parley.heads h LEFT JOIN parley.events e ON e.centre = h.centre AND e.position > $2::bigint AND e.position <= $3
  WHERE h.centre = $1 ORDER BY e.position`

export const EVENTS = page("")
export const CHAINED_EVENTS = page(", e.chain")

/** The archives of a page. */
const ARCHIVED = `SELECT a.first, a.last, a.file, a.sha256, h.position AS head
  FROM parley.archives a JOIN parley.heads h USING (centre)
  WHERE a.centre = $1 AND a.last > $2 AND a.first <= $3 ORDER BY a.first`

/** Files whose events are kept in memory, so that pages of one are not unfolded again and again. */
const SEGMENTS_HELD = 2

/** An archive's file is not what was written, or cannot be read as what it should be. */
export class SegmentDamaged extends Schema.TaggedError<SegmentDamaged>()("SegmentDamaged", {
  last: Schema.Int,
  reason: Schema.String
}) {}

/** Where the events of a file stand in the log, and how it is known again. */
export interface SegmentPlace {
  readonly first: number
  readonly last: number
  /** Its path in the directory. */
  readonly file: string
  readonly sha256: Uint8Array
}

/** Reads the events of an archive's file. */
export type Segments = (
  centre: string,
  place: SegmentPlace
) => Effect.Effect<ReadonlyArray<Tuple>, StoreRefused | SegmentDamaged>

/** Files of a directory; null: there is none. */
export function segmentsIn(directory: string | null): Segments {
  const held = new Map<string, ReadonlyArray<Tuple>>()
  return Effect.fnUntraced(function* (centre, place) {
    const { first, last, file, sha256 } = place
    const known = held.get(file)
    if (known !== undefined) return known
    const where = `events ${first} to ${last} of ${centre} are archived in ${file}`
    if (directory === null) return yield* refused(`${where}, and no directory of archives is configured`)
    const bytes = yield* Effect.tryPromise({
      try: () => readSegment(directory, file),
      catch: (error) => refused(`${where}, which cannot be read in ${directory}: ${messageOf(error)}`)
    })
    const damaged = (reason: string) => new SegmentDamaged({ last, reason: `${where} of ${directory}: ${reason}` })
    if (!sha256Of(bytes).equals(sha256)) return yield* damaged("it is not the file that was written (SHA-256)")
    const events = yield* Effect.tryPromise({
      try: () => decodeSegment(bytes, { centre, first, last }),
      catch: (error) => damaged(messageOf(error))
    })
    const [oldest] = held.keys()
    if (held.size >= SEGMENTS_HELD && oldest !== undefined) held.delete(oldest)
    held.set(file, events)
    return events
  })
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const refused = (reason: string) => new StoreRefused({ operation: "read", reason })

/** Where events are read from. */
export interface LogSource {
  readonly session: Session
  readonly segments: Segments
}

/**
 * The rows at these positions, as `statement` reads them. Events go out of the database and into `parley.archives` in one
 * transaction, and oldest first: where the first of a page is there, all are.
 */
export const logPage = Effect.fnUntraced(function* (
  source: LogSource,
  statement: string,
  centre: string,
  { start, end }: Positions
): Effect.fn.Return<ReadonlyArray<Tuple>, SqlError | StoreRefused | SegmentDamaged> {
  const { session, segments } = source
  const rows = yield* session.tuples(statement, [centre, start, end])
  if (rows.length === 0 || rows[0]?.[1] === start + 1 || isPastEnd(rows[0], start)) return rows
  const found: Array<Tuple> = []
  let at = start
  for (const place of yield* session.query(ARCHIVED, [centre, start, end])) {
    const { first, last, file, head } = place
    const sha256 = bytesOf(place["sha256"])
    if (typeof first !== "number" || typeof last !== "number" || typeof file !== "string" || sha256 === null)
      return yield* refused("an archive that cannot be read")
    if (first > at + 1) break
    const events = yield* segments(centre, { first, last, file, sha256 })
    for (const [, ...event] of events.slice(at + 1 - first, end + 1 - first))
      found.push([found.length === 0 ? head : null, ...event])
    at = Math.min(last, end)
  }
  if (found.length === 0) return rows
  if (at >= end) return found
  const rest = yield* logPage(source, statement, centre, { start: at, end })
  for (const row of rest) if (row[1] !== null) found.push([null, ...row.slice(1)])
  return found
})

/** The row of a log that ends here. */
const isPastEnd = (row: Tuple | undefined, start: number): boolean =>
  row?.[1] === null && typeof row[0] === "number" && row[0] <= start
