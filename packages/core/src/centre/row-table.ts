/** Decision rows in memory, by key and in ranges: what the log folds to. */
import type { KeyedRow, RangeKey, Row, RowChange, RowKey, RowPage, Rows } from "./rows.ts"
import { rangeOf } from "./rows.ts"
import { emptyOrderedSet, orderedAdd, orderedDelete, orderedFrom } from "../kernel/ordered-set.ts"
import { newOwner } from "../kernel/owner.ts"

/** By code units, which for ASCII is the order of `COLLATE "C"`. */
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A table that is written to. A write costs O(log n), a range O(log n + its rows). */
export class RowTable implements Rows {
  private readonly rows = new Map<RowKey, Row>()
  private readonly owner = newOwner()
  private keys = emptyOrderedSet(byCode)

  /** The latest change of a key holds. */
  write({ key, row }: RowChange): void {
    if (row === null) {
      this.rows.delete(key)
      this.keys = orderedDelete(this.keys, key, this.owner)
    } else {
      this.rows.set(key, row)
      this.keys = orderedAdd(this.keys, key, this.owner)
    }
  }

  readonly get = (key: RowKey): Row | null => this.rows.get(key) ?? null

  readonly range = (key: RangeKey): ReadonlyArray<KeyedRow> => {
    const range = rangeOf(key)
    return range === null ? [] : this.within(range)
  }

  within({ prefix, limit, after = "" }: RowPage): ReadonlyArray<KeyedRow> {
    const found: Array<KeyedRow> = []
    if (limit <= 0) return found
    for (const key of orderedFrom(this.keys, after > prefix ? after : prefix)) {
      if (key === after) continue
      const row = this.rows.get(key)
      if (row === undefined || !key.startsWith(prefix)) break
      found.push({ key, row })
      if (found.length >= limit) break
    }
    return found
  }

  /** All of them, by key ascending. */
  all(): ReadonlyArray<KeyedRow> {
    return this.within({ prefix: "", limit: this.rows.size })
  }
}
