/** The member with the lowest score for this very entry, among as many as the rule says it looks at. */
import { memberOf } from "../campaign/index.ts"
import { bitsHas } from "../kernel/bits.ts"
import { orderedFrom } from "../kernel/ordered-set.ts"
import { compareMemberKeys, type MemberKey } from "./campaign-index.ts"
import type { Choice, Choosing } from "./choose.ts"
import { chosen, isEligible } from "./choose-keyed.ts"
import { standingView } from "./index-standing.ts"
import type { ScoredDelivery } from "./strategy.ts"
import { at } from "./view.ts"

/** O(open members to pass by + `scan` calls of the rule). */
export function byScore(choosing: Choosing, delivery: ScoredDelivery): Choice | undefined {
  const { facts, campaign, index, able, interaction } = choosing
  const { skills } = interaction.entry.requirement
  let best: { readonly key: MemberKey; readonly score: number } | undefined
  let left = delivery.scan
  for (const key of orderedFrom(index.order)) {
    if (left === 0) break
    if (!bitsHas(able, key.agent) || !isEligible(choosing, key)) continue
    const member = memberOf(campaign, key.agentId)
    if (member === undefined) continue
    left -= 1
    const agent = at(facts.agents, key.agent)
    const score = delivery.score({ ...standingView(agent), ...member, skills: agent.skills }, { skills })
    if (best === undefined || score < best.score || (score === best.score && compareMemberKeys(key, best.key) < 0))
      best = { key, score }
  }
  return best === undefined ? undefined : chosen(best.key)
}
