/** Decision rows of clients: whose an address is, what is known of a contact, what is blocked. */
import type { BlacklistEvent } from "../blacklist/index.ts"
import type { AddressRekeyed, ContactEvent, Person } from "../contact/index.ts"
import type { CampaignName, ContactId, KeyedHash, KeyedHashes } from "../kernel/fields.ts"

export type ClientRow =
  | { readonly _tag: "Contact"; readonly contactId: ContactId }
  | ({ readonly _tag: "Person" } & Person)
  /** Erased, or merged into another: the id is never used again. */
  | { readonly _tag: "Gone" }
  | { readonly _tag: "Blocked" }

interface ClientRowChange {
  readonly key: string
  readonly row: ClientRow | null
}

export const contactKey = (hash: KeyedHash): string => `contact/${hash}`
export const personKey = (contactId: ContactId): string => `person/${contactId}`
/** An address that is written to no more: by one campaign, or (null) by any. */
export const blockedKey = (campaign: CampaignName | null, hash: KeyedHash): string =>
  `blocked/${campaign ?? "*"}/${hash}`

/** O(addresses of the contact). */
export function clientRowsOf(event: ContactEvent | BlacklistEvent | AddressRekeyed): ReadonlyArray<ClientRowChange> {
  switch (event._tag) {
    case "AddressBlocked":
    case "AddressUnblocked": {
      const row: ClientRow | null = event._tag === "AddressBlocked" ? { _tag: "Blocked" } : null
      return event.address.map((hash) => ({ key: blockedKey(event.campaign, hash), row }))
    }
    case "ContactCreated": {
      const { contactId, address } = event
      return [person(contactId, { addresses: [address], merged: [], notes: 0 }), ...found([address], contactId)]
    }
    case "ContactAdded":
      return [person(event.contactId, event.person), ...found(event.person.addresses, event.contactId)]
    case "ContactChanged":
      return []
    case "ContactAddressAdded":
      return [person(event.contactId, event.person), ...found([event.address], event.contactId)]
    case "ContactAddressRemoved":
      return [person(event.contactId, event.person), ...found([event.address], null)]
    case "ContactNoteAdded":
      return [person(event.contactId, event.person)]
    case "ContactsMerged": {
      const { contactId, mergedId, moved } = event
      return [person(contactId, event.person), gone(mergedId), ...found(moved, contactId)]
    }
    case "AddressRekeyed":
      return [
        ...event.people.map(({ contactId, person: known }) => person(contactId, known)),
        ...event.owned.flatMap(({ contactId, to, dropped }) => [
          ...found(dropped === null ? [] : [[dropped]], null),
          ...found([[to]], contactId)
        ]),
        ...event.blocked.map(({ campaign, to }) => ({
          key: blockedKey(campaign, to),
          row: { _tag: "Blocked" as const }
        }))
      ]
    case "ContactErased":
      return [gone(event.contactId), ...found(event.addresses, null)]
  }
}

const person = (contactId: ContactId, known: Person): ClientRowChange => ({
  key: personKey(contactId),
  row: { _tag: "Person", ...known }
})
const gone = (contactId: ContactId): ClientRowChange => ({ key: personKey(contactId), row: { _tag: "Gone" } })

/** Whose the addresses are from here on; null = nobody's. */
function found(addresses: ReadonlyArray<KeyedHashes>, contactId: ContactId | null): ReadonlyArray<ClientRowChange> {
  const row: ClientRow | null = contactId === null ? null : { _tag: "Contact", contactId }
  const changes: Array<ClientRowChange> = []
  for (const address of addresses) for (const hash of address) changes.push({ key: contactKey(hash), row })
  return changes
}
