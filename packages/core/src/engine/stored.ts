/** What the stores keep besides events, as schemas, and the rules of an append that need no store to check. */
import * as Schema from "effect/Schema"
import type { Answer, Row } from "../centre/index.ts"
import { AgentId, CampaignName, ContactId, Instant, InteractionId, KeyedHashes } from "../kernel/fields.ts"
import type { Batch, RecordedCommand } from "./ports.ts"

/** A decision row as it is stored. */
export const StoredRow: Schema.Codec<Row, unknown> = Schema.Union([
  Schema.TaggedStruct("Contact", { contactId: ContactId }),
  Schema.TaggedStruct("Thread", { interactionId: InteractionId }),
  Schema.TaggedStruct("Closed", {
    campaign: CampaignName,
    contactId: Schema.NullOr(ContactId),
    lastAgentId: Schema.NullOr(AgentId),
    endedAt: Instant,
    participants: Schema.Array(KeyedHashes)
  })
])

/** The answer of a recorded command as it is stored. */
export const StoredAnswer: Schema.Codec<Answer, unknown> = Schema.NullOr(
  Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Finite, Schema.Boolean, Schema.Null]))
)

/**
 * What makes a batch one that no store may take, whatever it holds; null when nothing does. O(events + commands).
 */
export function batchFault({ expected, epoch, events, commands }: Batch): string | null {
  if (epoch < expected.epoch) return `the epoch goes back from ${expected.epoch} to ${epoch}`
  const stray = events.findIndex((event, index) => event.position !== expected.position + 1 + index)
  if (stray >= 0) return `event ${stray} of the batch does not stand at ${expected.position + 1 + stray}`
  const head = expected.position + events.length
  if (commands.some(({ position }) => position > head)) return `a command ends after ${head}, where the batch ends`
  if (new Set(commands.map(({ commandId }) => commandId)).size < commands.length) return "a command id is there twice"
  return null
}

/** The instant by which a recorded command is forgotten: its last event's; for one that wrote none, now. */
export function recordedAt({ expected, events }: Batch, command: RecordedCommand, now: number): number {
  const last = command.events === 0 ? undefined : events[command.position - expected.position - 1]
  return last?.at ?? now
}
