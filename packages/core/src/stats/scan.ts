/** Lists of documents walked newest first for a page of those that pass. */
import { FIRST, LISTING_MAX, listed, type Asking } from "./ask.ts"

export interface Scan<Doc, Item> {
  readonly lists: ReadonlyArray<string>
  /** Numbers below this one. */
  readonly before: number
  /** Items of the page, and documents looked at for it, at most. */
  readonly most: number
  readonly scannedMax: number
  /** Whether nothing is wanted from here on. */
  readonly isEnd?: (document: Doc) => boolean
  /** What becomes of each of them, null for what does not pass; in the same order. */
  readonly choose: (documents: ReadonlyArray<Doc>) => Asking<Doc, ReadonlyArray<Item | null>>
}

export interface Scanned<Item> {
  readonly items: ReadonlyArray<Item>
  /** Below which number the next page goes on; null at the end. */
  readonly next: number | null
}

/** One page. O(looked at). */
export function* scanned<Doc, Item>(scan: Scan<Doc, Item>): Asking<Doc, Scanned<Item>> {
  const { lists, most, scannedMax, isEnd = () => false, choose } = scan
  const items: Array<Item> = []
  let before = scan.before
  let looked = 0
  // One more than the page may take tells whether there is another page.
  for (let limit = most + 1; ; limit = LISTING_MAX) {
    const page = yield* listed<Doc>({ lists, from: FIRST, to: before, limit, order: "newest" })
    const end = page.findIndex(({ document }) => isEnd(document))
    const wanted = end < 0 ? page : page.slice(0, end)
    const chosen = yield* choose(wanted.map(({ document }) => document))
    for (const [index, { sort }] of wanted.entries()) {
      if (items.length === most || looked === scannedMax) return { items, next: before }
      looked += 1
      before = sort
      const item = chosen[index]
      if (item !== null && item !== undefined) items.push(item)
    }
    if (end >= 0 || page.length < Math.min(limit, LISTING_MAX)) return { items, next: null }
  }
}
