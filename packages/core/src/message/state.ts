/** A conversation's messages while it is open, and each outgoing message until its outcome is known. */
import type {
  AgentId,
  CampaignName,
  ChannelName,
  Instant,
  InteractionId,
  KeyedHashes,
  MessageId
} from "../kernel/fields.ts"
import { unreachable } from "../kernel/unreachable.ts"
import { PARTICIPANTS_MAX, type Contents, type MessageEvent, type Sender } from "./events.ts"

/** Messages of one open conversation whose references are kept in memory; older ones are in the log. */
export const MESSAGES_IN_MEMORY_MAX = 200

export interface MessageRef {
  readonly id: MessageId
  readonly author: "client" | Sender
  readonly agentId: AgentId | null
  readonly at: Instant
  readonly contents: Contents
  readonly state: "received" | SendState | Reached | "failed"
}

export interface Conversation {
  readonly interactionId: InteractionId
  /** Messages so far; the next is named after it. */
  readonly count: number
  readonly latest: ReadonlyArray<MessageRef>
  readonly participants: ReadonlyArray<KeyedHashes>
  /** Messages of agents' so far. */
  readonly answers: number
  /** Messages of bots' so far. */
  readonly botMessages: number
  /** Messages of the client's since an owner last opened or answered it; a new owner finds the same. */
  readonly unread: number
}

/** How far a message that was sent is known to have come. */
export type Reached = "sent" | "delivered" | "seen"

export type SendState = "planned" | "claimed" | "submitted" | "ambiguous"

/** An outgoing message whose outcome is not known yet. */
export interface Outgoing {
  readonly id: MessageId
  readonly interactionId: InteractionId
  readonly campaign: CampaignName
  readonly channel: ChannelName
  readonly author: Sender
  readonly agentId: AgentId | null
  readonly contents: Contents
  readonly state: SendState
  readonly epoch: number
  readonly attempts: number
  readonly notBefore: Instant
}

export const newConversation = (interactionId: InteractionId): Conversation => ({
  interactionId,
  count: 0,
  latest: [],
  participants: [],
  answers: 0,
  botMessages: 0,
  unread: 0
})

/** Whether two lists of hashes name the same thing: they share one of a key version. */
export const sameHash = (a: KeyedHashes, b: KeyedHashes): boolean => a.some((hash) => b.includes(hash))

const joinedBy = (known: ReadonlyArray<KeyedHashes>, more: ReadonlyArray<KeyedHashes>): ReadonlyArray<KeyedHashes> => {
  const fresh = more.filter((hashes) => !known.some((other) => sameHash(other, hashes)))
  return fresh.length === 0 ? known : [...known, ...fresh].slice(0, PARTICIPANTS_MAX)
}

export function conversed(
  conversation: Conversation,
  event: MessageEvent & { _tag: "MessageReceived" | "MessagePlanned" },
  at: Instant
): Conversation {
  const { messageId: id, contents } = event
  const byClient = event._tag === "MessageReceived"
  const agentId = byClient ? null : event.agentId
  const author = byClient ? "client" : event.author
  const message: MessageRef = { id, author, agentId, at, contents, state: byClient ? "received" : "planned" }
  return {
    ...conversation,
    count: conversation.count + 1,
    latest: [...conversation.latest.slice(1 - MESSAGES_IN_MEMORY_MAX), message],
    participants: joinedBy(conversation.participants, event.participants),
    answers: conversation.answers + (author === "agent" ? 1 : 0),
    botMessages: conversation.botMessages + (author === "bot" ? 1 : 0),
    unread: unreadAfter(conversation, author)
  }
}

/** Its owner has looked at it: nothing is unread. */
export const opened = (conversation: Conversation): Conversation => ({ ...conversation, unread: 0 })

/** Who answers has read; what answers by itself, or for itself, has not. */
const unreadAfter = ({ unread }: Conversation, author: MessageRef["author"]): number =>
  author === "client" ? unread + 1 : author === "agent" ? 0 : unread

export const planned = (event: MessageEvent & { _tag: "MessagePlanned" }, at: Instant): Outgoing => ({
  id: event.messageId,
  interactionId: event.interactionId,
  campaign: event.campaign,
  channel: event.channel,
  author: event.author,
  agentId: event.agentId,
  contents: event.contents,
  state: "planned",
  epoch: 0,
  attempts: 0,
  notBefore: at
})

type Step = MessageEvent & {
  _tag: "MessageClaimed" | "MessageSubmitted" | "MessageReturned" | "MessageAmbiguous" | "MessageSent" | "MessageFailed"
}
type Receipt = MessageEvent & { _tag: "MessageDelivered" | "MessageSeen" }

/** The conversation after a step of sending one of its messages, or a receipt for one. O(messages in memory). */
export const progressed = (conversation: Conversation, { messageId, _tag }: Step | Receipt): Conversation => ({
  ...conversation,
  latest: conversation.latest.map((one) => (one.id === messageId ? { ...one, state: stateAfter(_tag) } : one))
})

function stateAfter(step: (Step | Receipt)["_tag"]): MessageRef["state"] {
  switch (step) {
    case "MessageClaimed":
      return "claimed"
    case "MessageSubmitted":
      return "submitted"
    case "MessageReturned":
      return "planned"
    case "MessageAmbiguous":
      return "ambiguous"
    case "MessageSent":
      return "sent"
    case "MessageFailed":
      return "failed"
    case "MessageDelivered":
      return "delivered"
    case "MessageSeen":
      return "seen"
    default:
      return unreachable(step)
  }
}

/** The message after a step of its sending; undefined once its outcome is final. */
export function evolve(outgoing: Outgoing, event: Step): Outgoing | undefined {
  switch (event._tag) {
    case "MessageClaimed":
      return { ...outgoing, state: "claimed", epoch: event.epoch, attempts: outgoing.attempts + 1 }
    case "MessageSubmitted":
      return { ...outgoing, state: "submitted" }
    case "MessageReturned":
      return { ...outgoing, state: "planned", attempts: event.attempts, notBefore: event.notBefore }
    case "MessageAmbiguous":
      return { ...outgoing, state: "ambiguous" }
    case "MessageSent":
    case "MessageFailed":
      return undefined
    default:
      return unreachable(event)
  }
}
