/** What becomes of contacts. Nothing of them is in memory: what a decision needs of one is given to it. */
import * as Result from "effect/Result"
import type { ContactId, KeyedHashes } from "../kernel/fields.ts"
import { NOTES_PER_CONTACT_MAX, type ContactCommand, type ContactRejection } from "./commands.ts"
import { ADDRESSES_PER_CONTACT_MAX, MERGED_PER_CONTACT_MAX, type ContactEvent, type Person } from "./events.ts"

type Decision = Result.Result<ReadonlyArray<ContactEvent>, ContactRejection>
type Of<Tag> = ContactCommand & { readonly _tag: Tag }

/** What is known of those a command names; undefined = nobody. */
export interface Known {
  /** The contact. */
  readonly person: Person | undefined
  /** It was erased, or is another. */
  readonly gone: boolean
  /** Whose the address is that it names. */
  readonly ownerId: ContactId | null
  /** The contact that is to be merged into it. */
  readonly other: Person | undefined
}

/** Ids that arrivals, starts and messages give to whom they bring. */
const RESERVED = /\.c\d*$/

const NOBODY: Person = { addresses: [], merged: [], notes: 0 }

export const isSameAddress = (a: KeyedHashes, b: KeyedHashes): boolean => a.some((hash) => b.includes(hash))

export function decide(command: ContactCommand, known: Known): Decision {
  const { contactId } = command
  if (command._tag === "AddContact") return add(command, known)
  const { person } = known
  if (person === undefined) return Result.fail({ _tag: "ContactUnknown", contactId })
  switch (command._tag) {
    case "ChangeContact": {
      const { name, attributes = {} } = command
      return Result.succeed([{ _tag: "ContactChanged", contactId, name, attributes }])
    }
    case "AddContactAddress":
      return addAddress(command, person, known.ownerId)
    case "RemoveContactAddress":
      return removeAddress(command, person)
    case "AddContactNote": {
      const { note, userId } = command
      const notes = person.notes + 1
      if (notes > NOTES_PER_CONTACT_MAX)
        return Result.fail({ _tag: "TooManyNotes", contactId, limit: NOTES_PER_CONTACT_MAX })
      return Result.succeed([{ _tag: "ContactNoteAdded", contactId, note, userId, person: { ...person, notes } }])
    }
    case "MergeContacts":
      return merge(command, person, known.other)
    case "EraseContact": {
      const { merged, addresses } = person
      return Result.succeed([{ _tag: "ContactErased", contactId, merged, addresses }])
    }
  }
}

function add({ contactId, address, name = null, attributes = {} }: Of<"AddContact">, known: Known): Decision {
  if (RESERVED.test(contactId)) return Result.fail({ _tag: "ContactIdReserved", contactId })
  if (known.person !== undefined || known.gone) return Result.fail({ _tag: "ContactExists", contactId })
  if (known.ownerId !== null) return Result.fail({ _tag: "AddressTaken", contactId: known.ownerId })
  const person = { ...NOBODY, addresses: address === undefined ? [] : [address] }
  return Result.succeed([{ _tag: "ContactAdded", contactId, name, attributes, person }])
}

function addAddress(
  { contactId, address }: Of<"AddContactAddress">,
  person: Person,
  owner: ContactId | null
): Decision {
  if (owner === contactId) return Result.succeed([])
  if (owner !== null) return Result.fail({ _tag: "AddressTaken", contactId: owner })
  if (person.addresses.length >= ADDRESSES_PER_CONTACT_MAX)
    return Result.fail({ _tag: "TooManyAddresses", contactId, limit: ADDRESSES_PER_CONTACT_MAX })
  const next = { ...person, addresses: [...person.addresses, address] }
  return Result.succeed([{ _tag: "ContactAddressAdded", contactId, address, person: next }])
}

function removeAddress({ contactId, address: named }: Of<"RemoveContactAddress">, person: Person): Decision {
  const address = person.addresses.find((one) => isSameAddress(one, named))
  if (address === undefined) return Result.fail({ _tag: "AddressUnknown", contactId })
  const next = { ...person, addresses: person.addresses.filter((one) => one !== address) }
  return Result.succeed([{ _tag: "ContactAddressRemoved", contactId, address, person: next }])
}

/** The survivor has the addresses of both, and is whatever the other was. */
function merge({ contactId, mergedId }: Of<"MergeContacts">, person: Person, other: Person | undefined): Decision {
  if (mergedId === contactId) return Result.fail({ _tag: "SameContact", contactId })
  if (other === undefined) return Result.fail({ _tag: "ContactUnknown", contactId: mergedId })
  const addresses = [...person.addresses, ...other.addresses]
  if (addresses.length > ADDRESSES_PER_CONTACT_MAX)
    return Result.fail({ _tag: "TooManyAddresses", contactId, limit: ADDRESSES_PER_CONTACT_MAX })
  const merged = [...person.merged, mergedId, ...other.merged]
  if (merged.length > MERGED_PER_CONTACT_MAX)
    return Result.fail({ _tag: "TooManyMerged", contactId, limit: MERGED_PER_CONTACT_MAX })
  const next = { addresses, merged, notes: person.notes + other.notes }
  return Result.succeed([{ _tag: "ContactsMerged", contactId, mergedId, moved: other.addresses, person: next }])
}
