/**
 * A queue of identical agents as fast as its author can write it: M/M/n, first come first served, on typed arrays and a
 * heap of departures. Two sources of chance: the draws that the simulator makes, under the same names, so that both come
 * to the very same waits; or a bare generator and the platform's logarithm, which no other run could be compared with.
 */
import { drawFraction, ln } from "@parley/core/internal"
import { seeded } from "./result.ts"

export interface HandQueue {
  readonly perHour: number
  readonly handleSeconds: number
  readonly agents: number
  readonly interactions: number
}

interface Chance {
  /** Unit exponentials: until the n-th arrival, and of the n-th handling. */
  readonly gap: (n: number) => number
  readonly handling: (n: number) => number
}

/** As the simulator draws them for the stream `name`. */
export const namedChance = (seed: string, name: string): Chance => ({
  gap: (n) => -ln(1 - drawFraction({ seed, name, purpose: "arrival", n })),
  handling: (n) => -ln(1 - drawFraction({ seed, name: `${name}-${n + 1}`, purpose: "handling", n: 0 }))
})

export function bareChance(seed: number): Chance {
  const random = seeded(seed)
  const unit = (): number => -Math.log(1 - random())
  return { gap: unit, handling: unit }
}

/** The sum of all waits, in milliseconds. */
export function runHandQueue({ perHour, handleSeconds, agents, interactions }: HandQueue, chance: Chance): number {
  const departures = new Float64Array(agents)
  const perSecond = perHour / 3_600
  let busy = 0
  let seconds = 0
  let waitedMs = 0
  // First come, first served: who comes n-th is answered when they come, or when the first agent after all before is free.
  for (let n = 0; n < interactions; n++) {
    seconds += chance.gap(n) / perSecond
    const at = Math.round(seconds * 1_000)
    const lengthMs = Math.max(1, Math.round(chance.handling(n) * handleSeconds * 1_000))
    if (busy < agents) {
      let here = busy++
      const ends = at + lengthMs
      for (let parent = (here - 1) >> 1; here > 0 && (departures[parent] ?? 0) > ends; parent = (here - 1) >> 1) {
        departures[here] = departures[parent] ?? 0
        here = parent
      }
      departures[here] = ends
      continue
    }
    const from = Math.max(at, departures[0] ?? 0)
    waitedMs += from - at
    sink(departures, agents, from + lengthMs)
  }
  return waitedMs
}

/** The first is replaced and sinks to where it belongs. */
function sink(heap: Float64Array, size: number, ends: number): void {
  let here = 0
  for (;;) {
    let child = 2 * here + 1
    if (child >= size) break
    if (child + 1 < size && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child += 1
    if ((heap[child] ?? 0) >= ends) break
    heap[here] = heap[child] ?? 0
    here = child
  }
  heap[here] = ends
}
