/** The public form of an agent's events. Session ids stay inside. */
import type { AgentEvent } from "../agent/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { PublicEvent } from "./public-events.ts"

export function publishAgent(event: AgentEvent): PublicEvent {
  const { agentId } = event
  const about = { subject: `agents/${agentId}`, partitionKey: agentId }
  switch (event._tag) {
    case "AgentSessionStarted":
      return { type: "cc.agent.session-started.v1", ...about, data: { agentId } }
    case "AgentSessionEnded":
      return { type: "cc.agent.session-ended.v1", ...about, data: { agentId, cause: event.cause } }
    case "AgentConnected":
      return { type: "cc.agent.connected.v1", ...about, data: { agentId, cause: event.cause } }
    case "AgentDisconnected": {
      const { cause, requeueAt } = event
      return { type: "cc.agent.disconnected.v1", ...about, data: { agentId, cause, requeueAt } }
    }
    case "AgentAbsenceElapsed":
      return { type: "cc.agent.absence-elapsed.v1", ...about, data: { agentId, dueAt: event.dueAt } }
    case "BreakStarted":
      return {
        type: "cc.agent.break-started.v1",
        ...about,
        data: { agentId, name: event.name, icon: event.icon, overdueAt: event.overdueAt, cause: event.cause }
      }
    case "BreakOverdue":
      return { type: "cc.agent.break-overdue.v1", ...about, data: { agentId, name: event.name, dueAt: event.dueAt } }
    case "BreakEnded":
      return { type: "cc.agent.break-ended.v1", ...about, data: { agentId, name: event.name, cause: event.cause } }
    case "AgentScreenLocked":
      return { type: "cc.agent.screen-locked.v1", ...about, data: { agentId } }
    case "AgentScreenUnlocked":
      return { type: "cc.agent.screen-unlocked.v1", ...about, data: { agentId, cause: event.cause } }
    case "WrapUpStarted": {
      const { interactionId, campaign, until } = event
      return { type: "cc.agent.wrap-up-started.v1", ...about, data: { agentId, interactionId, campaign, until } }
    }
    case "WrapUpEnded": {
      const { interactionId, campaign, startedAt, dueAt } = event
      const data = { agentId, interactionId, campaign, startedAt, dueAt }
      return { type: "cc.agent.wrap-up-ended.v1", ...about, data }
    }
    case "AgentSkillsChanged":
      return { type: "cc.agent.skills-changed.v1", ...about, data: { agentId, skills: event.skills } }
    case "AgentCapacityChanged":
      return { type: "cc.agent.capacity-changed.v1", ...about, data: { agentId, capacity: event.capacity } }
    default:
      return unreachable(event)
  }
}
