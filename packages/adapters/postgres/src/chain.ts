/**
 * The chain of hashes over a centre's log. The last event of each batch carries SHA-256 over the chain before it and the
 * batch as it was written: whoever keeps the chain of a day elsewhere can tell later whether anything before it was
 * altered, added or taken out.
 */
import { StoreRefused, storableText, type StoreFailure } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { ArchiveDirectory } from "./archive/directory.ts"
import { bytesOf } from "./bytes.ts"
import { altered, follow, type LogAltered, walkAfter } from "./chain-walk.ts"
import { Database } from "./database.ts"
import { CHAINED_EVENTS, logPage, segmentsIn } from "./log-page.ts"
import { storeFailures } from "./store-failure.ts"

/** Events that are looked at in one page. */
const PAGE = 5_000

/** A log that is as it was written. `chain` (hex) stands for all of it: the same again means that nothing changed. */
export interface VerifiedLog {
  readonly centre: string
  readonly position: number
  readonly batches: number
  readonly chain: string
}

const HEAD = "SELECT position, chain FROM parley.heads WHERE centre = $1"

/**
 * Reads the whole log of a centre, with what of it is archived, and holds it against its chain; `onProgress` is told the
 * position after each page. What is appended meanwhile is not looked at. O(log), one page or file in memory.
 */
export const verifyLog = (
  name: string,
  onProgress: (position: number, of: number) => void = () => undefined
): Effect.Effect<VerifiedLog, LogAltered | StoreFailure, Database> =>
  Effect.gen(function* () {
    const database = yield* Database
    const segments = segmentsIn(yield* ArchiveDirectory)
    const centre = storableText(name)
    const [head] = yield* database.query(HEAD, [centre])
    const [end, chain] = [head?.["position"] ?? 0, bytesOf(head?.["chain"] ?? new Uint8Array(0))]
    if (typeof end !== "number" || chain === null) return yield* unreadable("a head that cannot be read")
    const walk = walkAfter(centre, 0, new Uint8Array(0))
    while (walk.position < end) {
      const positions = { start: walk.position, end: Math.min(walk.position + PAGE, end) }
      const rows = yield* logPage({ session: database, segments }, CHAINED_EVENTS, centre, positions).pipe(
        Effect.catchTag("SegmentDamaged", ({ last, reason }) => altered(walk, last, reason))
      )
      if (rows[0]?.[1] === null) return yield* altered(walk, walk.position + 1, "the event is missing")
      for (const row of rows) yield* follow(walk, row)
      onProgress(walk.position, end)
    }
    if (walk.verified < end) return yield* altered(walk, end, "the end of the log carries no chain")
    if (!walk.chain.equals(chain)) return yield* altered(walk, end, "the head carries another chain")
    return { centre, position: end, batches: walk.batches, chain: walk.chain.toString("hex") }
  }).pipe(storeFailures({ name: "verify", writes: false }))

const unreadable = (reason: string) => new StoreRefused({ operation: "verify", reason })
