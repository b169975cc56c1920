/** What the events of an interaction's life do to it, to its agent and to the membership that it counts for. */
import * as agents from "../agent/index.ts"
import * as interactions from "../interaction/index.ts"
import type { InteractionEvent } from "../interaction/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { CentreEvent } from "./events.ts"
import { evolveActive } from "./evolve-active.ts"
import * as set from "./set.ts"
import type { Draft } from "./state.ts"

/** The commonest events by far: they are told by one look-up, before all others. */
const tags: { readonly [Tag in InteractionEvent["_tag"]]: true } = {
  InteractionArrived: true,
  InteractionRefused: true,
  InteractionClosed: true,
  InteractionOpened: true,
  InteractionQueued: true,
  InteractionAdmitted: true,
  EntryRelaxed: true,
  OverflowSkipped: true,
  InteractionOverflowed: true,
  PreferredWindowStarted: true,
  PreferredWindowEnded: true,
  OfferRoundStarted: true,
  InteractionAbandoned: true,
  InteractionWithdrawn: true,
  ChatLimitReached: true,
  InteractionStarted: true,
  InteractionHeld: true,
  InteractionResumed: true,
  TransferOffered: true,
  TransferAccepted: true,
  TransferRejected: true,
  TransferExpired: true,
  TransferRevoked: true,
  ExternalTransferStarted: true,
  ExternalTransferEnded: true,
  InteractionTransferred: true,
  DispositionFiled: true,
  InteractionOffered: true,
  OfferAccepted: true,
  OfferRejected: true,
  OfferExpired: true,
  OfferRevoked: true,
  OfferRescinded: true,
  InteractionTaken: true,
  InteractionReleased: true,
  InteractionFinished: true
}

export const isInteractionEvent = (event: CentreEvent): event is InteractionEvent => event._tag in tags

export function evolveInteraction(draft: Draft, event: InteractionEvent): void {
  switch (event._tag) {
    case "InteractionArrived":
      set.converseWith(draft, event.interactionId, event.address)
      return set.interaction(
        draft,
        undefined,
        interactions.arrived(event, set.campaignOf(draft, event.campaign).number)
      )
    case "InteractionRefused":
      return set.read(draft, event.place)
    case "InteractionClosed":
      set.dropConversation(draft, event.interactionId)
      return set.interaction(draft, set.interactionOf(draft, event.interactionId), undefined)
    case "InteractionQueued": {
      const before = set.interactionOf(draft, event.interactionId)
      const { number } = set.campaignOf(draft, event.campaign)
      return set.interaction(draft, before, interactions.queued(before, event, number))
    }
    case "InteractionAdmitted":
    case "EntryRelaxed":
    case "OverflowSkipped":
    case "InteractionOverflowed":
    case "PreferredWindowStarted":
    case "PreferredWindowEnded":
    case "OfferRoundStarted":
    case "InteractionAbandoned":
    case "InteractionWithdrawn":
    case "ChatLimitReached": {
      const before = set.interactionOf(draft, event.interactionId)
      return set.interaction(draft, before, interactions.evolve(before, event, draft.at))
    }
    case "InteractionStarted":
    case "InteractionOpened":
    case "InteractionHeld":
    case "InteractionResumed":
    case "TransferOffered":
    case "TransferAccepted":
    case "TransferRejected":
    case "TransferExpired":
    case "TransferRevoked":
    case "ExternalTransferStarted":
    case "ExternalTransferEnded":
    case "InteractionTransferred":
    case "DispositionFiled":
      return evolveActive(draft, event)
    default:
      return evolveWithAgent(draft, event)
  }
}

type WithAgent = Extract<
  InteractionEvent,
  {
    _tag:
      | "InteractionOffered"
      | "OfferAccepted"
      | "OfferRejected"
      | "OfferExpired"
      | "OfferRevoked"
      | "OfferRescinded"
      | "InteractionTaken"
      | "InteractionReleased"
      | "InteractionFinished"
  }
>

function evolveWithAgent(draft: Draft, event: WithAgent): void {
  const { agentId, interactionId } = event
  const before = set.interactionOf(draft, interactionId)
  const agent = set.agentOf(draft, agentId)
  const { campaign } = before
  const held = { interactionId, campaign, call: before.call }
  set.interaction(draft, before, interactions.evolve(before, event, draft.at))
  switch (event._tag) {
    case "InteractionOffered":
      set.agent(draft, agent, agents.offered(agent, { ...held, cost: event.cost, hold: false, via: "offer" }))
      return set.offered(draft, campaign, event)
    case "OfferAccepted":
    case "InteractionTaken": {
      const { cost, hold } = event
      set.agent(draft, agent, agents.occupied(agent, { ...held, cost, hold, via: "offer" }))
      return set.step(draft, campaign, agentId, event._tag === "OfferAccepted" ? "accepted" : "taken")
    }
    case "OfferRejected":
    case "OfferExpired":
    case "OfferRevoked":
    case "OfferRescinded": {
      set.agent(draft, agent, agents.unoffered(agent, interactionId))
      const step = event._tag === "OfferExpired" ? "missed" : event._tag === "OfferRejected" ? "rejected" : "unoffered"
      return set.step(draft, campaign, agentId, step)
    }
    case "InteractionReleased":
      set.agent(draft, agent, agents.vacated(agent, interactionId))
      return set.step(draft, campaign, agentId, "vacated")
    case "InteractionFinished":
      set.agent(draft, agent, agents.ended(agent, interactionId, draft.at))
      return set.step(draft, campaign, agentId, "ended")
    default:
      return unreachable(event)
  }
}
