import * as Schema from "effect/Schema"
import { ContentId, EntryId, UserId } from "../kernel/fields.ts"

/** Most entries of one person, and most shared ones. */
export const ENTRIES_PER_OWNER_MAX = 2_000

/** `userId` does it. Shared: everybody sees it, and a supervisor who keeps contacts changes it. */
export const AddPhonebookEntry = Schema.TaggedStruct("AddPhonebookEntry", {
  entryId: EntryId,
  userId: UserId,
  shared: Schema.optionalKey(Schema.Boolean),
  name: ContentId,
  address: ContentId
})
/** A shared one, or one's own. What is left out stays. */
export const ChangePhonebookEntry = Schema.TaggedStruct("ChangePhonebookEntry", {
  entryId: EntryId,
  userId: UserId,
  name: Schema.optionalKey(ContentId),
  address: Schema.optionalKey(ContentId)
})
/** A shared one, or one's own. */
export const RemovePhonebookEntry = Schema.TaggedStruct("RemovePhonebookEntry", { entryId: EntryId, userId: UserId })

export const PhonebookCommand = Schema.Union([AddPhonebookEntry, ChangePhonebookEntry, RemovePhonebookEntry])
export type PhonebookCommand = typeof PhonebookCommand.Type

export const EntryExists = Schema.TaggedStruct("EntryExists", { entryId: EntryId })
/** There is none, or it is another's: nobody learns of what others keep. */
export const EntryUnknown = Schema.TaggedStruct("EntryUnknown", { entryId: EntryId })
export const TooManyEntries = Schema.TaggedStruct("TooManyEntries", { limit: Schema.Int })

export const PhonebookRejection = Schema.Union([EntryExists, EntryUnknown, TooManyEntries])
export type PhonebookRejection = typeof PhonebookRejection.Type
