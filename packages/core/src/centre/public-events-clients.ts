/** Public events of contacts, the blacklist and the phonebook: that something happened, never to which address. */
import * as Schema from "effect/Schema"
import { BlockReason } from "../blacklist/index.ts"
import { CampaignName, ContactId, Count, EntryId, UserId } from "../kernel/fields.ts"
import { about } from "./public-about.ts"

const contact = { contactId: ContactId }
const known = { ...contact, addresses: Count }
const scope = { campaign: Schema.NullOr(CampaignName) }
const entry = { entryId: EntryId, ownerId: Schema.NullOr(UserId) }

export const ofClients = [
  about("contact.created", contact),
  about("contact.added", known),
  about("contact.changed", contact),
  about("contact.address-added", known),
  about("contact.address-removed", known),
  about("contact.note-added", { ...contact, userId: UserId, notes: Count }),
  about("contact.merged", { ...known, mergedId: ContactId }),
  about("contact.erased", { ...contact, merged: Schema.Array(ContactId) }),
  about("address.blocked", { ...scope, reason: BlockReason }),
  about("address.unblocked", scope),
  about("phonebook.entry-added", entry),
  about("phonebook.entry-changed", entry),
  about("phonebook.entry-removed", { entryId: EntryId })
] as const
