/** What the log keeps around each event. */
import * as Schema from "effect/Schema"
import { Count, ID_MAX, Instant, Ordinal, TEXT_KIND } from "./fields.ts"

const Id = Schema.String.check(Schema.isBetweenLength(1, ID_MAX)).annotate({ [TEXT_KIND]: "id" })

/**
 * One event with its place. Positions run 1, 2, 3 … without a gap; `at` never runs backwards.
 *
 * `index` counts within the command from 0, `last` marks its last event: what lies between is no command boundary.
 */
export const EnvelopeFields = {
  position: Ordinal,
  at: Instant,
  commandId: Id,
  index: Count,
  last: Schema.Boolean,
  version: Ordinal,
  actor: Schema.NullOr(Id),
  correlationId: Schema.NullOr(Id),
  causationId: Schema.NullOr(Id)
} as const

export const Envelope = Schema.Struct(EnvelopeFields)
export type Envelope = typeof Envelope.Type

/** An event as it stands in the log. */
export interface Recorded<E> extends Envelope {
  readonly event: E
}

/** Who sent a command and what it belongs to; carried by its events, never read by a decision. */
export interface Origin {
  readonly commandId: string
  readonly actor: string | null
  readonly correlationId: string | null
  readonly causationId: string | null
}
