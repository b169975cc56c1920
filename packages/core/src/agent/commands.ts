import * as Schema from "effect/Schema"
import { AgentId, Capacity, ConfigName, InteractionId, SessionId, Skills } from "../kernel/fields.ts"

/** A session of role agent begins. The same session again changes nothing. */
export const SignIn = Schema.TaggedStruct("SignIn", { agentId: AgentId, sessionId: SessionId })

/** Ends one session. Refused for the last one while work is active, unless forced; forced, that work is requeued. */
export const SignOut = Schema.TaggedStruct("SignOut", {
  agentId: AgentId,
  sessionId: SessionId,
  force: Schema.optionalKey(Schema.Boolean)
})

/** A supervisor ends all sessions of an agent. */
export const SignOutAgent = Schema.TaggedStruct("SignOutAgent", { agentId: AgentId })

/** A session fell silent. Break and work stay. */
export const LoseSession = Schema.TaggedStruct("LoseSession", { agentId: AgentId, sessionId: SessionId })

/** On a break already: of another name, that one ends; without a name the agent stays on it. */
export const StartBreak = Schema.TaggedStruct("StartBreak", { agentId: AgentId, name: Schema.optionalKey(ConfigName) })
/** The agent ends their own break. */
export const EndBreak = Schema.TaggedStruct("EndBreak", { agentId: AgentId })
/** A supervisor's pause and its end: the break `Pause` unless another is named. */
export const PauseAgent = Schema.TaggedStruct("PauseAgent", { agentId: AgentId, name: Schema.optionalKey(ConfigName) })
/** Ends an agent's break for them. */
export const ResumeAgent = Schema.TaggedStruct("ResumeAgent", { agentId: AgentId })
/** Answered with the warning `not-on-break` while the agent is on none: work still comes. */
export const LockScreen = Schema.TaggedStruct("LockScreen", { agentId: AgentId })
/** Sent by who has checked the password; it is no person's to send. */
export const UnlockScreen = Schema.TaggedStruct("UnlockScreen", { agentId: AgentId })

/** Ends every wrap-up of the agent. */
export const EndWrapUp = Schema.TaggedStruct("EndWrapUp", { agentId: AgentId })

/** All skills of an agent anew; of a skill named twice the last level holds. */
export const SetAgentSkills = Schema.TaggedStruct("SetAgentSkills", { agentId: AgentId, skills: Skills })
/** What is active or offered already is not touched by a lower limit. */
export const SetAgentCapacity = Schema.TaggedStruct("SetAgentCapacity", {
  agentId: AgentId,
  capacity: Schema.NullOr(Capacity)
})

export const AgentCommand = Schema.Union([
  SignIn,
  SignOut,
  SignOutAgent,
  LoseSession,
  StartBreak,
  EndBreak,
  PauseAgent,
  ResumeAgent,
  LockScreen,
  UnlockScreen,
  EndWrapUp,
  SetAgentSkills,
  SetAgentCapacity
])
export type AgentCommand = typeof AgentCommand.Type

export const AgentUnknown = Schema.TaggedStruct("AgentUnknown", { agentId: AgentId })
export const AgentNotConnected = Schema.TaggedStruct("AgentNotConnected", { agentId: AgentId })
/** Signed in as an agent: the role cannot be taken away now. */
export const AgentIsConnected = Schema.TaggedStruct("AgentIsConnected", { agentId: AgentId })
export const SessionUnknown = Schema.TaggedStruct("SessionUnknown", { agentId: AgentId, sessionId: SessionId })
export const AgentHasActiveInteractions = Schema.TaggedStruct("AgentHasActiveInteractions", {
  agentId: AgentId,
  interactions: Schema.Array(InteractionId)
})
/** More sessions than `limit` at once. */
export const TooManySessions = Schema.TaggedStruct("TooManySessions", { agentId: AgentId, limit: Schema.Int })

/** The agent locked the screen: their own commands are refused until the password unlocks it. */
export const ScreenLocked = Schema.TaggedStruct("ScreenLocked", { agentId: AgentId })

export const AgentRejection = Schema.Union([
  AgentUnknown,
  AgentNotConnected,
  AgentIsConnected,
  SessionUnknown,
  AgentHasActiveInteractions,
  TooManySessions,
  ScreenLocked
])
export type AgentRejection = typeof AgentRejection.Type
