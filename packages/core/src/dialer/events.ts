/** What happens to dialers, their lists, and the records in them. Records come in batches. */
import * as Schema from "effect/Schema"
import {
  AccountName,
  CampaignName,
  ConfigName,
  ContentId,
  Count,
  DialerName,
  Instant,
  InteractionId,
  KeyedHash,
  KeyedHashes,
  Label,
  ListId,
  Ordinal,
  Priority,
  wholeNumber
} from "../kernel/fields.ts"
import { DialerSettings } from "./settings.ts"

/** Records that one command and one event hold, at most. */
export const RECORDS_PER_BATCH_MAX = 500
/** Destinations of a record beside its first, at most. */
export const ALTERNATIVES_MAX = 8

/** The campaign is in every event, so that whom it concerns is told by the event alone. */
const dialer = { dialer: DialerName, campaign: CampaignName }
const list = { ...dialer, listId: ListId }

/** Where a record may be sent to; `domain` is the part of the address that rates are counted by. */
export const Destination = Schema.Struct({
  address: KeyedHashes,
  domain: Schema.NullOr(KeyedHash),
  attemptsMax: wholeNumber(1, 99)
})
export type Destination = typeof Destination.Type

/** One recipient. What it is sent and its variables are content. */
export const DialerRecord = Schema.Struct({
  /** Its number in the file; with the list it names the record. */
  row: Ordinal,
  priority: Priority,
  content: ContentId,
  /** The first, and those tried after it has failed. */
  destinations: Schema.Array(Destination).check(Schema.isBetweenLength(1, 1 + ALTERNATIVES_MAX)),
  /** Which of them is tried now, from 0, and how often it was. */
  destination: Count,
  attempts: Count,
  /** Not before this instant, once it was refused for now. */
  notBefore: Schema.NullOr(Instant),
  /** A variable of its text has no value. */
  warned: Schema.Boolean
})
export type DialerRecord = typeof DialerRecord.Type

/** One window of a rate: in every window of so many seconds at most `limit` are sent. */
export const Rate = Schema.Struct({
  per: Schema.Literals(["campaign", "account", "domain"]),
  /** Which campaign or account it is about; null = each of them. Of domains, which are hashed, it is each: null. */
  name: Schema.NullOr(AccountName),
  limit: wholeNumber(1, 1_000_000),
  windowSeconds: wholeNumber(1, 2_678_400)
})
export type Rate = typeof Rate.Type

/** Rates of a centre, at most. */
export const RATES_MAX = 32

/** All rates from here on. */
export const RatesSet = Schema.TaggedStruct("RatesSet", { rates: Schema.Array(Rate) })

/** Of one campaign, stopped. */
export const DialerCreated = Schema.TaggedStruct("DialerCreated", {
  ...dialer,
  settings: DialerSettings
})
/** All settings from here on. */
export const DialerChanged = Schema.TaggedStruct("DialerChanged", { ...dialer, settings: DialerSettings })
/** It sends where its list, hours, campaign and rates allow. */
export const DialerStarted = Schema.TaggedStruct("DialerStarted", dialer)
/** By a supervisor, or by itself after failures in succession. */
export const DialerPaused = Schema.TaggedStruct("DialerPaused", {
  ...dialer,
  cause: Schema.Literals(["supervisor", "failures"])
})
/** It sends nothing until it is started. */
export const DialerStopped = Schema.TaggedStruct("DialerStopped", dialer)

/** Its lists were removed before it. */
export const DialerRemoved = Schema.TaggedStruct("DialerRemoved", dialer)

/** What becomes of the good rows when there are bad ones. */
export const OnErrors = Schema.Literals(["keep", "refuse"])

/** A list to be filled. */
export const ListCreated = Schema.TaggedStruct("ListCreated", {
  ...list,
  name: Label,
  /** May hold `${variables}`; null: the template's serves. */
  subject: Schema.NullOr(Label),
  onErrors: OnErrors
})
/** All its rows were read: it can be activated. */
export const ListCompleted = Schema.TaggedStruct("ListCompleted", { ...list, records: Count, errors: Count })
/** It had bad rows and was to be taken whole or not at all: its records are dropped. */
export const ListRefused = Schema.TaggedStruct("ListRefused", { ...list, records: Count, errors: Count })
/** The one list of its dialer that is sent. */
export const ListActivated = Schema.TaggedStruct("ListActivated", list)
/** It is sent no more until it is activated again. */
export const ListDeactivated = Schema.TaggedStruct("ListDeactivated", list)
/** What it sent stays readable and can be marked; its id is never given again. `planned`: records that were not sent. */
export const ListRemoved = Schema.TaggedStruct("ListRemoved", { ...list, planned: Count })

