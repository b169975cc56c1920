/** Addresses under another look-up key: the same thing, known by one more hash. */
import type { CampaignName, ContactId, KeyedHash, KeyedHashes } from "../kernel/fields.ts"
import type { RekeyAddresses } from "./commands.ts"
import { KEY_VERSIONS_MAX, type AddressRekeyed, type Person } from "./events.ts"

/** What is known of the addresses that a command names. */
export interface RekeyKnown {
  /** Whose an address is; null = nobody's. */
  readonly ownerOf: (hash: KeyedHash) => ContactId | null
  readonly personOf: (contactId: ContactId) => Person | undefined
  readonly isBlocked: (campaign: CampaignName | null, hash: KeyedHash) => boolean
}

type Owned = (typeof AddressRekeyed.Type)["owned"][number]

/** What is known of nobody, or known by the new hash already, is left out; nothing is left: no event. */
export function rekey(
  command: typeof RekeyAddresses.Type,
  known: RekeyKnown
): ReadonlyArray<typeof AddressRekeyed.Type> {
  const persons = new Map<ContactId, Person>()
  const owned: Array<Owned> = []
  for (const { from, to } of command.owned) {
    const contactId = known.ownerOf(from)
    if (contactId === null || known.ownerOf(to) !== null) continue
    const person = persons.get(contactId) ?? known.personOf(contactId)
    const at = person?.addresses.findIndex((hashes) => hashes.includes(from)) ?? -1
    const before = person?.addresses[at]
    if (person === undefined || before === undefined || before.includes(to)) continue
    const all: KeyedHashes = [to, ...before]
    const addresses = person.addresses.with(at, all.slice(0, KEY_VERSIONS_MAX))
    persons.set(contactId, { ...person, addresses })
    owned.push({ contactId, to, dropped: all[KEY_VERSIONS_MAX] ?? null })
  }
  const blocked = command.blocked.flatMap(({ campaign, from, to }) =>
    known.isBlocked(campaign, from) && !known.isBlocked(campaign, to) ? [{ campaign, to }] : []
  )
  if (owned.length + blocked.length === 0) return []
  const people = [...persons].map(([contactId, person]) => ({ contactId, person }))
  return [{ _tag: "AddressRekeyed", owned, people, blocked }]
}
