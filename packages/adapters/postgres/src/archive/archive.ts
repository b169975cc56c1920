/**
 * Events of closed times go out of the database into files. Nothing changes for who reads the log: pages that begin in a
 * file come from it. At any moment each event is in the database, or in a file that was read back and held to the chain.
 */
import { storableText, type StoreFailure, StoreRefused } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { bytesOf } from "../bytes.ts"
import { follow, type LogAltered, walkAfter } from "../chain-walk.ts"
import { Database } from "../database.ts"
import { CHAINED_EVENTS, segmentsIn, type Tuple } from "../log-page.ts"
import { SCHEMA_VERSION, versionOf } from "../schema.ts"
import { storeFailures } from "../store-failure.ts"
import { ArchiveDirectory, segmentFile, writeSegment } from "./directory.ts"
import { encodeSegment, lineOf, SEGMENT_CHARS, SEGMENT_EVENTS, sha256Of } from "./segment.ts"

/** Events that are read in one page. */
const PAGE = 1_000

export interface ArchiveOptions {
  /** Events before this instant (ms since 1970) go, up to the last batch that ends before it. */
  readonly before: number
  /** Events after which a file is ended with the batch; `SEGMENT_EVENTS` where left out. */
  readonly fileEvents?: number
  /** Told after each file: the last position in it, and where the log ends. */
  readonly onProgress?: (position: number, of: number) => void
}

/** What lies in files, all told, and what this run added. */
export interface ArchivedLog {
  readonly centre: string
  /** The last position that lies in a file; 0: none. */
  readonly position: number
  /** Over all up to there (hex), as `verifyLog` tells it of a log that ends there. */
  readonly chain: string
  readonly events: number
  readonly files: number
  readonly bytes: number
}

const LAST = `SELECT h.position AS head, a.last, a.chain FROM parley.heads h
  LEFT JOIN parley.archives a ON a.centre = h.centre WHERE h.centre = $1 ORDER BY a.last DESC LIMIT 1`
const FILED = `INSERT INTO parley.archives (centre, first, last, file, sha256, bytes, chain)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`
const GONE = `WITH gone AS (
    DELETE FROM parley.events WHERE centre = $1 AND position >= $2 AND position <= $3 RETURNING 1
  ) SELECT count(*) AS gone FROM gone`

/**
 * Archives the log of a centre into the files of `ArchiveDirectory`, also while it is at work; a kill at any moment leaves
 * nothing half, and the next run goes on. Fails with `LogAltered`, and leaves the rest where it is, where the log does not
 * match its chain; with `StoreRefused` without a directory, when it is being archived already, or on tables of another
 * version. O(events archived); one file in memory.
 */
export const archiveLog = (
  name: string,
  { before, fileEvents = SEGMENT_EVENTS, onProgress = () => undefined }: ArchiveOptions
): Effect.Effect<ArchivedLog, LogAltered | StoreFailure, Database> =>
  Effect.gen(function* () {
    const database = yield* Database
    const directory = yield* ArchiveDirectory
    if (directory === null) return yield* refused("no directory of archives is configured")
    const version = yield* versionOf(database)
    if (version !== SCHEMA_VERSION)
      return yield* refused(`the database has version ${version} of the tables, this code works on ${SCHEMA_VERSION}`)
    const centre = storableText(name)
    if ((yield* database.lock(`archive ${centre}`)) === null) return yield* refused(`${name} is being archived already`)
    const [found] = yield* database.query(LAST, [centre])
    const [head, last] = [found?.["head"] ?? 0, found?.["last"] ?? 0]
    const chain = bytesOf(found?.["chain"] ?? new Uint8Array(0))
    if (typeof head !== "number" || typeof last !== "number" || chain === null)
      return yield* refused("a head or an archive that cannot be read")
    const run: Run = { centre, directory, before, fileEvents, head, end: last, chain, events: 0, files: 0, bytes: 0 }
    while (yield* nextFile(run)) onProgress(run.end, head)
    const { end: position, events, files, bytes } = run
    return { centre, position, chain: Buffer.from(run.chain).toString("hex"), events, files, bytes }
  }).pipe(Effect.scoped, storeFailures({ name: "archive", writes: true }))

const refused = (reason: string) => new StoreRefused({ operation: "archive", reason })

/** How far a run is. */
interface Run {
  readonly centre: string
  readonly directory: string
  readonly before: number
  readonly fileEvents: number
  readonly head: number
  /** The last position in a file, and the chain there. */
  end: number
  chain: Uint8Array
  events: number
  files: number
  bytes: number
}

/** One file more; false when none was due. */
const nextFile = Effect.fnUntraced(function* (run: Run) {
  const batches = yield* wholeBatches(run)
  const { centre, directory } = run
  if (batches.length === 0) return false
  const [first, last] = [run.end + 1, run.end + batches.length]
  const chainBefore = Buffer.from(run.chain).toString("hex")
  const bytes = yield* filing(() => encodeSegment({ centre, first, last, chainBefore }, batches.map(lineOf)))
  const chain = Buffer.from(bytesOf(batches.at(-1)?.[12]) ?? []).toString("hex")
  const place = { first, last, file: segmentFile(centre, { first, last, chain }), sha256: sha256Of(bytes) }
  yield* filing(() => writeSegment(directory, place.file, bytes))
  // What was written is read back and held to the chain, before the only other copy goes.
  const read = walkAfter(centre, run.end, run.chain)
  const back = yield* segmentsIn(directory)(centre, place).pipe(
    Effect.catchTag("SegmentDamaged", ({ reason }) => refused(reason))
  )
  for (const row of back) yield* follow(read, row)
  if (read.verified !== last) return yield* refused(`${place.file} does not hold what was written`)
  const { transaction, query } = yield* Database
  yield* transaction(
    Effect.gen(function* () {
      yield* query(FILED, [centre, first, last, place.file, place.sha256, bytes.length, read.chain])
      const [row] = yield* query(GONE, [centre, first, last])
      if (row?.["gone"] !== batches.length)
        return yield* refused("events to be archived were taken out by somebody else")
      return
    })
  )
  run.end = last
  run.chain = read.chain
  run.events += batches.length
  run.files += 1
  run.bytes += bytes.length
  return true
})

/** Events of the next file: whole batches before the instant, until there are enough. */
const wholeBatches = Effect.fnUntraced(function* ({ centre, before, fileEvents, head, end, chain }: Run) {
  const { tuples } = yield* Database
  const walk = walkAfter(centre, end, chain)
  const events: Array<Tuple> = []
  let [whole, chars] = [0, 0]
  while (walk.position < head) {
    const rows = yield* tuples(CHAINED_EVENTS, [centre, walk.position, Math.min(walk.position + PAGE, head)])
    for (const row of rows) {
      if (typeof row[4] === "number" && row[4] >= before) return events.slice(0, whole)
      yield* follow(walk, row)
      events.push(row)
      chars += String(row[11]).length
      if (walk.verified === walk.position) whole = events.length
      if (whole === events.length && (whole >= fileEvents || chars >= SEGMENT_CHARS)) return events
    }
  }
  return events.slice(0, whole)
})

const filing = <A>(act: () => Promise<A>) =>
  Effect.tryPromise({
    try: act,
    catch: (error) => refused(`a file cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  })
