/** One line of the bench: a figure, what it is measured against in the same run, and where it must and should be. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly baseline: string
  readonly baselineValue: number | null
  readonly ratio: number | null
  /** What must hold; null when the figure is only printed. */
  readonly gate: string | null
  readonly aim: string | null
  readonly passed: boolean | null
  /** The workload and whatever else explains the figure. */
  readonly detail: { readonly [key: string]: unknown }
}

export interface Bench {
  /** Figures whose names begin so come from here. */
  readonly name: string
  readonly run: () => Promise<ReadonlyArray<Figure>>
}

/** CPU seconds (user and system) that `act` took. */
export function cpuSeconds(act: () => void): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

export const best = (values: ReadonlyArray<number>): number => Math.min(...values)

export const rounded = (value: number): number => Number(value.toPrecision(4))

/** A seeded source of numbers in [0, 1), for workloads. Source: mulberry32, public domain. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
