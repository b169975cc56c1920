/** Personal entries are their owner's alone; shared ones are anybody's who is let to them. */
import * as Result from "effect/Result"
import { hamtGet } from "../kernel/hamt.ts"
import { ENTRIES_PER_OWNER_MAX, type PhonebookCommand, type PhonebookRejection } from "./commands.ts"
import type { PhonebookEvent } from "./events.ts"
import { countOf, type Phonebook } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<PhonebookEvent>, PhonebookRejection>

export function decide(phonebook: Phonebook, command: PhonebookCommand): Decision {
  const { entryId, userId } = command
  const known = hamtGet(phonebook.entries, entryId)
  if (command._tag === "AddPhonebookEntry") {
    if (known !== undefined) return Result.fail({ _tag: "EntryExists", entryId })
    const { shared = false, name, address } = command
    const ownerId = shared ? null : userId
    if (countOf(phonebook, ownerId) >= ENTRIES_PER_OWNER_MAX)
      return Result.fail({ _tag: "TooManyEntries", limit: ENTRIES_PER_OWNER_MAX })
    return Result.succeed([{ _tag: "PhonebookEntryAdded", entryId, ownerId, name, address }])
  }
  if (known === undefined || (known.ownerId !== null && known.ownerId !== userId))
    return Result.fail({ _tag: "EntryUnknown", entryId })
  if (command._tag === "RemovePhonebookEntry") return Result.succeed([{ _tag: "PhonebookEntryRemoved", entryId }])
  const { name = known.name, address = known.address } = command
  if (name === known.name && address === known.address) return Result.succeed([])
  return Result.succeed([{ _tag: "PhonebookEntryChanged", entryId, ownerId: known.ownerId, name, address }])
}
