/** Whose each interaction is, read off the events. */
import type { CentreEvent } from "../../centre/index.ts"

export class Ownership {
  private readonly owners = new Map<string, string>()
  /** Interactions that an agent has. */
  private readonly counts = new Map<string, number>()

  hasWork(agentId: string): boolean {
    return (this.counts.get(agentId) ?? 0) > 0
  }

  hears(event: CentreEvent): void {
    switch (event._tag) {
      case "OfferAccepted":
      case "InteractionTaken":
      case "InteractionStarted":
      case "TransferAccepted":
        this.gives(event.interactionId)
        this.owners.set(event.interactionId, event.agentId)
        return this.counted(event.agentId, 1)
      case "InteractionFinished":
      case "InteractionReleased":
      case "InteractionTransferred":
        return this.gives(event.interactionId)
      default:
    }
  }

  private gives(interactionId: string): void {
    const owner = this.owners.get(interactionId)
    if (owner === undefined) return
    this.owners.delete(interactionId)
    this.counted(owner, -1)
  }

  private counted(agentId: string, by: 1 | -1): void {
    this.counts.set(agentId, (this.counts.get(agentId) ?? 0) + by)
  }
}
