/** Whom the delivery rule names, and whom nobody but themselves may have it. */
import { ringOf } from "./delivery-rules.ts"
import { offerable, ranked, waitingOf } from "./eligibility.ts"
import type { Complaint, Law } from "./law.ts"
import type { NaiveRules } from "./rules.ts"
import type { Event, EventOf, World } from "./world.ts"

type Offered = EventOf<"InteractionOffered">

/** A ring that is being issued: who is still to be offered it in this step. */
interface Ringing {
  readonly interactionId: string
  readonly left: Set<string>
}

/** The one of the eligible whom the delivery rule names; under a ring all of them, in one step. */
export const rightAgent: Law = {
  id: "D4.3a",
  says: "The delivery rule names who among the eligible is offered it.",
  watch: ({ rules }) => {
    let ringing: Ringing | null = null
    const unrung = (): Complaint =>
      ringing === null || ringing.left.size === 0
        ? null
        : `${ringing.interactionId} rings without ${[...ringing.left].join(", ")}, who may have it`
    return {
      event: (world, { event }) => {
        if (continues(ringing, event)) return null
        const complaint = unrung()
        ringing = event._tag === "InteractionOffered" ? ringBegun(world, rules, event) : null
        return complaint ?? (event._tag === "InteractionOffered" ? wrongAgent(world, rules, event) : null)
      },
      boundary: () => unrung()
    }
  }
}

function continues(ringing: Ringing | null, event: Event): boolean {
  if (ringing === null || event._tag !== "InteractionOffered" || event.interactionId !== ringing.interactionId)
    return false
  return ringing.left.delete(event.agentId)
}

/** Who else rings; nobody when the first by position has it at once, or one agent alone may have it. */
function ringBegun(world: World, rules: NaiveRules, { interactionId, agentId }: Offered): Ringing | null {
  const waiting = waitingOf(world, interactionId)
  const { campaign, entry } = waiting
  const { delivery, offerTimeoutSeconds } = campaign.settings
  if (rules.delivery(delivery).way !== "rings" || entry.preferred !== null || offerTimeoutSeconds === 0) return null
  const ring = ringOf(ranked(world, rules, campaign, offerable(world, rules, waiting)))
  return { interactionId, left: new Set(ring.map((one) => one.agentId).filter((one) => one !== agentId)) }
}

function wrongAgent(world: World, rules: NaiveRules, event: Offered): Complaint {
  const { interactionId, agentId, draw, among, movesPointer } = event
  const waiting = waitingOf(world, interactionId)
  const { campaign, entry, interaction } = waiting
  if (interaction.stage !== "waiting") return `${interactionId} is offered to ${agentId} beside others`
  const name = campaign.settings.delivery
  const preferred = entry.preferred !== null
  if (movesPointer === preferred) return `the round robin ${movesPointer ? "goes on" : "stays"} at ${interactionId}`
  if (event.delivery !== (preferred ? "preferred" : name)) return `${interactionId} is offered by ${event.delivery}`
  if (preferred) return null
  const eligible = ranked(world, rules, campaign, offerable(world, rules, waiting))
  const rule = rules.delivery(name)
  const right = rule.next(eligible, { world, campaign, entry })
  if (rule.way === "names" || (rule.way === "rings" && campaign.settings.offerTimeoutSeconds === 0))
    return right === null || right.agentId === agentId
      ? null
      : `${name} offers ${interactionId} to ${agentId}, where ${right.agentId} is next`
  if (!eligible.some((member) => member.agentId === agentId)) return `${name} offers ${interactionId} to ${agentId}`
  if (rule.way === "rings") return null
  if (among !== eligible.length)
    return `${interactionId} is drawn among ${among}, where ${eligible.length} are eligible`
  return draw === null || draw < 0 ? `${interactionId} is drawn for without a draw` : null
}
