/**
 * What the writer remembers of the decision rows, so that it asks the store only for what it cannot know. Rows that are
 * read in ranges alone are not remembered: they come and go by the million, and the store is asked for ranges.
 */
import { isReadInRanges, type Row, type RowChange, type RowKey } from "../centre/index.ts"
import { filterPieces } from "./row-filter-pieces.ts"
import { makeRowFilter, type RowFilter } from "./row-filter.ts"

/** Rows kept as they are; the oldest go first. */
export const ROWS_KEPT_MAX = 16_384

export interface RowMemory {
  /** A row as the log wrote or dropped it, from the store's log or this writer's commit. */
  readonly wrote: (change: RowChange) => void
  /** A row as the store has it. */
  readonly read: (change: RowChange) => void
  /** The row; null when there is none; undefined when the store must be asked. */
  readonly recall: (key: RowKey) => Row | null | undefined
  /** Which rows there may be, as a snapshot keeps it. */
  readonly pieces: () => Iterable<string>
}

/**
 * Coherent because rows are written by the owner of the centre alone. The filter has all keys that were written before,
 * and none in a new log.
 */
export function makeRowMemory(filter: RowFilter = makeRowFilter()): RowMemory {
  const kept = new Map<RowKey, Row | null>()
  const keep = ({ key, row }: RowChange): void => {
    kept.delete(key)
    kept.set(key, row)
    if (kept.size <= ROWS_KEPT_MAX) return
    for (const oldest of kept.keys()) {
      kept.delete(oldest)
      return
    }
  }
  return {
    wrote: (change) => {
      if (isReadInRanges(change.key)) return
      if (change.row !== null) filter.add(change.key)
      keep(change)
    },
    read: keep,
    recall: (key) => {
      const row = kept.get(key)
      return row !== undefined || filter.mayHave(key) ? row : null
    },
    pieces: () => filterPieces(filter)
  }
}
