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

export const PhonebookEntryAdded = Schema.TaggedStruct("PhonebookEntryAdded", entry)
export const PhonebookEntryChanged = Schema.TaggedStruct("PhonebookEntryChanged", entry)
export const PhonebookEntryRemoved = Schema.TaggedStruct("PhonebookEntryRemoved", { entryId: EntryId })

export const PhonebookEvent = Schema.Union([PhonebookEntryAdded, PhonebookEntryChanged, PhonebookEntryRemoved])
export type PhonebookEvent = typeof PhonebookEvent.Type
