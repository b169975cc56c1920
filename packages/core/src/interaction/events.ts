/** The life of an interaction: arrival, queue, offers, an owner, an end. */
import * as Schema from "effect/Schema"
import {
  AgentId,
  CampaignName,
  ChannelKind,
  ChannelName,
  ConfigName,
  ContactId,
  Count,
  Instant,
  InteractionId,
  KeyedHashes,
  OfferId,
  Ordinal,
  Priority,
  SourcePlace
} from "../kernel/fields.ts"

const entry = { interactionId: InteractionId, campaign: CampaignName, entry: Ordinal }
const offer = { ...entry, offerId: OfferId, agentId: AgentId }
const Due = Schema.NullOr(Instant)

/** An interaction comes to be. `linkedTo` is the ended one that it goes on from. */
export const InteractionArrived = Schema.TaggedStruct("InteractionArrived", {
  interactionId: InteractionId,
  campaign: CampaignName,
  channel: ChannelName,
  kind: ChannelKind,
  contactId: Schema.NullOr(ContactId),
  linkedTo: Schema.NullOr(InteractionId)
})

/** Turned away at the door; never entered. */
export const InteractionRefused = Schema.TaggedStruct("InteractionRefused", {
  interactionId: InteractionId,
  campaign: CampaignName,
  reason: Schema.Literals(["queue-full", "campaign-disabled"]),
  place: Schema.NullOr(SourcePlace)
})

/**
 * An entry opens: one stay in a campaign's queue. `enteredAt` orders it; waiting time for metrics and dropout runs
 * from `waitingSince`. A new entry opens a new leg.
 */
export const InteractionQueued = Schema.TaggedStruct("InteractionQueued", {
  ...entry,
  kind: Schema.Literals(["arrival", "requeued", "moved"]),
  place: Schema.Literals(["queue", "backlog"]),
  priority: Priority,
  enteredAt: Instant,
  waitingSince: Instant,
  dropoutAt: Schema.NullOr(Instant)
})

/** Room was made: from the backlog into the queue. */
export const InteractionAdmitted = Schema.TaggedStruct("InteractionAdmitted", entry)

/**
 * `ordinal` is the member's joining number: where the round-robin pointer now stands. For a drawn rule `draw` is the
 * number drawn and `among` how many it was drawn among; for others both are null.
 */
export const InteractionOffered = Schema.TaggedStruct("InteractionOffered", {
  ...offer,
  ordinal: Ordinal,
  expiresAt: Schema.NullOr(Instant),
  /** What must go on holding while the offer is out (later settings do not touch it), and the rule that chose. */
  eligibility: ConfigName,
  /** Most interactions of the campaign at once; null = no limit. */
  atOnceMax: Schema.NullOr(Ordinal),
  delivery: ConfigName,
  draw: Schema.NullOr(Schema.Finite),
  among: Schema.NullOr(Count)
})

/** The agent owns it. `outcome` is false when the entry had its outcome before (a dropout). */
export const OfferAccepted = Schema.TaggedStruct("OfferAccepted", {
  ...offer,
  waitMs: Count,
  outcome: Schema.Boolean,
  chatLimitAt: Schema.NullOr(Instant)
})

export const OfferRejected = Schema.TaggedStruct("OfferRejected", { ...offer, retryAt: Instant })
export const OfferExpired = Schema.TaggedStruct("OfferExpired", { ...offer, retryAt: Instant, dueAt: Instant })

/** The agent, the interaction or the campaign is gone for this offer; no miss. */
export const OfferRevoked = Schema.TaggedStruct("OfferRevoked", {
  ...offer,
  reason: ConfigName
})

/** All who refused or missed are asked again. */
export const OfferRoundStarted = Schema.TaggedStruct("OfferRoundStarted", { ...entry, dueAt: Due })

/** An agent picked it from the pending ones of a pull campaign. */
export const InteractionTaken = Schema.TaggedStruct("InteractionTaken", {
  ...entry,
  agentId: AgentId,
  waitMs: Count,
  outcome: Schema.Boolean,
  chatLimitAt: Schema.NullOr(Instant)
})

/** The entry is abandoned. With `leaves` false (asynchronous, or by setting) it keeps its place and is routed on. */
export const InteractionAbandoned = Schema.TaggedStruct("InteractionAbandoned", {
  ...entry,
  reason: Schema.Literals(["client-left", "dropout", "nobody"]),
  waitMs: Count,
  outcome: Schema.Boolean,
  leaves: Schema.Boolean,
  dueAt: Due
})

export const InteractionWithdrawn = Schema.TaggedStruct("InteractionWithdrawn", {
  ...entry,
  reason: Schema.Literals(["campaign-disabled", "campaign-removed"]),
  waitMs: Count,
  outcome: Schema.Boolean
})

export const ChatLimitReached = Schema.TaggedStruct("ChatLimitReached", {
  interactionId: InteractionId,
  campaign: CampaignName,
  agentId: AgentId,
  dueAt: Instant
})

const leg = { interactionId: InteractionId, campaign: CampaignName, agentId: AgentId, leg: Ordinal, talkMs: Count }

/** Taken from an agent who is gone; a new entry follows. */
export const InteractionReleased = Schema.TaggedStruct("InteractionReleased", {
  ...leg,
  cause: Schema.Literals(["signed-out", "disconnected"])
})

/** The conversation ends; wrap-up, if any, begins. */
export const InteractionFinished = Schema.TaggedStruct("InteractionFinished", {
  ...leg,
  by: Schema.Literals(["agent", "client", "supervisor"])
})

/** It leaves memory. The hashes of those who took part stay, so that a later message finds it. */
export const InteractionClosed = Schema.TaggedStruct("InteractionClosed", {
  interactionId: InteractionId,
  campaign: CampaignName,
  contactId: Schema.NullOr(ContactId),
  lastAgentId: Schema.NullOr(AgentId),
  endedAt: Instant,
  participants: Schema.Array(KeyedHashes)
})

export const InteractionEvent = Schema.Union([
  InteractionArrived,
  InteractionRefused,
  InteractionQueued,
  InteractionAdmitted,
  InteractionOffered,
  OfferAccepted,
  OfferRejected,
  OfferExpired,
  OfferRevoked,
  OfferRoundStarted,
  InteractionTaken,
  InteractionAbandoned,
  InteractionWithdrawn,
  ChatLimitReached,
  InteractionReleased,
  InteractionFinished,
  InteractionClosed
])
export type InteractionEvent = typeof InteractionEvent.Type
