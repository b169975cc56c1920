/** On what terms an entry opens: what it requires, what will change of that, who comes first. */
import { isConnected, skillLevel, type Agent } from "../agent/index.ts"
import { memberOf, type Campaign, type Member } from "../campaign/index.ts"
import type { EntryKind, EntryStep, Interaction, Preferred, Requirement } from "../interaction/index.ts"
import type { AgentId, Instant, Skill } from "../kernel/fields.ts"
import { agentById } from "../routing/index.ts"
import type { Context } from "./context.ts"
import type { CentreEvent } from "./events.ts"

export interface Opening {
  readonly interaction: Interaction
  readonly campaign: Campaign
  readonly kind: EntryKind
  readonly priority: number
  readonly enteredAt: Instant
  /** Who is to have it first, if they can. */
  readonly preferred?: AgentId | null
  /** Who is passed over for one round. */
  readonly passedOver?: ReadonlyArray<AgentId>
}

/** What the campaign and the arrival require together: of a skill that both name the higher level. */
export function requirementOf({ settings }: Campaign, interaction: Pick<Interaction, "skills">): Requirement {
  if (interaction.skills.length === 0 && settings.skills.length === 0)
    return { skills: settings.skills, penaltyRange: settings.penaltyRange }
  const levels = new Map<string, number>()
  for (const { skill, level } of [...settings.skills, ...interaction.skills])
    levels.set(skill, Math.max(level, levels.get(skill) ?? 0))
  const skills = [...levels].map(([skill, level]) => ({ skill, level })).sort(bySkill)
  return { skills, penaltyRange: settings.penaltyRange }
}

const bySkill = (a: Skill, b: Skill): number => (a.skill < b.skill ? -1 : 1)

/** The campaign's steps as they will come due, the earliest first. */
export const stepsOf = ({ settings }: Campaign, at: Instant): ReadonlyArray<EntryStep> =>
  [...settings.steps]
    .sort((a, b) => a.afterSeconds - b.afterSeconds)
    .map(({ afterSeconds, skills, penaltyRange, overflow }) => ({
      dueAt: at + afterSeconds * 1_000,
      skills,
      penaltyRange,
      overflowTo: overflow === null ? null : (overflow.to ?? settings.overflowTarget)
    }))

/** Only the preferred agent may have it for a while, if they can have it at all. */
export function windowFor(
  context: Context,
  campaign: Campaign,
  requirement: Requirement,
  agentId: AgentId | null
): Preferred | null {
  const { preferredAgentSeconds } = campaign.settings
  const agent = agentId === null ? undefined : agentById(context.draft, agentId)
  if (agent === undefined || preferredAgentSeconds === 0) return null
  if (windowReason(agent, memberOf(campaign, agent.id), requirement) !== null) return null
  return { agentId: agent.id, until: campaign.open ? context.at + preferredAgentSeconds * 1_000 : null }
}

export type WindowReason = (CentreEvent & { readonly _tag: "PreferredWindowEnded" })["reason"]

/** Why nobody need wait for the preferred agent; null while they should. */
export function windowReason(agent: Agent, member: Member | undefined, requirement: Requirement): WindowReason | null {
  if (!isConnected(agent)) return "agent-disconnected"
  if (agent.break !== null) return "agent-on-break"
  if (member === undefined) return "not-a-member"
  return requirement.skills.some(({ skill, level }) => skillLevel(agent, skill) < level) ? "required-skills" : null
}
