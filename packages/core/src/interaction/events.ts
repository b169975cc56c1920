/** The life of an interaction: arrival, queue, offers, an owner, an end. */
import * as Schema from "effect/Schema"
import {
  AgentId,
  CampaignName,
  ChannelKind,
  ChannelName,
  ConfigName,
  ContactId,
  Cost,
  Count,
  Instant,
  InteractionId,
  KeyedHashes,
  Media,
  OfferId,
  Ordinal,
  Penalty,
  Priority,
  RequiredSkills,
  SkillName,
  SourcePlace,
  wholeNumber
} from "../kernel/fields.ts"
import { ActiveEvent, burden, legEnd } from "./events-active.ts"

const entry = { interactionId: InteractionId, campaign: CampaignName, entry: Ordinal }
const offer = { ...entry, offerId: OfferId, agentId: AgentId }
const Due = Schema.NullOr(Instant)

/** What an agent must have to receive an entry: skills, each at least at its level, and a penalty within the range. */
export const Requirement = Schema.Struct({
  skills: RequiredSkills,
  penaltyRange: Schema.Struct({ from: Penalty, to: Penalty })
})
export type Requirement = typeof Requirement.Type

/** What will change of the requirement, and when; then on to another campaign, if one is named. */
export const EntryStep = Schema.Struct({
  dueAt: Instant,
  skills: Schema.Array(Schema.Struct({ skill: SkillName, level: wholeNumber(0, 100) })),
  penaltyRange: Schema.NullOr(Requirement.fields.penaltyRange),
  overflowTo: Schema.NullOr(CampaignName)
})
export type EntryStep = typeof EntryStep.Type

/** Only this agent may have the entry, until then; null = the window has not begun (the campaign is closed). */
export const Preferred = Schema.Struct({ agentId: AgentId, until: Due })
export type Preferred = typeof Preferred.Type

export const EntryKind = Schema.Literals(["arrival", "requeued", "moved", "transfer", "overflow"])
export type EntryKind = typeof EntryKind.Type

/** An interaction comes to be. `linkedTo` is the ended one that it goes on from. */
export const InteractionArrived = Schema.TaggedStruct("InteractionArrived", {
  interactionId: InteractionId,
  campaign: CampaignName,
  channel: ChannelName,
  kind: ChannelKind,
  media: Media,
  contactId: Schema.NullOr(ContactId),
  /** Where the client is reached: takes part before anything is said. */
  address: Schema.NullOr(KeyedHashes),
  linkedTo: Schema.NullOr(InteractionId),
  /** Required by the arrival itself, besides what its campaign requires. */
  skills: RequiredSkills
})

/** Turned away at the door; never entered. */
export const InteractionRefused = Schema.TaggedStruct("InteractionRefused", {
  interactionId: InteractionId,
  campaign: CampaignName,
  reason: Schema.Literals(["queue-full", "campaign-disabled", "out-of-hours"]),
  /** The holiday it came on, whose message the client is told. */
  holiday: Schema.NullOr(ConfigName),
  place: Schema.NullOr(SourcePlace)
})

/**
 * An entry opens: one stay in a campaign's queue. `enteredAt` orders it; waiting time for metrics and dropout runs
 * from `waitingSince`. A new entry opens a new leg.
 */
export const InteractionQueued = Schema.TaggedStruct("InteractionQueued", {
  ...entry,
  kind: EntryKind,
  place: Schema.Literals(["queue", "backlog"]),
  priority: Priority,
  enteredAt: Instant,
  waitingSince: Instant,
  dropoutAt: Due,
  requirement: Requirement,
  steps: Schema.Array(EntryStep),
  preferred: Schema.NullOr(Preferred),
  /** Passed over for one round: who transferred it. */
  passedOver: Schema.Array(AgentId),
  retryAt: Due
})

/** Room was made: from the backlog into the queue. */
export const InteractionAdmitted = Schema.TaggedStruct("InteractionAdmitted", entry)

/** A step of the entry came due: what is required from here on. An overflow waits until no offer is out. */
export const EntryRelaxed = Schema.TaggedStruct("EntryRelaxed", {
  ...entry,
  requirement: Requirement,
  overflowTo: Schema.NullOr(CampaignName),
  dueAt: Instant
})

/** The step's target cannot take it: it stays, and that step does not try again. */
export const OverflowSkipped = Schema.TaggedStruct("OverflowSkipped", {
  ...entry,
  to: CampaignName,
  reason: Schema.Literals([
    "campaign-unknown",
    "channel-differs",
    "campaign-disabled",
    "campaign-closed",
    "queue-full",
    "moves-max",
    "same-campaign"
  ])
})

/** The entry ends; another opens in the target. */
export const InteractionOverflowed = Schema.TaggedStruct("InteractionOverflowed", {
  ...entry,
  to: CampaignName,
  waitMs: Count,
  outcome: Schema.Boolean
})

