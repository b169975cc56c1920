/** The public form of messages: that there is one, and what becomes of it. What it says is read from its store. */
import { unreachable } from "../kernel/unreachable.ts"
import type { MessageEvent } from "../message/index.ts"
import type { PublicEvent } from "./public-events.ts"

type Published = Exclude<MessageEvent, { _tag: "MessageClaimed" }>
type OfCampaign = Extract<Published, { _tag: "MessageSkipped" | "MessageQuarantined" }>

export function publishMessage(event: Published): PublicEvent {
  switch (event._tag) {
    case "MessageSkipped":
    case "MessageQuarantined":
      return publishUnplaced(event)
    default:
      return publishPlaced(event)
  }
}

function publishUnplaced(event: OfCampaign): PublicEvent {
  const { campaign } = event
  const about = { subject: `campaigns/${campaign}`, partitionKey: campaign }
  return event._tag === "MessageSkipped"
    ? { type: "cc.message.skipped.v1", ...about, data: { campaign, reason: event.reason } }
    : { type: "cc.message.quarantined.v1", ...about, data: { campaign, reason: event.reason } }
}

function publishPlaced(event: Exclude<Published, OfCampaign>): PublicEvent {
  const { interactionId, campaign } = event
  const about = { subject: `interactions/${interactionId}`, partitionKey: interactionId }
  if (event._tag === "MessageCopied")
    return { type: "cc.message.copied.v1", ...about, data: { interactionId, campaign } }
  const message = { messageId: event.messageId, interactionId, campaign }
  switch (event._tag) {
    case "MessageReceived": {
      const { contactId, threadedBy, automatic } = event
      return { type: "cc.message.received.v1", ...about, data: { ...message, contactId, threadedBy, automatic } }
    }
    case "MessagePlanned": {
      const { channel, author, agentId, first } = event
      return { type: "cc.message.planned.v1", ...about, data: { ...message, channel, author, agentId, first } }
    }
    case "ClientAutoReplied": {
      const { template, until } = event
      return { type: "cc.message.auto-replied.v1", ...about, data: { ...message, template, until } }
    }
    case "MessageSubmitted":
      return { type: "cc.message.submitted.v1", ...about, data: message }
    case "MessageSent":
      return { type: "cc.message.sent.v1", ...about, data: message }
    case "MessageFailed":
      return { type: "cc.message.failed.v1", ...about, data: { ...message, reason: event.reason } }
    case "MessageReturned": {
      const { reason, attempts, notBefore } = event
      return { type: "cc.message.returned.v1", ...about, data: { ...message, reason, attempts, notBefore } }
    }
    case "MessageAmbiguous":
      return { type: "cc.message.turned-ambiguous.v1", ...about, data: message }
    case "MessageDelivered":
      return { type: "cc.message.delivered.v1", ...about, data: message }
    case "MessageSeen":
      return { type: "cc.message.seen.v1", ...about, data: message }
    default:
      return unreachable(event)
  }
}
