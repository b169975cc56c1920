/** Pages of a list that only grows, newest first. */
import { vectorGet, vectorLength, type Vector } from "../kernel/vector.ts"

export interface NewestFirst {
  /** Older than this cursor; left out: from the newest on. */
  readonly before: number | undefined
  /** Items of the page, and places looked at for it, at most. */
  readonly most: number
  readonly scannedMax: number
}

/** What `itemAt` makes of the places, undefined left out. `next`: where the next page goes on; null at the end. O(looked at). */
export function newestFirst<One, Item>(
  list: Vector<One>,
  { before = Infinity, most, scannedMax }: NewestFirst,
  itemAt: (one: One, place: number) => Item | undefined
): { readonly items: ReadonlyArray<Item>; readonly next: number | null } {
  const items: Array<Item> = []
  let place = Math.min(before, vectorLength(list))
  for (let looked = 0; place > 0 && items.length < most && looked < scannedMax; looked++) {
    place -= 1
    const one = vectorGet(list, place)
    const item = one === undefined ? undefined : itemAt(one, place)
    if (item !== undefined) items.push(item)
  }
  return { items, next: place === 0 ? null : place }
}
