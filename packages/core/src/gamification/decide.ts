/** What there is to reach, and what is reached. The same again yields no event. */
import * as Result from "effect/Result"
import { dayNumberOf, isDate } from "../kernel/calendar.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { vectorLength } from "../kernel/vector.ts"
import {
  AWARDS_PER_AGENT_MAX,
  type GamificationCommand,
  type GamificationRejection,
  type PointsFault
} from "./commands.ts"
import { define, type Definition } from "./decide-definitions.ts"
import type { GamificationEvent, PointsEntry } from "./events.ts"
import { recordedOf, type Gamification } from "./state.ts"
import { daysTaken } from "./tally.ts"

type Decision = Result.Result<ReadonlyArray<GamificationEvent>, GamificationRejection>

/** What rows of points are held against. `today` is a local date of the centre. */
export interface PointsTarget {
  readonly isAgent: (agentId: string) => boolean
  readonly isMeasure: (measure: string) => boolean
  readonly today: string
}

/** What is wrong with a row of points; null when nothing is. */
export function pointsFault(
  { agentId, measure, date }: Omit<PointsEntry, "points">,
  { isAgent, isMeasure, today }: PointsTarget
): PointsFault | null {
  if (!isAgent(agentId)) return "agent-unknown"
  if (!isMeasure(measure)) return "measure-unknown"
  return dateFault(date, today)
}

export function dateFault(date: string, today: string): Extract<PointsFault, `date-${string}`> | null {
  if (!isDate(date)) return "date-unknown"
  const { from, to } = daysTaken(dayNumberOf(today))
  const day = dayNumberOf(date)
  if (day < from) return "date-too-old"
  return day > to ? "date-ahead" : null
}

/** `target` is read by `RecordPoints` alone; that agents and supervisors exist is decided above. */
export function decide(
  state: Gamification,
  command: GamificationCommand,
  target: Omit<PointsTarget, "isMeasure">
): Decision {
  switch (command._tag) {
    case "RecordPoints":
      return record(state, command.entries, target)
    case "AwardBadge":
      return award(state, command)
    case "AssignAgentGroup":
      return assign(state, command)
    default:
      return define(state, command satisfies Definition)
  }
}

type CommandOf<Tag extends GamificationCommand["_tag"]> = Extract<GamificationCommand, { readonly _tag: Tag }>

function assign({ groups, groupOf }: Gamification, { group, agentIds }: CommandOf<"AssignAgentGroup">): Decision {
  if (group !== null && hamtGet(groups, group) === undefined)
    return Result.fail({ _tag: "AgentGroupUnknown", name: group })
  const moved = [...new Set(agentIds)].filter((agentId) => (hamtGet(groupOf, agentId) ?? null) !== group)
  return Result.succeed(moved.length === 0 ? [] : [{ _tag: "AgentGroupAssigned", group, agentIds: moved }])
}

function record(
  state: Gamification,
  entries: ReadonlyArray<PointsEntry>,
  target: Omit<PointsTarget, "isMeasure">
): Decision {
  const against = { ...target, isMeasure: (name: string) => hamtGet(state.measures, name) !== undefined }
  const last = new Map<string, PointsEntry>()
  for (const [index, entry] of entries.entries()) {
    const { agentId, measure, date } = entry
    const fault = pointsFault(entry, against)
    if (fault !== null) return Result.fail({ _tag: "PointsRowRefused", row: index + 1, agentId, measure, date, fault })
    last.set(`${agentId}/${date}/${measure}`, entry)
  }
  const changed = [...last.values()].filter((entry) => recordedOf(state, entry) !== entry.points)
  return Result.succeed(changed.length === 0 ? [] : [{ _tag: "PointsRecorded", entries: changed }])
}

function award(state: Gamification, command: CommandOf<"AwardBadge">): Decision {
  const { badgeAwardId, agentId, badge: name, supervisorId } = command
  const known = hamtGet(state.awards, badgeAwardId)
  if (known !== undefined) {
    const isSame = known.agentId === agentId && known.badge === name && known.supervisorId === supervisorId
    return isSame ? Result.succeed([]) : Result.fail({ _tag: "BadgeAwardExists", badgeAwardId })
  }
  const badge = hamtGet(state.badges, name)
  if (badge === undefined) return Result.fail({ _tag: "BadgeUnknown", name })
  const before = hamtGet(state.awarded, agentId)
  if (before !== undefined && vectorLength(before) >= AWARDS_PER_AGENT_MAX)
    return Result.fail({ _tag: "TooManyAwards", agentId, limit: AWARDS_PER_AGENT_MAX })
  return Result.succeed([
    { _tag: "BadgeAwarded", badgeAwardId, agentId, badge: name, label: badge.label, supervisorId }
  ])
}
