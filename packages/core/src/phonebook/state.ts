/** The entries of a centre's phonebook, by id; and how many each person has. */
import type { ContentId, EntryId, UserId } from "../kernel/fields.ts"
import { emptyHamt, hamtDelete, hamtGet, hamtSet, hamtValues, type Hamt } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"
import type { PhonebookEvent } from "./events.ts"

export interface PhonebookEntry {
  readonly id: EntryId
  readonly ownerId: UserId | null
  readonly name: ContentId
  readonly address: ContentId
}

export interface Phonebook {
  readonly entries: Hamt<PhonebookEntry>
  /** By owner; "" counts the shared ones. */
  readonly counts: Hamt<number>
}

export const noPhonebook: Phonebook = { entries: emptyHamt(), counts: emptyHamt() }

export const countOf = ({ counts }: Phonebook, ownerId: UserId | null): number => hamtGet(counts, ownerId ?? "") ?? 0

/** O(entries of the centre). */
export const entriesOf = ({ entries }: Phonebook, userId: string): ReadonlyArray<PhonebookEntry> =>
  [...hamtValues(entries)]
    .filter(({ ownerId }) => ownerId === null || ownerId === userId)
    .sort((a, b) => (a.id < b.id ? -1 : 1))

export function evolve(phonebook: Phonebook, event: PhonebookEvent, owner: Owner): Phonebook {
  const { entryId: id } = event
  const before = hamtGet(phonebook.entries, id)
  if (event._tag === "PhonebookEntryRemoved")
    return before === undefined
      ? phonebook
      : { entries: hamtDelete(phonebook.entries, id, owner), counts: counted(phonebook, before.ownerId, -1, owner) }
  const { ownerId, name, address } = event
  const entries = hamtSet(phonebook.entries, id, { id, ownerId, name, address }, owner)
  return { entries, counts: before === undefined ? counted(phonebook, ownerId, 1, owner) : phonebook.counts }
}

const counted = (phonebook: Phonebook, ownerId: UserId | null, change: 1 | -1, owner: Owner): Hamt<number> =>
  hamtSet(phonebook.counts, ownerId ?? "", countOf(phonebook, ownerId) + change, owner)
