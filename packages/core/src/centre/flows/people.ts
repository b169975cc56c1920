/** Users and agents: what their commands need of more than one room. */
import * as Result from "effect/Result"
import {
  endBreak,
  endSessions,
  endWrapUps,
  isConnected,
  lockScreen,
  setCapacity,
  setSkills,
  signedOut,
  signIn,
  startBreak,
  unlockScreen,
  type Agent
} from "../../agent/index.ts"
import { breakNamed, PAUSE } from "../../break/index.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { agentById } from "../../routing/index.ts"
import { refusedToSignIn } from "../../user/index.ts"
import { requeueAll } from "../acts.ts"
import type { CommandOf } from "../commands.ts"
import { emit, emitAll, type Context, type Decided } from "../context.ts"
import { closeWrapped } from "../tick.ts"

const done: Decided = Result.succeed(null)
const accept = (): Decided => done

const unknown = (agentId: Agent["id"]): Decided => Result.fail({ _tag: "AgentUnknown", agentId })

export function signInAgent(context: Context, { agentId, sessionId }: CommandOf<"SignIn">): Decided {
  const who = hamtGet(context.draft.users, agentId)
  const agent = agentById(context.draft, agentId)
  if (who === undefined) return Result.fail({ _tag: "UserUnknown", userId: agentId })
  const refused = refusedToSignIn(who, "agent")
  if (refused !== null) return Result.fail(refused)
  if (agent === undefined) return unknown(agentId)
  return Result.map(signIn(agent, sessionId), (events) => emitAll(context, events))
}

/** Own sign-out. Only the last session's end concerns the work: refused while some is active, requeued when forced. */
export function signOut(context: Context, command: CommandOf<"SignOut">): Decided {
  const { agentId, sessionId, force = false } = command
  const agent = agentById(context.draft, agentId)
  if (agent === undefined) return unknown(agentId)
  if (!agent.sessions.includes(sessionId)) return Result.fail({ _tag: "SessionUnknown", agentId, sessionId })
  const isLast = agent.sessions.length === 1
  if (isLast && agent.active.length > 0 && !force)
    return Result.fail({
      _tag: "AgentHasActiveInteractions",
      agentId,
      interactions: agent.active.map((held) => held.interactionId)
    })
  emitAll(context, endSessions(agent, { sessions: [sessionId], cause: "self", requeueAt: null }))
  if (isLast) requeueAll(context, agentId, { cause: "signed-out", endedAt: context.at })
  return accept()
}

/** Ends all sessions and takes the work back; also of an agent who is gone already, with the break they went in. */
export function signOutAgent(context: Context, { agentId }: CommandOf<"SignOutAgent">): Decided {
  const agent = agentById(context.draft, agentId)
  if (agent === undefined) return unknown(agentId)
  const { sessions } = agent
  if (sessions.length === 0) emitAll(context, signedOut(agent))
  emitAll(context, endSessions(agent, { sessions, cause: "supervisor", requeueAt: null }))
  requeueAll(context, agentId, { cause: "signed-out", endedAt: context.at })
  return accept()
}

/** Work stays until the agent has been away strictly longer than the centre allows; 0 = for ever. */
export function loseSession(context: Context, { agentId, sessionId }: CommandOf<"LoseSession">): Decided {
  const agent = agentById(context.draft, agentId)
  if (agent === undefined) return unknown(agentId)
  const seconds = context.draft.tenant.settings?.requeueAfterDisconnectSeconds ?? 0
  const requeueAt = seconds === 0 ? null : context.at + seconds * 1_000 + 1
  emitAll(context, endSessions(agent, { sessions: [sessionId], cause: "lost-heartbeat", requeueAt }))
  return accept()
}

export function breaks(
  context: Context,
  command: CommandOf<"StartBreak" | "EndBreak" | "PauseAgent" | "ResumeAgent">
): Decided {
  const agent = agentById(context.draft, command.agentId)
  if (agent === undefined) return unknown(command.agentId)
  const cause = command._tag === "StartBreak" || command._tag === "EndBreak" ? "self" : "supervisor"
  if (command._tag === "EndBreak" || command._tag === "ResumeAgent")
    return Result.map(endBreak(agent, cause), (events) => emitAll(context, events))
  const name = command.name ?? agent.break?.name ?? PAUSE.name
  if (name === agent.break?.name && isConnected(agent)) return accept()
  const which = breakNamed(context.draft.breaks, name)
  if (which === undefined) return Result.fail({ _tag: "BreakUnknown", name })
  return Result.map(startBreak(agent, which, { at: context.at, cause }), (events) => emitAll(context, events))
}

/** Work still comes to who locks the screen without a break: the answer warns of it. */
export function lock(context: Context, { agentId }: CommandOf<"LockScreen">): Decided {
  const agent = agentById(context.draft, agentId)
  if (agent === undefined) return unknown(agentId)
  const answer = agent.break === null ? { warning: "not-on-break" } : null
  return Result.map(lockScreen(agent), (events) => emitAll(context, events) ?? answer)
}

export function unlock(context: Context, { agentId }: CommandOf<"UnlockScreen">): Decided {
  const agent = agentById(context.draft, agentId)
  if (agent === undefined) return unknown(agentId)
  emitAll(context, unlockScreen(agent))
  return accept()
}

/** Ending wrap-up early ends all of it, and the interactions that it was for close. */
export function endWrapUp(context: Context, { agentId }: CommandOf<"EndWrapUp">): Decided {
  const agent = agentById(context.draft, agentId)
  if (agent === undefined) return unknown(agentId)
  for (const ended of endWrapUps(agent, null)) {
    emit(context, ended)
    closeWrapped(context, ended)
  }
  return accept()
}

/** What an agent can do, and how much. */
export function abilities(context: Context, command: CommandOf<"SetAgentSkills" | "SetAgentCapacity">): Decided {
  const agent = agentById(context.draft, command.agentId)
  if (agent === undefined) return unknown(command.agentId)
  emitAll(
    context,
    command._tag === "SetAgentSkills" ? setSkills(agent, command.skills) : setCapacity(agent, command.capacity)
  )
  return accept()
}
