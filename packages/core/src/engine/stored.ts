/** What the stores keep, as schemas, and the rules of an append that need no store to check. */
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { Person } from "../contact/index.ts"
import {
  CentreEvent,
  EVENT_VERSIONS,
  RecordedEvent,
  upcast,
  versionOf,
  type Answer,
  type EventVersions,
  type Row
} from "../centre/index.ts"
import { DialerRecord, ResolvedRecord } from "../dialer/index.ts"
import {
  AgentId,
  CampaignName,
  ContactId,
  ContentId,
  DialerName,
  Instant,
  InteractionId,
  KeyedHashes,
  ListId,
  Ordinal,
  UserId
} from "../kernel/fields.ts"
import type { Envelope } from "../kernel/envelope.ts"
import { NoticeTarget } from "../notice/index.ts"
import { RatingValue } from "../rating/index.ts"
import type { Batch, RecordedCommand } from "./ports.ts"
import { storable } from "./storable.ts"

const row = Schema.Union([
  Schema.TaggedStruct("Contact", { contactId: ContactId }),
  Schema.TaggedStruct("Person", Person.fields),
  Schema.TaggedStruct("Gone", {}),
  Schema.TaggedStruct("Thread", { interactionId: InteractionId }),
  Schema.TaggedStruct("Served", { agentId: AgentId, at: Instant }),
  Schema.TaggedStruct("Rating", {
    campaign: CampaignName,
    interactionId: Schema.NullOr(InteractionId),
    agentId: Schema.NullOr(AgentId),
    rating: Schema.NullOr(RatingValue)
  }),
  Schema.TaggedStruct("Replied", { until: Instant }),
  Schema.TaggedStruct("Blocked", {}),
  Schema.TaggedStruct("Said", { fromUserId: UserId, content: ContentId }),
  Schema.TaggedStruct("Notice", { fromUserId: Schema.NullOr(UserId), to: NoticeTarget, content: ContentId }),
  Schema.TaggedStruct("Receipt", {
    interactionId: InteractionId,
    campaign: CampaignName,
    reached: Schema.Literals(["sent", "delivered", "seen"])
  }),
  Schema.TaggedStruct("Planned", { record: DialerRecord }),
  Schema.TaggedStruct("Resolved", {
    dialer: DialerName,
    campaign: CampaignName,
    listId: ListId,
    resolved: ResolvedRecord
  }),
  Schema.TaggedStruct("RecordThread", {
    dialer: DialerName,
    listId: ListId,
    row: Ordinal,
    address: KeyedHashes,
    reference: KeyedHashes
  }),
  Schema.TaggedStruct("WroteTo", { address: KeyedHashes }),
  Schema.TaggedStruct("RemovedList", { dialer: DialerName, campaign: CampaignName }),
  Schema.TaggedStruct("Answered", { dialer: DialerName, listId: ListId, row: Ordinal, reference: KeyedHashes }),
  Schema.TaggedStruct("Addressed", { listId: ListId, row: Ordinal, content: ContentId }),
  Schema.TaggedStruct("Closed", {
    campaign: CampaignName,
    contactId: Schema.NullOr(ContactId),
    lastAgentId: Schema.NullOr(AgentId),
    endedAt: Instant,
    participants: Schema.Array(KeyedHashes)
  })
])
const answer = Schema.NullOr(
  Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Finite, Schema.Boolean, Schema.Null]))
)

/** `S` where it takes every `A`, else a compile error: a kind of value must not be written that cannot be read. */
type Covering<A, S extends { readonly Type: unknown }> = [A] extends [S["Type"]] ? S : never

/** A decision row as it is stored. */
export const StoredRow: Schema.Codec<Row, unknown> = row satisfies Covering<Row, typeof row>

/** The answer of a recorded command as it is stored. */
export const StoredAnswer: Schema.Codec<Answer, unknown> = answer satisfies Covering<Answer, typeof answer>

interface EventSchema {
  readonly fields: Schema.Struct.Fields & { readonly _tag: Schema.tag<string> }
}

/** Per type of event the fields that each one has. */
export type EventFields = ReadonlyMap<string, ReadonlyArray<string>>

