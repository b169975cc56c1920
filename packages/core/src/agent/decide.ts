/** Presence, breaks and the end of wrap-up, of one agent. What an agent's leaving does to work is decided above. */
import * as Result from "effect/Result"
import type { Instant, SessionId, Skill } from "../kernel/fields.ts"
import { sameValue } from "../kernel/same.ts"
import type { AgentRejection } from "./commands.ts"
import { PAUSE, type AgentEvent, type PresenceCause } from "./events.ts"
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
  if (agent.break === null || cause === "lost-heartbeat") return left
  return [...left, { _tag: "BreakEnded", agentId, name: agent.break.name, cause: "signed-out" }]
}

/** A break needs a connected agent; one already on a break stays on it. */
export function startBreak(agent: Agent, cause: BreakCause): Decision {
  const agentId = agent.id
  if (!isConnected(agent)) return Result.fail({ _tag: "AgentNotConnected", agentId })
  if (agent.break !== null) return Result.succeed([])
  return Result.succeed([{ _tag: "BreakStarted", agentId, name: PAUSE, cause }])
}

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
