import * as Schema from "effect/Schema"
import { AgentId, Capacity, InteractionId, SessionId, Skills } from "../kernel/fields.ts"

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

export const StartBreak = Schema.TaggedStruct("StartBreak", { agentId: AgentId })
export const EndBreak = Schema.TaggedStruct("EndBreak", { agentId: AgentId })
/** A supervisor's pause and its end. */
export const PauseAgent = Schema.TaggedStruct("PauseAgent", { agentId: AgentId })
export const ResumeAgent = Schema.TaggedStruct("ResumeAgent", { agentId: AgentId })
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

export const AgentRejection = Schema.Union([
  AgentUnknown,
  AgentNotConnected,
  AgentIsConnected,
  SessionUnknown,
  AgentHasActiveInteractions,
  TooManySessions
])
export type AgentRejection = typeof AgentRejection.Type
