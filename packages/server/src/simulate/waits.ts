/** How long clients waited, in classes around the threshold: for a small chart. */
import type { Centre } from "@parley/core"

export interface WaitClass {
  readonly label: string
  answered: number
  abandoned: number
}

export class Waits {
  readonly classes: ReadonlyArray<WaitClass>
  private readonly bounds: ReadonlyArray<number>

  constructor(thresholdSeconds: number) {
    const half = thresholdSeconds / 2
    this.bounds = [0, half, thresholdSeconds, 2 * thresholdSeconds, 4 * thresholdSeconds, Infinity]
    const label = (upTo: number): string =>
      upTo === 0 ? "at once" : upTo === Infinity ? `over ${4 * thresholdSeconds} s` : `up to ${upTo} s`
    this.classes = this.bounds.map((upTo) => ({ label: label(upTo), answered: 0, abandoned: 0 }))
  }

  hears(event: Centre.CentreEvent): void {
    if (event._tag === "OfferAccepted" || event._tag === "InteractionTaken") this.counts(event, "answered")
    if (event._tag === "InteractionAbandoned") this.counts(event, "abandoned")
  }

  private counts({ outcome, waitMs }: { outcome: boolean; waitMs: number }, how: "answered" | "abandoned"): void {
    if (!outcome) return
    const one = this.classes[this.bounds.findIndex((upTo) => waitMs <= upTo * 1_000)]
    if (one !== undefined) one[how] += 1
  }
}
