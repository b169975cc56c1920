/** Which agents have which skill, at which level: one bit per agent and level. */
import type { Agent } from "../agent/index.ts"
import { bitsClear, bitsOr, bitsSet, emptyBits, type Bits } from "../kernel/bits.ts"
import type { Skill } from "../kernel/fields.ts"
import { hamtDelete, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"

/** The agents at one level. */
export interface SkillTier {
  readonly level: number
  readonly agents: Bits
}

/** One skill's agents by level, the best first; only levels that somebody has. */
export interface SkillIndex {
  readonly id: string
  readonly tiers: ReadonlyArray<SkillTier>
}

export type SkillIndexes = Hamt<SkillIndex>

export const tiersOf = (skills: SkillIndexes, skill: string): ReadonlyArray<SkillTier> =>
  hamtGet(skills, skill)?.tiers ?? []

/** Everybody who has the skill at that level or above. O(levels × agents ÷ 32). */
export function skilledAt(skills: SkillIndexes, skill: string, least: number): Bits {
  let found = emptyBits()
  for (const { level, agents } of tiersOf(skills, skill)) {
    if (level < least) break
    found = bitsOr(found, agents)
  }
  return found
}

/** The indexes after an agent's skills changed. O(skills that differ × levels). */
export function skillsChanged(
  skills: SkillIndexes,
  before: Agent | undefined,
  after: Agent,
  owner: Owner
): SkillIndexes {
  if (before?.skills === after.skills || (before === undefined && after.skills.length === 0)) return skills
  let next = skills
  for (const one of before?.skills ?? []) next = edited(next, one, (agents) => bitsClear(agents, after.number, owner))
  for (const one of after.skills) next = edited(next, one, (agents) => bitsSet(agents, after.number, owner))
  return next
}

function edited(skills: SkillIndexes, { skill: id, level }: Skill, edit: (agents: Bits) => Bits): SkillIndexes {
  const tiers = tiersOf(skills, id)
  const agents = edit(tiers.find((tier) => tier.level === level)?.agents ?? emptyBits())
  const others = tiers.filter((tier) => tier.level !== level)
  const next = agents.count === 0 ? others : [...others, { level, agents }].sort((a, b) => b.level - a.level)
  return next.length === 0 ? hamtDelete(skills, id, undefined) : hamtSet(skills, id, { id, tiers: next }, undefined)
}
