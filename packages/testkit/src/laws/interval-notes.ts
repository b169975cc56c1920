/** What each event adds to the figures of intervals, written down by hand: one note for each addition. */
import { Stats, type Centre } from "@parley/core"
import { activeOf, isConnected, type Event, type World } from "./world.ts"

export interface FigureNote {
  readonly at: number
  readonly position: number
  readonly figure: Stats.Figure
  readonly campaign: string
  readonly agentId: string | null
  readonly amount: number
  /** What of it counts for the agent. */
  readonly ofAgent: number
}

/** What the notes need of the past: when things began, and how much of it the agent was there for. */
export class Pasts {
  readonly arrivedAt = new Map<string, number>()
  readonly responded = new Set<string>()
  readonly wrapUpAt = new Map<string, number>()
  /** By interaction, or by agent and interaction in wrap-up: the time the agent was logged. */
  readonly loggedMs = new Map<string, number>()

  /** Time passes up to an event. */
  pass(world: World, until: number): void {
    for (const agent of world.agents.values()) {
      if (!isConnected(agent)) continue
      for (const { id } of activeOf(world, agent.id)) this.add(id, until - world.at)
      for (const [id, due] of agent.wrapUps) this.add(`${agent.id} ${id}`, Math.max(0, Math.min(due, until) - world.at))
    }
  }

  private add(key: string, ms: number): void {
    this.loggedMs.set(key, (this.loggedMs.get(key) ?? 0) + ms)
  }
}

type Added = { readonly [Figure in Stats.Figure]?: number }

interface Noted {
  readonly adds: Added
  readonly agentId: string | null
  readonly ofAgent?: Added
}

/** The notes of one event; the world is as it was before it. */
export function notesOf(
  pasts: Pasts,
  world: World,
  { at, position, event }: Centre.RecordedEvent
): ReadonlyArray<FigureNote> {
  const noted = "campaign" in event ? notedOf(pasts, world, at, event) : null
  if (noted === null || !("campaign" in event)) return []
  const { adds, agentId, ofAgent = adds } = noted
  return Stats.figureNames.flatMap((figure) => {
    const amount = adds[figure]
    if (amount === undefined) return []
    return { at, position, figure, campaign: event.campaign, agentId, amount, ofAgent: ofAgent[figure] ?? 0 }
  })
}

function notedOf(pasts: Pasts, world: World, at: number, event: Event): Noted | null {
  switch (event._tag) {
    case "InteractionArrived":
      pasts.arrivedAt.set(event.interactionId, at)
      return { adds: { arrived: 1 }, agentId: null }
    case "InteractionRefused":
      return { adds: { arrived: 1, refused: 1 }, agentId: null }
    case "InteractionQueued":
      return { adds: { entered: 1 }, agentId: null }
    case "InteractionAbandoned":
    case "InteractionWithdrawn":
      return event.outcome
        ? { adds: event._tag === "InteractionAbandoned" ? { abandoned: 1 } : { withdrawn: 1 }, agentId: null }
        : null
    case "InteractionOverflowed":
      return event.outcome ? { adds: { overflowed: 1 }, agentId: null } : null
    case "OfferAccepted":
    case "InteractionTaken": {
      const since = world.interactions.get(event.interactionId)?.entry?.waitingSince ?? at
      pasts.loggedMs.delete(event.interactionId)
      return { adds: event.outcome ? { answered: 1, answeredWaitMs: at - since } : {}, agentId: event.agentId }
    }
    case "WrapUpStarted":
      pasts.wrapUpAt.set(`${event.agentId} ${event.interactionId}`, at)
      pasts.loggedMs.delete(`${event.agentId} ${event.interactionId}`)
      return null
    case "WrapUpEnded": {
      const key = `${event.agentId} ${event.interactionId}`
      const ms = (event.dueAt ?? at) - (pasts.wrapUpAt.get(key) ?? 0)
      const ofAgent = { wrapUps: 1, wrapUpMs: pasts.loggedMs.get(key) ?? 0 }
      return { adds: { wrapUps: 1, wrapUpMs: ms }, agentId: event.agentId, ofAgent }
    }
    default:
      return handled(pasts, at, event)
  }
}

function handled(pasts: Pasts, at: number, event: Event): Noted | null {
  switch (event._tag) {
    case "MessagePlanned": {
      const { interactionId: id, agentId } = event
      if (pasts.responded.has(id)) return null
      pasts.responded.add(id)
      return { adds: { firstResponses: 1, firstResponsesMs: at - (pasts.arrivedAt.get(id) ?? 0) }, agentId }
    }
    case "InteractionReleased":
    case "InteractionFinished": {
      const { interactionId: id, agentId, talkMs } = event
      const ended =
        event._tag === "InteractionFinished"
          ? { ended: 1, completed: 1, resolutionsMs: at - (pasts.arrivedAt.get(id) ?? 0) }
          : {}
      const ofAgent = { legs: 1, talkMs: Math.min(talkMs, pasts.loggedMs.get(id) ?? 0), ...ended }
      return { adds: { legs: 1, talkMs, ...ended }, agentId, ofAgent }
    }
    default:
      return null
  }
}
