import * as Schema from "effect/Schema"
import {
  CampaignName,
  ConfigName,
  ContentId,
  Count,
  DialerName,
  Instant,
  KeyedHash,
  KeyedHashes,
  Label,
  ListId,
  Ordinal,
  Priority,
  Seconds,
  wholeNumber
} from "../kernel/fields.ts"
import { ALTERNATIVES_MAX, Mark, OnErrors, Outcome, Rate, RATES_MAX, RECORDS_PER_BATCH_MAX } from "./events.ts"
import { DialerSettingsChange } from "./settings.ts"

const optional = Schema.optionalKey

/** Named after its campaign unless it is given a name. */
export const CreateDialer = Schema.TaggedStruct("CreateDialer", {
  dialer: optional(DialerName),
  campaign: CampaignName,
  settings: optional(DialerSettingsChange)
})
/** Settings that are left out stay. */
export const ChangeDialer = Schema.TaggedStruct("ChangeDialer", { dialer: DialerName, settings: DialerSettingsChange })
/** Starts, or goes on at the first record that is not processed. */
export const StartDialer = Schema.TaggedStruct("StartDialer", { dialer: DialerName })
/** What is submitted is finished, what is only claimed is planned again. */
export const PauseDialer = Schema.TaggedStruct("PauseDialer", { dialer: DialerName })
/** As a pause, and shown as stopped. */
export const StopDialer = Schema.TaggedStruct("StopDialer", { dialer: DialerName })
/** With its lists and what they have planned; refused while records of it are claimed or submitted. */
export const RemoveDialer = Schema.TaggedStruct("RemoveDialer", { dialer: DialerName })

/** All rates of the centre, in place of those before. */
export const SetRates = Schema.TaggedStruct("SetRates", {
  rates: Schema.Array(Rate).check(Schema.isMaxLength(RATES_MAX))
})

/** Refused when neither the list nor the dialer's template has a subject. `keep` good rows, unless `refuse` is said. */
export const CreateList = Schema.TaggedStruct("CreateList", {
  dialer: DialerName,
  listId: ListId,
  name: Label,
  subject: optional(Label),
  onErrors: optional(OnErrors)
})

const destination = {
  address: KeyedHashes,
  domain: optional(Schema.NullOr(KeyedHash))
}

/** A record as it comes in; of the first destination the retries are the dialer's. */
export const NewRecord = Schema.Struct({
  row: Ordinal,
  priority: optional(Priority),
  content: ContentId,
  ...destination,
  alternatives: optional(
    Schema.Array(Schema.Struct({ ...destination, attemptsMax: optional(wholeNumber(1, 99)) })).check(
      Schema.isMaxLength(ALTERNATIVES_MAX)
    )
  ),
  warned: optional(Schema.Boolean)
})
export type NewRecord = typeof NewRecord.Type

/** The next rows of a list that is being read, ascending; rows that are there already are left as they are. */
export const ImportRecords = Schema.TaggedStruct("ImportRecords", {
  listId: ListId,
  records: Schema.Array(NewRecord).check(Schema.isMaxLength(RECORDS_PER_BATCH_MAX)),
  errors: optional(Count)
})
/** All rows have been read: it can be activated, or is refused for its bad rows. */
export const CompleteList = Schema.TaggedStruct("CompleteList", { listId: ListId })
/** Activating one deactivates the other. */
export const ActivateList = Schema.TaggedStruct("ActivateList", { listId: ListId })
/** What of it is only claimed is planned again. */
export const DeactivateList = Schema.TaggedStruct("DeactivateList", { listId: ListId })
/**
 * Refused while records of it are claimed or submitted, and, unless `drop` is said or the list was refused, while any are
 * planned. What it sent stays readable, rateable and markable; what was ambiguous stays so.
 */
export const RemoveList = Schema.TaggedStruct("RemoveList", { listId: ListId, drop: optional(Schema.Boolean) })
/** Drops a batch of the records that a refused list, or a removed one, has planned. */
export const DropRecords = Schema.TaggedStruct("DropRecords", { listId: ListId })

const rows = Schema.Array(Ordinal).check(Schema.isBetweenLength(1, RECORDS_PER_BATCH_MAX))

/** Takes up the next records that may be sent now, `max` at most. */
export const ClaimRecords = Schema.TaggedStruct("ClaimRecords", {
  dialer: DialerName,
  epoch: Ordinal,
  max: wholeNumber(1, RECORDS_PER_BATCH_MAX)
})
/** Said before the last byte may leave: from here on a crash leaves the outcome unknown. */
export const SubmitRecords = Schema.TaggedStruct("SubmitRecords", { listId: ListId, epoch: Ordinal, rows })

