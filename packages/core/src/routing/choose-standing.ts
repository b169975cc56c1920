/** The member whose standing is best, out of orders that hold all agents. */
import { bitsHas, bitsOr, bitsSet, countBoth, emptyBits } from "../kernel/bits.ts"
import { memberOf } from "../campaign/index.ts"
import { orderedFrom, type OrderedSet } from "../kernel/ordered-set.ts"
import { compareMemberKeys, memberKey, type MemberKey } from "./campaign-index.ts"
import type { Choice, Choosing } from "./choose.ts"
import { chosen, firstByPosition, forEachCandidate, isEligible } from "./choose-keyed.ts"
import { compareRatios, standingView, type StandingKey } from "./index-standing.ts"
import type { StandingDelivery } from "./strategy.ts"
import { at } from "./view.ts"

/** Steps along the orders that looking at one candidate is worth, and those that are always tried. */
const WALK_PER_CANDIDATE = 4
const WALK_MIN = 64
type Ratio = Omit<StandingKey, "agent">

/**
 * Walks the orders up to the first eligible members and takes the first by position of those who stand alike, or looks
 * at all candidates if they are few. O(min(walk, candidates) + those who stand alike).
 */
export function byStanding(choosing: Choosing, delivery: StandingDelivery): Choice | undefined {
  const { campaign, index, indexes, able } = choosing
  const candidates = countBoth(able, index.open)
  if (candidates === 0) return undefined
  const order = indexes.standing.find(({ name }) => name === delivery.name)
  if (order === undefined) throw new Error(`no order of agents for ${delivery.name}, which ${campaign.name} uses`)
  const steps = { left: WALK_MIN + WALK_PER_CANDIDATE * candidates }
  const own = alike(choosing, order.own, steps)
  const measured = own === null ? null : alike(choosing, order.measured, steps)
  if (own === null || measured === null) return bestCandidate(choosing, delivery)
  const best = better(own, { ...measured, ratio: measuredBy(measured.ratio, campaign.settings.perAgentMax) })
  return best === undefined ? undefined : firstByPosition(choosing, best)
}

interface Alike {
  readonly ratio: Ratio | undefined
  readonly members: Choosing["able"]
}

const measuredBy = (ratio: Ratio | undefined, whole: number): Ratio | undefined =>
  ratio === undefined ? undefined : { part: ratio.part, whole }

/** The eligible members with the lowest ratio of one order; null when the walk is longer than it is worth. */
function alike(choosing: Choosing, order: OrderedSet<StandingKey>, steps: { left: number }): Alike | null {
  const { facts, campaign, index, able } = choosing
  let ratio: Ratio | undefined
  let members = emptyBits()
  for (const key of orderedFrom(order)) {
    if (ratio !== undefined && compareRatios(key, ratio) !== 0) break
    steps.left -= 1
    if (steps.left < 0) return null
    if (!bitsHas(able, key.agent) || !bitsHas(index.open, key.agent)) continue
    const member = memberOf(campaign, at(facts.agents, key.agent).id)
    if (member === undefined || !isEligible(choosing, memberKey(member, 0))) continue
    ratio = key
    members = bitsSet(members, key.agent, undefined)
  }
  return { ratio, members }
}

/** The members of the better of two ratios; of both when they are the same. */
function better(a: Alike, b: Alike): Choosing["able"] | undefined {
  if (a.ratio === undefined) return b.ratio === undefined ? undefined : b.members
  if (b.ratio === undefined) return a.members
  const difference = compareRatios(a.ratio, b.ratio)
  if (difference !== 0) return difference < 0 ? a.members : b.members
  return bitsOr(a.members, b.members)
}

/** The same choice, by looking at every candidate. */
function bestCandidate(choosing: Choosing, delivery: StandingDelivery): Choice | undefined {
  const { facts, campaign } = choosing
  let best: { readonly key: MemberKey; readonly ratio: Ratio } | undefined
  forEachCandidate(choosing, (key) => {
    const { part, whole } = delivery.ratio(standingView(at(facts.agents, key.agent)))
    const ratio = { part, whole: whole === null ? campaign.settings.perAgentMax : Math.max(whole, 1) }
    const difference = best === undefined ? -1 : compareRatios(ratio, best.ratio) || compareMemberKeys(key, best.key)
    if (difference < 0) best = { key, ratio }
    return true
  })
  return best === undefined ? undefined : chosen(best.key)
}
