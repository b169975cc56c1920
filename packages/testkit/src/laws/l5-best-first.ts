import { isBetter, offerable, ruleOf, waitingIn, type Waiting } from "./eligibility.ts"
import type { Complaint, Law } from "./law.ts"
import type { NaiveRules } from "./rules.ts"
import type { EventOf, World } from "./world.ts"

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
    if (other === offered || !isBetter(world, rules, other, offered)) continue
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

const comesFirst = (world: World, rules: NaiveRules, a: Waiting, b: Waiting): boolean => {
  const byWeight = b.campaign.settings.weight - a.campaign.settings.weight
  return byWeight === 0 ? isBetter(world, rules, a, b) : byWeight < 0
}

/** Whether somebody can be offered it who has not been asked; a new round begins when its deadline fires (14.2b). */
const isOfferable = (world: World, rules: NaiveRules, waiting: Waiting): boolean =>
  offerable(world, rules, waiting).some(({ agentId }) => !waiting.entry.passedOver.has(agentId))

function betterAnywhere(world: World, rules: NaiveRules, { interactionId }: Offered): Complaint {
  const everywhere = waitingIn(world).filter(({ campaign }) => ruleOf(rules, campaign).mode === "push")
  const offered = everywhere.find(({ interaction }) => interaction.id === interactionId)
  if (offered === undefined) return null
  for (const other of everywhere)
    if (other !== offered && comesFirst(world, rules, other, offered) && isOfferable(world, rules, other))
      return `${interactionId} is offered, though ${other.interaction.id} of ${other.campaign.name} comes before it`
  return null
}
