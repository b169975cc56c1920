/** The public form of an interaction's events. Sources, hashes of people and rules of standing offers stay inside. */
import type { ActiveEvent, InteractionEvent } from "../interaction/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { PublicEvent } from "./public-events.ts"
import { publishActive } from "./publish-active.ts"

type OfferEvent = Extract<
  InteractionEvent,
  {
    _tag: "InteractionOffered" | "OfferAccepted" | "OfferRejected" | "OfferExpired" | "OfferRevoked" | "OfferRescinded"
  }
>
type TermsEvent = Extract<
  InteractionEvent,
  {
    _tag:
      | "EntryRelaxed"
      | "OverflowSkipped"
      | "InteractionOverflowed"
      | "PreferredWindowStarted"
      | "PreferredWindowEnded"
  }
>
type LegEvent = Extract<
  InteractionEvent,
  { _tag: "ChatLimitReached" | "InteractionReleased" | "InteractionFinished" | "InteractionClosed" }
>
type About = Pick<PublicEvent, "subject" | "partitionKey">

export function publishInteraction(event: InteractionEvent): PublicEvent {
  const { interactionId } = event
  const about = { subject: `interactions/${interactionId}`, partitionKey: interactionId }
  switch (event._tag) {
    case "InteractionOffered":
    case "OfferAccepted":
    case "OfferRejected":
    case "OfferExpired":
    case "OfferRevoked":
    case "OfferRescinded":
      return publishOffer(event, about)
    case "EntryRelaxed":
    case "OverflowSkipped":
    case "InteractionOverflowed":
    case "PreferredWindowStarted":
    case "PreferredWindowEnded":
      return publishTerms(event, about)
    case "ChatLimitReached":
    case "InteractionReleased":
    case "InteractionFinished":
    case "InteractionClosed":
      return publishLeg(event, about)
    case "InteractionStarted":
    case "InteractionOpened":
    case "InteractionHeld":
    case "InteractionResumed":
    case "InteractionTransferred":
    case "DispositionFiled":
    case "ExternalTransferStarted":
    case "ExternalTransferEnded":
    case "TransferOffered":
    case "TransferAccepted":
    case "TransferRejected":
    case "TransferExpired":
    case "TransferRevoked":
      return publishActive(event, about)
    default:
      return publishEntry(event, about)
  }
}

function publishEntry(
  event: Exclude<InteractionEvent, ActiveEvent | OfferEvent | LegEvent | TermsEvent>,
  about: About
): PublicEvent {
  const { interactionId, campaign } = event
  switch (event._tag) {
    case "InteractionArrived": {
      const { channel, kind, contactId, linkedTo } = event
      const data = { interactionId, campaign, channel, kind, contactId, linkedTo }
      return { type: "cc.interaction.arrived.v1", ...about, data }
    }
    case "InteractionRefused":
      return {
        type: "cc.interaction.refused.v1",
        ...about,
        data: { interactionId, campaign, reason: event.reason, holiday: event.holiday }
      }
    case "InteractionQueued": {
      const { entry, kind, place, priority, enteredAt, waitingSince, dropoutAt, requirement, preferred } = event
      const when = { priority, enteredAt, waitingSince, dropoutAt }
      const data = { interactionId, campaign, entry, kind, place, ...when, requirement, preferred }
      return { type: "cc.interaction.queued.v1", ...about, data }
    }
    case "InteractionAdmitted":
      return { type: "cc.interaction.admitted.v1", ...about, data: { interactionId, campaign, entry: event.entry } }
    case "OfferRoundStarted": {
      const { entry, dueAt } = event
      return { type: "cc.interaction.round-started.v1", ...about, data: { interactionId, campaign, entry, dueAt } }
    }
    case "InteractionTaken": {
      const { entry, agentId, waitMs, outcome } = event
      const data = { interactionId, campaign, entry, agentId, waitMs, outcome }
      return { type: "cc.interaction.taken.v1", ...about, data }
    }
    case "InteractionAbandoned": {
      const { entry, reason, waitMs, outcome, leaves, dueAt } = event
      const data = { interactionId, campaign, entry, reason, waitMs, outcome, leaves, dueAt }
      return { type: "cc.interaction.abandoned.v1", ...about, data }
    }
    case "InteractionWithdrawn": {
      const { entry, reason, holiday, dueAt, waitMs, outcome } = event
      const data = { interactionId, campaign, entry, reason, holiday, dueAt, waitMs, outcome }
      return { type: "cc.interaction.withdrawn.v1", ...about, data }
    }
    default:
      return unreachable(event)
  }
}

