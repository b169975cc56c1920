/**
 * The chain of hashes over a centre's log. The last event of each batch carries SHA-256 over the chain before it and the
 * batch as it was written: whoever keeps the chain of a day elsewhere can tell later whether anything before it was
 * altered, added or taken out.
 */
import { createHash } from "node:crypto"
import { StoreRefused, storableText, type StoreFailure } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { around } from "./append.ts"
import { bytesOf } from "./bytes.ts"
import { Database } from "./database.ts"
import { envelopeOf } from "./event-rows.ts"
import { storeFailures } from "./store-failure.ts"

/** Events that are looked at in one page. */
const PAGE = 5_000

/** The log does not match its chain: something after `after` and at or before `position` is not as it was written. */
export class LogAltered extends Schema.TaggedError<LogAltered>()("LogAltered", {
  centre: Schema.String,
  after: Schema.Int,
  position: Schema.Int,
  reason: Schema.String
}) {}

/** A log that is as it was written. `chain` (hex) stands for all of it: the same again means that nothing changed. */
export interface VerifiedLog {
  readonly centre: string
  readonly position: number
  readonly batches: number
  readonly chain: string
}

const HEAD = "SELECT position, chain FROM parley.heads WHERE centre = $1"
/** The columns that `envelopeOf` reads, in their order, and the chain. */
const EVENTS = `SELECT NULL, position, type, schema_version, at, command_id, index, last, actor, correlation, causation, data, chain
  FROM parley.events WHERE centre = $1 AND position > $2 AND position <= $3 ORDER BY position`

/** A walk along the chain. */
interface Walk {
  readonly centre: string
  chain: Buffer
  /** The last event that the chain has been held against. */
  verified: number
  position: number
  batches: number
  around: Array<unknown>
  lines: Array<string>
}

/**
 * Reads the whole log of a centre and holds it against its chain; `onProgress` is told the position after each page.
 * What is appended meanwhile is not looked at. O(log), one page in memory.
 */
export const verifyLog = (
  name: string,
  onProgress: (position: number, of: number) => void = () => undefined
): Effect.Effect<VerifiedLog, LogAltered | StoreFailure, Database> =>
  Effect.gen(function* () {
    const { query, tuples } = yield* Database
    const centre = storableText(name)
    const [head] = yield* query(HEAD, [centre])
    const [end, chain] = [head?.["position"] ?? 0, bytesOf(head?.["chain"] ?? new Uint8Array(0))]
    if (typeof end !== "number" || chain === null) return yield* unreadable("a head that cannot be read")
    const walk: Walk = { centre, chain: Buffer.alloc(0), verified: 0, position: 0, batches: 0, around: [], lines: [] }
    while (walk.position < end) {
      const rows = yield* tuples(EVENTS, [centre, walk.position, Math.min(walk.position + PAGE, end)])
      if (rows.length === 0) return yield* altered(walk, walk.position + 1, "the event is missing")
      for (const row of rows) yield* follow(walk, row)
      onProgress(walk.position, end)
    }
    if (walk.verified < end) return yield* altered(walk, end, "the end of the log carries no chain")
    if (!walk.chain.equals(chain)) return yield* altered(walk, end, "the head carries another chain")
    return { centre, position: end, batches: walk.batches, chain: walk.chain.toString("hex") }
  }).pipe(storeFailures({ name: "verify", writes: false }))

const altered = ({ centre, verified }: Walk, position: number, reason: string) =>
  new LogAltered({ centre, after: verified, position, reason })

const unreadable = (reason: string) => new StoreRefused({ operation: "verify", reason })

/** One event further; where it ends a batch, the batch is held against the chain. */
const follow = Effect.fnUntraced(function* (walk: Walk, row: ReadonlyArray<unknown>) {
  const [envelope, data, carried] = [envelopeOf(row), row[11], row[12]]
  const expected = walk.position + 1
  if (envelope === null || typeof data !== "string") return yield* altered(walk, expected, "it cannot be read")
  if (envelope.position !== expected) return yield* altered(walk, expected, "the event is missing")
  walk.position = expected
  walk.around.push(around(envelope))
  walk.lines.push(data)
  if (carried === null) return
  const text = `${JSON.stringify(walk.around)}\n${walk.lines.join("\n")}`
  walk.chain = createHash("sha256").update(walk.chain).update(text, "utf8").digest()
  if (!walk.chain.equals(bytesOf(carried) ?? new Uint8Array(0)))
    return yield* altered(walk, expected, "it is not what was written, or not in its place")
  walk.verified = expected
  walk.batches += 1
  walk.around = []
  walk.lines = []
})
