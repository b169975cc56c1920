/** A row filter as text and back: it goes with a snapshot, for only the whole log could fill it again. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { PersistedUnreadable } from "../kernel/persisted.ts"
import { bytesOfBase64, base64 } from "./content/bytes.ts"
import { emptyFilter, makeRowFilter, type Filter, type RowFilter } from "./row-filter.ts"

/** Words of a filter in one piece: 48 KiB, in base64 64 KiB. */
export const PIECE_WORDS = 12_288
/** Rows a filter can be made for, at most: what is beyond was not written here. */
const CAPACITY_MAX = 2 ** 26

const Sizes = Schema.fromJsonString(Schema.Array(Schema.Struct({ capacity: Schema.Int, count: Schema.Int })))
const decodeSizes = Schema.decodeUnknownOption(Sizes)

/**
 * A list of sizes, then the words of each filter, little-endian. Made as it is asked for: keys added meanwhile may be in it
 * or not. O(words).
 */
export function filterPieces(filter: RowFilter): Iterable<string> {
  return piecesOf(filter.filters())
}

function* piecesOf(filters: ReadonlyArray<Filter>): Generator<string> {
  yield JSON.stringify(filters.map(({ capacity, count }) => ({ capacity, count })))
  for (const { words } of filters)
    for (let from = 0; from < words.length; from += PIECE_WORDS) yield base64(bytesOf(words, from))
}

function bytesOf(words: Int32Array, from: number): Uint8Array {
  const count = Math.min(PIECE_WORDS, words.length - from)
  const view = new DataView(new ArrayBuffer(count * 4))
  for (let i = 0; i < count; i++) view.setInt32(i * 4, words[from + i] ?? 0, true)
  return new Uint8Array(view.buffer)
}

/** A filter being read from its pieces. Both throw `PersistedUnreadable` where they are not what `filterPieces` made. */
export interface FilterReading {
  readonly add: (piece: string) => void
  readonly done: () => RowFilter
}

export function readFilter(): FilterReading {
  let filters: ReadonlyArray<Filter> | null = null
  let [nth, from] = [0, 0]
  return {
    add: (piece) => {
      if (filters === null) {
        filters = filtersOf(piece)
        return
      }
      const words = filters[nth]?.words
      if (words === undefined) throw new PersistedUnreadable("more than the row filter holds")
      from += fill(words, from, bytesOfBase64(piece))
      if (from < words.length) return
      nth += 1
      from = 0
    },
    done: () => {
      if (filters === null || nth < filters.length) throw new PersistedUnreadable("the row filter is not whole")
      return makeRowFilter(filters)
    }
  }
}

function filtersOf(piece: string): ReadonlyArray<Filter> {
  const sizes = Option.getOrNull(decodeSizes(piece)) ?? []
  const valid = sizes.every(({ capacity }) => Number.isInteger(Math.log2(capacity)) && capacity <= CAPACITY_MAX)
  if (sizes.length === 0 || !valid) throw new PersistedUnreadable("the sizes of the row filter cannot be read")
  return sizes.map(({ capacity, count }) => ({ ...emptyFilter(capacity), count }))
}

/** How many words it were. */
function fill(words: Int32Array, from: number, bytes: Uint8Array): number {
  const count = bytes.length / 4
  if (count !== Math.min(PIECE_WORDS, words.length - from))
    throw new PersistedUnreadable("a piece of the row filter was cut short")
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < count; i++) words[from + i] = view.getInt32(i * 4, true)
  return count
}
