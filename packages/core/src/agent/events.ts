/** An agent's presence, breaks and wrap-up. Presence changes only here, and each event says by what. */
import * as Schema from "effect/Schema"
import {
  AgentId,
  CampaignName,
  Capacity,
  ConfigName,
  IconName,
  Instant,
  InteractionId,
  SessionId,
  Skills
} from "../kernel/fields.ts"

/** Own act, a supervisor's, too many missed offers, or a connection that fell silent. */
export const PresenceCause = Schema.Literals(["self", "supervisor", "missed-offers", "lost-heartbeat"])
export type PresenceCause = typeof PresenceCause.Type

/** One more session in the role of agent. */
export const AgentSessionStarted = Schema.TaggedStruct("AgentSessionStarted", {
  agentId: AgentId,
  sessionId: SessionId
})

/** One session less, and why. */
export const AgentSessionEnded = Schema.TaggedStruct("AgentSessionEnded", {
  agentId: AgentId,
  sessionId: SessionId,
  cause: PresenceCause
})

/** The first session began. */
export const AgentConnected = Schema.TaggedStruct("AgentConnected", { agentId: AgentId, cause: PresenceCause })

/** The last session ended; unless the agent is back by `requeueAt`, text work goes back to its queues. */
export const AgentDisconnected = Schema.TaggedStruct("AgentDisconnected", {
  agentId: AgentId,
  cause: PresenceCause,
  requeueAt: Schema.NullOr(Instant)
})

/** The agent stayed away: what was owned is requeued by the events that follow. */
export const AgentAbsenceElapsed = Schema.TaggedStruct("AgentAbsenceElapsed", { agentId: AgentId, dueAt: Instant })

/** `overdueAt`: the first instant at which it has lasted longer than its maximum; null when it has none. */
export const BreakStarted = Schema.TaggedStruct("BreakStarted", {
  agentId: AgentId,
  name: ConfigName,
  icon: Schema.NullOr(IconName),
  overdueAt: Schema.NullOr(Instant),
  cause: PresenceCause
})

/** A break has lasted longer than its maximum. It is noticed once; nothing is cut. */
export const BreakOverdue = Schema.TaggedStruct("BreakOverdue", { agentId: AgentId, name: ConfigName, dueAt: Instant })

/** Ended by the agent or a supervisor, or with the sign-out. */
export const BreakEnded = Schema.TaggedStruct("BreakEnded", {
  agentId: AgentId,
  name: ConfigName,
  cause: Schema.Literals(["self", "supervisor", "signed-out"])
})

/** From here on the agent's own commands are refused; routing goes on. */
export const AgentScreenLocked = Schema.TaggedStruct("AgentScreenLocked", { agentId: AgentId })
/** The agent's own commands are taken again. */
export const AgentScreenUnlocked = Schema.TaggedStruct("AgentScreenUnlocked", {
  agentId: AgentId,
  cause: Schema.Literals(["password", "signed-out"])
})

/** Nothing is received or started until its end. */
export const WrapUpStarted = Schema.TaggedStruct("WrapUpStarted", {
  agentId: AgentId,
  interactionId: InteractionId,
  campaign: CampaignName,
  until: Instant
})

/** `dueAt` when the time ran out, null when the agent ended it early. */
export const WrapUpEnded = Schema.TaggedStruct("WrapUpEnded", {
  agentId: AgentId,
  interactionId: InteractionId,
  campaign: CampaignName,
  startedAt: Instant,
  dueAt: Schema.NullOr(Instant)
})

/** All skills of the agent from here on, by name. */
export const AgentSkillsChanged = Schema.TaggedStruct("AgentSkillsChanged", { agentId: AgentId, skills: Skills })

/** How much work the agent may hold, in the costs of channels; null = no limit, 0 = receives nothing. */
export const AgentCapacityChanged = Schema.TaggedStruct("AgentCapacityChanged", {
  agentId: AgentId,
  capacity: Schema.NullOr(Capacity)
})

export const AgentEvent = Schema.Union([
  AgentSessionStarted,
  AgentSessionEnded,
  AgentConnected,
  AgentDisconnected,
  AgentAbsenceElapsed,
  BreakStarted,
  BreakOverdue,
  BreakEnded,
  AgentScreenLocked,
  AgentScreenUnlocked,
  WrapUpStarted,
  WrapUpEnded,
  AgentSkillsChanged,
  AgentCapacityChanged
])
export type AgentEvent = typeof AgentEvent.Type
