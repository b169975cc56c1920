/**
 * What each event adds to the figures, and for whom: the one reading of the log that intervals, drills and tables
 * share. Pure, O(log open interactions) per event; what it must remember of the past is `Watched`.
 */
import type { AgentId, CampaignName, Instant } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import type { Recorded } from "../kernel/envelope.ts"
import { countedOf, type Limits } from "./counts.ts"
import type { Figures } from "./figures.ts"
import { legEnded, type LegEnded } from "./legs.ts"
import type { StoredEvent } from "./projection.ts"
import { clockMs, heldClockMs, wrapUpOf, type Watch, type Watched } from "./watched.ts"

/** How figures are defined where the definition may be chosen; null: as the campaign had it at that instant. */
export interface Definition {
  readonly serviceLevelSeconds: number | null
  readonly shortAbandonSeconds: number | null
}

export const asConfigured: Definition = { serviceLevelSeconds: null, shortAbandonSeconds: null }

/** One event's addition to a campaign's figures and, where an agent brought it about, to the agent's. */
export interface Sample {
  readonly position: number
  readonly at: Instant
  readonly campaign: CampaignName
  readonly adds: Partial<Figures>
  /** A wait that ended, for the longest. */
  readonly waitMs: number | null
  readonly agentId: AgentId | null
  /** The same for the agent: times are cut to those in which the agent was logged. */
  readonly agentAdds: Partial<Figures>
}

type Added = Pick<Sample, "campaign" | "adds"> & Partial<Pick<Sample, "waitMs" | "agentId" | "agentAdds">>

/** What the event adds; null when it adds nothing. `watched` is what was remembered before it. */
export function sampleOf(
  watched: Watched,
  { position, at, event }: Recorded<StoredEvent>,
  definition: Definition
): Sample | null {
  const added = addedBy(watched, at, event, definition)
  if (added === null) return null
  return { position, at, waitMs: null, agentId: null, agentAdds: added.adds, ...added }
}

function addedBy(watched: Watched, at: Instant, event: StoredEvent, definition: Definition): Added | null {
  switch (event._tag) {
    case "InteractionArrived":
    case "InteractionRefused":
    case "InteractionQueued":
      return { campaign: event.campaign, adds: countedOf(event, limitsOf(watched, event.campaign, definition)) ?? {} }
    case "InteractionAbandoned":
    case "InteractionOverflowed":
    case "InteractionWithdrawn": {
      const adds = countedOf(event, limitsOf(watched, event.campaign, definition)) ?? {}
      return { campaign: event.campaign, adds, waitMs: event.waitMs }
    }
    case "OfferAccepted":
    case "InteractionTaken": {
      const adds = countedOf(event, limitsOf(watched, event.campaign, definition)) ?? {}
      return { campaign: event.campaign, adds, waitMs: event.waitMs, agentId: event.agentId }
    }
    case "InteractionStarted":
      return { campaign: event.campaign, adds: { outboundStarted: 1 }, agentId: event.agentId }
    case "WrapUpEnded":
      return wrappedUp(watched, at, event)
    case "MailRated":
      return {
        campaign: event.campaign,
        adds: { ratings: 1, ratingsGood: isGood(event) ? 1 : 0 },
        agentId: event.agentId
      }
    case "MessagePlanned":
      return responded(watched, at, event)
    default: {
      const leg = legEnded(event)
      return leg === null ? null : handled(watched, at, leg)
    }
  }
}

/** Whose figures an event may add to, from the event alone; null when it adds to nobody's. */
export function sampledBy(event: StoredEvent): Pick<Sample, "campaign" | "agentId"> | null {
  switch (event._tag) {
    case "InteractionArrived":
    case "InteractionRefused":
    case "InteractionQueued":
    case "InteractionAbandoned":
    case "InteractionOverflowed":
    case "InteractionWithdrawn":
      return { campaign: event.campaign, agentId: null }
    case "OfferAccepted":
    case "InteractionTaken":
    case "InteractionStarted":
    case "WrapUpEnded":
    case "MailRated":
      return event
    case "MessagePlanned":
      return event.agentId === null ? null : event
    default:
      return legEnded(event)
  }
}

function limitsOf({ campaigns }: Watched, campaign: CampaignName, definition: Definition): Limits {
  const { serviceLevelSeconds, shortAbandonSeconds } = hamtGet(campaigns, campaign) ?? {
    serviceLevelSeconds: 0,
    shortAbandonSeconds: 0
  }
  return {
    serviceLevelSeconds: definition.serviceLevelSeconds ?? serviceLevelSeconds,
    shortAbandonSeconds: definition.shortAbandonSeconds ?? shortAbandonSeconds
  }
}

/** Source: docs/domain.md 6.10. */
const isGood = ({ rating }: { readonly rating: number }): boolean => rating >= 4

function wrappedUp(watched: Watched, at: Instant, event: StoredEvent & { _tag: "WrapUpEnded" }): Added {
  const { agentId, interactionId, campaign, startedAt, dueAt } = event
  const { outbound, clockMs: from } = wrapUpOf(watched, agentId, interactionId)
  const add = (ms: number): Partial<Figures> =>
    outbound ? { outboundWrapUps: 1, outboundWrapUpMs: ms } : { wrapUps: 1, wrapUpMs: ms }
  const logged = clockMs(watched, agentId, dueAt ?? at) - from
  return { campaign, adds: add((dueAt ?? at) - startedAt), agentId, agentAdds: add(logged) }
}

/** The first message of an agent, and no automatic one; answers to nobody's question, of outbound interactions, are none. */
function responded(watched: Watched, at: Instant, event: StoredEvent & { _tag: "MessagePlanned" }): Added | null {
  const { interactionId, campaign, agentId } = event
  const one = hamtGet(watched.interactions, interactionId)
  if (agentId === null || one === undefined || one.outbound || one.responded) return null
  return {
    campaign,
    adds: { firstResponses: 1, firstResponsesMs: at - (one.enteredAt ?? one.createdAt) },
    agentId
  }
}

function handled(watched: Watched, at: Instant, leg: LegEnded): Added {
  const { campaign, agentId, interactionId } = leg
  const one = hamtGet(watched.interactions, interactionId)
  const loggedMs = clockMs(watched, agentId, at) - (one?.legClockMs ?? 0)
  const holdMs = Math.min(leg.holdMs, heldClockMs(watched, leg, at))
  const ofAgent = { ...leg, talkMs: Math.min(leg.talkMs, loggedMs - holdMs), holdMs }
  return { campaign, adds: legAdds(one, at, leg), agentId, agentAdds: legAdds(one, at, ofAgent) }
}

function legAdds(one: Watch | undefined, at: Instant, { talkMs, holdMs, isLast }: LegEnded): Partial<Figures> {
  if (one?.outbound === true) {
    const leg = { outboundLegs: 1, outboundTalkMs: talkMs, outboundHoldMs: holdMs }
    return isLast ? { ...leg, outboundEnded: 1, completed: 1 } : leg
  }
  const leg = { legs: 1, talkMs, holdMs }
  return isLast ? { ...leg, ended: 1, completed: 1, resolutionsMs: at - (one?.createdAt ?? at) } : leg
}
