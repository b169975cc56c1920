import { Stats } from "@parley/core"
import { firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import type { Event, EventOf, World } from "./world.ts"

/**
 * What a step can show of an erasure: nothing of the contact is left to be found by, nothing of theirs goes on, no
 * count moves, and who was blocked stays so. That their content is unreadable is the vault's, and its tests'. `counts` is the projection under test.
 */
export const erasedLaw = (counts: Stats.Projection<Stats.LiveView> = Stats.campaignLive): Law => ({
  id: "L13",
  says: "Erased means unreadable, counts unchanged, the blacklist kept.",
  watch: () => {
    let view = counts.initial
    const blocked = new Set<string>()
    const gone = new Set<string>()
    let erasures: Array<EventOf<"ContactErased">> = []
    return {
      event: (_world, recorded) => {
        const before = view
        const { event } = recorded
        view = counts.evolve(view, recorded)
        noteBlocked(blocked, event)
        if (event._tag !== "ContactErased") return returned(gone, event)
        for (const id of [event.contactId, ...event.merged]) gone.add(id)
        erasures.push(event)
        return JSON.stringify(Stats.rows(before)) === JSON.stringify(Stats.rows(view))
          ? null
          : `erasing ${event.contactId} changes what is counted`
      },
      boundary: (boundary) => {
        const complaint = firstOf(erasures.map((event) => left(boundary, event)))
        const unblocked = erasures.length === 0 ? undefined : missing(boundary, blocked)
        erasures = []
        return (
          complaint ?? (unblocked === undefined ? null : `${unblocked} was blocked, and is no more after an erasure`)
        )
      },
      end: (boundary) => {
        const back = [...gone].find((id) => boundary.driver.rows.get(`person/${id}`)?._tag !== "Gone")
        return back === undefined ? null : `${back} was erased, and is known again`
      }
    }
  }
})

function noteBlocked(blocked: Set<string>, event: Event): void {
  if (event._tag !== "AddressBlocked" && event._tag !== "AddressUnblocked") return
  for (const hash of event.address) {
    const key = `${event.campaign ?? "*"}/${hash}`
    if (event._tag === "AddressBlocked") blocked.add(key)
    else blocked.delete(key)
  }
}

/** Nobody who was erased comes again. */
function returned(gone: ReadonlySet<string>, event: Event): Complaint {
  const comes = event._tag === "ContactCreated" || event._tag === "ContactAdded" || event._tag === "InteractionArrived"
  return comes && event.contactId !== null && gone.has(event.contactId)
    ? `${event.contactId} was erased, and ${event._tag} names them`
    : null
}

/** What is left of an erased contact. */
function left(
  { world, driver: { rows } }: Boundary,
  { contactId, merged, addresses }: EventOf<"ContactErased">
): Complaint {
  const ids = new Set<string>([contactId, ...merged])
  const key = addresses
    .flat()
    .map((hash) => `contact/${hash}`)
    .find((one) => rows.get(one) !== null)
  if (key !== undefined) return `${contactId} was erased, and the row ${key} leads to them`
  const open = openOf(world, ids)
  return open === null ? null : `${contactId} was erased, and ${open} goes on`
}

/** An open interaction of theirs; the wrap-up of one that ended may last. */
const openOf = (world: World, ids: ReadonlySet<string>): string | null =>
  [...world.interactions.values()].find(
    ({ stage, contactId }) => stage !== "wrapUp" && contactId !== null && ids.has(contactId)
  )?.id ?? null

const missing = ({ driver: { rows } }: Boundary, blocked: ReadonlySet<string>): string | undefined =>
  [...blocked].find((key) => rows.get(`blocked/${key}`)?._tag !== "Blocked")
