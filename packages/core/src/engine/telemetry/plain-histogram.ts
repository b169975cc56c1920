/** A histogram of plain numbers: an observation costs a walk over few bounds, the form that metrics have is made when somebody looks. */
import type * as Metric from "effect/Metric"

export class PlainHistogram {
  private readonly boundaries: ReadonlyArray<number>
  /** Observations at most as large as the bound of the same index and larger than the one before it. */
  private readonly counts: Array<number>
  private count = 0
  private sum = 0
  private min = Number.MAX_VALUE
  private max = -Number.MAX_VALUE

  /** Upper bounds, ascending. */
  constructor(boundaries: ReadonlyArray<number>) {
    this.boundaries = boundaries
    this.counts = boundaries.map(() => 0)
  }

  /** O(bounds). */
  observe(value: number): void {
    const { boundaries, counts } = this
    for (let n = 0; n < boundaries.length; n++) {
      if (value > (boundaries[n] ?? Infinity)) continue
      counts[n] = (counts[n] ?? 0) + 1
      break
    }
    this.count += 1
    this.sum += value
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
  }

  state(): Metric.HistogramState {
    const { boundaries, counts, count, sum, min, max } = this
    let below = 0
    const buckets = boundaries.map((bound, n): [number, number] => [bound, (below += counts[n] ?? 0)])
    return { buckets, count, sum, min, max }
  }
}
