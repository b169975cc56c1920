/**
 * Every conversation there was: whose, where, when, by whom, and its messages by reference. Texts and names of clients
 * are not in it: whoever reads it brings them (`texts.ts`).
 */
import type {
  AgentId,
  CampaignName,
  ChannelName,
  ContactId,
  DialerName,
  Instant,
  InteractionId,
  ListId
} from "../kernel/fields.ts"
import { emptyHamt, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import type { Recorded } from "../kernel/envelope.ts"
import { emptyVector, vectorLength, vectorPush, type Vector } from "../kernel/vector.ts"
import type { Contents, MessageEvent } from "../message/events.ts"
import { legBegun, legEnded } from "./legs.ts"
import type { Projection, StoredEvent } from "./projection.ts"

/** Legs of one conversation that are kept; later ones are in the log. */
export const LEGS_MAX = 200

export interface ConversationLeg {
  readonly agentId: AgentId
  readonly campaign: CampaignName
  readonly from: Instant
  /** Null while it lasts. */
  readonly to: Instant | null
}

export interface ConversationMessage {
  readonly messageId: string
  readonly at: Instant
  readonly author: "client" | "agent" | "bot" | "system"
  readonly agentId: AgentId | null
  readonly contents: Contents
}

export interface AnsweredRecord {
  readonly dialer: DialerName
  readonly listId: ListId
  readonly row: number
}

export type ConversationOutcome = "answered" | "abandoned" | "withdrawn"

export interface Conversation {
  readonly interactionId: InteractionId
  /** From 0, in the order in which conversations began. */
  readonly number: number
  /** Of the last entry or leg, and all that it has been in. */
  readonly campaign: CampaignName
  readonly campaigns: ReadonlyArray<CampaignName>
  readonly channel: ChannelName
  readonly direction: "in" | "out"
  /** As it was then: who they are now says `clientOf`. */
  readonly contactId: ContactId | null
  readonly linkedTo: InteractionId | null
  /** The record of a dialer that it answers. */
  readonly record: AnsweredRecord | null
  /** Who had a leg, each once. */
  readonly agents: ReadonlyArray<AgentId>
  readonly legs: ReadonlyArray<ConversationLeg>
  /** Of the last entry, its first; null while it has none, and of an outbound one before it is requeued. */
  readonly outcome: ConversationOutcome | null
  /** The path that was filed, root first; empty before. */
  readonly disposition: ReadonlyArray<string>
  readonly startedAt: Instant
  /** Null while it is open. */
  readonly endedAt: Instant | null
  readonly messages: Vector<ConversationMessage>
  /** Of the last event about it: what changed since a position is after it. */
  readonly position: number
}

export type SendingState = "planned" | "submitted" | "sent" | "failed" | "ambiguous" | "delivered" | "seen"

export interface ConversationsView {
  readonly all: Hamt<Conversation>
  /** In the order in which they began. */
  readonly order: Vector<InteractionId>
  /** By agent, in the order of their first leg. */
  readonly ofAgent: Hamt<Vector<InteractionId>>
  /** By the contact they began with, in the order in which they began. */
  readonly ofContact: Hamt<Vector<InteractionId>>
  /** Who they are now, of contacts who were merged, and the other way round. */
  readonly survivors: Hamt<ContactId>
  readonly mergedInto: Hamt<ReadonlyArray<ContactId>>
  /** Of messages that went out, by id. */
  readonly sendings: Hamt<SendingState>
}

/** O(log n + legs of the conversation + contacts merged into one) per event. */
export const conversations: Projection<ConversationsView> = {
  name: "conversations",
  version: 3,
  initial: {
    all: emptyHamt(),
    order: emptyVector(),
    ofAgent: emptyHamt(),
    ofContact: emptyHamt(),
    survivors: emptyHamt(),
    mergedInto: emptyHamt(),
    sendings: emptyHamt()
  },
  evolve
}

/** Whose conversation it is, as contacts were merged since. O(log n). */
export const clientOf = ({ survivors }: ConversationsView, { contactId }: Pick<Conversation, "contactId">) =>
  contactId === null ? null : (hamtGet(survivors, contactId) ?? contactId)

/** Every name under which conversations of this contact began. O(contacts merged into it). */
export function namesOf(view: ConversationsView, contactId: string): ReadonlyArray<string> {
  const now = hamtGet(view.survivors, contactId) ?? contactId
  return [now, ...(hamtGet(view.mergedInto, now) ?? [])]
}

type Arrival = Pick<Conversation, "interactionId" | "campaign" | "channel" | "direction" | "contactId" | "linkedTo">

function begun(view: ConversationsView, { position, at }: Recorded<StoredEvent>, arrival: Arrival): ConversationsView {
  const { interactionId, campaign, contactId } = arrival
  const number = vectorLength(view.order)
  const conversation: Conversation = {
    ...arrival,
    number,
    campaigns: [campaign],
    record: null,
    agents: [],
    legs: [],
    outcome: null,
    disposition: [],
    startedAt: at,
    endedAt: null,
    messages: emptyVector(),
    position
  }
  return {
    ...view,
    all: hamtSet(view.all, interactionId, conversation, undefined),
    order: vectorPush(view.order, interactionId, undefined),
    ofContact: contactId === null ? view.ofContact : listed(view.ofContact, contactId, interactionId)
  }
}

const listed = (lists: Hamt<Vector<InteractionId>>, key: string, id: InteractionId): Hamt<Vector<InteractionId>> =>
  hamtSet(lists, key, vectorPush(hamtGet(lists, key) ?? emptyVector<InteractionId>(), id, undefined), undefined)

const changed = (
  view: ConversationsView,
  { position }: Recorded<StoredEvent>,
  id: InteractionId,
  change: (conversation: Conversation) => Partial<Conversation>
): ConversationsView => {
  const known = hamtGet(view.all, id)
  if (known === undefined) return view
  return { ...view, all: hamtSet(view.all, id, { ...known, ...change(known), position }, undefined) }
}

const inCampaign = ({ campaigns }: Conversation, campaign: CampaignName) => ({
  campaign,
  campaigns: campaigns.includes(campaign) ? campaigns : [...campaigns, campaign]
})

function evolve(view: ConversationsView, recorded: Recorded<StoredEvent>): ConversationsView {
  const { event } = recorded
  switch (event._tag) {
    case "InteractionArrived": {
      const { interactionId, campaign, channel, contactId, linkedTo } = event
      return begun(view, recorded, { interactionId, campaign, channel, direction: "in", contactId, linkedTo })
    }
    case "InteractionStarted": {
      const { interactionId, campaign, channel, contactId } = event
      const started = { interactionId, campaign, channel, direction: "out", contactId, linkedTo: null } as const
      return evolveLegs(begun(view, recorded, started), recorded)
    }
    case "DispositionFiled":
      return changed(view, recorded, event.interactionId, () => ({
        disposition: event.levels.map(({ value }) => value)
      }))
    case "RecordAnswered": {
      const { dialer, listId, row, interactionId } = event
      return changed(view, recorded, interactionId, () => ({ record: { dialer, listId, row } }))
    }
    case "InteractionQueued":
      return changed(view, recorded, event.interactionId, (one) => ({
        ...inCampaign(one, event.campaign),
        outcome: null
      }))
    case "InteractionAbandoned":
      return event.outcome ? changed(view, recorded, event.interactionId, () => ({ outcome: "abandoned" })) : view
    case "InteractionWithdrawn":
      return event.outcome ? changed(view, recorded, event.interactionId, () => ({ outcome: "withdrawn" })) : view
    case "InteractionClosed":
      return changed(view, recorded, event.interactionId, () => ({ endedAt: event.endedAt }))
    case "ContactsMerged": {
      const { contactId, person } = event
      const survivors = person.merged.reduce((now, id) => hamtSet(now, id, contactId, undefined), view.survivors)
      return { ...view, survivors, mergedInto: hamtSet(view.mergedInto, contactId, person.merged, undefined) }
    }
    case "MessageReceived":
    case "MessagePlanned":
      return spoken(view, recorded, event)
    case "MessageSubmitted":
    case "MessageSent":
    case "MessageFailed":
    case "MessageAmbiguous":
    case "MessageReturned":
    case "MessageDelivered":
    case "MessageSeen":
      return sending(view, recorded, event)
    default:
      return evolveLegs(view, recorded)
  }
}

function spoken(
  view: ConversationsView,
  recorded: Recorded<StoredEvent>,
  event: MessageEvent & { _tag: "MessageReceived" | "MessagePlanned" }
): ConversationsView {
  const { messageId, interactionId, contents } = event
  const byClient = event._tag === "MessageReceived"
  const agentId = byClient ? null : event.agentId
  const said: ConversationMessage = {
    messageId,
    at: recorded.at,
    author: byClient ? "client" : event.author,
    agentId,
    contents
  }
  const next = changed(view, recorded, interactionId, ({ messages }) => ({
    messages: vectorPush(messages, said, undefined)
  }))
  return byClient ? next : { ...next, sendings: hamtSet(next.sendings, messageId, "planned", undefined) }
}

const SENDING = {
  MessageSubmitted: "submitted",
  MessageSent: "sent",
  MessageFailed: "failed",
  MessageAmbiguous: "ambiguous",
  MessageReturned: "planned",
  MessageDelivered: "delivered",
  MessageSeen: "seen"
} as const

function sending(
  view: ConversationsView,
  recorded: Recorded<StoredEvent>,
  event: MessageEvent & { _tag: keyof typeof SENDING }
): ConversationsView {
  const next = changed(view, recorded, event.interactionId, () => ({}))
  return { ...next, sendings: hamtSet(next.sendings, event.messageId, SENDING[event._tag], undefined) }
}

/** Whether the event is the first outcome of an entry: a leg may begin without one, and after another. */
const answers = (event: StoredEvent): boolean =>
  (event._tag === "OfferAccepted" || event._tag === "InteractionTaken") && event.outcome

function evolveLegs(view: ConversationsView, recorded: Recorded<StoredEvent>): ConversationsView {
  const ended = legEnded(recorded.event)
  const left =
    ended === null
      ? view
      : changed(view, recorded, ended.interactionId, ({ legs, endedAt }) => ({
          legs: legs.map((leg) =>
            // When it was due to end, though its Tick came late.
            leg.to === null && leg.agentId === ended.agentId
              ? { ...leg, to: leg.from + ended.talkMs + ended.holdMs }
              : leg
          ),
          endedAt: ended.isLast ? recorded.at : endedAt
        }))
  const leg = legBegun(recorded.event)
  if (leg === null) return left
  const { interactionId, campaign, agentId } = leg
  const known = hamtGet(left.all, interactionId)
  if (known === undefined) return left
  const isFirst = !known.agents.includes(agentId)
  const next = changed(left, recorded, interactionId, (one) => ({
    ...inCampaign(one, campaign),
    outcome: answers(recorded.event) ? "answered" : one.outcome,
    agents: isFirst ? [...one.agents, agentId] : one.agents,
    legs: [...one.legs, { agentId, campaign, from: recorded.at, to: null }].slice(-LEGS_MAX)
  }))
  if (!isFirst) return next
  return { ...next, ofAgent: listed(next.ofAgent, agentId, interactionId) }
}