const FIELDS: EventFields = new Map(
  CentreEvent.members
    .flatMap((room): ReadonlyArray<EventSchema> => room.members)
    .map(({ fields }) => {
      const required = Object.entries(fields).filter(([, field]) => !SchemaAST.isOptional(field.ast))
      return [fields._tag.schema.literal, required.map(([name]) => name)]
    })
)

/** An event as its row in a store gives it. */
export interface StoredEvent {
  readonly type: string
  readonly version: number
  readonly data: unknown
}

/**
 * An event that this code does not know: of another type, or of a newer version. Who follows a log passes it on as it is;
 * who owns the centre may not pass it over.
 */
export interface UnknownEvent extends Envelope {
  readonly event: null
  readonly unknown: { readonly type: string; readonly data: unknown }
}

/** What is known of events: their newest fields, and how older versions become them. */
export interface EventKnowledge {
  readonly fields: EventFields
  readonly versions: EventVersions
}

const KNOWN: EventKnowledge = { fields: FIELDS, versions: EVENT_VERSIONS }

/**
 * The event of a stored row, in its newest version whichever it was written in; null where this code does not know its type
 * or version, or it is none: `eventFault` says why.
 *
 * What the fields hold is trusted: the same schemas typed it when it was written. Checking it all again would cost as
 * much as parsing it (measured: 0.3 to 4 µs an event), and a log is read whole.
 */
export function decodeEvent(stored: StoredEvent, known: EventKnowledge = KNOWN): CentreEvent | null {
  if (isUnknown(stored, known)) return null
  const data = newest(stored, known)
  return isEvent(stored.type, data, known) ? data : null
}

/** Whether the type, or this version of it, is one that this code does not know: it may be what a newer one wrote. */
export const isUnknown = ({ type, version }: StoredEvent, { fields, versions }: EventKnowledge = KNOWN): boolean =>
  !fields.has(type) || version > versionOf(type, versions) || !(version >= 1)

/** Undefined where an upcaster finds that it is no data of its version. */
function newest(stored: StoredEvent, { versions }: EventKnowledge): unknown {
  if (stored.version === versionOf(stored.type, versions)) return stored.data
  try {
    return upcast(stored, versions)
  } catch {
    return undefined
  }
}

function isEvent(type: string, data: unknown, { fields }: EventKnowledge): data is CentreEvent {
  if (!Predicate.hasProperty(data, "_tag") || data._tag !== type) return false
  return fields.get(type)?.every((field) => field in data) ?? false
}

/** Why `decodeEvent` gave null, without what the row holds. */
export function eventFault({ type, version }: StoredEvent, { fields, versions }: EventKnowledge = KNOWN): string {
  if (!fields.has(type)) return `an unknown type of event, ${type} (version ${version})`
  const known = versionOf(type, versions)
  if (version > known || !(version >= 1)) return `version ${version} of ${type}, where ${known} is known`
  return `no valid ${type} (version ${version})`
}

/** What makes a batch one that no store may take, whatever it holds; null when nothing does. O(events + commands). */
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

const decodeEvents = Schema.decodeUnknownOption(Schema.Array(RecordedEvent))
const decodeRows = Schema.decodeUnknownOption(
  Schema.Array(Schema.Struct({ key: Schema.String, row: Schema.NullOr(StoredRow) }))
)
const decodeCommands = Schema.decodeUnknownOption(
  Schema.Array(
    Schema.Struct({
      commandId: Schema.String,
      fingerprint: Schema.String,
      position: Schema.Int,
      events: Schema.Int,
      answer: StoredAnswer
    })
  )
)

/** Why a batch is refused of which no valid one is left when it is made storable. */
export const NOT_STORABLE = "what is left without U+0000 is not valid"

/** The batch as every store can hold it, the same one where nothing had to change; null when it is not valid then. */
export function storableBatch(batch: Batch): Batch | null {
  const [events, rows, commands] = [storable(batch.events), storable(batch.rows), storable(batch.commands)]
  if (events === batch.events && rows === batch.rows && commands === batch.commands) return batch
  const clean = Option.all([decodeEvents(events), decodeRows(rows), decodeCommands(commands)])
  if (Option.isNone(clean)) return null
  return { ...batch, events: clean.value[0], rows: clean.value[1], commands: clean.value[2] }
}
