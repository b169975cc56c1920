/** Points and badges: what their commands need to know of agents, supervisors and the day. */
import * as Result from "effect/Result"
import { decide, type GamificationCommand } from "../../gamification/index.ts"
import { dateOf } from "../../kernel/calendar.ts"
import { agentById } from "../../routing/index.ts"
import { dayOf } from "../../tenant/index.ts"
import type { CommandOf } from "../commands.ts"
import { emitAll, type Context, type Decided } from "../context.ts"
import { noSupervisor } from "./supervision.ts"

const DAY_MS = 86_400_000

/** The centre's local date; before there is a centre, UTC's. */
function today({ draft, at }: Context): string {
  const zone = draft.tenant.settings?.zone
  const day = zone === undefined ? undefined : dayOf(draft.tenant, zone)
  return day?.date ?? dateOf(Math.floor(at / DAY_MS))
}

export function gamification(context: Context, command: GamificationCommand): Decided {
  const isAgent = (agentId: string) => agentById(context.draft, agentId) !== undefined
  const decided = decide(context.draft.gamification, command, { isAgent, today: today(context) })
  return Result.map(decided, (events) => emitAll(context, events))
}

export function assignGroup(context: Context, command: CommandOf<"AssignAgentGroup">): Decided {
  const unknown = command.agentIds.find((agentId) => agentById(context.draft, agentId) === undefined)
  return unknown === undefined
    ? gamification(context, command)
    : Result.fail({ _tag: "AgentUnknown", agentId: unknown })
}

export function awardBadge(context: Context, command: CommandOf<"AwardBadge">): Decided {
  const { agentId, supervisorId } = command
  const refused = noSupervisor(context, supervisorId)
  if (refused !== null) return Result.fail(refused)
  return agentById(context.draft, agentId) === undefined
    ? Result.fail({ _tag: "AgentUnknown", agentId })
    : gamification(context, command)
}
