import * as Schema from "effect/Schema"
import {
  AgentId,
  CampaignName,
  ChannelName,
  ConfigName,
  ContentId,
  DISPOSITION_LEVELS_MAX,
  DispositionId,
  FieldName,
  Instant,
  InteractionId,
  Ordinal,
  TransferId,
  wholeNumber
} from "../kernel/fields.ts"
import { TransferMode } from "./events-active.ts"

const owned = { interactionId: InteractionId, agentId: AgentId }

/** The outcome that an agent files: the path's ids, root first. `at` is for a node whose action is to reschedule. */
export const Disposition = Schema.Struct({
  path: Schema.Array(DispositionId).check(Schema.isBetweenLength(1, DISPOSITION_LEVELS_MAX)),
  comment: Schema.NullOr(ContentId),
  at: Schema.optionalKey(Instant)
})
export type Disposition = typeof Disposition.Type

/** The owner ends the conversation. */
export const FinishInteraction = Schema.TaggedStruct("FinishInteraction", {
  ...owned,
  disposition: Schema.optionalKey(Disposition)
})

/** The owner looks at it: what the client wrote is read. */
export const OpenInteraction = Schema.TaggedStruct("OpenInteraction", owned)

/** The outcome of a conversation that has ended, while its wrap-up lasts. */
export const FileDisposition = Schema.TaggedStruct("FileDisposition", { ...owned, disposition: Disposition })

/** A supervisor ends a call whose owner is not connected. */
export const EndInteraction = Schema.TaggedStruct("EndInteraction", { interactionId: InteractionId })

/** A call: its client waits. */
export const HoldInteraction = Schema.TaggedStruct("HoldInteraction", owned)
/** The call goes on. */
export const ResumeInteraction = Schema.TaggedStruct("ResumeInteraction", owned)

/** Attended, or out of the centre: calls only. The destination's number is content. */
export const TransferInteraction = Schema.TaggedStruct("TransferInteraction", {
  ...owned,
  to: Schema.Union([
    Schema.Struct({ kind: Schema.Literal("agent"), agentId: AgentId, mode: Schema.optionalKey(TransferMode) }),
    Schema.Struct({ kind: Schema.Literal("campaign"), campaign: CampaignName }),
    Schema.Struct({ kind: Schema.Literal("external"), destination: ContentId, mode: Schema.optionalKey(TransferMode) })
  ])
})

const pending = { ...owned, transferId: TransferId }

/** The target answers. On voice the adapter sends it, when the parties are joined. */
export const AcceptTransfer = Schema.TaggedStruct("AcceptTransfer", pending)
/** The sender keeps the interaction. */
export const RejectTransfer = Schema.TaggedStruct("RejectTransfer", pending)
/** The sender takes it back. */
export const CancelTransfer = Schema.TaggedStruct("CancelTransfer", pending)

/** What became of a call on its way out, as the adapter saw it. */
export const ReportExternalTransfer = Schema.TaggedStruct("ReportExternalTransfer", {
  interactionId: InteractionId,
  transferId: TransferId,
  outcome: Schema.Literals(["connected", "failed"]),
  reason: Schema.optionalKey(ConfigName)
})

export const ActiveCommand = Schema.Union([
  OpenInteraction,
  FinishInteraction,
  EndInteraction,
  HoldInteraction,
  ResumeInteraction,
  TransferInteraction,
  AcceptTransfer,
  RejectTransfer,
  CancelTransfer,
  ReportExternalTransfer
])

/** The campaign has been switched off. */
export const CampaignIsDisabled = Schema.TaggedStruct("CampaignIsDisabled", { campaign: CampaignName })
/** A live campaign outside its schedule. */
export const CampaignIsClosed = Schema.TaggedStruct("CampaignIsClosed", { campaign: CampaignName })
/** As many wait in this live campaign as may. */
export const QueueIsFull = Schema.TaggedStruct("QueueIsFull", { campaign: CampaignName, limit: Schema.Int })
export const AgentIsOnBreak = Schema.TaggedStruct("AgentIsOnBreak", { agentId: AgentId, name: ConfigName })
export const AgentIsInWrapUp = Schema.TaggedStruct("AgentIsInWrapUp", { agentId: AgentId, until: Instant })
export const NotOutboundMember = Schema.TaggedStruct("NotOutboundMember", { campaign: CampaignName, agentId: AgentId })
/** The client is on the campaign's blacklist or on the centre's. */
export const ClientIsBlacklisted = Schema.TaggedStruct("ClientIsBlacklisted", { campaign: CampaignName })
/** Of each group the channel needs one. */
export const FieldsMissing = Schema.TaggedStruct("FieldsMissing", {
  channel: ChannelName,
  missing: Schema.Array(Schema.Array(FieldName))
})
/** Only calls are held, passed on attended, or passed out of the centre. */
export const NotACall = Schema.TaggedStruct("NotACall", { interactionId: InteractionId, channel: ChannelName })
/** Its owner is there: they end it. */
export const OwnerIsConnected = Schema.TaggedStruct("OwnerIsConnected", {
  interactionId: InteractionId,
  ownerId: Schema.NullOr(AgentId)
})
/** One transfer at a time. */
export const TransferPending = Schema.TaggedStruct("TransferPending", {
  interactionId: InteractionId,
  transferId: TransferId
})
/** Not (or no longer) under way. */
export const TransferUnknown = Schema.TaggedStruct("TransferUnknown", {
  transferId: TransferId,
  ownerId: Schema.NullOr(AgentId)
})
export const NotYourTransfer = Schema.TaggedStruct("NotYourTransfer", { transferId: TransferId, agentId: AgentId })
export const TargetIsSender = Schema.TaggedStruct("TargetIsSender", { agentId: AgentId })
/** The campaign wants an outcome with the finish. */
export const DispositionRequired = Schema.TaggedStruct("DispositionRequired", {
  interactionId: InteractionId,
  campaign: CampaignName
})
/** The path is not one of the campaign's: where it leaves the tree, and why it may not end there. */
export const DispositionNotValid = Schema.TaggedStruct("DispositionNotValid", {
  level: Ordinal,
  because: Schema.Literals([
    "unknown",
    "disabled",
    "other-campaign",
    "other-channel",
    "not-final",
    "comment-missing",
    "date-missing"
  ])
})
/** The agent holds as much as they may. */
export const CapacityExceeded = Schema.TaggedStruct("CapacityExceeded", {
  agentId: AgentId,
  load: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  cost: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  capacity: wholeNumber(0, Number.MAX_SAFE_INTEGER)
})

export const ActiveRejection = Schema.Union([
  CampaignIsDisabled,
  CampaignIsClosed,
  QueueIsFull,
  AgentIsOnBreak,
  AgentIsInWrapUp,
  NotOutboundMember,
  ClientIsBlacklisted,
  FieldsMissing,
  NotACall,
  OwnerIsConnected,
  TransferPending,
  TransferUnknown,
  NotYourTransfer,
  TargetIsSender,
  DispositionRequired,
  DispositionNotValid,
  CapacityExceeded
])
