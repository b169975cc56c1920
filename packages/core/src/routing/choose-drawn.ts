/** The member with the lowest draw, without drawing for each. */
import { memberOf } from "../campaign/index.ts"
import { power } from "../kernel/arithmetic.ts"
import { bitsHas, countBoth, forEachBoth, nthOfBoth } from "../kernel/bits.ts"
import { drawBelow, drawFraction } from "../kernel/draw.ts"
import type { AgentId } from "../kernel/fields.ts"
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

const mayHave = ({ rules, facts, campaign, interaction }: Choosing, agentId: AgentId): boolean => {
  const agent = agentById(facts, agentId)
  const member = memberOf(campaign, agentId)
  return (
    agent !== undefined && member !== undefined && entryHolds(rules.conditions, interaction.entry, { agent, member })
  )
}

/** Eligible members of a tier: those able, less those who refused or missed this entry. */
function eligibleIn(choosing: Choosing, { members }: Tier): number {
  const { facts, able, interaction } = choosing
  let count = countBoth(able, members)
  for (const agentId of interaction.entry.passedOver) {
    const agent = agentById(facts, agentId)
    if (agent === undefined || !bitsHas(members, agent.number) || !bitsHas(able, agent.number)) continue
    if (!mayHave(choosing, agentId)) count -= 1
  }
  return count
}

function nthEligible(
  choosing: Choosing,
  { members }: Tier,
  nth: number
): { readonly agentId: AgentId; readonly ordinal: number } {
  const { facts, campaign, able, interaction } = choosing
  let number = -1
  if (interaction.entry.passedOver.length === 0) number = nthOfBoth(able, members, nth)
  else {
    let left = nth
    forEachBoth(able, members, (candidate) => {
      if (!mayHave(choosing, at(facts.agents, candidate).id)) return true
      number = candidate
      left -= 1
      return left >= 0
    })
  }
  const member = memberOf(campaign, at(facts.agents, number).id)
  if (member === undefined) throw new Error(`agent ${number} is open to ${campaign.name} without being a member`)
  return member
}
