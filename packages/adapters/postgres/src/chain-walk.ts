/** A walk along the chain of hashes, event by event. */
import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { around } from "./append.ts"
import { bytesOf } from "./bytes.ts"
import { envelopeOf } from "./event-rows.ts"
import type { Tuple } from "./log-page.ts"

/** The log does not match its chain: something after `after` and at or before `position` is not as it was written. */
export class LogAltered extends Schema.TaggedError<LogAltered>()("LogAltered", {
  centre: Schema.String,
  after: Schema.Int,
  position: Schema.Int,
  reason: Schema.String
}) {}

/** A walk along the chain. */
export interface Walk {
  readonly centre: string
  /** Over all up to `verified`. */
  chain: Buffer
  /** The last event that the chain has been held against. */
  verified: number
  position: number
  batches: number
  around: Array<unknown>
  lines: Array<string>
}

/** A walk that begins after an event at which a batch ended, with the chain that stands there. */
export const walkAfter = (centre: string, position: number, chain: Uint8Array): Walk => ({
  centre,
  chain: Buffer.from(chain),
  verified: position,
  position,
  batches: 0,
  around: [],
  lines: []
})

export const altered = ({ centre, verified }: Walk, position: number, reason: string) =>
  new LogAltered({ centre, after: verified, position, reason })

/** One event further; where it ends a batch, the batch is held against the chain. */
export const follow = Effect.fnUntraced(function* (walk: Walk, row: Tuple) {
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
