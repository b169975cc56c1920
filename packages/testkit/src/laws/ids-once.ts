/** What was named once is never named again. */
import type { Complaint, Law } from "./law.ts"
import type { Event } from "./world.ts"

/** Ids of interactions, contacts, messages, offers and transfers are given once, those that are over included. */
export const idsOnce: Law = {
  id: "D14.1c",
  says: "What a decision creates is named from its parent and an ordinal; an id is given once.",
  watch: () => {
    const given = new Set<string>()
    return {
      event: (_, { event }) => {
        for (const name of namesGiven(event)) {
          if (given.has(name)) return `${name} is named a second time`
          given.add(name)
        }
        return null as Complaint
      }
    }
  }
}

function namesGiven(event: Event): ReadonlyArray<string> {
  switch (event._tag) {
    case "InteractionArrived":
    case "InteractionStarted":
      return [`interaction ${event.interactionId}`]
    case "ContactCreated":
    case "ContactAdded":
      return [`contact ${event.contactId}`]
    case "MessageReceived":
    case "MessagePlanned":
      return [`message ${event.messageId}`]
    case "InteractionOffered":
      return [`offer ${event.offerId}`]
    case "TransferOffered":
    case "ExternalTransferStarted":
      return [`transfer ${event.transferId}`]
    default:
      return []
  }
}
