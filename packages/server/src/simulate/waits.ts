/** How long clients waited, in classes around the threshold: for a small chart. */
import type { Centre } from "@parley/core"

export interface WaitClass {
  readonly label: string
  answered: number
  abandoned: number
}

/** Those who are measured: of those who come from `from` (ms) on, so many. */
export interface Measured {
  readonly thresholdSeconds: number
  readonly from: number
  readonly interactions: number
}

export class Waits {
  readonly classes: ReadonlyArray<WaitClass>
  private readonly bounds: ReadonlyArray<number>
  private readonly from: number
  /** How many more are measured. */
  private more: number
  /** Who is measured and has no outcome yet. */
  private readonly waiting = new Set<string>()

  constructor({ thresholdSeconds, from, interactions }: Measured) {
    const half = thresholdSeconds / 2
    this.bounds = [0, half, thresholdSeconds, 2 * thresholdSeconds, 4 * thresholdSeconds, Infinity]
    const label = (upTo: number): string =>
      upTo === 0 ? "at once" : upTo === Infinity ? `over ${4 * thresholdSeconds} s` : `up to ${upTo} s`
    this.classes = this.bounds.map((upTo) => ({ label: label(upTo), answered: 0, abandoned: 0 }))
    this.from = from
    this.more = interactions
  }

  readonly hears = (at: number, event: Centre.CentreEvent): void => {
    switch (event._tag) {
      case "InteractionArrived":
        if (at < this.from || this.more === 0) return
        this.more -= 1
        this.waiting.add(event.interactionId)
        return
      case "OfferAccepted":
      case "InteractionTaken":
        return this.counts(event, "answered")
      case "InteractionAbandoned":
        return this.counts(event, "abandoned")
      default:
    }
  }

  private counts(
    { interactionId, outcome, waitMs }: { interactionId: string; outcome: boolean; waitMs: number },
    how: "answered" | "abandoned"
  ): void {
    if (!outcome || !this.waiting.delete(interactionId)) return
    const one = this.classes[this.bounds.findIndex((upTo) => waitMs <= upTo * 1_000)]
    if (one !== undefined) one[how] += 1
  }
}
