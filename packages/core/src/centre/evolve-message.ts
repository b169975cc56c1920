/** What events of messages do to the facts. */
import { hamtGet, hamtSet } from "../kernel/hamt.ts"
import { unreachable } from "../kernel/unreachable.ts"
import * as message from "../message/index.ts"
import type { CentreEvent } from "./events.ts"
import * as set from "./set.ts"
import type { Draft } from "./state.ts"

const tags: { readonly [Tag in message.MessageEvent["_tag"]]: true } = {
  MessageReceived: true,
  MessageCopied: true,
  MessageSkipped: true,
  MessageQuarantined: true,
  MessagePlanned: true,
  ClientAutoReplied: true,
  MessageClaimed: true,
  MessageSubmitted: true,
  MessageSent: true,
  MessageFailed: true,
  MessageReturned: true,
  MessageAmbiguous: true,
  MessageDelivered: true,
  MessageSeen: true
}

export const isMessageEvent = (event: CentreEvent): event is message.MessageEvent => event._tag in tags

export function evolveMessage(draft: Draft, event: message.MessageEvent): void {
  const { owner } = draft
  switch (event._tag) {
    case "MessageReceived":
      set.read(draft, event.place)
      return set.conversation(draft, event)
    case "MessageCopied":
    case "MessageSkipped":
    case "MessageQuarantined":
      return set.read(draft, event.place)
    case "MessagePlanned":
      draft.outgoing = hamtSet(draft.outgoing, event.messageId, message.planned(event, draft.at), owner)
      return set.conversation(draft, event)
    case "ClientAutoReplied":
      return
    case "MessageClaimed":
    case "MessageSubmitted":
    case "MessageSent":
    case "MessageFailed":
    case "MessageReturned":
    case "MessageAmbiguous": {
      const before = hamtGet(draft.outgoing, event.messageId)
      if (before !== undefined) set.outgoing(draft, event.messageId, message.evolve(before, event))
      return set.progress(draft, event)
    }
    case "MessageDelivered":
    case "MessageSeen":
      return set.progress(draft, event)
    default:
      return unreachable(event)
  }
}
