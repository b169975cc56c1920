/** The documents of the conversations: what is kept of each, of its messages, and of clients who were merged. */
import * as Schema from "effect/Schema"
import {
  AgentId,
  CampaignName,
  ChannelName,
  ContactId,
  ContentId,
  Count,
  DialerName,
  Instant,
  InteractionId,
  ListId,
  MessageId,
  Ordinal
} from "../kernel/fields.ts"
import { Contents } from "../message/events.ts"
import type { Place } from "./read-model.ts"

const ConversationLeg = Schema.Struct({
  agentId: AgentId,
  campaign: CampaignName,
  from: Instant,
  /** Null while it lasts. */
  to: Schema.NullOr(Instant)
})
export type ConversationLeg = typeof ConversationLeg.Type

const AnsweredRecord = Schema.Struct({ dialer: DialerName, listId: ListId, row: Ordinal })

const ConversationOutcome = Schema.Literals(["answered", "abandoned", "withdrawn"])
export type ConversationOutcome = typeof ConversationOutcome.Type

const Conversation = Schema.TaggedStruct("Conversation", {
  interactionId: InteractionId,
  /** The position at which it began: conversations are told, and paged, in this order. */
  begunAt: Ordinal,
  /** Of the last entry or leg, and all that it has been in. */
  campaign: CampaignName,
  campaigns: Schema.Array(CampaignName),
  channel: ChannelName,
  direction: Schema.Literals(["in", "out"]),
  /** As it was then; whoever reads is told who they are now. */
  contactId: Schema.NullOr(ContactId),
  linkedTo: Schema.NullOr(InteractionId),
  /** The record of a dialer that it answers. */
  record: Schema.NullOr(AnsweredRecord),
  /** Who had a leg, each once. */
  agents: Schema.Array(AgentId),
  legs: Schema.Array(ConversationLeg),
  /** Of the last entry, its first; null while it has none, and of an outbound one before it is requeued. */
  outcome: Schema.NullOr(ConversationOutcome),
  /** The path that was filed, root first; empty before. */
  disposition: Schema.Array(Schema.String),
  startedAt: Instant,
  /** Null while it is open. */
  endedAt: Schema.NullOr(Instant),
  /** The content that has its subject: of the first message with a body. */
  subject: Schema.NullOr(ContentId),
  messageCount: Count,
  /** Of the last event about it: what changed since a position is after it. */
  position: Ordinal
})
export type Conversation = typeof Conversation.Type

const SendingState = Schema.Literals(["planned", "submitted", "sent", "failed", "ambiguous", "delivered", "seen"])
export type SendingState = typeof SendingState.Type

const ConversationMessage = Schema.TaggedStruct("Message", {
  messageId: MessageId,
  interactionId: InteractionId,
  position: Ordinal,
  at: Instant,
  author: Schema.Literals(["client", "agent", "bot", "system"]),
  agentId: Schema.NullOr(AgentId),
  contents: Contents,
  /** How far it came; null of one that came in. */
  sending: Schema.NullOr(SendingState)
})
export type ConversationMessage = typeof ConversationMessage.Type

/** A contact who was merged, or into whom others were. */
const Person = Schema.TaggedStruct("Person", {
  /** Who they are now. */
  contactId: ContactId,
  /** Who was merged into them. */
  merged: Schema.Array(ContactId)
})

export const ConversationDocument = Schema.Union([Conversation, ConversationMessage, Person])
export type ConversationDocument = typeof ConversationDocument.Type

/** Keys of documents: no id holds a `/`. */
export const conversationKey = (interactionId: string): string => `conversation/${interactionId}`
export const messageKey = (messageId: string): string => `message/${messageId}`
export const personKey = (contactId: string): string => `person/${contactId}`

/** Lists of conversations, by the positions at which they began; and of one's messages, by theirs. */
export const LIST_OF_ALL = ""
export const listOfCampaign = (campaign: string): string => `campaign/${campaign}`
export const listOfAgent = (agentId: string): string => `agent/${agentId}`
/** Of the contact that a conversation began with. */
export const listOfContact = (contactId: string): string => `contact/${contactId}`
export const listOfMessages = (interactionId: string): string => `messages/${interactionId}`

export function placesOfConversation(document: ConversationDocument): ReadonlyArray<Place> {
  switch (document._tag) {
    case "Conversation": {
      const { begunAt: sort, campaigns, agents, contactId } = document
      return [
        LIST_OF_ALL,
        ...campaigns.map(listOfCampaign),
        ...agents.map(listOfAgent),
        ...(contactId === null ? [] : [listOfContact(contactId)])
      ].map((list) => ({ list, sort }))
    }
    case "Message":
      return [{ list: listOfMessages(document.interactionId), sort: document.position }]
    case "Person":
      return []
  }
}
