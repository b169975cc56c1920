/** Supervisors who watch: a conversation, or an agent's screen. Watching changes nothing of what is watched. */
import * as Schema from "effect/Schema"
import { AgentId, CampaignName, InteractionId, UserId } from "../kernel/fields.ts"

/**
 * `stopped` by the supervisor; `not-permitted` since the supervisor's permissions, or the campaigns of the agent,
 * changed; else what was watched, or who watched, is there no more.
 */
export const WatchEndReason = Schema.Literals([
  "stopped",
  "interaction-gone",
  "agent-gone",
  "supervisor-gone",
  "not-permitted"
])
export type WatchEndReason = typeof WatchEndReason.Type

const spy = { supervisorId: UserId, agentId: AgentId, interactionId: InteractionId, campaign: CampaignName }
const screen = { supervisorId: UserId, agentId: AgentId }

/** A supervisor reads along. */
export const SpyStarted = Schema.TaggedStruct("SpyStarted", spy)
/** They read along no more, and why. */
export const SpyEnded = Schema.TaggedStruct("SpyEnded", { ...spy, reason: WatchEndReason })
/** The record by which the two clients find each other; what they show is theirs. */
export const ScreenMonitoringStarted = Schema.TaggedStruct("ScreenMonitoringStarted", screen)
/** The supervisor sees the screen no more, and why. */
export const ScreenMonitoringEnded = Schema.TaggedStruct("ScreenMonitoringEnded", { ...screen, reason: WatchEndReason })

export const SupervisionEvent = Schema.Union([SpyStarted, SpyEnded, ScreenMonitoringStarted, ScreenMonitoringEnded])
export type SupervisionEvent = typeof SupervisionEvent.Type
