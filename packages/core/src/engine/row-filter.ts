/**
 * Which decision rows there may be: what is not in here is not in the store, so that a new message need not ask for the
 * rows of a conversation it does not continue.
 *
 * Bloom filters, each of twice the capacity of the one before. Rows are written by the centre's owner alone and never
 * taken away, so what the owner has folded and written is all there is. Source: B. H. Bloom, "Space/time trade-offs in
 * hash coding with allowable errors" (1970); double hashing after Kirsch and Mitzenmacher (2006).
 */
import { hashString } from "../kernel/hamt.ts"

/** Keys the first filter is made for. */
export const FIRST_CAPACITY = 65_536
/** Bits and probes a key: one in a hundred keys that are not there is asked for all the same. */
const BITS_PER_KEY = 10
const PROBES = 7

interface Filter {
  readonly words: Uint32Array
  readonly bits: number
  readonly capacity: number
  count: number
}

export interface RowFilter {
  readonly add: (key: string) => void
  /** False: there is no such row. True: there may be. */
  readonly mayHave: (key: string) => boolean
}

const emptyFilter = (capacity: number): Filter => {
  const words = new Uint32Array(Math.ceil((capacity * BITS_PER_KEY) / 32))
  return { words, bits: words.length * 32, capacity, count: 0 }
}

/** The bit of one probe: a second hash, made odd, steps on from the first. */
const bitOf = ({ bits }: Filter, first: number, second: number, probe: number): number =>
  ((first >>> 0) + probe * (second >>> 0)) % bits

const hashesOf = (key: string): readonly [number, number] => [hashString(key), hashString(`${key}\u0001`) | 1]

export function makeRowFilter(): RowFilter {
  let newest = emptyFilter(FIRST_CAPACITY)
  const filters = [newest]
  const has = (filter: Filter, first: number, second: number): boolean => {
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = bitOf(filter, first, second, probe)
      if (((filter.words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false
    }
    return true
  }
  return {
    add: (key) => {
      const [first, second] = hashesOf(key)
      if (newest.count >= newest.capacity) {
        newest = emptyFilter(newest.capacity * 2)
        filters.push(newest)
      }
      for (let probe = 0; probe < PROBES; probe++) {
        const bit = bitOf(newest, first, second, probe)
        newest.words[bit >>> 5] = (newest.words[bit >>> 5] ?? 0) | (1 << (bit & 31))
      }
      newest.count += 1
    },
    mayHave: (key) => {
      const [first, second] = hashesOf(key)
      return filters.some((filter) => has(filter, first, second))
    }
  }
}
