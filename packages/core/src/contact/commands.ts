import * as Schema from "effect/Schema"
import { CampaignName, ContactId, ContentId, KeyedHash, KeyedHashes, UserId } from "../kernel/fields.ts"
import { Attributes, REKEYED_PER_BATCH_MAX } from "./events.ts"

/** Most notes on one contact. */
export const NOTES_PER_CONTACT_MAX = 1_000

/** Name and notes are in the content store already. The id is new, and none of those that messages give. */
export const AddContact = Schema.TaggedStruct("AddContact", {
  contactId: ContactId,
  address: Schema.optionalKey(KeyedHashes),
  name: Schema.optionalKey(Schema.NullOr(ContentId)),
  attributes: Schema.optionalKey(Attributes)
})

/** Both are as given from here on; attributes left out are none. */
export const ChangeContact = Schema.TaggedStruct("ChangeContact", {
  contactId: ContactId,
  name: Schema.NullOr(ContentId),
  attributes: Schema.optionalKey(Attributes)
})

/** What comes from there is theirs from now on. */
export const AddContactAddress = Schema.TaggedStruct("AddContactAddress", {
  contactId: ContactId,
  address: KeyedHashes
})
/** What comes from there is somebody new. */
export const RemoveContactAddress = Schema.TaggedStruct("RemoveContactAddress", {
  contactId: ContactId,
  address: KeyedHashes
})
/** The note is in the content store already. */
export const AddContactNote = Schema.TaggedStruct("AddContactNote", {
  contactId: ContactId,
  note: ContentId,
  userId: UserId
})

/** `mergedId` becomes `contactId`. */
export const MergeContacts = Schema.TaggedStruct("MergeContacts", { contactId: ContactId, mergedId: ContactId })

/** Open interactions of the contact end; the blacklist keeps their addresses. */
export const EraseContact = Schema.TaggedStruct("EraseContact", { contactId: ContactId })

const rekeyed = { from: KeyedHash, to: KeyedHash }

/**
 * The same addresses under another look-up key: who is known by `from`, or blocked, is so by `to` as well. Sent by the job
 * that follows a change of these keys; what is so already, or known of nobody, is passed over.
 */
export const RekeyAddresses = Schema.TaggedStruct("RekeyAddresses", {
  owned: Schema.Array(Schema.Struct(rekeyed)).check(Schema.isMaxLength(REKEYED_PER_BATCH_MAX)),
  blocked: Schema.Array(Schema.Struct({ ...rekeyed, campaign: Schema.NullOr(CampaignName) })).check(
    Schema.isMaxLength(REKEYED_PER_BATCH_MAX)
  )
})

export const ContactCommand = Schema.Union([
  AddContact,
  ChangeContact,
  AddContactAddress,
  RemoveContactAddress,
  AddContactNote,
  MergeContacts,
  EraseContact
])
export type ContactCommand = typeof ContactCommand.Type

export const ContactUnknown = Schema.TaggedStruct("ContactUnknown", { contactId: ContactId })
/** Or there was one: the id of who was erased or merged is never used again. */
export const ContactExists = Schema.TaggedStruct("ContactExists", { contactId: ContactId })
/** What a message brings names contacts so: `….c`, `….c2`. */
export const ContactIdReserved = Schema.TaggedStruct("ContactIdReserved", { contactId: ContactId })
/** The address is another contact's. */
export const AddressTaken = Schema.TaggedStruct("AddressTaken", { contactId: ContactId })
export const AddressUnknown = Schema.TaggedStruct("AddressUnknown", { contactId: ContactId })
export const TooManyAddresses = Schema.TaggedStruct("TooManyAddresses", { contactId: ContactId, limit: Schema.Int })
export const TooManyNotes = Schema.TaggedStruct("TooManyNotes", { contactId: ContactId, limit: Schema.Int })
export const TooManyMerged = Schema.TaggedStruct("TooManyMerged", { contactId: ContactId, limit: Schema.Int })
export const SameContact = Schema.TaggedStruct("SameContact", { contactId: ContactId })

export const ContactRejection = Schema.Union([
  ContactUnknown,
  ContactExists,
  ContactIdReserved,
  AddressTaken,
  AddressUnknown,
  TooManyAddresses,
  TooManyNotes,
  TooManyMerged,
  SameContact
])
export type ContactRejection = typeof ContactRejection.Type
