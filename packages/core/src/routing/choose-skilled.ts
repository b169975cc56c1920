/** The member with the highest total proficiency on what an entry requires. */
import { skillLevel } from "../agent/index.ts"
import { bitsAnd, bitsHas, countBoth, forEachBoth, type Bits } from "../kernel/bits.ts"
import type { Skill } from "../kernel/fields.ts"
import { memberOf } from "../campaign/index.ts"
import { compareMemberKeys, memberKey, type MemberKey } from "./campaign-index.ts"
import type { Choice, Choosing } from "./choose.ts"
import { chosen, firstByPosition, isEligible } from "./choose-keyed.ts"
import { tiersOf, type SkillTier } from "./index-skills.ts"
import { at } from "./view.ts"

/**
 * Without a required skill the first by position. With one, the first by position of the best level that has an eligible
 * member: O(levels × agents ÷ 32). With several, members are met skill by skill from the best level down, until nobody
 * who was not met can be better; at worst that is every eligible member.
 *
 * Source: the threshold algorithm of Fagin, Lotem and Naor, "Optimal aggregation algorithms for middleware" (2003).
 */
export function bySkill(choosing: Choosing): Choice | undefined {
  const { skills } = choosing.interaction.entry.requirement
  const [first] = skills
  if (first === undefined) return firstByPosition(choosing, choosing.able)
  return skills.length === 1 ? byOne(choosing, first) : byTotal(choosing, skills)
}

function byOne(choosing: Choosing, { skill }: Skill): Choice | undefined {
  for (const { agents } of tiersOf(choosing.indexes.skills, skill)) {
    const choice = firstByPosition(choosing, bitsAnd(choosing.able, agents))
    if (choice !== undefined) return choice
  }
  return undefined
}

interface Best {
  readonly key: MemberKey
  readonly total: number
}

function byTotal(choosing: Choosing, required: ReadonlyArray<Skill>): Choice | undefined {
  const { indexes, able, index } = choosing
  const lists = required.map(({ skill }) => tiersOf(indexes.skills, skill))
  const met = new Set<number>()
  const candidates = countBoth(able, index.open)
  let best: Best | undefined
  for (let round = 0; met.size < candidates; round++) {
    const tiers = lists.flatMap((list) => list[round] ?? [])
    if (tiers.length < lists.length) return finished(choosing, lists.flat(), { met, best })
    for (const { agents } of tiers) best = meet(choosing, agents, { met, best })
    const threshold = tiers.reduce((sum, { level }) => sum + level, 0)
    // Who was not met stands below these levels in every skill.
    if (best !== undefined && best.total >= threshold) break
  }
  return best === undefined ? undefined : chosen(best.key)
}

interface Progress {
  readonly met: Set<number>
  readonly best: Best | undefined
}

/** One of the lists is at its end: what is left is met in any order. */
function finished(choosing: Choosing, tiers: ReadonlyArray<SkillTier>, { met, best }: Progress): Choice | undefined {
  let found = best
  for (const { agents } of tiers) found = meet(choosing, agents, { met, best: found })
  return found === undefined ? undefined : chosen(found.key)
}

/** The best of those met so far and these. */
function meet(choosing: Choosing, agents: Bits, { met, best }: Progress): Best | undefined {
  const { facts, campaign, index, interaction, able } = choosing
  let found = best
  forEachBoth(agents, able, (number) => {
    if (met.has(number) || !bitsHas(index.open, number)) return
    met.add(number)
    const agent = at(facts.agents, number)
    const member = memberOf(campaign, agent.id)
    if (member === undefined) return
    const key = memberKey(member, 0)
    if (!isEligible(choosing, key)) return
    const total = interaction.entry.requirement.skills.reduce((sum, { skill }) => sum + skillLevel(agent, skill), 0)
    if (found === undefined || total > found.total || (total === found.total && compareMemberKeys(key, found.key) < 0))
      found = { key, total }
  })
  return found
}
