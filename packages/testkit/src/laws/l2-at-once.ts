import { heldIn, ruleOf } from "./eligibility.ts"
import type { Complaint, Law } from "./law.ts"
import type { NaiveRules } from "./rules.ts"
import { found, type Event, type World } from "./world.ts"

/** No offer or take brings an agent above what the campaign's rule allows at once. */
export const atOnce: Law = {
  id: "L2",
  says: "No offer or take raises the campaign's count above the “at once” of its rule.",
  watch: ({ rules }) => ({ event: (world, { event }) => tooMany(world, rules, event) })
}

function tooMany(world: World, rules: NaiveRules, event: Event): Complaint {
  if (event._tag !== "InteractionOffered" && event._tag !== "InteractionTaken") return null
  const campaign = found(world.campaigns, event.campaign, "campaign")
  const most = ruleOf(rules, campaign).atOnce(campaign.settings.perAgentMax)
  const held = heldIn(world, campaign, event.agentId)
  if (held + 1 <= most) return null
  return `${event.agentId} gets ${event.interactionId} of ${campaign.name} and then holds ${held + 1}, of ${most} at most`
}
