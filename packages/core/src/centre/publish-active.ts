/** The public form of what happens to an interaction while an agent has it. Where it goes and what is said stay inside. */
import type { ActiveEvent } from "../interaction/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { PublicEvent } from "./public-events.ts"

type About = Pick<PublicEvent, "subject" | "partitionKey">
type External = Extract<ActiveEvent, { _tag: "ExternalTransferStarted" | "ExternalTransferEnded" }>
type Transfer = Extract<
  ActiveEvent,
  { _tag: "TransferOffered" | "TransferAccepted" | "TransferRejected" | "TransferExpired" | "TransferRevoked" }
>

export function publishActive(event: ActiveEvent, about: About): PublicEvent {
  const { interactionId, campaign, agentId } = event
  switch (event._tag) {
    case "InteractionStarted": {
      const { channel, kind, contactId } = event
      const data = { interactionId, campaign, agentId, channel, kind, contactId }
      return { type: "cc.interaction.started.v1", ...about, data }
    }
    case "InteractionOpened":
      return { type: "cc.interaction.opened.v1", ...about, data: { interactionId, campaign, agentId } }
    case "InteractionHeld":
      return { type: "cc.interaction.held.v1", ...about, data: { interactionId, campaign, agentId, leg: event.leg } }
    case "InteractionResumed": {
      const { leg, heldMs } = event
      return { type: "cc.interaction.resumed.v1", ...about, data: { interactionId, campaign, agentId, leg, heldMs } }
    }
    case "InteractionTransferred": {
      const { leg, talkMs, holdMs, to } = event
      const data = { interactionId, campaign, agentId, leg, talkMs, holdMs, to }
      return { type: "cc.interaction.transferred.v1", ...about, data }
    }
    case "DispositionFiled": {
      const { levels, comment, action } = event
      const data = { interactionId, campaign, agentId, levels, hasComment: comment !== null, action }
      return { type: "cc.interaction.disposition-filed.v1", ...about, data }
    }
    case "ExternalTransferStarted":
    case "ExternalTransferEnded":
      return publishExternal(event, about)
    default:
      return publishTransfer(event, about)
  }
}

function publishExternal(event: External, about: About): PublicEvent {
  const { interactionId, campaign, transferId, agentId } = event
  const named = { interactionId, campaign, transferId, agentId }
  if (event._tag === "ExternalTransferStarted") {
    const { mode, expiresAt } = event
    return { type: "cc.transfer.external-started.v1", ...about, data: { ...named, mode, expiresAt } }
  }
  const { reason, dueAt } = event
  return { type: "cc.transfer.external-ended.v1", ...about, data: { ...named, reason, dueAt } }
}

function publishTransfer(event: Transfer, about: About): PublicEvent {
  const { interactionId, campaign, transferId, fromAgentId, agentId } = event
  const named = { interactionId, campaign, transferId, fromAgentId, agentId }
  switch (event._tag) {
    case "TransferOffered": {
      const { mode, expiresAt } = event
      return { type: "cc.transfer.offered.v1", ...about, data: { ...named, mode, expiresAt } }
    }
    case "TransferAccepted": {
      const { leg, talkMs, holdMs } = event
      return { type: "cc.transfer.accepted.v1", ...about, data: { ...named, leg, talkMs, holdMs } }
    }
    case "TransferRejected":
      return { type: "cc.transfer.rejected.v1", ...about, data: named }
    case "TransferExpired":
      return { type: "cc.transfer.expired.v1", ...about, data: { ...named, dueAt: event.dueAt } }
    case "TransferRevoked":
      return { type: "cc.transfer.revoked.v1", ...about, data: { ...named, reason: event.reason } }
    default:
      return unreachable(event)
  }
}
