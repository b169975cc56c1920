/** Measures, points, groups and badges of the naive world: every row of points stays as it was said. */
import { rowKey } from "./naive-game.ts"
import { found, type Event, type World } from "./world.ts"

/** Whether the event was one of these. */
export function foldGame({ game, agents }: World, event: Event): boolean {
  switch (event._tag) {
    case "MeasureDefined":
    case "MeasureChanged":
      game.measures.add(event.name)
      return true
    case "MeasureRemoved":
      game.measures.delete(event.name)
      for (const [key, { measure }] of game.points) if (measure === event.name) game.points.delete(key)
      return true
    case "AreaDefined":
    case "AreaChanged":
      game.areas.add(event.name)
      return true
    case "AreaRemoved":
      game.areas.delete(event.name)
      return true
    case "AgentGroupDefined":
    case "AgentGroupChanged":
      game.groups.set(event.name, event.area)
      return true
    case "AgentGroupRemoved":
      game.groups.delete(event.name)
      return true
    case "AgentGroupAssigned":
      for (const agentId of event.agentIds)
        if (event.group === null) game.groupOf.delete(agentId)
        else game.groupOf.set(agentId, event.group)
      return true
    case "PointsRecorded":
      for (const entry of event.entries) game.points.set(rowKey(entry), entry)
      return true
    case "BadgeAwarded":
      found(agents, event.agentId, "agent")
      game.badges.set(event.agentId, (game.badges.get(event.agentId) ?? 0) + 1)
      return true
    default:
      return false
  }
}
