/**
 * Every conversation there was: whose, where, when, by whom, and its messages by reference. Texts and names of clients
 * are not in it: whoever reads it brings them (`texts.ts`).
 */
import type { CampaignName, InteractionId } from "../kernel/fields.ts"
import type { Recorded } from "../kernel/envelope.ts"
import type { MessageEvent } from "../message/events.ts"
import {
  conversationKey,
  ConversationDocument,
  messageKey,
  personKey,
  placesOfConversation,
  type Conversation
} from "./conversation-documents.ts"
import { legBegun, legEnded } from "./legs.ts"
import type { StoredEvent } from "./projection.ts"
import { decoding, type Change, type Documents, type ReadModel } from "./read-model.ts"

/** Legs of one conversation that are kept; later ones are in the log. */
export const LEGS_MAX = 200

type Known = Documents<ConversationDocument>
type Changes = ReadonlyArray<Change<ConversationDocument>>

/** O(legs of the conversation + contacts merged into one) per event. */
export const conversations: ReadModel<ConversationDocument> = {
  name: "conversations",
  version: 4,
  decode: decoding(ConversationDocument),
  needs,
  evolve,
  places: placesOfConversation
}

function needs({ event }: Recorded<StoredEvent>): ReadonlyArray<string> {
  switch (event._tag) {
    case "InteractionArrived":
    case "InteractionStarted":
      return []
    case "MessageSubmitted":
    case "MessageSent":
    case "MessageFailed":
    case "MessageAmbiguous":
    case "MessageReturned":
    case "MessageDelivered":
    case "MessageSeen":
      return [conversationKey(event.interactionId), messageKey(event.messageId)]
    case "DispositionFiled":
    case "RecordAnswered":
    case "InteractionQueued":
    case "InteractionAbandoned":
    case "InteractionWithdrawn":
    case "InteractionClosed":
    case "MessageReceived":
    case "MessagePlanned":
      return [conversationKey(event.interactionId)]
    default: {
      const leg = legBegun(event) ?? legEnded(event)
      return leg === null ? [] : [conversationKey(leg.interactionId)]
    }
  }
}

type Arrival = Pick<Conversation, "interactionId" | "campaign" | "channel" | "direction" | "contactId" | "linkedTo">

const begun = ({ position, at }: Recorded<StoredEvent>, arrival: Arrival): Conversation => ({
  _tag: "Conversation",
  ...arrival,
  begunAt: position,
  campaigns: [arrival.campaign],
  record: null,
  agents: [],
  legs: [],
  outcome: null,
  disposition: [],
  startedAt: at,
  endedAt: null,
  subject: null,
  messageCount: 0,
  position
})

const written = (conversation: Conversation): Changes => [[conversationKey(conversation.interactionId), conversation]]

/** The change of one conversation; nothing if it is not known. */
function changed(
  known: Known,
  { position }: Recorded<StoredEvent>,
  id: InteractionId,
  change: (conversation: Conversation) => Partial<Conversation>
): Changes {
  const one = known(conversationKey(id))
  return one?._tag === "Conversation" ? written({ ...one, ...change(one), position }) : []
}

const inCampaign = ({ campaigns }: Conversation, campaign: CampaignName) => ({
  campaign,
  campaigns: campaigns.includes(campaign) ? campaigns : [...campaigns, campaign]
})

