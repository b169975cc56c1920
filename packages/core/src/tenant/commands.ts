import * as Schema from "effect/Schema"
import { ContentDays } from "./events.ts"
import { CampaignName, ChannelName, ConfigName, Cost, Count, Ordinal, Seconds, SourceId } from "../kernel/fields.ts"

const policies = {
  requeueAfterDisconnectSeconds: Schema.optionalKey(Seconds),
  requireVoiceMembership: Schema.optionalKey(Schema.Boolean)
}

/** Founds the centre. `seed` feeds every draw, `zone` is the zone of campaigns that name none. */
export const CreateCentre = Schema.TaggedStruct("CreateCentre", {
  seed: ConfigName,
  zone: ConfigName,
  ...policies
})

/**
 * What is left out stays. 0 seconds = text work is never taken from an agent who is disconnected. `systemMail` names
 * the campaign whose account sends what the centre itself mails. After `contentDays` days (null: never) the content of a
 * conversation that has ended is deleted.
 */
export const ChangeCentre = Schema.TaggedStruct("ChangeCentre", {
  ...policies,
  systemMail: Schema.optionalKey(Schema.NullOr(CampaignName)),
  contentDays: Schema.optionalKey(Schema.NullOr(ContentDays))
})

/** What one interaction of the channel takes of an agent's capacity; what is active or offered keeps its own. */
export const SetChannelCost = Schema.TaggedStruct("SetChannelCost", { channel: ChannelName, cost: Cost })

/** The engine's first command after it became owner. */
export const TakeOwnership = Schema.TaggedStruct("TakeOwnership", { epoch: Ordinal })

/**
 * Lets the log hold what a newer format brought. There is no way back: who does not know the format cannot own the centre
 * any more.
 */
export const RaiseFormat = Schema.TaggedStruct("RaiseFormat", { format: Ordinal })

/** The source has numbered its messages anew (IMAP: another UIDVALIDITY): what it has is read again from the first. */
export const ResetSource = Schema.TaggedStruct("ResetSource", { source: SourceId, epoch: Count })

export const TenantCommand = Schema.Union([
  CreateCentre,
  ChangeCentre,
  SetChannelCost,
  TakeOwnership,
  RaiseFormat,
  ResetSource
])
export type TenantCommand = typeof TenantCommand.Type

/** Most users of a centre. */
export const USERS_MAX = 50_000
/** Most campaigns that a centre ever has. */
export const CAMPAIGNS_MAX = 20_000
/** Most dialers of a centre, and most lists, those that are done with included. */
export const DIALERS_MAX = 2_000
export const LISTS_MAX = 20_000
/** Most sources of messages (mailboxes) that a centre ever reads. */
export const SOURCES_MAX = 20_000

/** Rejections are values, not errors: they cost no stack and carry the fact that hinders. */
export const CentreExists = Schema.TaggedStruct("CentreExists", {})
/** The centre is created first. */
export const CentreMissing = Schema.TaggedStruct("CentreMissing", {})
/** Of what a centre never forgets it holds as much as it may: campaigns that were removed count. */
export const CentreIsFull = Schema.TaggedStruct("CentreIsFull", {
  of: Schema.Literals(["users", "campaigns", "sources", "dialers", "lists"]),
  limit: Schema.Int
})
export const ZoneUnknown = Schema.TaggedStruct("ZoneUnknown", { zone: Schema.String })
/** It is not the owner of this epoch who asks: `epoch` is the owner's; 0 while nobody has taken the centre over. */
export const EpochPassed = Schema.TaggedStruct("EpochPassed", { epoch: Count })

/** This code knows formats up to `known`. */
export const FormatUnknown = Schema.TaggedStruct("FormatUnknown", { format: Schema.Int, known: Schema.Int })
/** The log is in an older format than the event that this would write: `RaiseFormat` comes first. */
export const FormatNotRaised = Schema.TaggedStruct("FormatNotRaised", {
  eventType: Schema.String,
  needed: Schema.Int,
  format: Schema.Int
})

export const TenantRejection = Schema.Union([
  CentreExists,
  CentreMissing,
  CentreIsFull,
  ZoneUnknown,
  EpochPassed,
  FormatUnknown,
  FormatNotRaised
])
export type TenantRejection = typeof TenantRejection.Type
