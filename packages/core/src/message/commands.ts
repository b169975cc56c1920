import * as Schema from "effect/Schema"
import {
  AgentId,
  CampaignName,
  ConfigName,
  ContentId,
  FieldName,
  InteractionId,
  KeyedHashes,
  MessageId,
  Ordinal,
  Priority,
  RequiredSkills,
  Seconds,
  SourcePlace
} from "../kernel/fields.ts"
import { Contents, Participants } from "./events.ts"

/** Most ids of earlier messages that one message may name. */
export const REFERENCES_MAX = 200

/**
 * A client's message, from any channel: opens an interaction or joins one.
 *
 * `interactionId` is the GUID used if it opens one. `conversation` names an open interaction that the channel knows it
 * belongs to (a chat); `replyToken` one whose token, made by us, it carries. `subject` stands for sender and subject
 * together and is left out unless the campaign threads by them. By whatever rule, the sender must take part.
 */
export const ReceiveMessage = Schema.TaggedStruct("ReceiveMessage", {
  interactionId: InteractionId,
  campaign: CampaignName,
  from: Schema.optionalKey(KeyedHashes),
  participants: Schema.optionalKey(Participants),
  contents: Contents,
  priority: Schema.optionalKey(Priority),
  /** Required of whoever gets it, besides what the campaign requires. */
  skills: Schema.optionalKey(RequiredSkills),
  conversation: Schema.optionalKey(InteractionId),
  replyToken: Schema.optionalKey(InteractionId),
  reference: Schema.optionalKey(KeyedHashes),
  fingerprint: Schema.optionalKey(KeyedHashes),
  inReplyTo: Schema.optionalKey(Schema.Array(KeyedHashes).check(Schema.isMaxLength(REFERENCES_MAX))),
  references: Schema.optionalKey(Schema.Array(KeyedHashes).check(Schema.isMaxLength(REFERENCES_MAX))),
  subject: Schema.optionalKey(KeyedHashes),
  automatic: Schema.optionalKey(Schema.Boolean),
  place: Schema.optionalKey(SourcePlace)
})

/** Most fields that a start may fill. */
export const FIELDS_MAX = 32

/**
 * An agent contacts a client. `to` is where; `fields` names those that are filled, their values are in the contents.
 * A field that only the world can vouch for (an open window, the comment that is answered) is named by the adapter.
 * With contents it begins with that message.
 */
export const StartInteraction = Schema.TaggedStruct("StartInteraction", {
  interactionId: InteractionId,
  agentId: AgentId,
  campaign: CampaignName,
  to: Schema.optionalKey(KeyedHashes),
  fields: Schema.optionalKey(Schema.Array(FieldName).check(Schema.isMaxLength(FIELDS_MAX))),
  contents: Schema.optionalKey(Contents),
  participants: Schema.optionalKey(Participants)
})

/** Read and left alone: our own, or a delivery report. */
export const SkipMessage = Schema.TaggedStruct("SkipMessage", {
  campaign: CampaignName,
  reason: Schema.Literals(["own", "report"]),
  place: SourcePlace
})

/** A message that cannot be read: kept raw where it can be, told, and passed, so that its source goes on. */
export const QuarantineMessage = Schema.TaggedStruct("QuarantineMessage", {
  campaign: CampaignName,
  raw: Schema.NullOr(ContentId),
  reason: ConfigName,
  place: SourcePlace
})

/** An agent's answer. Its contents are in the content store already; `participants` are those it goes to. */
export const SendMessage = Schema.TaggedStruct("SendMessage", {
  interactionId: InteractionId,
  agentId: AgentId,
  contents: Contents,
  participants: Schema.optionalKey(Participants)
})

/**
 * A bot's message in an open interaction, whoever has it or is to get it: it is no agent's answer, changes nothing of
 * routing, and leaves what the client wrote unread. Its contents are in the content store already.
 */
export const SendBotMessage = Schema.TaggedStruct("SendBotMessage", {
  interactionId: InteractionId,
  contents: Contents,
  participants: Schema.optionalKey(Participants)
})

const effect = { messageId: MessageId, epoch: Ordinal }

/** The sender of this epoch takes a planned message up. */
export const ClaimMessage = Schema.TaggedStruct("ClaimMessage", effect)
/** Said before the last byte may leave: from here on a crash leaves the outcome unknown. */
export const SubmitMessage = Schema.TaggedStruct("SubmitMessage", effect)

/** What became of it, as the channel saw it. */
export const RecordMessageOutcome = Schema.TaggedStruct("RecordMessageOutcome", {
  ...effect,
  outcome: Schema.Literals(["sent", "failed", "temporary", "ambiguous"]),
  reason: Schema.optionalKey(ConfigName),
  reference: Schema.optionalKey(KeyedHashes),
  retryAfterSeconds: Schema.optionalKey(Seconds)
})

/** The world tells that a message arrived, or was read; `seen` implies `delivered`. Told by the channel, whoever owns now. */
export const RecordReceipt = Schema.TaggedStruct("RecordReceipt", {
  messageId: MessageId,
  receipt: Schema.Literals(["delivered", "seen"])
})

export const MessageCommand = Schema.Union([
  ReceiveMessage,
  StartInteraction,
  SkipMessage,
  QuarantineMessage,
  SendMessage,
  SendBotMessage,
  ClaimMessage,
  SubmitMessage,
  RecordMessageOutcome,
  RecordReceipt
])
export type MessageCommand = typeof MessageCommand.Type

export const MessageUnknown = Schema.TaggedStruct("MessageUnknown", { messageId: MessageId })
/** Not in the state that this step needs. */
export const MessageNotReady = Schema.TaggedStruct("MessageNotReady", {
  messageId: MessageId,
  state: Schema.Literals(["planned", "claimed", "submitted", "ambiguous"])
})
/** The agents, or the bots, have written as often as they may in one interaction. */
export const TooManyMessages = Schema.TaggedStruct("TooManyMessages", {
  interactionId: InteractionId,
  limit: Schema.Int
})
export const MessageRejection = Schema.Union([MessageUnknown, MessageNotReady, TooManyMessages])
export type MessageRejection = typeof MessageRejection.Type