function evolve(known: Known, recorded: Recorded<StoredEvent>): Changes {
  const { event } = recorded
  switch (event._tag) {
    case "InteractionArrived": {
      const { interactionId, campaign, channel, contactId, linkedTo } = event
      return written(begun(recorded, { interactionId, campaign, channel, direction: "in", contactId, linkedTo }))
    }
    case "InteractionStarted": {
      const { interactionId, campaign, channel, contactId } = event
      const arrival = { interactionId, campaign, channel, direction: "out", contactId, linkedTo: null } as const
      return written(withLegs(begun(recorded, arrival), recorded))
    }
    case "DispositionFiled":
      return changed(known, recorded, event.interactionId, () => ({
        disposition: event.levels.map(({ value }) => value)
      }))
    case "RecordAnswered": {
      const { dialer, listId, row, interactionId } = event
      return changed(known, recorded, interactionId, () => ({ record: { dialer, listId, row } }))
    }
    case "InteractionQueued":
      return changed(known, recorded, event.interactionId, (one) => ({
        ...inCampaign(one, event.campaign),
        outcome: null
      }))
    case "InteractionAbandoned":
      return event.outcome ? changed(known, recorded, event.interactionId, () => ({ outcome: "abandoned" })) : []
    case "InteractionWithdrawn":
      return event.outcome ? changed(known, recorded, event.interactionId, () => ({ outcome: "withdrawn" })) : []
    case "InteractionClosed":
      return changed(known, recorded, event.interactionId, () => ({ endedAt: event.endedAt }))
    case "ContactsMerged": {
      const { contactId, person } = event
      const gone = person.merged.map((id) => [personKey(id), { _tag: "Person", contactId, merged: [] }] as const)
      return [...gone, [personKey(contactId), { _tag: "Person", contactId, merged: person.merged }]]
    }
    case "MessageReceived":
    case "MessagePlanned":
      return spoken(known, recorded, event)
    case "MessageSubmitted":
    case "MessageSent":
    case "MessageFailed":
    case "MessageAmbiguous":
    case "MessageReturned":
    case "MessageDelivered":
    case "MessageSeen":
      return sending(known, recorded, event)
    default: {
      const leg = legBegun(event) ?? legEnded(event)
      return leg === null ? [] : changed(known, recorded, leg.interactionId, (one) => withLegs(one, recorded))
    }
  }
}

function spoken(
  known: Known,
  recorded: Recorded<StoredEvent>,
  event: MessageEvent & { _tag: "MessageReceived" | "MessagePlanned" }
): Changes {
  const { messageId, interactionId, contents } = event
  const byClient = event._tag === "MessageReceived"
  return [
    ...changed(known, recorded, interactionId, ({ subject, messageCount }) => ({
      subject: subject ?? contents.body,
      messageCount: messageCount + 1
    })),
    [
      messageKey(messageId),
      {
        _tag: "Message",
        messageId,
        interactionId,
        position: recorded.position,
        at: recorded.at,
        author: byClient ? "client" : event.author,
        agentId: byClient ? null : event.agentId,
        contents,
        sending: byClient ? null : "planned"
      }
    ]
  ]
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
  known: Known,
  recorded: Recorded<StoredEvent>,
  event: MessageEvent & { _tag: keyof typeof SENDING }
): Changes {
  const key = messageKey(event.messageId)
  const message = known(key)
  const about = changed(known, recorded, event.interactionId, () => ({}))
  return message?._tag === "Message" ? [...about, [key, { ...message, sending: SENDING[event._tag] }]] : about
}

/** Whether the event is the first outcome of an entry: a leg may begin without one, and after another. */
const answers = (event: StoredEvent): boolean =>
  (event._tag === "OfferAccepted" || event._tag === "InteractionTaken") && event.outcome

/** The conversation with the leg that ends and the one that begins. */
function withLegs(one: Conversation, { at, event }: Recorded<StoredEvent>): Conversation {
  const ended = legEnded(event)
  const left: Conversation =
    ended === null
      ? one
      : {
          ...one,
          legs: one.legs.map((leg) =>
            // When it was due to end, though its Tick came late.
            leg.to === null && leg.agentId === ended.agentId
              ? { ...leg, to: leg.from + ended.talkMs + ended.holdMs }
              : leg
          ),
          endedAt: ended.isLast ? at : one.endedAt
        }
  const leg = legBegun(event)
  if (leg === null) return left
  const { campaign, agentId } = leg
  return {
    ...left,
    ...inCampaign(left, campaign),
    outcome: answers(event) ? "answered" : left.outcome,
    agents: left.agents.includes(agentId) ? left.agents : [...left.agents, agentId],
    legs: [...left.legs, { agentId, campaign, from: at, to: null }].slice(-LEGS_MAX)
  }
}
