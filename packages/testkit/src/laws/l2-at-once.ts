import { loadOf } from "./burden.ts"
import { heldIn, ruleOf } from "./eligibility.ts"
import type { Complaint, Law } from "./law.ts"
import type { NaiveRules } from "./rules.ts"
import { found, type EventOf, type World } from "./world.ts"

/** Nothing brings an agent above their capacity, nor an offer or take above what the campaign's rule allows at once. */
export const atOnce: Law = {
  id: "L2",
  says: "No offer, take, start or transfer raises load above capacity; no offer or take raises the campaign's count above the “at once” of its rule.",
  watch: ({ rules }) => ({
    event: (world, { event }) => {
      switch (event._tag) {
        case "InteractionOffered":
          return tooMany(world, rules, event) ?? tooMuch(world, event)
        case "InteractionTaken":
          return tooMany(world, rules, event) ?? tooMuch(world, event) ?? otherHold(world, rules, event)
        case "InteractionStarted":
          return tooMuch(world, event) ?? otherHold(world, rules, event)
        case "TransferOffered":
          return tooMuch(world, event)
        case "OfferAccepted":
        case "TransferAccepted":
          return otherHold(world, rules, event)
        default:
          return null
      }
    }
  })
}

type Receiving = EventOf<"InteractionOffered" | "InteractionTaken">

function tooMany(world: World, rules: NaiveRules, event: Receiving): Complaint {
  const campaign = found(world.campaigns, event.campaign, "campaign")
  const most = ruleOf(rules, campaign).atOnce(campaign.settings.perAgentMax)
  const held = heldIn(world, campaign, event.agentId)
  if (held + 1 <= most) return null
  return `${event.agentId} gets ${event.interactionId} of ${campaign.name} and then holds ${held + 1}, of ${most} at most`
}

function tooMuch(world: World, event: Receiving | EventOf<"InteractionStarted" | "TransferOffered">): Complaint {
  const { agentId, interactionId } = event
  const { cost, name } = found(world.campaigns, event.campaign, "campaign")
  const { capacity } = found(world.agents, agentId, "agent")
  if (event.cost !== cost) return `${interactionId} of ${name} costs ${agentId} ${event.cost}, where it is ${cost}`
  const load = loadOf(world, agentId) + cost
  return capacity === null || load <= capacity
    ? null
    : `${agentId} gets ${interactionId} of ${name} and then bears ${load}, of ${capacity} at most`
}

/** Owning one of a campaign's is a routing hold when its rule says so. */
function otherHold(
  world: World,
  rules: NaiveRules,
  event: EventOf<"OfferAccepted" | "InteractionTaken" | "InteractionStarted" | "TransferAccepted">
): Complaint {
  const should = ruleOf(rules, found(world.campaigns, event.campaign, "campaign")).holds
  return event.hold === should ? null : `${event.interactionId} ${should ? "is no" : "is a"} routing hold`
}
