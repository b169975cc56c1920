/**
 * The public form of events of measures, points, groups and badges. Boards are everybody's: points are of the centre as
 * a whole; a badge is its agent's.
 */
import type { GamificationEvent } from "../gamification/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { PublicEvent } from "./public-events.ts"

const CENTRE = { subject: "centre", partitionKey: "centre" }

export function publishGamification(event: GamificationEvent): PublicEvent {
  switch (event._tag) {
    case "MeasureDefined":
    case "MeasureChanged": {
      const { name, label, unit, objective } = event
      const type = event._tag === "MeasureDefined" ? "cc.measure.defined.v1" : "cc.measure.changed.v1"
      return { type, ...CENTRE, data: { name, label, unit, objective } }
    }
    case "MeasureRemoved":
      return { type: "cc.measure.removed.v1", ...CENTRE, data: { name: event.name } }
    case "BadgeDefined":
      return { type: "cc.badge.defined.v1", ...CENTRE, data: { name: event.name, label: event.label } }
    case "BadgeChanged":
      return { type: "cc.badge.changed.v1", ...CENTRE, data: { name: event.name, label: event.label } }
    case "BadgeRemoved":
      return { type: "cc.badge.removed.v1", ...CENTRE, data: { name: event.name } }
    case "AreaDefined":
      return { type: "cc.area.defined.v1", ...CENTRE, data: { name: event.name, label: event.label } }
    case "AreaChanged":
      return { type: "cc.area.changed.v1", ...CENTRE, data: { name: event.name, label: event.label } }
    case "AreaRemoved":
      return { type: "cc.area.removed.v1", ...CENTRE, data: { name: event.name } }
    case "AgentGroupDefined":
    case "AgentGroupChanged": {
      const { name, label, area } = event
      const type = event._tag === "AgentGroupDefined" ? "cc.group.defined.v1" : "cc.group.changed.v1"
      return { type, ...CENTRE, data: { name, label, area } }
    }
    case "AgentGroupRemoved":
      return { type: "cc.group.removed.v1", ...CENTRE, data: { name: event.name } }
    case "AgentGroupAssigned":
      return { type: "cc.group.assigned.v1", ...CENTRE, data: { group: event.group, agentIds: event.agentIds } }
    case "PointsRecorded":
      return { type: "cc.points.recorded.v1", ...CENTRE, data: { entries: event.entries } }
    case "BadgeAwarded": {
      const { badgeAwardId, agentId, badge, label, supervisorId } = event
      const data = { badgeAwardId, agentId, badge, label, supervisorId }
      return { type: "cc.badge.awarded.v1", subject: `users/${agentId}`, partitionKey: agentId, data }
    }
    default:
      return unreachable(event)
  }
}
