/** The member with the lowest key, or the next in a circle of keys. */
import { memberOf, type Campaign } from "../campaign/index.ts"
import { bitsHas, countBoth, forEachBoth } from "../kernel/bits.ts"
import { orderedAfter, orderedFrom } from "../kernel/ordered-set.ts"
import { compareMemberKeys, memberKey, type MemberKey } from "./campaign-index.ts"
import type { Choice, Choosing } from "./choose.ts"
import { entryHolds } from "./conditions.ts"
import type { KeyedDelivery } from "./strategy.ts"
import { at } from "./view.ts"

/** Steps along the order that are always tried before candidates are looked at one by one. */
const WALK_MIN = 64
/** Steps along the order that looking at one candidate is worth. */
const WALK_PER_CANDIDATE = 16

/** Walks the order of the open members or looks at the candidates, whichever is shorter. O(min(walk, candidates)). */
export function byKey(choosing: Choosing, delivery: KeyedDelivery): Choice | undefined {
  const { campaign, index, able } = choosing
  const candidates = countBoth(able, index.open)
  if (candidates === 0) return undefined
  const start = delivery.from === "first" ? undefined : pointerKey(campaign, delivery)
  const walk = { stepsLeft: WALK_MIN + WALK_PER_CANDIDATE * candidates }
  // In a circle: from behind `start` to the end, then from the beginning.
  const next = start === undefined ? undefined : orderedAfter(index.order, start)
  const behind = next === undefined ? undefined : firstAble(choosing, orderedFrom(index.order, next), walk)
  const found = behind ?? firstAble(choosing, orderedFrom(index.order), walk)
  if (found !== undefined) return chosen(found)
  return walk.stepsLeft === 0 ? bestCandidate(choosing, delivery, start) : undefined
}

/** The first of these who may have the entry, within the steps that are left. */
function firstAble(choosing: Choosing, keys: Iterable<MemberKey>, walk: { stepsLeft: number }): MemberKey | undefined {
  const { able } = choosing
  if (walk.stepsLeft === 0) return undefined
  for (const key of keys) {
    if (bitsHas(able, key.agent) && isEligible(choosing, key)) return key
    walk.stepsLeft -= 1
    if (walk.stepsLeft === 0) return undefined
  }
  return undefined
}

export const chosen = ({ agentId, ordinal }: MemberKey): Choice => ({ agentId, ordinal, draw: null, among: null })

/** Whether an able member may have this very entry. */
export function isEligible(choosing: Choosing, { agentId, agent: number }: MemberKey): boolean {
  const { rules, facts, campaign, interaction } = choosing
  const { entry } = interaction
  // Bits have answered all but this for an entry that nobody refused: the common case asks no record.
  if (entry.passedOver.length === 0 && entry.preferred === null) return true
  const member = memberOf(campaign, agentId)
  return member !== undefined && entryHolds(rules.conditions, entry, { agent: at(facts.agents, number), member })
}

/** The place of the member last offered, as they stand now or stood when they left; undefined before the first offer. */
export function pointerKey(campaign: Campaign, delivery: KeyedDelivery): MemberKey | undefined {
  const { pointer } = campaign
  if (pointer === null) return undefined
  const { agentId, ordinal, position } = pointer
  const member = memberOf(campaign, agentId)
  // Who left and came back has a new joining number; the round robin stands where it stood.
  const view = member?.ordinal === ordinal ? member : { ...pointer, lastEndedAt: null, completedToday: 0 }
  return { key: delivery.key(view), position, agentId, agent: -1, ordinal }
}

/** The same choice, by looking at every candidate. */
function bestCandidate(choosing: Choosing, delivery: KeyedDelivery, start: MemberKey | undefined): Choice | undefined {
  let best: MemberKey | undefined
  forEachCandidate(
    choosing,
    (key) => {
      if (best === undefined || comesBefore(key, best, start)) best = key
      return true
    },
    (member) => delivery.key(member)
  )
  return best === undefined ? undefined : chosen(best)
}

/** Calls `visit` with every eligible member, by agent number, until it answers false. */
export function forEachCandidate(
  choosing: Choosing,
  visit: (key: MemberKey) => boolean,
  keyOf: (member: Parameters<KeyedDelivery["key"]>[0]) => number = () => 0
): void {
  const { facts, campaign, index, able } = choosing
  forEachBoth(able, index.open, (number) => {
    const member = memberOf(campaign, at(facts.agents, number).id)
    if (member === undefined) return true
    const key = memberKey(member, keyOf(member))
    return !isEligible(choosing, key) || visit(key)
  })
}

/** Whether `a` comes before `b` in the circle that begins behind `start`. */
export function comesBefore(a: MemberKey, b: MemberKey, start: MemberKey | undefined): boolean {
  if (start !== undefined) {
    const behind = compareMemberKeys(a, start) > 0
    if (behind !== compareMemberKeys(b, start) > 0) return behind
  }
  return compareMemberKeys(a, b) < 0
}

/** Of these members the first by position, then id; undefined when none is eligible. O(min(members, walk)). */
export function firstByPosition(choosing: Choosing, members: Choosing["able"]): Choice | undefined {
  const { index } = choosing
  const within = { ...choosing, able: members }
  const candidates = countBoth(members, index.open)
  if (candidates === 0) return undefined
  let steps = WALK_MIN + WALK_PER_CANDIDATE * candidates
  for (const key of orderedFrom(index.order)) {
    if (bitsHas(members, key.agent) && isEligible(within, key)) return chosen(key)
    steps -= 1
    if (steps > 0) continue
    let best: MemberKey | undefined
    forEachCandidate(within, (one) => {
      if (best === undefined || compareMemberKeys(one, best) < 0) best = one
      return true
    })
    return best === undefined ? undefined : chosen(best)
  }
  return undefined
}