const records = Schema.Array(DialerRecord).check(Schema.isMaxLength(RECORDS_PER_BATCH_MAX))

/** `errors`: bad rows among those read for this batch. */
export const RecordsImported = Schema.TaggedStruct("RecordsImported", { ...list, records, errors: Count })
/** Taken up by the owner of this epoch. `retryAt`: from when on the next of those to be tried again may be. */
export const RecordsClaimed = Schema.TaggedStruct("RecordsClaimed", {
  ...list,
  epoch: Ordinal,
  records,
  retryAt: Schema.NullOr(Instant)
})
/** Failed without a connection: the address is on the blacklist. */
export const RecordsBlocked = Schema.TaggedStruct("RecordsBlocked", {
  ...list,
  reason: ConfigName,
  at: Instant,
  records,
  retryAt: Schema.NullOr(Instant)
})
/** Durable before the last byte may leave: from here on a crash leaves the outcome unknown. */
export const RecordsSubmitted = Schema.TaggedStruct("RecordsSubmitted", { ...list, rows: Schema.Array(Ordinal) })
/** Planned again, each not before its instant. */
export const RecordsReturned = Schema.TaggedStruct("RecordsReturned", {
  ...list,
  cause: Schema.Literals([
    "refused-for-now",
    "next-destination",
    "paused",
    "deactivated",
    "campaign-disabled",
    "off-schedule",
    "out-of-period",
    "blacklisted",
    "owner-changed"
  ]),
  records
})

export const Outcome = Schema.Literals(["sent", "failed", "ambiguous"])
export type Outcome = typeof Outcome.Type
export const Mark = Schema.Literals(["seen", "bounced", "complained", "unsubscribed"])
export type Mark = typeof Mark.Type

/** A record that is processed. */
export const ResolvedRecord = Schema.Struct({
  record: DialerRecord,
  outcome: Outcome,
  reason: Schema.NullOr(ConfigName),
  /** When it came out, as the channel saw it. */
  at: Instant,
  /** What an answer to it will name. */
  reference: Schema.NullOr(KeyedHashes),
  marks: Schema.Array(Mark)
})
export type ResolvedRecord = typeof ResolvedRecord.Type
const resolved = Schema.Array(ResolvedRecord).check(Schema.isMaxLength(RECORDS_PER_BATCH_MAX))

/** They are processed: sent, failed, or nobody knows. */
export const RecordsResolved = Schema.TaggedStruct("RecordsResolved", {
  ...list,
  records: resolved
})
/** Where records were written to that are planned anew: what is heard of that mail later is about there. */
const wroteTo = Schema.Array(Schema.Struct({ row: Ordinal, address: KeyedHashes })).check(
  Schema.isMaxLength(RECORDS_PER_BATCH_MAX)
)

/**
 * Somebody, or a policy, says what became of ambiguous ones, or what is heard of them does; those to be sent again are
 * returned.
 */
export const RecordsSettled = Schema.TaggedStruct("RecordsSettled", {
  ...list,
  wroteTo,
  as: Schema.Literals(["sent", "failed", "again"]),
  records: resolved
})
/**
 * Processed ones that an agent's outcome plans again: `record` as it is from now on, the rest as it was. Rescheduled: not
 * before its instant; on the alternative: at the next destination.
 */
export const RecordsRespooled = Schema.TaggedStruct("RecordsRespooled", {
  ...list,
  wroteTo,
  cause: Schema.Literals(["reschedule", "respool", "respool-alternative"]),
  records: resolved
})
/** Each for the first time; `marks` are all there are now. */
export const RecordsMarked = Schema.TaggedStruct("RecordsMarked", { ...list, mark: Mark, records: resolved })
/** An answer to a record's message opened an interaction: what names that message is of this conversation from now on. */
export const RecordAnswered = Schema.TaggedStruct("RecordAnswered", {
  ...list,
  row: Ordinal,
  interactionId: InteractionId,
  reference: KeyedHashes
})
/** Planned records of a list that was refused, or that is removed. */
export const RecordsDropped = Schema.TaggedStruct("RecordsDropped", { ...list, records })

export const DialerEvent = Schema.Union([
  RatesSet,
  DialerCreated,
  DialerChanged,
  DialerStarted,
  DialerPaused,
  DialerStopped,
  DialerRemoved,
  ListCreated,
  ListCompleted,
  ListRefused,
  ListActivated,
  ListDeactivated,
  ListRemoved,
  RecordsImported,
  RecordsClaimed,
  RecordsBlocked,
  RecordsSubmitted,
  RecordsReturned,
  RecordsResolved,
  RecordsSettled,
  RecordsRespooled,
  RecordsMarked,
  RecordAnswered,
  RecordsDropped
])
export type DialerEvent = typeof DialerEvent.Type
