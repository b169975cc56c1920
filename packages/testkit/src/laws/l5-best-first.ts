import { isBetter, offerable, ruleOf, waitingIn, type Waiting } from "./eligibility.ts"
import type { Complaint, Law } from "./law.ts"
import type { NaiveRules } from "./rules.ts"
import { found, type EventOf, type NaiveCampaign, type NaiveMember, type World } from "./world.ts"

type Offered = EventOf<"InteractionOffered">

/** Nobody is offered the worse while the better of that queue, which they may take, lies un-offered. */
export const bestFirst: Law = {
  id: "L5",
  says: "Under push, no agent is offered work while better-ordered work of that queue that they may take is un-offered.",
  watch: ({ rules }) => ({
    event: (world, { event }) => (event._tag === "InteractionOffered" ? betterLeft(world, rules, event) : null)
  })
}

function betterLeft(world: World, rules: NaiveRules, { interactionId, campaign, agentId }: Offered): Complaint {
  const queue = waitingIn(world, campaign)
  const offered = queue.find(({ interaction }) => interaction.id === interactionId)
  if (offered === undefined) return null
  for (const other of queue) {
    if (other === offered || !isBetter(rules, other, offered)) continue
    if (offerable(world, rules, other).some((member) => member.agentId === agentId))
      return `${agentId} is offered ${interactionId} of ${campaign}, though ${other.interaction.id} comes before it`
  }
  return null
}

/** Over all queues: the highest weight, then the best effective priority, entered-at, id, is offered first. */
export const bestOfAll: Law = {
  id: "D4.10c",
  says: "Of all un-offered waiting interactions that some member may be offered, the best is offered.",
  watch: ({ rules }) => ({
    event: (world, { event }) => (event._tag === "InteractionOffered" ? betterAnywhere(world, rules, event) : null)
  })
}

const comesFirst = (rules: NaiveRules, a: Waiting, b: Waiting): boolean => {
  const byWeight = b.campaign.settings.weight - a.campaign.settings.weight
  return byWeight === 0 ? isBetter(rules, a, b) : byWeight < 0
}

/** Whether somebody can be offered it who has not been asked; a new round begins when its deadline fires (14.2b). */
const isOfferable = (world: World, rules: NaiveRules, waiting: Waiting): boolean =>
  offerable(world, rules, waiting).some(({ agentId }) => !waiting.entry.passedOver.has(agentId))

function betterAnywhere(world: World, rules: NaiveRules, { interactionId }: Offered): Complaint {
  const everywhere = waitingIn(world).filter(({ campaign }) => ruleOf(rules, campaign).mode === "push")
  const offered = everywhere.find(({ interaction }) => interaction.id === interactionId)
  if (offered === undefined) return null
  for (const other of everywhere)
    if (other !== offered && comesFirst(rules, other, offered) && isOfferable(world, rules, other))
      return `${interactionId} is offered, though ${other.interaction.id} of ${other.campaign.name} comes before it`
  return null
}

/** The one of the eligible whom the delivery rule names. */
export const rightAgent: Law = {
  id: "D4.3a",
  says: "The delivery rule names who among the eligible is offered it.",
  watch: ({ rules }) => ({
    event: (world, { event }) => (event._tag === "InteractionOffered" ? wrongAgent(world, rules, event) : null)
  })
}

/** On voice the best penalty comes first; text leaves penalties aside. */
function inTier(members: ReadonlyArray<NaiveMember>, { media }: NaiveCampaign): ReadonlyArray<NaiveMember> {
  if (media === "text") return members
  const best = Math.min(...members.map(({ penalty }) => penalty))
  return members.filter(({ penalty }) => penalty === best)
}

function wrongAgent(world: World, rules: NaiveRules, event: Offered): Complaint {
  const { interactionId, agentId, draw, among } = event
  const offered = waitingIn(world, event.campaign).find(({ interaction }) => interaction.id === interactionId)
  if (offered === undefined) return null
  const { campaign } = offered
  const eligible = inTier(offerable(world, rules, offered), campaign)
  const right = found(rules.delivery, campaign.settings.delivery, "delivery rule")(eligible, campaign)
  if (right !== null && right.agentId !== agentId)
    return `${campaign.settings.delivery} offers ${interactionId} to ${agentId}, where ${right.agentId} is next`
  if (right !== null || eligible.length === 0) return null
  if (among !== eligible.length)
    return `${interactionId} is drawn among ${among}, where ${eligible.length} are eligible`
  return draw === null || draw < 0 ? `${interactionId} is drawn for without a draw` : null
}
