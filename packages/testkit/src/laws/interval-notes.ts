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
  readonly outbound = new Set<string>()
  readonly responded = new Set<string>()
  readonly wrapUpAt = new Map<string, number>()
  /** By interaction, or by agent and interaction in wrap-up: the time the agent was logged; and of it, that on hold. */
  readonly loggedMs = new Map<string, number>()
  readonly heldMs = new Map<string, number>()

  /** Time passes up to an event. */
  pass(world: World, until: number): void {
    for (const agent of world.agents.values()) {
      if (!isConnected(agent)) continue
      for (const { id, heldSince } of activeOf(world, agent.id)) {
        this.add(this.loggedMs, id, until - world.at)
        if (heldSince !== null) this.add(this.heldMs, id, until - world.at)
      }
      for (const [id, due] of agent.wrapUps)
        this.add(this.loggedMs, `${agent.id} ${id}`, Math.max(0, Math.min(due, until) - world.at))
    }
  }

  /** A leg begins. */
  begin(id: string): void {
    this.loggedMs.delete(id)
    this.heldMs.delete(id)
  }

  private add(to: Map<string, number>, key: string, ms: number): void {
    to.set(key, (to.get(key) ?? 0) + ms)
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
  if (noted === null || !("campaign" in event) || event.campaign === null) return []
  const { campaign } = event
  const { adds, agentId, ofAgent = adds } = noted
  return Stats.figureNames.flatMap((figure) => {
    const amount = adds[figure]
    if (amount === undefined) return []
    return { at, position, figure, campaign, agentId, amount, ofAgent: ofAgent[figure] ?? 0 }
  })
}

function notedOf(pasts: Pasts, world: World, at: number, event: Event): Noted | null {
  switch (event._tag) {
    case "InteractionArrived":
      pasts.arrivedAt.set(event.interactionId, at)
      return { adds: { arrived: 1 }, agentId: null }
    case "InteractionStarted":
      pasts.arrivedAt.set(event.interactionId, at)
      pasts.outbound.add(event.interactionId)
      pasts.begin(event.interactionId)
      return { adds: { outboundStarted: 1 }, agentId: event.agentId }
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
      pasts.begin(event.interactionId)
      return { adds: event.outcome ? { answered: 1, answeredWaitMs: at - since } : {}, agentId: event.agentId }
    }
    case "WrapUpStarted":
      pasts.wrapUpAt.set(`${event.agentId} ${event.interactionId}`, at)
      pasts.loggedMs.delete(`${event.agentId} ${event.interactionId}`)
      return null
    case "WrapUpEnded": {
      const key = `${event.agentId} ${event.interactionId}`
      const ms = (event.dueAt ?? at) - (pasts.wrapUpAt.get(key) ?? 0)
      const logged = pasts.loggedMs.get(key) ?? 0
      const [adds, ofAgent] = [ms, logged].map((amount) =>
        pasts.outbound.has(event.interactionId)
          ? { outboundWrapUps: 1, outboundWrapUpMs: amount }
          : { wrapUps: 1, wrapUpMs: amount }
      )
      return { adds: adds ?? {}, agentId: event.agentId, ofAgent: ofAgent ?? {} }
    }
    default:
      return handled(pasts, at, event)
  }
}

function handled(pasts: Pasts, at: number, event: Event): Noted | null {
  switch (event._tag) {
    case "MessagePlanned": {
      const { interactionId: id, agentId } = event
      if (agentId === null || pasts.responded.has(id) || pasts.outbound.has(id)) return null
      pasts.responded.add(id)
      return { adds: { firstResponses: 1, firstResponsesMs: at - (pasts.arrivedAt.get(id) ?? 0) }, agentId }
    }
    case "MailRated": {
      const { rating, agentId } = event
      return { adds: { ratings: 1, ratingsGood: [4, 5].includes(rating) ? 1 : 0 }, agentId }
    }
    case "InteractionReleased":
    case "InteractionTransferred":
    case "InteractionFinished":
      return leg(pasts, at, { ...event, ends: event._tag === "InteractionFinished" })
    case "TransferAccepted": {
      const noted = leg(pasts, at, { ...event, agentId: event.fromAgentId, ends: false })
      pasts.begin(event.interactionId)
      return noted
    }
    default:
      return null
  }
}

interface LegEnd {
  readonly interactionId: string
  readonly agentId: string
  readonly talkMs: number
  readonly holdMs: number
  readonly ends: boolean
}

function leg(pasts: Pasts, at: number, { interactionId: id, agentId, talkMs, holdMs, ends }: LegEnd): Noted {
  const outbound = pasts.outbound.has(id)
  const held = Math.min(holdMs, pasts.heldMs.get(id) ?? 0)
  const talked = Math.min(talkMs, (pasts.loggedMs.get(id) ?? 0) - held)
  const adds = (talk: number, hold: number): Added => {
    if (outbound)
      return {
        outboundLegs: 1,
        outboundTalkMs: talk,
        outboundHoldMs: hold,
        ...(ends ? { outboundEnded: 1, completed: 1 } : {})
      }
    const ended = { ended: 1, completed: 1, resolutionsMs: at - (pasts.arrivedAt.get(id) ?? 0) }
    return { legs: 1, talkMs: talk, holdMs: hold, ...(ends ? ended : {}) }
  }
  return { adds: adds(talkMs, holdMs), agentId, ofAgent: adds(talked, held) }
}
