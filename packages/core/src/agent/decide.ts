/** Presence, breaks and the end of wrap-up, of one agent. What an agent's leaving does to work is decided above. */
import * as Result from "effect/Result"
import type { IconName, Instant, SessionId, Skill } from "../kernel/fields.ts"
import { sameValue } from "../kernel/same.ts"
import type { AgentRejection } from "./commands.ts"
import type { AgentEvent, PresenceCause } from "./events.ts"
import { isConnected, type Agent } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<AgentEvent>, AgentRejection>
type BreakCause = Exclude<PresenceCause, "lost-heartbeat">

/** Most sessions one user may have at once. */
export const SESSIONS_MAX = 32

export function signIn(agent: Agent, sessionId: SessionId): Decision {
  const agentId = agent.id
  if (agent.sessions.includes(sessionId)) return Result.succeed([])
  if (agent.sessions.length >= SESSIONS_MAX)
    return Result.fail({ _tag: "TooManySessions", agentId, limit: SESSIONS_MAX })
  const started: AgentEvent = { _tag: "AgentSessionStarted", agentId, sessionId }
  return Result.succeed(
    isConnected(agent) ? [started] : [started, { _tag: "AgentConnected", agentId, cause: "self" as const }]
  )
}

/**
 * The end of one session or of all; with the last one the agent is disconnected and, unless the connection was merely
 * lost, the break ends.
 */
export function endSessions(
  agent: Agent,
  ending: {
    readonly sessions: ReadonlyArray<SessionId>
    readonly cause: PresenceCause
    readonly requeueAt: Instant | null
  }
): ReadonlyArray<AgentEvent> {
  const agentId = agent.id
  const { sessions, cause, requeueAt } = ending
  const ended = sessions
    .filter((sessionId) => agent.sessions.includes(sessionId))
    .map((sessionId): AgentEvent => ({ _tag: "AgentSessionEnded", agentId, sessionId, cause }))
  if (ended.length === 0 || ended.length < agent.sessions.length) return ended
  const left: ReadonlyArray<AgentEvent> = [...ended, { _tag: "AgentDisconnected", agentId, cause, requeueAt }]
  return cause === "lost-heartbeat" ? left : [...left, ...signedOut(agent)]
}

/**
 * What a sign-out ends: the break and the lock of the screen. Neither ends with a lost heartbeat: who comes back
 * without a password must find the screen as it was left.
 */
export function signedOut({ id: agentId, break: onBreak, locked }: Agent): ReadonlyArray<AgentEvent> {
  const ended: Array<AgentEvent> = []
  if (onBreak !== null) ended.push({ _tag: "BreakEnded", agentId, name: onBreak.name, cause: "signed-out" })
  if (locked) ended.push({ _tag: "AgentScreenUnlocked", agentId, cause: "signed-out" })
  return ended
}

/** A break as it is defined when it starts. */
export interface StartingBreak {
  readonly name: string
  readonly icon: IconName | null
  readonly maxMinutes: number | null
}

/** A break needs a connected agent; one on a break of this name stays on it, of another changes over. */
export function startBreak(
  agent: Agent,
  which: StartingBreak,
  { at, cause }: { readonly at: Instant; readonly cause: BreakCause }
): Decision {
  if (!isConnected(agent)) return Result.fail({ _tag: "AgentNotConnected", agentId: agent.id })
  if (agent.break?.name === which.name) return Result.succeed([])
  const by = cause === "self" ? "self" : "supervisor"
  const before: ReadonlyArray<AgentEvent> = Result.getOrElse(endBreak(agent, by), () => [])
  return Result.succeed([...before, breakStarted(agent, which, { at, cause })])
}

/** Of a break that must not last longer than so many minutes, overdue is the first instant at which it has. */
export const breakStarted = (
  { id: agentId }: Agent,
  { name, icon, maxMinutes }: StartingBreak,
  { at, cause }: { readonly at: Instant; readonly cause: BreakCause }
): AgentEvent => ({
  _tag: "BreakStarted",
  agentId,
  name,
  icon,
  overdueAt: maxMinutes === null ? null : at + maxMinutes * 60_000 + 1,
  cause
})

export function lockScreen(agent: Agent): Decision {
  if (!isConnected(agent)) return Result.fail({ _tag: "AgentNotConnected", agentId: agent.id })
  return Result.succeed(agent.locked ? [] : [{ _tag: "AgentScreenLocked", agentId: agent.id }])
}

export const unlockScreen = (agent: Agent): ReadonlyArray<AgentEvent> =>
  agent.locked ? [{ _tag: "AgentScreenUnlocked", agentId: agent.id, cause: "password" }] : []

export function endBreak(agent: Agent, cause: "self" | "supervisor"): Decision {
  if (agent.break === null) return Result.succeed([])
  return Result.succeed([{ _tag: "BreakEnded", agentId: agent.id, name: agent.break.name, cause }])
}

const compareSkills = (a: Skill, b: Skill): number => (a.skill < b.skill ? -1 : 1)

export function setSkills(agent: Agent, skills: ReadonlyArray<Skill>): ReadonlyArray<AgentEvent> {
  const next = [...new Map(skills.map((one) => [one.skill, one])).values()].sort(compareSkills)
  return sameValue(next, agent.skills) ? [] : [{ _tag: "AgentSkillsChanged", agentId: agent.id, skills: next }]
}

export const setCapacity = (agent: Agent, capacity: number | null): ReadonlyArray<AgentEvent> =>
  agent.capacity === capacity ? [] : [{ _tag: "AgentCapacityChanged", agentId: agent.id, capacity }]

/** Ends the wrap-ups `due` by then, or all when the agent ends them early (`by` null). */
export const endWrapUps = (agent: Agent, by: Instant | null): ReadonlyArray<AgentEvent & { _tag: "WrapUpEnded" }> =>
  agent.wrapUps
    .filter((wrapUp) => by === null || wrapUp.until <= by)
    .map(({ interactionId, campaign, startedAt, until }) => ({
      _tag: "WrapUpEnded",
      agentId: agent.id,
      interactionId,
      campaign,
      startedAt,
      dueAt: by === null ? null : until
    }))
