/** Messages in and out. Bodies, subjects, addresses and Message-IDs lie in the content store; here stand their ids and hashes. */
import * as Schema from "effect/Schema"
import {
  AgentId,
  CampaignName,
  ChannelName,
  ConfigName,
  ContactId,
  ContentId,
  Count,
  Instant,
  InteractionId,
  KeyedHashes,
  MessageId,
  Ordinal,
  SourcePlace
} from "../kernel/fields.ts"

/** Most people of a conversation whose hashes are kept. */
export const PARTICIPANTS_MAX = 100
/** Most attachments of one message. */
export const ATTACHMENTS_MAX = 100

export const Participants = Schema.Array(KeyedHashes).check(Schema.isMaxLength(PARTICIPANTS_MAX))

/** What the parts of a message are in the content store: `body` holds addresses, subject and texts. */
export const Contents = Schema.Struct({
  body: Schema.NullOr(ContentId),
  raw: Schema.NullOr(ContentId),
  attachments: Schema.Array(ContentId).check(Schema.isMaxLength(ATTACHMENTS_MAX))
})
export type Contents = typeof Contents.Type

/** By which rule a message found its conversation; `new` when none did. */
export const ThreadRule = Schema.Literals([
  "reply-token",
  "in-reply-to",
  "references",
  "subject",
  "conversation",
  "new"
])
export type ThreadRule = typeof ThreadRule.Type

const one = { messageId: MessageId, interactionId: InteractionId, campaign: CampaignName }

/** A client's message, and by which rule it belongs to the interaction. */
export const MessageReceived = Schema.TaggedStruct("MessageReceived", {
  ...one,
  /** The campaign that it came to, if the interaction has moved to another meanwhile; null: to the interaction's own. */
  through: Schema.NullOr(CampaignName),
  contactId: Schema.NullOr(ContactId),
  contents: Contents,
  participants: Participants,
  /** The sender's own id of the message (for mail its Message-ID), and its fingerprint. */
  reference: Schema.NullOr(KeyedHashes),
  fingerprint: Schema.NullOr(KeyedHashes),
  /** Of sender and subject together, where the campaign threads by them; null elsewhere. */
  subject: Schema.NullOr(KeyedHashes),
  threadedBy: ThreadRule,
  /** Sent by a machine: never answered by one. */
  automatic: Schema.Boolean,
  place: Schema.NullOr(SourcePlace)
})

/** The same message read again from another source: nothing new. */
export const MessageCopied = Schema.TaggedStruct("MessageCopied", {
  interactionId: InteractionId,
  campaign: CampaignName,
  fingerprint: Schema.NullOr(KeyedHashes),
  place: Schema.NullOr(SourcePlace)
})

/** Read and rightly left alone. */
export const MessageSkipped = Schema.TaggedStruct("MessageSkipped", {
  campaign: CampaignName,
  reason: Schema.Literals(["duplicate", "own", "report"]),
  place: Schema.NullOr(SourcePlace)
})

/** Could not be read; kept raw, and the source goes on. */
export const MessageQuarantined = Schema.TaggedStruct("MessageQuarantined", {
  campaign: CampaignName,
  raw: Schema.NullOr(ContentId),
  reason: ConfigName,
  place: Schema.NullOr(SourcePlace)
})

/** Who wrote a message that goes out. `system`: the campaign's own answer to an arrival. */
export const Sender = Schema.Literals(["agent", "bot", "system"])
export type Sender = typeof Sender.Type

/** A message to be sent; `agentId` is null but for an agent's. */
export const MessagePlanned = Schema.TaggedStruct("MessagePlanned", {
  ...one,
  channel: ChannelName,
  author: Sender,
  agentId: Schema.NullOr(AgentId),
  contactId: Schema.NullOr(ContactId),
  contents: Contents,
  participants: Participants,
  /** An agent answers the client for the first time since the first entry. */
  first: Schema.Boolean,
  /** The client is asked to rate it. */
  rateable: Schema.Boolean
})

/** Whoever opened the interaction is answered by a template, and not again before `until`. */
export const ClientAutoReplied = Schema.TaggedStruct("ClientAutoReplied", {
  ...one,
  address: KeyedHashes,
  template: ConfigName,
  until: Instant
})

const effect = { messageId: MessageId, interactionId: InteractionId, campaign: CampaignName }

/** Taken up by the owner of this epoch. */
export const MessageClaimed = Schema.TaggedStruct("MessageClaimed", { ...effect, epoch: Ordinal })
/** Durable before the last byte may leave: from here on a crash leaves the outcome unknown. */
export const MessageSubmitted = Schema.TaggedStruct("MessageSubmitted", effect)
/** It has left; `reference` is how answers will name it. */
export const MessageSent = Schema.TaggedStruct("MessageSent", { ...effect, reference: Schema.NullOr(KeyedHashes) })
/** It will not be tried again. */
export const MessageFailed = Schema.TaggedStruct("MessageFailed", { ...effect, reason: ConfigName })
/** Not accepted for now: planned again, not before `notBefore`. */
export const MessageReturned = Schema.TaggedStruct("MessageReturned", {
  ...effect,
  reason: ConfigName,
  attempts: Count,
  notBefore: Instant
})
/** Whether it arrived is not known; never sent again by itself. */
export const MessageAmbiguous = Schema.TaggedStruct("MessageAmbiguous", effect)
/** The client's side has it. */
export const MessageDelivered = Schema.TaggedStruct("MessageDelivered", effect)
/** The client has read it, so that it was delivered too. */
export const MessageSeen = Schema.TaggedStruct("MessageSeen", effect)

export const MessageEvent = Schema.Union([
  MessageReceived,
  MessageCopied,
  MessageSkipped,
  MessageQuarantined,
  MessagePlanned,
  ClientAutoReplied,
  MessageClaimed,
  MessageSubmitted,
  MessageSent,
  MessageFailed,
  MessageReturned,
  MessageAmbiguous,
  MessageDelivered,
  MessageSeen
])
export type MessageEvent = typeof MessageEvent.Type
