/** What a centre as a whole goes through. */
import * as Schema from "effect/Schema"
import {
  CampaignName,
  ChannelName,
  ConfigName,
  Cost,
  Count,
  Instant,
  LocalDate,
  Ordinal,
  Seconds,
  SourceId,
  wholeNumber
} from "../kernel/fields.ts"

const policies = {
  requeueAfterDisconnectSeconds: Seconds,
  /** Whether a member needs an enabled voice campaign to receive anything at all. */
  requireVoiceMembership: Schema.Boolean
}

/** First in every log, but for who owns the centre and for Ticks. The seed feeds every draw; it is no secret. */
export const CentreCreated = Schema.TaggedStruct("CentreCreated", {
  seed: ConfigName,
  zone: ConfigName,
  ...policies
})

/** Policies of the centre from here on. */
export const CentreChanged = Schema.TaggedStruct("CentreChanged", policies)

/** What one interaction of the channel takes of an agent's capacity from here on. */
export const ChannelCostChanged = Schema.TaggedStruct("ChannelCostChanged", { channel: ChannelName, cost: Cost })

/** The account of this campaign sends what the centre itself mails (a new password, say); null = none does. */
export const SystemMailChanged = Schema.TaggedStruct("SystemMailChanged", { account: Schema.NullOr(CampaignName) })

/** Days for which content is kept of a conversation that has ended, at most: a hundred years. */
export const CONTENT_DAYS_MAX = 36_500
export const ContentDays = wholeNumber(1, CONTENT_DAYS_MAX)

/** Content of conversations that ended so many days ago is deleted from here on; null: none is. */
export const RetentionChanged = Schema.TaggedStruct("RetentionChanged", { contentDays: Schema.NullOr(ContentDays) })

/** The first append of a new owner: it makes every later append of an older one fail. */
export const OwnershipTaken = Schema.TaggedStruct("OwnershipTaken", { epoch: Ordinal })

/** From here on the log may hold what this format brought. */
export const FormatRaised = Schema.TaggedStruct("FormatRaised", { format: Ordinal })

/** A local day of a zone in use begins; `endsAt` is the first instant of the next. */
export const DayStarted = Schema.TaggedStruct("DayStarted", {
  zone: ConfigName,
  date: LocalDate,
  endsAt: Instant,
  dueAt: Schema.NullOr(Instant)
})

/** The source numbers its messages anew (for IMAP: a new UIDVALIDITY); reading begins again at its start. */
export const SourceReset = Schema.TaggedStruct("SourceReset", { source: SourceId, epoch: Count })

export const TenantEvent = Schema.Union([
  CentreCreated,
  CentreChanged,
  ChannelCostChanged,
  SystemMailChanged,
  RetentionChanged,
  OwnershipTaken,
  FormatRaised,
  DayStarted,
  SourceReset
])
export type TenantEvent = typeof TenantEvent.Type
