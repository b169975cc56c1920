/** Who of a campaign's members may have entries of one requirement: the short form of the table, as bits. */
import type { Campaign } from "../campaign/index.ts"
import type { Requirement } from "../interaction/index.ts"
import {
  bitsAnd,
  bitsAndNot,
  bitsClear,
  bitsHas,
  bitsOr,
  bitsSet,
  countBoth,
  emptyBits,
  forEachBoth,
  type Bits
} from "../kernel/bits.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { orderedFirst, orderedFrom } from "../kernel/ordered-set.ts"
import { queuedCount, type WorkClass } from "./campaign-index.ts"
import { campaignHolds, narrowed, weightHolds } from "./conditions.ts"
import { tryAgent } from "./index-agents.ts"
import { editCampaign } from "./index-edit.ts"
import type { Rules } from "./rules.ts"
import { agentById, at, type IndexDraft, type Indexes, type RoutingFacts } from "./view.ts"

type Reading = Pick<Indexes, "available" | "full" | "skills" | "campaigns" | "weighted"> & { readonly rules: Rules }

/** What the campaign requires of everybody, before any arrival adds to it. */
export const campaignRequirement = ({ settings }: Campaign): Requirement => ({
  skills: settings.skills,
  penaltyRange: settings.penaltyRange
})

/**
 * Agents who may have entries of this requirement, to be intersected with the campaign's open members. Who is passed
 * over, and who an entry prefers, is asked of each entry. O(agents ÷ 32) where anything narrows, else O(1).
 */
export function eligibleFor(reading: Reading, facts: RoutingFacts, campaign: Campaign, requirement: Requirement): Bits {
  const free = roomyFor(reading, campaign)
  const index = at(reading.campaigns, campaign.number)
  const able = narrowed(reading.rules.conditions, requirement, free, { skills: reading.skills, index })
  return reading.weighted.count === 0 ? able : bitsAndNot(able, yielding(reading, facts, campaign))
}

/** Agents who pass every condition that is the agent's, and have room for one more. */
function roomyFor({ available, full }: Reading, campaign: Campaign): Bits {
  const bits = available.find(({ rule }) => rule === campaign.settings.eligibility)?.agents ?? emptyBits()
  return bitsAndNot(bits, full.find(({ cost }) => cost === campaign.cost)?.agents ?? emptyBits())
}

/** Those who must leave the campaign's work alone for that of campaigns of higher weight. O(weighted campaigns). */
function yielding({ weighted, campaigns }: Reading, facts: RoutingFacts, campaign: Campaign): Bits {
  let found = emptyBits()
  forEachBoth(weighted, weighted, (number) => {
    if (at(facts.campaigns, number).settings.weight > campaign.settings.weight)
      found = bitsOr(found, at(campaigns, number).takers)
  })
  return found
}

/** How many could be offered work of the campaign (pull: could take it) that requires no more than the campaign does. */
export function availableCount(reading: Reading, campaign: Campaign): number {
  const able = narrowed(reading.rules.conditions, campaignRequirement(campaign), roomyFor(reading, campaign), {
    skills: reading.skills,
    index: at(reading.campaigns, campaign.number)
  })
  return countBoth(able, at(reading.campaigns, campaign.number).open)
}

/** The members on whom each weighted campaign has a hold, anew where it may have changed. Who is let go is tried. */
export function refreshTakers(draft: IndexDraft, facts: RoutingFacts): void {
  for (const number of draft.weigh) {
    draft.weigh.delete(number)
    const before = at(draft.campaigns, number).takers
    const after = takersOf(draft, facts, at(facts.campaigns, number))
    if (before.count === 0 && after.count === 0) continue
    editCampaign(draft, number).takers = after
    const letGo = bitsAndNot(before, after)
    forEachBoth(letGo, letGo, (agent) => tryAgent(draft, at(facts.agents, agent)))
  }
}

/** Of these agents those who did not refuse or miss every entry of the class. O(its entries). */
function notPassedOver(facts: RoutingFacts, { marked }: WorkClass, agents: Bits): Bits {
  let found = emptyBits()
  for (const { id } of orderedFrom(marked)) {
    let able = agents
    for (const agentId of hamtGet(facts.interactions, id)?.entry.passedOver ?? []) {
      const agent = agentById(facts, agentId)
      if (agent !== undefined) able = bitsClear(able, agent.number, undefined)
    }
    found = bitsOr(found, able)
  }
  return found
}

function takersOf(draft: IndexDraft, facts: RoutingFacts, campaign: Campaign): Bits {
  const index = at(draft.campaigns, campaign.number)
  const { conditions } = draft.rules
  const isWeighted = bitsHas(draft.weighted, campaign.number)
  if (!isWeighted || index.unoffered === 0 || !campaignHolds(conditions, campaign)) return emptyBits()
  const rival = {
    weight: campaign.settings.weight,
    mine: 0,
    waiting: queuedCount(index),
    available: availableCount(draft, campaign)
  }
  if (weightHolds(conditions, rival)) return emptyBits()
  const free = roomyFor(draft, campaign)
  let takers = emptyBits()
  for (const work of index.classes) {
    const able = narrowed(conditions, work.requirement, free, { skills: draft.skills, index })
    takers = bitsOr(takers, orderedFirst(work.fresh) === undefined ? notPassedOver(facts, work, able) : able)
  }
  for (const { id } of orderedFrom(index.windowed)) {
    const interaction = hamtGet(facts.interactions, id)
    const preferred = agentById(facts, interaction?.entry.preferred?.agentId ?? "")
    if (preferred !== undefined && bitsHas(free, preferred.number))
      takers = bitsSet(takers, preferred.number, undefined)
  }
  return bitsAnd(takers, index.open)
}
