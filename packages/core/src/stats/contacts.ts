/**
 * Who the clients are: each person with their addresses, notes and whoever they were merged with. Names and notes are
 * ids of content: whoever reads brings the texts (`texts.ts`), and of who was erased there are none.
 */
import * as Schema from "effect/Schema"
import { Attributes, type ContactEvent } from "../contact/events.ts"
import type { Recorded } from "../kernel/envelope.ts"
import { ContactId, ContentId, Instant, KeyedHashes, Ordinal, UserId } from "../kernel/fields.ts"
import { AFTER_ALL, documentOf, FIRST, listed, type Query } from "./ask.ts"
import type { StoredEvent } from "./projection.ts"
import { decoding, type Change, type Documents, type ReadModel } from "./read-model.ts"

/** Most contacts of one page. */
export const CONTACTS_PAGE_MAX = 500
export const CONTACTS_PAGE_DEFAULT = 50

const ContactNote = Schema.Struct({ note: ContentId, userId: UserId, at: Instant })
export type ContactNote = typeof ContactNote.Type

const Contact = Schema.Struct({
  contactId: ContactId,
  name: Schema.NullOr(ContentId),
  attributes: Attributes,
  /** Keyed hashes: what a channel's message is known by. */
  addresses: Schema.Array(KeyedHashes),
  /** Oldest first. */
  notes: Schema.Array(ContactNote),
  /** Whose everything is this contact's now. */
  merged: Schema.Array(ContactId),
  /** Since when they are known; of those who were merged the earliest. */
  knownSince: Instant
})
export type Contact = typeof Contact.Type

/** A contact there is, at the position at which they became known; or who one who was merged is now. */
const ContactDocument = Schema.Union([
  Schema.TaggedStruct("Contact", { knownAt: Ordinal, contact: Contact }),
  Schema.TaggedStruct("Merged", { contactId: ContactId })
])
export type ContactDocument = typeof ContactDocument.Type

const contactKey = (contactId: string): string => `contact/${contactId}`
const mergedKey = (contactId: string): string => `merged/${contactId}`
/** Those there are, by the positions at which they became known. */
const LIST_OF_ALL = ""

type Known = Documents<ContactDocument>
type Changes = ReadonlyArray<Change<ContactDocument>>

/** O(addresses + notes of the contact) per event. */
export const contacts: ReadModel<ContactDocument> = {
  name: "contacts",
  version: 2,
  decode: decoding(ContactDocument),
  needs: ({ event }) => {
    switch (event._tag) {
      case "ContactChanged":
      case "ContactAddressAdded":
      case "ContactAddressRemoved":
      case "ContactNoteAdded":
      case "ContactErased":
        return [contactKey(event.contactId)]
      case "ContactsMerged":
        return [contactKey(event.contactId), contactKey(event.mergedId)]
      case "AddressRekeyed":
        return event.people.map(({ contactId }) => contactKey(contactId))
      default:
        return []
    }
  },
  evolve,
  places: (document) => (document._tag === "Contact" ? [{ list: LIST_OF_ALL, sort: document.knownAt }] : [])
}

function evolve(documents: Known, { event, at, position }: Recorded<StoredEvent>): Changes {
  switch (event._tag) {
    case "ContactCreated":
      return written(position, { ...nobody(event.contactId, at), addresses: [event.address] })
    case "ContactAdded": {
      const { contactId, name, attributes, person } = event
      return written(position, { ...nobody(contactId, at), name, attributes, addresses: person.addresses })
    }
    case "ContactChanged":
      return changed(documents, event.contactId, () => ({ name: event.name, attributes: event.attributes }))
    case "ContactAddressAdded":
    case "ContactAddressRemoved":
      return changed(documents, event.contactId, () => ({ addresses: event.person.addresses }))
    case "AddressRekeyed":
      return event.people.flatMap(({ contactId, person }) =>
        changed(documents, contactId, () => ({ addresses: person.addresses }))
      )
    case "ContactNoteAdded": {
      const { note, userId } = event
      return changed(documents, event.contactId, ({ notes }) => ({ notes: [...notes, { note, userId, at }] }))
    }
    case "ContactsMerged":
      return merged(documents, event)
    case "ContactErased":
      return [
        [contactKey(event.contactId), null],
        ...event.merged.map((id): Change<ContactDocument> => [mergedKey(id), null])
      ]
    default:
      return []
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

const written = (knownAt: number, contact: Contact): Changes => [
  [contactKey(contact.contactId), { _tag: "Contact", knownAt, contact }]
]

function changed(documents: Known, id: ContactId, change: (contact: Contact) => Partial<Contact>): Changes {
  const one = documents(contactKey(id))
  return one?._tag === "Contact" ? written(one.knownAt, { ...one.contact, ...change(one.contact) }) : []
}

/** What the survivor says of themself holds; what they do not say is as the other said it. */
function merged(documents: Known, event: ContactEvent & { _tag: "ContactsMerged" }): Changes {
  const { contactId, mergedId, person } = event
  const known = documents(contactKey(mergedId))
  const other = known?._tag === "Contact" ? known.contact : undefined
  return [
    ...changed(documents, contactId, (one) => ({
      name: one.name ?? other?.name ?? null,
      attributes: { ...other?.attributes, ...one.attributes },
      addresses: person.addresses,
      notes: [...one.notes, ...(other?.notes ?? [])].sort((a, b) => a.at - b.at),
      merged: person.merged,
      knownSince: Math.min(one.knownSince, other?.knownSince ?? one.knownSince)
    })),
    [contactKey(mergedId), null],
    ...person.merged.map((id): Change<ContactDocument> => [mergedKey(id), { _tag: "Merged", contactId }])
  ]
}

/** The contact, or who they were merged into; undefined for who never was, or was erased. */
export const contactOf = (contactId: string): Query<ContactDocument, Contact | undefined> =>
  function* () {
    const gone = yield* documentOf<ContactDocument>(mergedKey(contactId))
    const now = gone?._tag === "Merged" ? gone.contactId : contactId
    const known = yield* documentOf<ContactDocument>(contactKey(now))
    return known?._tag === "Contact" ? known.contact : undefined
  }

export interface ContactsPage {
  readonly items: ReadonlyArray<Contact>
  /** Where the next page goes on; null at the end. */
  readonly next: number | null
}

/** Those there are, the latest known first. */
export const contactsPage = ({
  before = AFTER_ALL,
  limit = CONTACTS_PAGE_DEFAULT
}: { readonly before?: number; readonly limit?: number } = {}): Query<ContactDocument, ContactsPage> =>
  function* () {
    const most = Math.min(limit, CONTACTS_PAGE_MAX)
    // One more than the page takes tells whether there is another.
    const page = { lists: [LIST_OF_ALL], from: FIRST, to: before, limit: most + 1, order: "newest" } as const
    const found = yield* listed<ContactDocument>(page)
    const items = found
      .slice(0, most)
      .flatMap(({ document }) => (document._tag === "Contact" ? [document.contact] : []))
    return { items, next: found.length > most ? (found[most - 1]?.sort ?? null) : null }
  }
