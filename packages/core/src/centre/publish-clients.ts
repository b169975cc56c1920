/** The public form of events of contacts, the blacklist and the phonebook. Addresses and names stay inside. */
import type { BlacklistEvent } from "../blacklist/index.ts"
import type { ContactEvent } from "../contact/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { PhonebookEvent } from "../phonebook/index.ts"
import { isContactEvent, isPhonebookEvent, type ClientEvent } from "./evolve-clients.ts"
import type { PublicEvent } from "./public-events.ts"

export function publishClients(event: ClientEvent): PublicEvent | null {
  // Under which keys addresses are looked up is nobody's outside.
  if (event._tag === "AddressRekeyed") return null
  if (isContactEvent(event)) return publishContact(event)
  return isPhonebookEvent(event) ? publishEntry(event) : publishBlock(event)
}

function publishContact(event: ContactEvent): PublicEvent {
  const { contactId } = event
  const about = { subject: `contacts/${contactId}`, partitionKey: contactId }
  switch (event._tag) {
    case "ContactCreated":
      return { type: "cc.contact.created.v1", ...about, data: { contactId } }
    case "ContactAdded":
      return { type: "cc.contact.added.v1", ...about, data: { contactId, addresses: event.person.addresses.length } }
    case "ContactChanged":
      return { type: "cc.contact.changed.v1", ...about, data: { contactId } }
    case "ContactAddressAdded":
    case "ContactAddressRemoved": {
      const type =
        event._tag === "ContactAddressAdded" ? "cc.contact.address-added.v1" : "cc.contact.address-removed.v1"
      return { type, ...about, data: { contactId, addresses: event.person.addresses.length } }
    }
    case "ContactNoteAdded": {
      const { userId, person } = event
      return { type: "cc.contact.note-added.v1", ...about, data: { contactId, userId, notes: person.notes } }
    }
    case "ContactsMerged": {
      const { mergedId, person } = event
      const data = { contactId, mergedId, addresses: person.addresses.length }
      return { type: "cc.contact.merged.v1", ...about, data }
    }
    case "ContactErased":
      return { type: "cc.contact.erased.v1", ...about, data: { contactId, merged: event.merged } }
    default:
      return unreachable(event)
  }
}

const ALL = { subject: "centre", partitionKey: "blacklist" }

function publishBlock(event: BlacklistEvent): PublicEvent {
  const { campaign } = event
  const about = campaign === null ? ALL : { subject: `campaigns/${campaign}`, partitionKey: campaign }
  if (event._tag === "AddressUnblocked") return { type: "cc.address.unblocked.v1", ...about, data: { campaign } }
  return { type: "cc.address.blocked.v1", ...about, data: { campaign, reason: event.reason } }
}

function publishEntry(event: PhonebookEvent): PublicEvent {
  const { entryId } = event
  const about = { subject: `phonebook/${entryId}`, partitionKey: entryId }
  if (event._tag === "PhonebookEntryRemoved")
    return { type: "cc.phonebook.entry-removed.v1", ...about, data: { entryId } }
  const { ownerId } = event
  const type = event._tag === "PhonebookEntryAdded" ? "cc.phonebook.entry-added.v1" : "cc.phonebook.entry-changed.v1"
  return { type, ...about, data: { entryId, ownerId } }
}
