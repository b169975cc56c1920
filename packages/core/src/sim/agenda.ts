/** What is to happen, in order of time; of one instant in the order given, else as it was put down. A binary heap. */
import type { Instant } from "../kernel/fields.ts"

interface Item<A> {
  readonly at: Instant
  readonly nth: number
  readonly act: A
}

/** Places given are below it; what is put down without one comes after all of them. */
const ORDERS_MAX = 1e12

export class Agenda<A> {
  private readonly heap: Array<Item<A>> = []
  private count = ORDERS_MAX

  /** `nth`: its place among those of the instant, below ORDERS_MAX; left out: after all that were put down. O(log n). */
  add(at: Instant, act: A, nth = this.count++): void {
    const { heap } = this
    const item = { at, nth, act }
    let here = heap.length
    heap.push(item)
    while (here > 0) {
      const parent = (here - 1) >> 1
      const above = heap[parent]
      if (above === undefined || isBefore(above, item)) break
      heap[here] = above
      here = parent
    }
    heap[here] = item
  }

  /** When the next is to happen; null when nothing is. */
  get nextAt(): Instant | null {
    return this.heap[0]?.at ?? null
  }

  /** Takes the next out. O(log n). */
  take(): A | undefined {
    const { heap } = this
    const first = heap[0]
    const last = heap.pop()
    if (first !== undefined && last !== undefined && first !== last) this.sink(last)
    return first?.act
  }

  private sink(item: Item<A>): void {
    const { heap } = this
    let here = 0
    for (;;) {
      let child = 2 * here + 1
      let below = heap[child]
      const other = heap[child + 1]
      if (other !== undefined && below !== undefined && isBefore(other, below)) {
        child += 1
        below = other
      }
      if (below === undefined || isBefore(item, below)) break
      heap[here] = below
      here = child
    }
    heap[here] = item
  }
}

const isBefore = <A>(a: Item<A>, b: Item<A>): boolean => a.at < b.at || (a.at === b.at && a.nth < b.nth)