/** The campaign opened: from here the preferred agent's time runs. */
export const PreferredWindowStarted = Schema.TaggedStruct("PreferredWindowStarted", {
  ...entry,
  agentId: AgentId,
  until: Instant
})

/** Others may have it from here on. */
export const PreferredWindowEnded = Schema.TaggedStruct("PreferredWindowEnded", {
  ...entry,
  agentId: AgentId,
  reason: Schema.Literals([
    "over",
    "refused",
    "missed",
    "agent-disconnected",
    "agent-on-break",
    "not-a-member",
    "required-skills"
  ]),
  dueAt: Due
})

/**
 * Proposed to an agent; of a ring several at once, each an offer of its own. `ordinal` is the member's joining number:
 * where the round robin now stands, if the offer moves it (one in a preferred window does not). For a drawn rule `draw`
 * is the number drawn and `among` how many it was drawn among; for others both are null.
 */
export const InteractionOffered = Schema.TaggedStruct("InteractionOffered", {
  ...offer,
  ordinal: Ordinal,
  movesPointer: Schema.Boolean,
  cost: Cost,
  expiresAt: Due,
  /** What must go on holding while the offer is out (later settings do not touch it), and the rule that chose. */
  eligibility: ConfigName,
  /** Most interactions of the campaign at once; null = no limit. */
  atOnceMax: Schema.NullOr(Ordinal),
  delivery: ConfigName,
  version: Count,
  draw: Schema.NullOr(Schema.Finite),
  among: Schema.NullOr(Count)
})

/** Another of the ring took it; no miss. */
export const OfferRescinded = Schema.TaggedStruct("OfferRescinded", offer)

/** The agent owns it. `outcome` is false when the entry had its outcome before (a dropout). */
export const OfferAccepted = Schema.TaggedStruct("OfferAccepted", {
  ...offer,
  ...burden,
  waitMs: Count,
  outcome: Schema.Boolean,
  chatLimitAt: Due
})

/** The agent is passed over until all were asked. */
export const OfferRejected = Schema.TaggedStruct("OfferRejected", { ...offer, retryAt: Instant })
/** Nobody answered in time; it counts as missed. */
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
  ...burden,
  waitMs: Count,
  outcome: Schema.Boolean,
  chatLimitAt: Due
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

/** The centre itself ended its wait, and why. */
export const InteractionWithdrawn = Schema.TaggedStruct("InteractionWithdrawn", {
  ...entry,
  reason: Schema.Literals(["campaign-disabled", "campaign-removed", "out-of-hours", "contact-erased"]),
  /** The holiday that closed the campaign, whose message the client is told. */
  holiday: Schema.NullOr(ConfigName),
  dueAt: Due,
  waitMs: Count,
  outcome: Schema.Boolean
})

/** It has been active for longer than its campaign's limit; nothing is cut. */
export const ChatLimitReached = Schema.TaggedStruct("ChatLimitReached", {
  interactionId: InteractionId,
  campaign: CampaignName,
  agentId: AgentId,
  dueAt: Instant
})

/** Taken from an agent who is gone, or whose transfer failed when they were gone; a new entry follows. */
export const InteractionReleased = Schema.TaggedStruct("InteractionReleased", {
  ...legEnd,
  cause: Schema.Literals(["signed-out", "disconnected", "transfer-failed"])
})

/**
 * The conversation ends; wrap-up, if any, begins. `transferred-out`: it goes on outside the centre. While
 * `awaitsDisposition`, its outcome is to be filed before it closes.
 */
export const InteractionFinished = Schema.TaggedStruct("InteractionFinished", {
  ...legEnd,
  by: Schema.Literals(["agent", "client", "supervisor", "transferred-out"]),
  awaitsDisposition: Schema.Boolean
})

/** It leaves memory. The hashes of those who took part stay, so that a later message finds it. */
export const InteractionClosed = Schema.TaggedStruct("InteractionClosed", {
  interactionId: InteractionId,
  campaign: CampaignName,
  contactId: Schema.NullOr(ContactId),
  lastAgentId: Schema.NullOr(AgentId),
  endedAt: Instant,
  /** Its campaign required an outcome, and none was filed. */
  undisposed: Schema.Boolean,
  participants: Schema.Array(KeyedHashes)
})

export const InteractionEvent = Schema.Union([
  InteractionArrived,
  InteractionRefused,
  InteractionQueued,
  InteractionAdmitted,
  EntryRelaxed,
  OverflowSkipped,
  InteractionOverflowed,
  PreferredWindowStarted,
  PreferredWindowEnded,
  InteractionOffered,
  OfferRescinded,
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
  InteractionClosed,
  ...ActiveEvent.members
])
export type InteractionEvent = typeof InteractionEvent.Type
