import { hamtGet, hamtValues, vectorValues } from "@parley/core/internal"
import { factsOf, type Boundary, type Complaint, type Law } from "./law.ts"
import type { Event, World } from "./world.ts"

/** At most one owner per interaction: nobody gets what somebody has, and no two agents hold one. */
export const oneOwner: Law = {
  id: "L1",
  says: "At most one owner per interaction.",
  watch: () => ({
    event: (world, { event }) => secondOwner(world, event),
    boundary: (boundary) => heldTwice(boundary)
  })
}

function secondOwner(world: World, event: Event): Complaint {
  if (event._tag !== "OfferAccepted" && event._tag !== "InteractionTaken") return null
  const { interactionId, agentId } = event
  const owner = world.interactions.get(interactionId)?.owner ?? null
  return owner === null ? null : `${agentId} gets ${interactionId}, which is ${owner}'s`
}

function heldTwice(boundary: Boundary): Complaint {
  const facts = factsOf(boundary)
  const holders = new Map<string, string>()
  for (const { id, active } of vectorValues(facts.agents))
    for (const { interactionId } of active) {
      const other = holders.get(interactionId)
      if (other !== undefined) return `${interactionId} is held by ${other} and by ${id}`
      holders.set(interactionId, id)
      const owner = hamtGet(facts.interactions, interactionId)?.owner
      if (owner !== id) return `${id} holds ${interactionId}, whose owner is ${owner ?? "nobody"}`
    }
  for (const { id, stage, owner } of hamtValues(facts.interactions))
    if (stage === "active" && (owner === null || holders.get(id) !== owner))
      return `${id} is active, its owner ${owner ?? "nobody"}, but ${holders.get(id) ?? "nobody"} holds it`
  return null
}
