/**
 * What an event does to legs: who begins to hold an interaction, and who stops. The one place where the figures read
 * ownership from the log.
 */
import type { AgentId, CampaignName, InteractionId } from "../kernel/fields.ts"
import type { StoredEvent } from "./projection.ts"

interface Leg {
  readonly interactionId: InteractionId
  readonly campaign: CampaignName
  readonly agentId: AgentId
}

/** A leg begins: an acceptance, a take, a start. */
export type LegBegun = Leg

export interface LegEnded extends Leg {
  readonly talkMs: number
  readonly holdMs: number
  /** The interaction ends with it: it was the last leg. */
  readonly isLast: boolean
}

export function legBegun(event: StoredEvent): LegBegun | null {
  switch (event._tag) {
    case "OfferAccepted":
    case "InteractionTaken":
    case "InteractionStarted":
    case "TransferAccepted":
      return event
    default:
      return null
  }
}

export function legEnded(event: StoredEvent): LegEnded | null {
  switch (event._tag) {
    case "InteractionReleased":
    case "InteractionTransferred":
    case "InteractionFinished": {
      const { interactionId, campaign, agentId, talkMs, holdMs } = event
      return { interactionId, campaign, agentId, talkMs, holdMs, isLast: event._tag === "InteractionFinished" }
    }
    case "TransferAccepted": {
      const { interactionId, campaign, fromAgentId: agentId, talkMs, holdMs } = event
      return { interactionId, campaign, agentId, talkMs, holdMs, isLast: false }
    }
    default:
      return null
  }
}
