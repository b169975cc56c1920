import { hindering, offerable, ruleOf } from "./eligibility.ts"
import type { Complaint, Law } from "./law.ts"
import type { NaiveRules } from "./rules.ts"
import { found, type Event, type EventOf, type World } from "./world.ts"

/** Who is offered work, or takes it, may receive it at that instant. */
export const eligible: Law = {
  id: "L3",
  says: "Nobody is offered work by routing who is not eligible at that instant.",
  watch: ({ rules }) => ({ event: (world, { event }) => notEligible(world, rules, event) })
}

function notEligible(world: World, rules: NaiveRules, event: Event): Complaint {
  if (event._tag !== "InteractionOffered" && event._tag !== "InteractionTaken") return null
  const { interactionId, agentId } = event
  const what = event._tag === "InteractionOffered" ? "is offered" : "takes"
  const campaign = found(world.campaigns, event.campaign, "campaign")
  const interaction = found(world.interactions, interactionId, "open interaction")
  const { stage, entry } = interaction
  if (stage !== "waiting" || entry === null) return `${agentId} ${what} ${interactionId}, which is ${stage}`
  const reasons = hindering(world, rules, { campaign, agentId })
  if (reasons.length > 0) return `${agentId} ${what} ${interactionId} of ${campaign.name}, but is ${reasons.join(", ")}`
  if (event._tag === "InteractionTaken")
    return ruleOf(rules, campaign).mode === "pull"
      ? null
      : `${agentId} takes ${interactionId} of ${campaign.name}, which offers its work`
  const may = offerable(world, rules, { interaction, entry, campaign }).map((member) => member.agentId)
  if (may.includes(agentId)) return null
  return `${agentId} is offered ${interactionId}, but is passed over for it${may.length > 0 ? ` while ${may.join()} may have it` : ""}`
}

/** An offer is out only while its member would still be eligible for it. */
export const ceased: Law = {
  id: "L3-ceased",
  says: "No offer is out to one who ceased to be (4.7).",
  watch: ({ rules }) => ({
    event: (world, { event }) =>
      event._tag === "InteractionOffered"
        ? otherTerms(world, rules, event)
        : event._tag === "OfferRevoked"
          ? withoutCause(world, rules, event)
          : null,
    boundary: ({ world }) => outToTheWrong(world, rules)
  })
}

/** Who still may have it keeps the offer: other offers and later settings do not end it. */
function withoutCause(world: World, rules: NaiveRules, event: EventOf<"OfferRevoked">): Complaint {
  const { interactionId, agentId, reason } = event
  if (["interaction-gone", "campaign-disabled", "campaign-closed", "campaign-removed"].includes(reason)) return null
  const { offers, campaign: name } = found(world.interactions, interactionId, "open interaction")
  const campaign = found(world.campaigns, name, "campaign")
  const offer = offers.find((one) => one.agentId === agentId)
  if (offer === undefined) return `${interactionId} is revoked from ${agentId}, who was not offered it`
  return hindering(world, rules, { campaign, agentId }, offer).length > 0
    ? null
    : `${interactionId} is revoked from ${agentId} (${reason}), who may have it`
}

/** What an offer rests on is what the settings say when it is issued; later ones do not touch it. */
function otherTerms(world: World, rules: NaiveRules, event: EventOf<"InteractionOffered">): Complaint {
  const campaign = found(world.campaigns, event.campaign, "campaign")
  const { eligibility, perAgentMax } = campaign.settings
  const most = ruleOf(rules, campaign).atOnce(perAgentMax)
  if (event.eligibility === eligibility && (event.atOnceMax ?? Number.POSITIVE_INFINITY) === most) return null
  return `${event.interactionId} is offered by ${event.eligibility}, at most ${event.atOnceMax}, not by ${eligibility}, ${most}`
}

function outToTheWrong(world: World, rules: NaiveRules): Complaint {
  for (const { id, campaign: name, offers } of world.interactions.values())
    for (const offer of offers) {
      const campaign = found(world.campaigns, name, "campaign")
      const reasons = hindering(world, rules, { campaign, agentId: offer.agentId }, offer)
      if (reasons.length > 0) return `${id} is out to ${offer.agentId}, who is ${reasons.join(", ")}`
    }
  return null
}
