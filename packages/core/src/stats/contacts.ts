/**
 * Who the clients are: each person with their addresses, notes and whoever they were merged with. Names and notes are
 * ids of content: whoever reads brings the texts (`texts.ts`), and of who was erased there are none.
 */
import type { Attributes, ContactEvent } from "../contact/events.ts"
import type { Recorded } from "../kernel/envelope.ts"
import type { ContactId, ContentId, Instant, KeyedHashes, UserId } from "../kernel/fields.ts"
import { emptyHamt, hamtDelete, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import { emptyVector, vectorPush, type Vector } from "../kernel/vector.ts"
import { newestFirst } from "./newest-first.ts"
import type { Projection, StoredEvent } from "./projection.ts"

/** Most contacts of one page. */
export const CONTACTS_PAGE_MAX = 500
export const CONTACTS_PAGE_DEFAULT = 50
/** Most contacts looked at for one page; the next page goes on from there. */
export const CONTACTS_SCANNED_MAX = 10_000

export interface ContactNote {
  readonly note: ContentId
  readonly userId: UserId
  readonly at: Instant
}

export interface Contact {
  readonly contactId: ContactId
  readonly name: ContentId | null
  readonly attributes: Attributes
  /** Keyed hashes: what a channel's message is known by. */
  readonly addresses: ReadonlyArray<KeyedHashes>
  /** Oldest first. */
  readonly notes: ReadonlyArray<ContactNote>
  /** Whose everything is this contact's now. */
  readonly merged: ReadonlyArray<ContactId>
  /** Since when they are known; of those who were merged the earliest. */
  readonly knownSince: Instant
}

export interface ContactsView {
  /** Those there are. */
  readonly all: Hamt<Contact>
  /** In the order in which they became known, those who are gone among them. */
  readonly order: Vector<ContactId>
  /** Who they are now, of those who were merged. */
  readonly survivors: Hamt<ContactId>
}

/** O(addresses + notes of the contact) per event. */
export const contacts: Projection<ContactsView> = {
  name: "contacts",
  version: 1,
  initial: { all: emptyHamt(), order: emptyVector(), survivors: emptyHamt() },
  evolve
}

function evolve(view: ContactsView, { event, at }: Recorded<StoredEvent>): ContactsView {
  switch (event._tag) {
    case "ContactCreated":
      return known(view, { ...nobody(event.contactId, at), addresses: [event.address] })
    case "ContactAdded": {
      const { contactId, name, attributes, person } = event
      return known(view, { ...nobody(contactId, at), name, attributes, addresses: person.addresses })
    }
    case "ContactChanged":
      return changed(view, event.contactId, () => ({ name: event.name, attributes: event.attributes }))
    case "ContactAddressAdded":
    case "ContactAddressRemoved":
      return changed(view, event.contactId, () => ({ addresses: event.person.addresses }))
    case "ContactNoteAdded": {
      const { note, userId } = event
      return changed(view, event.contactId, ({ notes }) => ({ notes: [...notes, { note, userId, at }] }))
    }
    case "ContactsMerged":
      return merged(view, event)
    case "ContactErased":
      return erased(view, event)
    default:
      return view
  }
}

const nobody = (contactId: ContactId, at: Instant): Contact => ({
  contactId,
  name: null,
  attributes: {},
  addresses: [],
  notes: [],
  merged: [],
  knownSince: at
})

const known = (view: ContactsView, contact: Contact): ContactsView => ({
  ...view,
  all: hamtSet(view.all, contact.contactId, contact, undefined),
  order: vectorPush(view.order, contact.contactId, undefined)
})

function changed(view: ContactsView, id: ContactId, change: (contact: Contact) => Partial<Contact>): ContactsView {
  const contact = hamtGet(view.all, id)
  if (contact === undefined) return view
  return { ...view, all: hamtSet(view.all, id, { ...contact, ...change(contact) }, undefined) }
}

/** What the survivor says of themself holds; what they do not say is as the other said it. */
function merged(view: ContactsView, event: ContactEvent & { _tag: "ContactsMerged" }): ContactsView {
  const { contactId, mergedId, person } = event
  const other = hamtGet(view.all, mergedId)
  const survivors = person.merged.reduce((now, id) => hamtSet(now, id, contactId, undefined), view.survivors)
  const next = changed(view, contactId, (one) => ({
    name: one.name ?? other?.name ?? null,
    attributes: { ...other?.attributes, ...one.attributes },
    addresses: person.addresses,
    notes: [...one.notes, ...(other?.notes ?? [])].sort((a, b) => a.at - b.at),
    merged: person.merged,
    knownSince: Math.min(one.knownSince, other?.knownSince ?? one.knownSince)
  }))
  return { ...next, all: hamtDelete(next.all, mergedId, undefined), survivors }
}

function erased(view: ContactsView, event: ContactEvent & { _tag: "ContactErased" }): ContactsView {
  const { contactId, merged: theirs } = event
  const survivors = theirs.reduce((now, id) => hamtDelete(now, id, undefined), view.survivors)
  return { ...view, all: hamtDelete(view.all, contactId, undefined), survivors }
}

/** The contact, or who they were merged into; undefined for who never was, or was erased. O(log n). */
export const contactOf = (view: ContactsView, contactId: string): Contact | undefined =>
  hamtGet(view.all, hamtGet(view.survivors, contactId) ?? contactId)

export interface ContactsPage {
  readonly items: ReadonlyArray<Contact>
  /** Where the next page goes on; null at the end. */
  readonly next: number | null
}

/** Those there are, the latest known first. O(looked at, at most `CONTACTS_SCANNED_MAX`). */
export function contactsPage(
  { all, order }: ContactsView,
  { before, limit = CONTACTS_PAGE_DEFAULT }: { readonly before?: number; readonly limit?: number } = {}
): ContactsPage {
  const page = { before, most: Math.min(limit, CONTACTS_PAGE_MAX), scannedMax: CONTACTS_SCANNED_MAX }
  return newestFirst(order, page, (id) => hamtGet(all, id))
}