/** `temporary`: a 4xx, or the connection lost before the final dot. `ambiguous`: lost after it. */
export const RecordResult = Schema.Struct({
  row: Ordinal,
  outcome: Schema.Literals([...Outcome.literals, "temporary"]),
  reason: optional(ConfigName),
  /** When it came out, as the channel saw it; default: now. */
  at: optional(Instant),
  reference: optional(KeyedHashes),
  retryAfterSeconds: optional(Seconds)
})
export type RecordResult = typeof RecordResult.Type

/** What became of records, as the channel saw it; of those only claimed it can be a refusal alone. */
export const RecordOutcomes = Schema.TaggedStruct("RecordOutcomes", {
  listId: ListId,
  epoch: Ordinal,
  results: Schema.Array(RecordResult).check(Schema.isBetweenLength(1, RECORDS_PER_BATCH_MAX))
})

/** What was heard of sent records; `hard`: the address does not exist. */
export const MarkRecords = Schema.TaggedStruct("MarkRecords", {
  listId: ListId,
  mark: Mark,
  rows,
  hard: optional(Schema.Boolean)
})
/** What became of ambiguous records: a person's word, or a policy's. */
export const SettleRecords = Schema.TaggedStruct("SettleRecords", {
  listId: ListId,
  rows,
  as: Schema.Literals(["sent", "failed", "again"])
})

export const DialerCommand = Schema.Union([
  CreateDialer,
  ChangeDialer,
  StartDialer,
  PauseDialer,
  StopDialer,
  RemoveDialer,
  SetRates,
  CreateList,
  ImportRecords,
  CompleteList,
  ActivateList,
  DeactivateList,
  RemoveList,
  DropRecords,
  ClaimRecords,
  SubmitRecords,
  RecordOutcomes,
  MarkRecords,
  SettleRecords
])
export type DialerCommand = typeof DialerCommand.Type

export const DialerExists = Schema.TaggedStruct("DialerExists", { dialer: DialerName })
export const DialerUnknown = Schema.TaggedStruct("DialerUnknown", { dialer: DialerName })
export const ListExists = Schema.TaggedStruct("ListExists", { listId: ListId })
export const ListUnknown = Schema.TaggedStruct("ListUnknown", { listId: ListId })
/** The list is not where this would be done to it: loading, inactive, active or refused. */
export const ListNotReady = Schema.TaggedStruct("ListNotReady", {
  listId: ListId,
  state: Schema.Literals(["loading", "inactive", "active", "refused"])
})
/** So many records are claimed or submitted: of a list, of a dialer, or (dialer null) of all dialers of a campaign. */
export const RecordsUnderWay = Schema.TaggedStruct("RecordsUnderWay", {
  campaign: CampaignName,
  dialer: Schema.NullOr(DialerName),
  listId: Schema.NullOr(ListId),
  records: Count
})
/** So many records of the list are still to be sent. */
export const ListHasPlannedRecords = Schema.TaggedStruct("ListHasPlannedRecords", { listId: ListId, planned: Count })
/** Neither the list nor the dialer's template has a subject. */
export const SubjectMissing = Schema.TaggedStruct("SubjectMissing", { dialer: DialerName, listId: ListId })
export const TooManyLists = Schema.TaggedStruct("TooManyLists", { dialer: DialerName, limit: Count })
/** A time of the calendar event is neither fixed nor from a variable, is no time, or is not after the start. */
export const CalendarEventInvalid = Schema.TaggedStruct("CalendarEventInvalid", {
  dialer: DialerName,
  time: Schema.Literals(["start", "end"]),
  because: Schema.Literals(["missing", "unreadable", "not-after-start"])
})
/** It would end before it starts. */
export const DialerPeriodEmpty = Schema.TaggedStruct("DialerPeriodEmpty", {
  dialer: DialerName,
  startsAt: Instant,
  endsAt: Instant
})
/** Two rates of the same window about the same thing: one of them says nothing. */
export const RateRepeated = Schema.TaggedStruct("RateRepeated", { rate: Rate })
/** A rate of one domain: domains are known by their hashes alone, and each has the rate. */
export const RateOfOneDomain = Schema.TaggedStruct("RateOfOneDomain", { rate: Rate })
export const RowsNotAscending = Schema.TaggedStruct("RowsNotAscending", { listId: ListId, row: Ordinal })
/** The record is not at the step of its sending that this needs. */
export const RecordNotReady = Schema.TaggedStruct("RecordNotReady", {
  listId: ListId,
  row: Ordinal,
  state: Schema.Literals(["not-in-flight", "claimed", "submitted", ...Outcome.literals])
})

export const DialerRejection = Schema.Union([
  DialerExists,
  DialerUnknown,
  ListExists,
  ListUnknown,
  ListNotReady,
  RecordsUnderWay,
  ListHasPlannedRecords,
  SubjectMissing,
  TooManyLists,
  CalendarEventInvalid,
  DialerPeriodEmpty,
  RateRepeated,
  RateOfOneDomain,
  RowsNotAscending,
  RecordNotReady
])
export type DialerRejection = typeof DialerRejection.Type