function publishOffer(event: OfferEvent, about: About): PublicEvent {
  const { interactionId, campaign, entry, offerId, agentId } = event
  const offer = { interactionId, campaign, entry, offerId, agentId }
  switch (event._tag) {
    case "InteractionOffered": {
      const { expiresAt, delivery, draw, among } = event
      return { type: "cc.offer.issued.v1", ...about, data: { ...offer, expiresAt, delivery, draw, among } }
    }
    case "OfferAccepted": {
      const { waitMs, outcome } = event
      return { type: "cc.offer.accepted.v1", ...about, data: { ...offer, waitMs, outcome } }
    }
    case "OfferRejected":
      return { type: "cc.offer.rejected.v1", ...about, data: { ...offer, retryAt: event.retryAt } }
    case "OfferExpired": {
      const { retryAt, dueAt } = event
      return { type: "cc.offer.expired.v1", ...about, data: { ...offer, retryAt, dueAt } }
    }
    case "OfferRescinded":
      return { type: "cc.offer.rescinded.v1", ...about, data: offer }
    case "OfferRevoked":
      return { type: "cc.offer.revoked.v1", ...about, data: { ...offer, reason: event.reason } }
    default:
      return unreachable(event)
  }
}

function publishTerms(event: TermsEvent, about: About): PublicEvent {
  const { interactionId, campaign, entry } = event
  const named = { interactionId, campaign, entry }
  switch (event._tag) {
    case "EntryRelaxed": {
      const { requirement, overflowTo, dueAt } = event
      return { type: "cc.interaction.relaxed.v1", ...about, data: { ...named, requirement, overflowTo, dueAt } }
    }
    case "OverflowSkipped": {
      const { to, reason } = event
      return { type: "cc.interaction.overflow-skipped.v1", ...about, data: { ...named, to, reason } }
    }
    case "InteractionOverflowed": {
      const { to, waitMs, outcome } = event
      return { type: "cc.interaction.overflowed.v1", ...about, data: { ...named, to, waitMs, outcome } }
    }
    case "PreferredWindowStarted": {
      const { agentId, until } = event
      return { type: "cc.interaction.window-started.v1", ...about, data: { ...named, agentId, until } }
    }
    case "PreferredWindowEnded": {
      const { agentId, reason, dueAt } = event
      return { type: "cc.interaction.window-ended.v1", ...about, data: { ...named, agentId, reason, dueAt } }
    }
    default:
      return unreachable(event)
  }
}

function publishLeg(event: LegEvent, about: About): PublicEvent {
  const { interactionId, campaign } = event
  switch (event._tag) {
    case "ChatLimitReached": {
      const { agentId, dueAt } = event
      const data = { interactionId, campaign, agentId, dueAt }
      return { type: "cc.interaction.chat-limit-reached.v1", ...about, data }
    }
    case "InteractionReleased": {
      const { agentId, leg, talkMs, holdMs, cause } = event
      const data = { interactionId, campaign, agentId, leg, talkMs, holdMs, cause }
      return { type: "cc.interaction.released.v1", ...about, data }
    }
    case "InteractionFinished": {
      const { agentId, leg, talkMs, holdMs, by, awaitsDisposition } = event
      const data = { interactionId, campaign, agentId, leg, talkMs, holdMs, by, awaitsDisposition }
      return { type: "cc.interaction.finished.v1", ...about, data }
    }
    case "InteractionClosed": {
      const { contactId, lastAgentId, endedAt, undisposed } = event
      const data = { interactionId, campaign, contactId, lastAgentId, endedAt, undisposed }
      return { type: "cc.interaction.closed.v1", ...about, data }
    }
    default:
      return unreachable(event)
  }
}
