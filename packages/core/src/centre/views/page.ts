/** Pages of a list: so many at most, and where to go on. */

/** Items of a page unless asked otherwise, and at most. */
export const PAGE_DEFAULT = 100
export const PAGE_MAX = 1_000

export interface PageRequest {
  readonly limit?: number
  /** The `next` of the page before; left out for the first. */
  readonly cursor?: string
}

export interface Page<Item> {
  readonly items: ReadonlyArray<Item>
  /** Opaque; null when this page is the last. */
  readonly next: string | null
}

/** How many items were asked for, from 1 to PAGE_MAX; PAGE_DEFAULT for what is no number. */
export const limitOf = ({ limit = PAGE_DEFAULT }: PageRequest): number =>
  Number.isNaN(limit) ? PAGE_DEFAULT : Math.min(PAGE_MAX, Math.max(1, Math.trunc(limit)))

/** A cursor that is a number; `undefined` when it is none. */
export const numberIn = (cursor: string): number | undefined => (/^\d{1,15}$/.test(cursor) ? Number(cursor) : undefined)

/** Numbers from `from` up to, not including, `end`. */
export function* numbersFrom(from: number, end: number): IterableIterator<number> {
  for (let number = from; number < end; number++) yield number
}

/** The items of the first keys of a walk, and a cursor behind the last. Reads one key more than it takes. */
export function pageOf<Key, Item>(
  keys: Iterable<Key>,
  how: {
    readonly limit: number
    readonly itemOf: (key: Key, nth: number) => Item
    readonly cursorOf: (key: Key, nth: number) => string
  }
): Page<Item> {
  const items: Array<Item> = []
  let cursor = ""
  for (const key of keys) {
    if (items.length === how.limit) return { items, next: cursor }
    cursor = how.cursorOf(key, items.length)
    items.push(how.itemOf(key, items.length))
  }
  return { items, next: null }
}
