/** Who is at work and what they have to do, read off the events: for figures, and for whoever plays the agents. */
import type { CentreEvent } from "../centre/index.ts"

export interface Worker {
  connected: boolean
  onBreak: boolean
  /** Interactions owned, and wrap-ups. */
  active: number
  wrapUps: number
}

export class Staff {
  readonly workers = new Map<string, Worker>()
  /** Agents who have something to do; agents at work, but for breaks with nothing to do. */
  occupied = 0
  staffed = 0

  worker(agentId: string): Worker {
    let worker = this.workers.get(agentId)
    if (worker === undefined)
      this.workers.set(agentId, (worker = { connected: false, onBreak: false, active: 0, wrapUps: 0 }))
    return worker
  }

  hears(event: CentreEvent): void {
    switch (event._tag) {
      case "OfferAccepted":
      case "InteractionTaken":
      case "InteractionStarted":
        return this.changes(event.agentId, "active", 1)
      case "InteractionFinished":
      case "InteractionReleased":
      case "InteractionTransferred":
        return this.changes(event.agentId, "active", -1)
      case "TransferAccepted":
        this.changes(event.fromAgentId, "active", -1)
        return this.changes(event.agentId, "active", 1)
      case "WrapUpStarted":
        return this.changes(event.agentId, "wrapUps", 1)
      case "WrapUpEnded":
        return this.changes(event.agentId, "wrapUps", -1)
      case "AgentConnected":
        return this.becomes(event.agentId, "connected", true)
      case "AgentDisconnected":
        return this.becomes(event.agentId, "connected", false)
      case "BreakStarted":
        return this.becomes(event.agentId, "onBreak", true)
      case "BreakEnded":
        return this.becomes(event.agentId, "onBreak", false)
      default:
    }
  }

  private changes(agentId: string, what: "active" | "wrapUps", by: 1 | -1): void {
    const worker = this.worker(agentId)
    this.counts(worker, -1)
    worker[what] += by
    this.counts(worker, 1)
  }

  private becomes(agentId: string, what: "connected" | "onBreak", is: boolean): void {
    const worker = this.worker(agentId)
    this.counts(worker, -1)
    worker[what] = is
    this.counts(worker, 1)
  }

  private counts({ connected, onBreak, active, wrapUps }: Worker, by: 1 | -1): void {
    if (!connected) return
    const works = active + wrapUps > 0
    if (works) this.occupied += by
    if (works || !onBreak) this.staffed += by
  }
}
