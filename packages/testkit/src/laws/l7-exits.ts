import * as Result from "effect/Result"
import { hamtGet, hamtValues } from "@parley/core/internal"
import { factsOf, firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import { deadlinesOf } from "./deadlines.ts"
import type { Event, NaiveInteraction, World } from "./world.ts"
import type { Driver } from "../harness.ts"

/** How long everything may take to end once its clients have left. */
const DRAIN_MS = 32 * 86_400_000

/** Every offer ends once and in one way; whatever is open can end, and ends when its client leaves. */
export const exits: Law = {
  id: "L7",
  says: "Every offer has an exit; every non-final state has an exit, by an event or a deadline.",
  watch: () => {
    const out = new Map<string, Set<string>>()
    return {
      event: (_world, { event }) => offerStep(out, event),
      boundary: (boundary) => firstOf([known(out, boundary), wakes(boundary), ...stuck(boundary)]),
      end: ({ driver }) => drained(driver)
    }
  }
}

/** Each offer is issued, then accepted, rejected, expired or revoked, and nothing after that. */
function offerStep(out: Map<string, Set<string>>, event: Event): Complaint {
  switch (event._tag) {
    case "InteractionOffered": {
      const others = out.get(event.interactionId) ?? new Set()
      if (others.has(event.offerId)) return `${event.offerId} is issued a second time`
      out.set(event.interactionId, others.add(event.offerId))
      return null
    }
    case "OfferAccepted":
    case "OfferRejected":
    case "OfferExpired":
    case "OfferRevoked":
    case "OfferRescinded": {
      const { interactionId, offerId } = event
      if (out.get(interactionId)?.delete(offerId) === true) return null
      return `${event._tag} of ${offerId}, which is not out`
    }
    case "InteractionTaken":
    case "InteractionFinished":
    case "InteractionClosed": {
      const [offerId] = out.get(event.interactionId) ?? []
      return offerId === undefined ? null : `${event._tag} of ${event.interactionId} leaves ${offerId} without an end`
    }
    default:
      return null
  }
}

/** The offers that are out by the log are those that are out by the state. */
function known(out: ReadonlyMap<string, ReadonlySet<string>>, boundary: Boundary): Complaint {
  const issued = new Set([...out.values()].flatMap((ids) => [...ids]))
  const standing = new Set<string>(
    [...hamtValues(factsOf(boundary).interactions)].flatMap(({ offers }) => offers.map(({ id }) => id))
  )
  for (const offerId of issued) if (!standing.has(offerId)) return `${offerId} ended without an event`
  for (const offerId of standing) if (!issued.has(offerId)) return `${offerId} is out and was never issued`
  return null
}

/** The centre asks to be woken for the first deadline there is. */
function wakes({ world, driver }: Boundary): Complaint {
  const next = driver.centre.nextDeadline(driver.state)
  const deadlines = [...deadlinesOf(world)].sort((a, b) => a.due - b.due)
  const first = deadlines[0]
  if ((first?.due ?? null) === next) return null
  return `the centre wakes at ${next ?? "no time"}, but ${first === undefined ? "nothing is due" : `${first.what} at ${first.due}`}`
}

/** What each stage of life needs so that it can end. */
function* stuck({ world }: Boundary): Iterable<Complaint> {
  for (const interaction of world.interactions.values()) yield stuckIn(world, interaction)
}

function stuckIn(world: World, { id, stage, owner, offers, campaign }: NaiveInteraction): Complaint {
  if (!world.campaigns.has(campaign)) return `${id} is open in ${campaign}, which is gone`
  if (stage === "arrived") return `${id} is neither waiting nor anyone's`
  if (stage === "offered" && offers.some(({ expiresAt }) => expiresAt === null))
    return `the offer of ${id} never expires`
  if (stage === "active" && owner === null) return `${id} is active without an owner`
  if (stage !== "wrapUp") return null
  const wrapsUp = owner !== null && world.agents.get(owner)?.wrapUps.has(id) === true
  return wrapsUp ? null : `${id} is in wrap-up, and nobody's wrap-up ends it`
}

/** Clients leave, time passes: nothing is open any more and no offer is out. */
function drained(driver: Driver): Complaint {
  const after = driver.fork()
  for (const { id } of [...hamtValues(after.state.facts.interactions)].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const left = after.send(after.now, { _tag: "LeaveInteraction", interactionId: id })
    // What was due by then may have ended it, as may another's leaving.
    const isOpen = hamtGet(after.state.facts.interactions, id) !== undefined
    if (Result.isFailure(left) && isOpen) return `the client cannot leave ${id}: ${left.failure._tag}`
  }
  // Days end for ever; nothing else does.
  for (let until = after.now + DRAIN_MS; ;) {
    const next = after.centre.nextDeadline(after.state)
    if (next === null || next > until) break
    after.advance(next)
  }
  const open = [...hamtValues(after.state.facts.interactions)]
  return open.length === 0 ? null : `${open.map(({ id, stage }) => `${id} (${stage})`).join(", ")} never ends`
}
