/** The member with the lowest draw, without drawing for each. */
import { memberOf, type Member } from "../campaign/index.ts"
import { power } from "../kernel/arithmetic.ts"
import { bitsClear, bitsHas, countBoth, nthOfBoth, type Bits } from "../kernel/bits.ts"
import { drawBelow, drawFraction } from "../kernel/draw.ts"
import type { Tier } from "./campaign-index.ts"
import type { Choice, Choosing } from "./choose.ts"
import { entryHolds } from "./conditions.ts"
import type { DrawnDelivery } from "./strategy.ts"
import { agentById, at } from "./view.ts"

/**
 * As if every eligible member drew: the least of n uniform draws in [0, r) is r × (1 − (1 − U)^(1/n)), and every member
 * of that penalty is as likely to be the one. O(penalties × agents ÷ 32).
 *
 * Source: the distribution function of the minimum of n independent uniform variables, inverted.
 */
export function byDraw(choosing: Choosing, delivery: DrawnDelivery): Choice | undefined {
  const { facts, index, offerId } = choosing
  let least: { readonly draw: number; readonly tier: Tier; readonly count: number } | undefined
  let among = 0
  const eligible = notPassedOver(choosing)
  for (const tier of index.tiers) {
    const count = countBoth(eligible, tier.members)
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
  const member = memberNumbered(choosing, nthOfBoth(eligible, least.tier.members, nth))
  return { agentId: member.agentId, ordinal: member.ordinal, draw: least.draw, among }
}

/** Those able to have the entry, less those who refused or missed it. O(those × agents ÷ 32). */
function notPassedOver({ rules, facts, campaign, able, interaction }: Choosing): Bits {
  const { entry } = interaction
  let left = able
  for (const agentId of entry.passedOver) {
    const agent = agentById(facts, agentId)
    if (agent === undefined || !bitsHas(left, agent.number)) continue
    const member = memberOf(campaign, agentId)
    if (member === undefined || !entryHolds(rules.conditions, entry, { agent, member }))
      left = bitsClear(left, agent.number, undefined)
  }
  return left
}

function memberNumbered({ facts, campaign }: Choosing, number: number): Member {
  const member = memberOf(campaign, at(facts.agents, number).id)
  if (member === undefined) throw new Error(`agent ${number} is open to ${campaign.name} without being a member`)
  return member
}
