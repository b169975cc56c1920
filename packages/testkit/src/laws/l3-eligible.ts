import {
  hindering,
  isBetter,
  mayTake,
  offerable,
  ruleOf,
  waitingIn,
  waitingOf,
  yieldsTo,
  type Waiting
} from "./eligibility.ts"
import type { Complaint, Law } from "./law.ts"
import type { NaiveRules } from "./rules.ts"
import { found, type AgentId, type Event, type EventOf, type World } from "./world.ts"

/** Who is offered work, or takes it, may receive it at that instant. */
export const eligible: Law = {
  id: "L3",
  says: "Nobody is offered work by routing who is not eligible at that instant.",
  watch: ({ rules }) => ({ event: (world, { event }) => notEligible(world, rules, event) })
}

function notEligible(world: World, rules: NaiveRules, event: Event): Complaint {
  if (event._tag !== "InteractionOffered" && event._tag !== "InteractionTaken") return null
  const { interactionId, agentId } = event
  const isOffer = event._tag === "InteractionOffered"
  const what = isOffer ? "is offered" : "takes"
  const waiting = waitingOf(world, interactionId)
  const { campaign, entry, interaction } = waiting
  // The others of a ring are offered it when it is out to the first already.
  const rings = isOffer && interaction.stage === "offered" && rules.delivery(campaign.settings.delivery).way === "rings"
  if (interaction.stage !== "waiting" && !rings)
    return `${agentId} ${what} ${interactionId}, which is ${interaction.stage}`
  const reasons = [...hindering(world, rules, { campaign, agentId, entry })]
  const heavier = rings ? null : yieldsTo(world, rules, { campaign, agentId, entry })
  if (heavier !== null) reasons.push(`has work of ${heavier.name} to take, which weighs more`)
  if (reasons.length > 0) return `${agentId} ${what} ${interactionId} of ${campaign.name}, but is ${reasons.join(", ")}`
  if (!isOffer) return wronglyTaken(world, rules, waiting, agentId)
  if (rings)
    return entry.passedOver.has(agentId) ? `${agentId} is in the ring of ${interactionId} after refusing it` : null
  const may = offerable(world, rules, waiting).map((member) => member.agentId)
  if (may.includes(agentId)) return null
  return `${agentId} is offered ${interactionId}, but is passed over for it${may.length > 0 ? ` while ${may.join()} may have it` : ""}`
}

/** Taken is only what agents take, not after refusing it, and where they see one alone, that one. */
function wronglyTaken(world: World, rules: NaiveRules, waiting: Waiting, agentId: AgentId): Complaint {
  const { campaign, entry, interaction } = waiting
  const { mode, firstOnly } = ruleOf(rules, campaign)
  if (mode !== "pull") return `${agentId} takes ${interaction.id} of ${campaign.name}, which offers its work`
  if (entry.passedOver.has(agentId)) return `${agentId} takes ${interaction.id}, but is passed over for it`
  if (!firstOnly) return null
  const before = waitingIn(world, campaign.name).find(
    (other) => isBetter(world, rules, other, waiting) && mayTake(world, rules, other, agentId)
  )
  return before === undefined
    ? null
    : `${agentId} takes ${interaction.id}, though ${before.interaction.id} comes before it`
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
  if (
    ["interaction-gone", "contact-erased", "campaign-disabled", "campaign-closed", "campaign-removed"].includes(reason)
  )
    return null
  const { interaction, campaign, entry } = waitingOf(world, interactionId)
  const offer = interaction.offers.find((one) => one.agentId === agentId)
  if (offer === undefined) return `${interactionId} is revoked from ${agentId}, who was not offered it`
  return hindering(world, rules, { campaign, agentId, entry }, offer).length > 0
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
  for (const { id, offers } of world.interactions.values())
    for (const offer of offers) {
      const { campaign, entry } = waitingOf(world, id)
      const reasons = hindering(world, rules, { campaign, agentId: offer.agentId, entry }, offer)
      if (reasons.length > 0) return `${id} is out to ${offer.agentId}, who is ${reasons.join(", ")}`
    }
  return null
}
