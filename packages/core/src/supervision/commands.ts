import * as Schema from "effect/Schema"
import { AgentId, InteractionId, UserId } from "../kernel/fields.ts"

const spy = { supervisorId: UserId, agentId: AgentId, interactionId: InteractionId }
const screen = { supervisorId: UserId, agentId: AgentId }

/** A live view of the messages of an interaction that the agent has active; there is nothing to write with it. */
export const StartSpy = Schema.TaggedStruct("StartSpy", spy)
/** The supervisor looks no more. */
export const StopSpy = Schema.TaggedStruct("StopSpy", spy)
/** On any connected agent whose screen may be watched, whatever they do. */
export const StartScreenMonitoring = Schema.TaggedStruct("StartScreenMonitoring", screen)
/** The supervisor looks no more. */
export const StopScreenMonitoring = Schema.TaggedStruct("StopScreenMonitoring", screen)

export const SupervisionCommand = Schema.Union([StartSpy, StopSpy, StartScreenMonitoring, StopScreenMonitoring])
export type SupervisionCommand = typeof SupervisionCommand.Type

/** This agent's screen may not be watched. */
export const ScreenMonitoringNotAllowed = Schema.TaggedStruct("ScreenMonitoringNotAllowed", { agentId: AgentId })
/** The supervisor's permissions do not give this watch. */
export const WatchNotPermitted = Schema.TaggedStruct("WatchNotPermitted", { supervisorId: UserId, agentId: AgentId })
/** As many watch at once as may, in the whole centre. */
export const TooManyWatches = Schema.TaggedStruct("TooManyWatches", { limit: Schema.Int })

export const SupervisionRejection = Schema.Union([ScreenMonitoringNotAllowed, WatchNotPermitted, TooManyWatches])
export type SupervisionRejection = typeof SupervisionRejection.Type
