/** Watching: what there is to watch, of whom, and when it is over. */
import * as Result from "effect/Result"
import { isConnected } from "../../agent/index.ts"
import type { UserId } from "../../kernel/fields.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { agentById } from "../../routing/index.ts"
import { ended, start, stop, type Watch } from "../../supervision/index.ts"
import { decide as decideUser, refusedToSignIn, type User } from "../../user/index.ts"
import { notGiven } from "../access.ts"
import { campaignOf } from "../acts.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { emit, emitAll, type Context, type Decided } from "../context.ts"
import type { Draft } from "../state.ts"

const isSupervisor = (user: User | undefined): boolean =>
  user !== undefined && refusedToSignIn(user, "supervisor") === null

/** Why the user is no supervisor to act as; null when they are one. */
export function noSupervisor(context: Context, userId: UserId): CentreRejection | null {
  const user = hamtGet(context.draft.users, userId)
  return user === undefined ? { _tag: "UserUnknown", userId } : refusedToSignIn(user, "supervisor")
}

export function startSpy(context: Context, command: CommandOf<"StartSpy">): Decided {
  const { supervisorId, agentId, interactionId } = command
  const refused = noSupervisor(context, supervisorId)
  if (refused !== null) return Result.fail(refused)
  const agent = agentById(context.draft, agentId)
  if (agent === undefined) return Result.fail({ _tag: "AgentUnknown", agentId })
  if (!isConnected(agent)) return Result.fail({ _tag: "AgentNotConnected", agentId })
  const interaction = hamtGet(context.draft.interactions, interactionId)
  if (interaction === undefined) return Result.fail({ _tag: "InteractionUnknown", interactionId })
  if (interaction.stage !== "active") return Result.fail({ _tag: "InteractionNotActive", interactionId })
  if (interaction.owner !== agentId)
    return Result.fail({ _tag: "NotTheOwner", interactionId, agentId, ownerId: interaction.owner })
  const campaign = campaignOf(context, interaction).name
  return begun(context, { kind: "spy", supervisorId, agentId, interactionId, campaign })
}

export function startScreenMonitoring(context: Context, command: CommandOf<"StartScreenMonitoring">): Decided {
  const { supervisorId, agentId } = command
  const refused = noSupervisor(context, supervisorId)
  if (refused !== null) return Result.fail(refused)
  const agent = agentById(context.draft, agentId)
  if (agent === undefined) return Result.fail({ _tag: "AgentUnknown", agentId })
  if (!isConnected(agent)) return Result.fail({ _tag: "AgentNotConnected", agentId })
  if (hamtGet(context.draft.users, agentId)?.screenMonitoring !== true)
    return Result.fail({ _tag: "ScreenMonitoringNotAllowed", agentId })
  return begun(context, { kind: "screen", supervisorId, agentId })
}

function begun(context: Context, watch: Watch): Decided {
  const { supervisorId, agentId } = watch
  if (!isPermitted(context.draft, watch)) return Result.fail({ _tag: "WatchNotPermitted", supervisorId, agentId })
  return Result.map(start(context.draft.supervision, watch), (events) => emitAll(context, events))
}

/** A watch goes on, and so is a right that is asked again and again: not only of who may begin one. */
function isPermitted(draft: Draft, watch: Watch): boolean {
  const supervisor = hamtGet(draft.users, watch.supervisorId)
  if (supervisor === undefined) return false
  const asked =
    watch.kind === "spy"
      ? ({ action: "spy", reach: "sees", touched: { campaigns: [watch.campaign] } } as const)
      : ({ action: "monitor-screens", reach: "sees", touched: { agent: watch.agentId } } as const)
  return notGiven(draft, supervisor, asked) === null
}

export function stopWatch(context: Context, command: CommandOf<"StopSpy" | "StopScreenMonitoring">): Decided {
  emitAll(context, stop(context.draft.supervision, command))
  return Result.succeed(null)
}

/** Who signs out watches no more, whether or not a sign-in was recorded. */
export function recordSignOut(context: Context, command: CommandOf<"RecordSignOut">): Decided {
  const { users, supervision } = context.draft
  return Result.map(decideUser(hamtGet(users, command.userId), command), (events) => {
    emitAll(context, events)
    for (const watch of supervision)
      if (watch.supervisorId === command.userId) emit(context, ended(watch, "supervisor-gone"))
    return null
  })
}

/** Events that may take a permission away: the supervisor's own, or by what the agent is a member of. */
const TAKING: ReadonlySet<string> = new Set([
  "UserPermissionsChanged",
  "UserChanged",
  "MemberRemoved",
  "CampaignRemoved"
])

/** Ends the watches whose supervisor, agent, interaction or permission is there no more. O(watches). */
export function endWatches(context: Context): void {
  const { supervision } = context.draft
  if (supervision.length === 0) return
  // Asked only where one may have gone: each asks all campaigns of the agent.
  const asks = context.events.some(({ _tag }) => TAKING.has(_tag))
  for (const watch of supervision) {
    const reason = overBecause(context, watch) ?? (asks && !isPermitted(context.draft, watch) ? "not-permitted" : null)
    if (reason !== null) emit(context, ended(watch, reason))
  }
}

function overBecause({ draft }: Context, watch: Watch) {
  const agent = agentById(draft, watch.agentId)
  if (!isSupervisor(hamtGet(draft.users, watch.supervisorId))) return "supervisor-gone"
  if (agent === undefined || !isConnected(agent)) return "agent-gone"
  if (watch.kind === "screen") return hamtGet(draft.users, watch.agentId)?.screenMonitoring === true ? null : "stopped"
  const interaction = hamtGet(draft.interactions, watch.interactionId)
  return interaction?.stage === "active" && interaction.owner === watch.agentId ? null : "interaction-gone"
}
