/** Names and addresses that people of the centre keep: for themselves, or for all. */
import * as Schema from "effect/Schema"
import { ContentId, EntryId, UserId } from "../kernel/fields.ts"

const entry = {
  entryId: EntryId,
  /** Whose it is; null: everybody's. */
  ownerId: Schema.NullOr(UserId),
  name: ContentId,
  address: ContentId
}

/** Somebody's own entry, or one that all see. */
export const PhonebookEntryAdded = Schema.TaggedStruct("PhonebookEntryAdded", entry)
/** The entry from here on. */
export const PhonebookEntryChanged = Schema.TaggedStruct("PhonebookEntryChanged", entry)
/** The entry is gone. */
export const PhonebookEntryRemoved = Schema.TaggedStruct("PhonebookEntryRemoved", { entryId: EntryId })

export const PhonebookEvent = Schema.Union([PhonebookEntryAdded, PhonebookEntryChanged, PhonebookEntryRemoved])
export type PhonebookEvent = typeof PhonebookEvent.Type
