/**
 * Which decision rows there may be: what is not in here is not in the store, so that a new message need not ask for the
 * rows of a conversation it does not continue.
 *
 * Bloom filters, each of twice the capacity of the one before. Rows are written by the centre's owner alone, so
 * what the owner has folded and written is all there may be; of a dropped one it still says so. Source: B. H. Bloom, "Space/time trade-offs in
 * hash coding with allowable errors" (1970); double hashing after Kirsch and Mitzenmacher (2006).
 */
import { hashString } from "../kernel/hamt.ts"

/** Keys the first filter is made for. */
export const FIRST_CAPACITY = 65_536
/** Bits and probes a key: one key in some hundreds that is not there is asked for all the same. */
const BITS_PER_KEY = 16
const PROBES = 4

/** One of the filters; the last is added to. */
export interface Filter {
  readonly words: Int32Array
  /** Bits are a power of two; this is one less. */
  readonly mask: number
  readonly capacity: number
  count: number
}

export interface RowFilter {
  readonly add: (key: string) => void
  /** False: there is no such row. True: there may be. */
  readonly mayHave: (key: string) => boolean
  /** What it holds now and, as far as these are still added to, what will be. */
  readonly filters: () => ReadonlyArray<Filter>
}

export const emptyFilter = (capacity: number): Filter => {
  const bits = capacity * BITS_PER_KEY
  return { words: new Int32Array(bits / 32), mask: bits - 1, capacity, count: 0 }
}

/** The step from probe to probe: mixed from the hash, and odd, so that it meets every bit. */
const stepOf = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) | 1

function has({ words, mask }: Filter, hash: number, step: number): boolean {
  let bit = hash
  for (let probe = 0; probe < PROBES; probe++) {
    const at = bit & mask
    if (((words[at >>> 5] ?? 0) & (1 << (at & 31))) === 0) return false
    bit = (bit + step) | 0
  }
  return true
}

function mark({ words, mask }: Filter, hash: number, step: number): void {
  let bit = hash
  for (let probe = 0; probe < PROBES; probe++) {
    const at = bit & mask
    words[at >>> 5] = (words[at >>> 5] ?? 0) | (1 << (at & 31))
    bit = (bit + step) | 0
  }
}

/** A filter that begins with these, or empty. */
export function makeRowFilter(begun: ReadonlyArray<Filter> = []): RowFilter {
  let newest = begun.at(-1) ?? emptyFilter(FIRST_CAPACITY)
  const filters = begun.length > 0 ? [...begun] : [newest]
  return {
    add: (key) => {
      if (newest.count >= newest.capacity) {
        newest = emptyFilter(newest.capacity * 2)
        filters.push(newest)
      }
      const hash = hashString(key)
      mark(newest, hash, stepOf(hash))
      newest.count += 1
    },
    mayHave: (key) => {
      const hash = hashString(key)
      const step = stepOf(hash)
      return filters.some((filter) => has(filter, hash, step))
    },
    filters: () => [...filters]
  }
}
