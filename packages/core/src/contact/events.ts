/**
 * People who write to the centre. Everything personal about them lies in the content store under their own key: events
 * hold ids, and the keyed hashes of their addresses.
 */
import * as Schema from "effect/Schema"
import {
  CampaignName,
  ConfigName,
  ContactId,
  ContentId,
  Count,
  KeyedHash,
  KeyedHashes,
  UserId
} from "../kernel/fields.ts"

/** Most addresses of one contact, and most contacts that were merged into one. */
export const ADDRESSES_PER_CONTACT_MAX = 50
export const MERGED_PER_CONTACT_MAX = 50
/** Most attributes of one contact. */
export const ATTRIBUTES_MAX = 32

/** What strategies and readers may know of a contact: numbers, booleans and declared codes. */
export const Attributes = Schema.Record(ConfigName, Schema.Union([Schema.Finite, Schema.Boolean, ConfigName])).check(
  Schema.isMaxProperties(ATTRIBUTES_MAX)
)
export type Attributes = typeof Attributes.Type

/** All that later decisions look up of a contact, as it is after the event. */
export const Person = Schema.Struct({
  addresses: Schema.Array(KeyedHashes).check(Schema.isMaxLength(ADDRESSES_PER_CONTACT_MAX)),
  /** Contacts that were merged into this one: what is theirs is this one's. */
  merged: Schema.Array(ContactId).check(Schema.isMaxLength(MERGED_PER_CONTACT_MAX)),
  notes: Count
})
export type Person = typeof Person.Type

/** A contact is known by the hashes of their address. */
export const ContactCreated = Schema.TaggedStruct("ContactCreated", { contactId: ContactId, address: KeyedHashes })

/** Added by hand, with or without an address. */
export const ContactAdded = Schema.TaggedStruct("ContactAdded", {
  contactId: ContactId,
  name: Schema.NullOr(ContentId),
  attributes: Attributes,
  person: Person
})

/** Name and attributes from here on. */
export const ContactChanged = Schema.TaggedStruct("ContactChanged", {
  contactId: ContactId,
  name: Schema.NullOr(ContentId),
  attributes: Attributes
})

/** What comes from there is theirs. */
export const ContactAddressAdded = Schema.TaggedStruct("ContactAddressAdded", {
  contactId: ContactId,
  address: KeyedHashes,
  person: Person
})
/** What comes from there is theirs no more. */
export const ContactAddressRemoved = Schema.TaggedStruct("ContactAddressRemoved", {
  contactId: ContactId,
  address: KeyedHashes,
  person: Person
})
/** A note on a contact; its text is content. */
export const ContactNoteAdded = Schema.TaggedStruct("ContactNoteAdded", {
  contactId: ContactId,
  note: ContentId,
  userId: UserId,
  person: Person
})

/** `mergedId` is this contact from here on: its addresses find it, its open interactions are its. */
export const ContactsMerged = Schema.TaggedStruct("ContactsMerged", {
  contactId: ContactId,
  mergedId: ContactId,
  moved: Schema.Array(KeyedHashes),
  person: Person
})

/** Forgotten: the keys of their content are destroyed, as are those of the contacts merged into them. */
export const ContactErased = Schema.TaggedStruct("ContactErased", {
  contactId: ContactId,
  merged: Schema.Array(ContactId),
  addresses: Schema.Array(KeyedHashes)
})

/** Addresses, and blocked addresses, that one command and one event give another hash. */
export const REKEYED_PER_BATCH_MAX = 500
/** Hashes of one address, at most: those under the oldest keys go first. */
export const KEY_VERSIONS_MAX = 4

/**
 * Addresses that are known by one more hash, under a newer key, from here on. `people` are those whose they are, as they
 * are then; `dropped` is a hash that they are known by no more, since there are too many.
 */
export const AddressRekeyed = Schema.TaggedStruct("AddressRekeyed", {
  owned: Schema.Array(Schema.Struct({ contactId: ContactId, to: KeyedHash, dropped: Schema.NullOr(KeyedHash) })).check(
    Schema.isMaxLength(REKEYED_PER_BATCH_MAX)
  ),
  people: Schema.Array(Schema.Struct({ contactId: ContactId, person: Person })).check(
    Schema.isMaxLength(REKEYED_PER_BATCH_MAX)
  ),
  blocked: Schema.Array(Schema.Struct({ campaign: Schema.NullOr(CampaignName), to: KeyedHash })).check(
    Schema.isMaxLength(REKEYED_PER_BATCH_MAX)
  )
})
export type AddressRekeyed = typeof AddressRekeyed.Type
/** Of many contacts at once, so that it stands beside the events of one. */
export const RekeyEvent = Schema.Union([AddressRekeyed])

export const ContactEvent = Schema.Union([
  ContactCreated,
  ContactAdded,
  ContactChanged,
  ContactAddressAdded,
  ContactAddressRemoved,
  ContactNoteAdded,
  ContactsMerged,
  ContactErased
])
export type ContactEvent = typeof ContactEvent.Type
