/** What events of clients, the blacklist and the phonebook do: little is in memory of them, most is in rows. */
import type { BlacklistEvent } from "../blacklist/index.ts"
import type { AddressRekeyed, ContactEvent } from "../contact/index.ts"
import { hamtValues } from "../kernel/hamt.ts"
import { evolve, type PhonebookEvent } from "../phonebook/index.ts"
import type { CentreEvent } from "./events.ts"
import * as set from "./set.ts"
import type { Draft } from "./state.ts"

export type ClientEvent = ContactEvent | AddressRekeyed | BlacklistEvent | PhonebookEvent

type Tags<Event extends { readonly _tag: string }> = { readonly [Tag in Event["_tag"]]: true }

const contacts: Tags<ContactEvent> = {
  ContactCreated: true,
  ContactAdded: true,
  ContactChanged: true,
  ContactAddressAdded: true,
  ContactAddressRemoved: true,
  ContactNoteAdded: true,
  ContactsMerged: true,
  ContactErased: true
}
const phonebook: Tags<PhonebookEvent> = {
  PhonebookEntryAdded: true,
  PhonebookEntryChanged: true,
  PhonebookEntryRemoved: true
}
const blacklist: Tags<BlacklistEvent> = { AddressBlocked: true, AddressUnblocked: true }

export const isContactEvent = (event: CentreEvent): event is ContactEvent => event._tag in contacts
export const isPhonebookEvent = (event: CentreEvent): event is PhonebookEvent => event._tag in phonebook
export const isBlacklistEvent = (event: CentreEvent): event is BlacklistEvent => event._tag in blacklist
export const isClientEvent = (event: CentreEvent): event is ClientEvent =>
  isContactEvent(event) || event._tag === "AddressRekeyed" || isPhonebookEvent(event) || isBlacklistEvent(event)

export function evolveClients(draft: Draft, event: ClientEvent): void {
  if (isPhonebookEvent(event)) draft.phonebook = evolve(draft.phonebook, event, draft.owner)
  else if (event._tag === "ContactsMerged") merged(draft, event)
}

/** Open interactions of the merged contact are the survivor's. O(open interactions of the centre). */
function merged(draft: Draft, { contactId, mergedId }: ContactEvent & { _tag: "ContactsMerged" }): void {
  for (const before of [...hamtValues(draft.interactions)])
    if (before.contactId === mergedId) set.interaction(draft, before, { ...before, contactId })
}
