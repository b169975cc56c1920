/** What the log says of contacts and of blocked addresses, as keys of rows with what they say; null: no row. */
import type { Contact } from "@parley/core"
import type { Event } from "./world.ts"

type Said = readonly [string, string | null]

export function* clientRowsSaid(event: Event): Iterable<Said> {
  switch (event._tag) {
    case "AddressBlocked":
    case "AddressUnblocked":
      for (const hash of event.address)
        yield [`blocked/${event.campaign ?? "*"}/${hash}`, event._tag === "AddressBlocked" ? "blocked" : null]
      return
    case "AddressRekeyed":
      for (const { dropped } of event.owned) if (dropped !== null) yield [`contact/${dropped}`, null]
      for (const { contactId, person } of event.people) yield* known(contactId, person)
      for (const { campaign, to } of event.blocked) yield [`blocked/${campaign ?? "*"}/${to}`, "blocked"]
      return
    case "ContactCreated":
      yield* known(event.contactId, { addresses: [event.address], merged: [], notes: 0 })
      return
    case "ContactAddressRemoved":
    case "ContactErased":
      for (const hash of event._tag === "ContactErased" ? event.addresses.flat() : event.address)
        yield [`contact/${hash}`, null]
      yield event._tag === "ContactErased"
        ? [`person/${event.contactId}`, "gone"]
        : [`person/${event.contactId}`, shown(event.person)]
      return
    case "ContactsMerged":
      yield [`person/${event.mergedId}`, "gone"]
      yield* known(event.contactId, event.person)
      return
    case "ContactAdded":
    case "ContactAddressAdded":
    case "ContactNoteAdded":
      yield* known(event.contactId, event.person)
      return
    default:
  }
}

/** Each address of a contact leads to it. */
function* known(contactId: string, person: Contact.Person): Iterable<Said> {
  yield [`person/${contactId}`, shown(person)]
  for (const hash of person.addresses.flat()) yield [`contact/${hash}`, contactId]
}

const shown = ({ addresses, merged, notes }: Contact.Person): string =>
  `${addresses.map((hashes) => hashes.join("+")).join()} ${merged.join()} ${notes}`
