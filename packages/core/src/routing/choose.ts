/** Which of the eligible members is offered an entry. */
import type { Campaign } from "../campaign/index.ts"
import type { Interaction } from "../interaction/index.ts"
import { power } from "../kernel/arithmetic.ts"
import { bitsHas, countBoth, forEachBoth, nthOfBoth, type Bits } from "../kernel/bits.ts"
import { drawBelow, drawFraction } from "../kernel/draw.ts"
import type { AgentId, OfferId } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { orderedAfter, orderedFrom, type OrderedSet } from "../kernel/ordered-set.ts"
import { compareMemberKeys, memberKey, type CampaignIndex, type MemberKey, type Tier } from "./campaign-index.ts"
import { entryHolds } from "./conditions.ts"
import { deliveryOf, type Rules } from "./rules.ts"
import type { DrawnDelivery, KeyedDelivery } from "./strategy.ts"
import { agentById, at, type RoutingFacts } from "./view.ts"

/** `draw` is the lowest number drawn, `among` how many drew; null for rules that draw nothing. */
export interface Choice {
  readonly agentId: AgentId
  readonly ordinal: number
  readonly draw: number | null
  readonly among: number | null
}

export interface Choosing {
  readonly rules: Rules
  readonly facts: RoutingFacts
  readonly campaign: Campaign
  readonly index: CampaignIndex
  /** Agents who pass every condition that is the agent's, for the campaign's eligibility rule. */
  readonly available: Bits
  readonly interaction: Interaction
  readonly offerId: OfferId
}

/** Steps along the order that are always tried before candidates are looked at one by one. */
const WALK_MIN = 64
/** Steps along the order that looking at one candidate is worth. */
const WALK_PER_CANDIDATE = 16

/**
 * The eligible member the delivery rule names; undefined when none is.
 *
 * Keyed rules walk the order of the open members or look at the candidates, whichever is shorter; drawn rules count.
 * O(min(walk, candidates) + agents ÷ 32).
 */
export function choose(choosing: Choosing): Choice | undefined {
  const delivery = deliveryOf(choosing.rules, choosing.campaign.settings.delivery)
  return delivery.kind === "keyed" ? byKey(choosing, delivery) : byDraw(choosing, delivery)
}

function byKey(choosing: Choosing, delivery: KeyedDelivery): Choice | undefined {
  const { rules, campaign, index, available, interaction } = choosing
  const candidates = countBoth(available, index.open)
  if (candidates === 0) return undefined
  const { entry } = interaction
  const start = delivery.from === "first" ? undefined : pointerKey(campaign)
  let steps = WALK_MIN + WALK_PER_CANDIDATE * candidates
  for (const key of circle(index.order, start)) {
    if (bitsHas(available, key.agent) && entryHolds(rules.conditions, entry, key.agentId)) return chosen(key)
    steps -= 1
    if (steps === 0) return bestCandidate(choosing, delivery, start)
  }
  return undefined
}

const chosen = ({ agentId, ordinal }: MemberKey): Choice => ({ agentId, ordinal, draw: null, among: null })

/** The place just behind the member last offered, whether or not they are still there. */
export const pointerKey = (campaign: Campaign): MemberKey | undefined =>
  campaign.pointer === 0
    ? undefined
    : { key: campaign.pointer, position: Infinity, agentId: "" as AgentId, agent: -1, ordinal: campaign.pointer }

/** All keys once: from behind `start` to the end, then from the beginning up to it. */
function* circle(order: OrderedSet<MemberKey>, start: MemberKey | undefined): Iterable<MemberKey> {
  if (start === undefined) {
    yield* orderedFrom(order)
    return
  }
  const next = orderedAfter(order, start)
  if (next !== undefined) yield* orderedFrom(order, next)
  for (const key of orderedFrom(order)) {
    if (compareMemberKeys(key, start) > 0) return
    yield key
  }
}

/** The same choice, by looking at every candidate. */
function bestCandidate(choosing: Choosing, delivery: KeyedDelivery, start: MemberKey | undefined): Choice | undefined {
  const { rules, facts, campaign, index, available, interaction } = choosing
  let best: MemberKey | undefined
  forEachBoth(available, index.open, (number) => {
    const agent = at(facts.agents, number)
    const member = hamtGet(campaign.members, agent.id)
    if (member === undefined || !entryHolds(rules.conditions, interaction.entry, agent.id)) return
    const key = memberKey(member, delivery.key(member))
    if (best === undefined || comesBefore(key, best, start)) best = key
  })
  return best === undefined ? undefined : chosen(best)
}

/** Whether `a` comes before `b` in the circle that begins behind `start`. */
export function comesBefore(a: MemberKey, b: MemberKey, start: MemberKey | undefined): boolean {
  if (start !== undefined) {
    const behind = compareMemberKeys(a, start) > 0
    if (behind !== compareMemberKeys(b, start) > 0) return behind
  }
  return compareMemberKeys(a, b) < 0
}

/**
 * As if every eligible member drew, without drawing for each: the least of n uniform draws in [0, r) is
 * r × (1 − (1 − U)^(1/n)), and every member of that penalty is as likely to be the one.
 *
 * Source: the distribution function of the minimum of n independent uniform variables, inverted.
 */
function byDraw(choosing: Choosing, delivery: DrawnDelivery): Choice | undefined {
  const { facts, index, offerId } = choosing
  let least: { readonly draw: number; readonly tier: Tier; readonly count: number } | undefined
  let among = 0
  for (const tier of index.tiers) {
    const count = eligibleIn(choosing, tier)
    if (count === 0) continue
    among += count
    const u = drawFraction({ seed: facts.seed, name: offerId, purpose: delivery.name, n: tier.penalty })
    const draw = delivery.range(tier.penalty) * (1 - power(1 - u, 1 / count))
    if (least === undefined || draw < least.draw) least = { draw, tier, count }
  }
  if (least === undefined) return undefined
  const nth = drawBelow(
    { seed: facts.seed, name: offerId, purpose: `${delivery.name}-member`, n: least.tier.penalty },
    least.count
  )
  const member = nthEligible(choosing, least.tier, nth)
  return { agentId: member.agentId, ordinal: member.ordinal, draw: least.draw, among }
}

/** Eligible members of a tier: those available, less those who refused or missed this entry. */
function eligibleIn(choosing: Choosing, { members }: Tier): number {
  const { rules, facts, available, interaction } = choosing
  let count = countBoth(available, members)
  for (const agentId of interaction.entry.passedOver) {
    if (entryHolds(rules.conditions, interaction.entry, agentId)) continue
    const agent = agentById(facts, agentId)
    if (agent !== undefined && bitsHas(members, agent.number) && bitsHas(available, agent.number)) count -= 1
  }
  return count
}

function nthEligible(
  choosing: Choosing,
  { members }: Tier,
  nth: number
): { readonly agentId: AgentId; readonly ordinal: number } {
  const { rules, facts, campaign, available, interaction } = choosing
  const { entry } = interaction
  let number = -1
  if (entry.passedOver.length === 0) number = nthOfBoth(available, members, nth)
  else {
    let left = nth
    forEachBoth(available, members, (candidate) => {
      if (!entryHolds(rules.conditions, entry, at(facts.agents, candidate).id)) return true
      number = candidate
      left -= 1
      return left >= 0
    })
  }
  const member = hamtGet(campaign.members, at(facts.agents, number).id)
  if (member === undefined) throw new Error(`agent ${number} is open to ${campaign.name} without being a member`)
  return member
}
