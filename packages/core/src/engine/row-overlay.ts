/** The rows of a batch under way: what the store has, and over it what the commands so far have written. */
import {
  rangeOf,
  type KeyedRow,
  type RangeKey,
  type Row,
  type RowChange,
  type RowKey,
  type RowRange,
  type Rows
} from "../centre/index.ts"

/** A range as it stands: complete up to its last row, and beyond it unless the store has more. */
interface Standing {
  readonly range: RowRange
  rows: Array<KeyedRow>
  readonly more: boolean
}

export class RowOverlay implements Rows {
  /** All changes, in order. */
  readonly changes: Array<RowChange> = []
  private readonly known = new Map<RowKey, Row | null>()
  private readonly written = new Map<RowKey, Row | null>()
  private readonly ranges = new Map<RangeKey, Standing>()

  /** `uncommitted`: changes of the batch before, which the store may or may not have yet. */
  constructor(uncommitted: ReadonlyArray<RowChange> = []) {
    for (const { key, row } of uncommitted) {
      this.known.set(key, row)
      this.written.set(key, row)
    }
  }

  readonly get = (key: RowKey): Row | null | undefined => this.known.get(key)

  /** Undefined also when so many of its rows were dropped that the store must be asked for those that follow. */
  readonly range = (key: RangeKey): ReadonlyArray<KeyedRow> | undefined => {
    const standing = this.ranges.get(key)
    if (standing === undefined) return undefined
    const { range, rows, more } = standing
    return rows.length < range.limit && more ? undefined : rows.slice(0, range.limit)
  }

  /** A command's change. O(ranges at hand · log of their rows). */
  wrote(change: RowChange): void {
    const { key, row } = change
    this.changes.push(change)
    this.known.set(key, row)
    this.written.set(key, row)
    for (const standing of this.ranges.values()) {
      if (!key.startsWith(standing.range.prefix)) continue
      standing.rows = changed(standing, change)
    }
  }

  /** A row as the store has it, or that there is none; what was written here holds. */
  read(key: RowKey, row: Row | null): void {
    if (!this.known.has(key)) this.known.set(key, row)
  }

  /** What to ask the store for so that enough is left of a range without the rows dropped here. O(changes). */
  toAsk(key: RangeKey): RowRange {
    const { prefix, limit } = rangeIn(key)
    let dropped = 0
    for (const [other, row] of this.written) if (row === null && other.startsWith(prefix)) dropped += 1
    return { prefix, limit: limit + dropped }
  }

  /** The store's answer to `asked`. O(changes + rows). */
  readRange(key: RangeKey, asked: RowRange, found: ReadonlyArray<KeyedRow>): void {
    const more = found.length >= asked.limit
    const last = found[found.length - 1]
    const rows = new Map<RowKey, Row>(found.map((one) => [one.key, one.row]))
    for (const [other, row] of this.written) {
      if (!other.startsWith(asked.prefix)) continue
      if (row === null) rows.delete(other)
      else if (!more || last === undefined || other <= last.key) rows.set(other, row)
    }
    const sorted = [...rows].map(([other, row]) => ({ key: other, row })).toSorted(byKey)
    this.ranges.set(key, { range: rangeIn(key), rows: sorted, more })
  }
}

const byKey = (a: KeyedRow, b: KeyedRow): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

function rangeIn(key: RangeKey): RowRange {
  const range = rangeOf(key)
  if (range === null) throw new Error(`${key} names no range`)
  return range
}

/** A range after a change of a key under its prefix. */
function changed({ rows, more }: Standing, { key, row }: RowChange): Array<KeyedRow> {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.key ?? key) < key) low = middle + 1
    else high = middle
  }
  const is = rows[low]?.key === key ? 1 : 0
  // What lies beyond the last row at hand comes with the store's next answer.
  if (row !== null && low === rows.length && more) return rows
  rows.splice(low, is, ...(row === null ? [] : [{ key, row }]))
  return rows
}
