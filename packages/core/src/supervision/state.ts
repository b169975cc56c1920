import type { AgentId, CampaignName, InteractionId, UserId } from "../kernel/fields.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { SupervisionEvent } from "./events.ts"

export interface Spy {
  readonly kind: "spy"
  readonly supervisorId: UserId
  readonly agentId: AgentId
  readonly interactionId: InteractionId
  readonly campaign: CampaignName
}

export interface ScreenMonitoring {
  readonly kind: "screen"
  readonly supervisorId: UserId
  readonly agentId: AgentId
}

export type Watch = Spy | ScreenMonitoring

/** Who watches what, in the order in which they began. */
export type Supervision = ReadonlyArray<Watch>

export const isSameWatch = (a: Watch, b: Pick<Spy, "agentId" | "supervisorId"> & Partial<Pick<Spy, "interactionId">>) =>
  a.supervisorId === b.supervisorId &&
  a.agentId === b.agentId &&
  (a.kind === "spy" ? a.interactionId : undefined) === b.interactionId

export function evolve(supervision: Supervision, event: SupervisionEvent): Supervision {
  switch (event._tag) {
    case "SpyStarted": {
      const { supervisorId, agentId, interactionId, campaign } = event
      return [...supervision, { kind: "spy", supervisorId, agentId, interactionId, campaign }]
    }
    case "ScreenMonitoringStarted":
      return [...supervision, { kind: "screen", supervisorId: event.supervisorId, agentId: event.agentId }]
    case "SpyEnded":
      return supervision.filter((watch) => !isSameWatch(watch, event))
    case "ScreenMonitoringEnded":
      return supervision.filter((watch) => !isSameWatch(watch, event))
    default:
      return unreachable(event)
  }
}
