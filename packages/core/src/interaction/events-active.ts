/** What happens to an interaction while an agent has it: started by one, held, passed on, its outcome filed. */
import * as Schema from "effect/Schema"
import {
  AgentId,
  CampaignName,
  ChannelKind,
  ChannelName,
  ConfigName,
  ContactId,
  ContentId,
  Cost,
  Count,
  DISPOSITION_LEVELS_MAX,
  DispositionId,
  Instant,
  InteractionId,
  KeyedHashes,
  Label,
  Media,
  Ordinal,
  TransferId
} from "../kernel/fields.ts"

const owned = { interactionId: InteractionId, campaign: CampaignName, agentId: AgentId, leg: Ordinal }

/** What a leg that ends was: talk from its beginning, less the time on hold. */
export const legEnd = { ...owned, talkMs: Count, holdMs: Count }

/** What it takes of the owner's capacity, and whether it puts them on routing hold while they own it. */
export const burden = { cost: Cost, hold: Schema.Boolean }

/**
 * An agent contacts a client: active and the agent's from the first instant. No entry, so nothing for the queue's
 * figures. `address` stands for where the client is reached.
 */
export const InteractionStarted = Schema.TaggedStruct("InteractionStarted", {
  interactionId: InteractionId,
  campaign: CampaignName,
  channel: ChannelName,
  kind: ChannelKind,
  media: Media,
  agentId: AgentId,
  ...burden,
  contactId: Schema.NullOr(ContactId),
  address: Schema.NullOr(KeyedHashes),
  chatLimitAt: Schema.NullOr(Instant)
})

/** The owner looked at it while something was unread. */
export const InteractionOpened = Schema.TaggedStruct("InteractionOpened", {
  interactionId: InteractionId,
  campaign: CampaignName,
  agentId: AgentId
})

/** The owner put a call on hold. */
export const InteractionHeld = Schema.TaggedStruct("InteractionHeld", owned)
/** The call goes on; how long it was held. */
export const InteractionResumed = Schema.TaggedStruct("InteractionResumed", { ...owned, heldMs: Count })

export const TransferMode = Schema.Literals(["blind", "attended"])
export type TransferMode = typeof TransferMode.Type

/** `agentId` is whom it is passed to, `fromAgentId` who has it until that one accepts. */
const transfer = {
  interactionId: InteractionId,
  campaign: CampaignName,
  transferId: TransferId,
  fromAgentId: AgentId,
  agentId: AgentId
}

/** It stays the sender's until the other accepts, or the time is over. */
export const TransferOffered = Schema.TaggedStruct("TransferOffered", {
  ...transfer,
  mode: TransferMode,
  /** Loads the target from here on. */
  cost: Cost,
  expiresAt: Schema.NullOr(Instant)
})

/** It is the other agent's: `leg` is the sender's, which ends, and its talk and hold. */
export const TransferAccepted = Schema.TaggedStruct("TransferAccepted", {
  ...transfer,
  leg: Ordinal,
  talkMs: Count,
  holdMs: Count,
  ...burden,
  chatLimitAt: Schema.NullOr(Instant)
})
/** The sender keeps it. */
export const TransferRejected = Schema.TaggedStruct("TransferRejected", transfer)
/** Nobody answered in time: the sender keeps it, or it is requeued where they are gone. */
export const TransferExpired = Schema.TaggedStruct("TransferExpired", { ...transfer, dueAt: Instant })
/** Taken back by its sender (`cancelled`), or one of the two or the interaction is gone for it. */
export const TransferRevoked = Schema.TaggedStruct("TransferRevoked", { ...transfer, reason: ConfigName })

const external = { interactionId: InteractionId, campaign: CampaignName, transferId: TransferId, agentId: AgentId }

/** A call on its way out of the centre. Where to is content. It ends as finished, transferred out, or goes on here. */
export const ExternalTransferStarted = Schema.TaggedStruct("ExternalTransferStarted", {
  ...external,
  /** Whose call it is, and the content with it. */
  contactId: Schema.NullOr(ContactId),
  destination: ContentId,
  mode: TransferMode,
  expiresAt: Schema.NullOr(Instant)
})
/** It came to nothing, and why: the sender keeps the call. */
export const ExternalTransferEnded = Schema.TaggedStruct("ExternalTransferEnded", {
  ...external,
  reason: ConfigName,
  dueAt: Schema.NullOr(Instant)
})

/** Passed to a campaign: the leg ends, an entry there follows. */
export const InteractionTransferred = Schema.TaggedStruct("InteractionTransferred", { ...legEnd, to: CampaignName })

/** One level of the outcome that was filed. */
export const DispositionLevel = Schema.Struct({ id: DispositionId, value: Label })
export type DispositionLevel = typeof DispositionLevel.Type

/** What is to be done about it. */
export const DispositionAction = Schema.Union([
  Schema.Struct({ kind: Schema.Literals(["none", "respool", "respool-alternative"]) }),
  Schema.Struct({ kind: Schema.Literal("reschedule"), at: Instant })
])
export type DispositionAction = typeof DispositionAction.Type

/** The outcome, root first. */
export const DispositionFiled = Schema.TaggedStruct("DispositionFiled", {
  interactionId: InteractionId,
  campaign: CampaignName,
  agentId: AgentId,
  /** Whose the comment is. */
  contactId: Schema.NullOr(ContactId),
  levels: Schema.Array(DispositionLevel).check(Schema.isBetweenLength(1, DISPOSITION_LEVELS_MAX)),
  comment: Schema.NullOr(ContentId),
  action: DispositionAction
})

export const ActiveEvent = Schema.Union([
  InteractionStarted,
  InteractionOpened,
  InteractionHeld,
  InteractionResumed,
  TransferOffered,
  TransferAccepted,
  TransferRejected,
  TransferExpired,
  TransferRevoked,
  ExternalTransferStarted,
  ExternalTransferEnded,
  InteractionTransferred,
  DispositionFiled
])
export type ActiveEvent = typeof ActiveEvent.Type
