/** Which agents have which skill, at which level: one bit per agent and level. */
import type { Agent } from "../agent/index.ts"
import { bitsClear, bitsSet, emptyBits, type Bits } from "../kernel/bits.ts"
import type { Skill } from "../kernel/fields.ts"
import { hamtDelete, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"

/** The agents at one level, and those at it or above. */
export interface SkillTier {
  readonly level: number
  readonly agents: Bits
  readonly reached: Bits
}

/** One skill's agents by level, the best first; only levels that somebody has. */
export interface SkillIndex {
  readonly id: string
  readonly tiers: ReadonlyArray<SkillTier>
}

export type SkillIndexes = Hamt<SkillIndex>

export const tiersOf = (skills: SkillIndexes, skill: string): ReadonlyArray<SkillTier> =>
  hamtGet(skills, skill)?.tiers ?? []

/** Everybody who has the skill at that level or above. O(levels). */
export const skilledAt = (skills: SkillIndexes, skill: string, least: number): Bits =>
  tiersOf(skills, skill).findLast(({ level }) => level >= least)?.reached ?? emptyBits()

/** The indexes after an agent's skills changed. O(skills that differ × levels). */
export function skillsChanged(
  skills: SkillIndexes,
  before: Agent | undefined,
  after: Agent,
  owner: Owner
): SkillIndexes {
  if (before?.skills === after.skills || (before === undefined && after.skills.length === 0)) return skills
  let next = skills
  for (const one of before?.skills ?? [])
    next = edited(next, one, (agents, own) => bitsClear(agents, after.number, own), owner)
  for (const one of after.skills) next = edited(next, one, (agents, own) => bitsSet(agents, after.number, own), owner)
  return next
}

type Edit = (agents: Bits, owner: Owner) => Bits

function edited(skills: SkillIndexes, { skill: id, level }: Skill, edit: Edit, owner: Owner): SkillIndexes {
  const next = withTier(tiersOf(skills, id), level)
    .map((tier) => {
      if (tier.level > level) return tier
      const agents = tier.level === level ? edit(tier.agents, owner) : tier.agents
      // Levels share what reaches them: never edited in place.
      return { level: tier.level, agents, reached: edit(tier.reached, undefined) }
    })
    .filter(({ agents }) => agents.count > 0)
  return next.length === 0 ? hamtDelete(skills, id, undefined) : hamtSet(skills, id, { id, tiers: next }, undefined)
}

/** The tiers, with one of that level, which only those above it reach as yet. */
function withTier(tiers: ReadonlyArray<SkillTier>, level: number): ReadonlyArray<SkillTier> {
  if (tiers.some((tier) => tier.level === level)) return tiers
  const above = tiers.filter((tier) => tier.level > level)
  const reached = above[above.length - 1]?.reached ?? emptyBits()
  return [...above, { level, agents: emptyBits(), reached }, ...tiers.filter((tier) => tier.level < level)]
}
