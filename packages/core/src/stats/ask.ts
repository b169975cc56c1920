/**
 * Questions to a read model, written once for every store: a query asks for documents and texts, and goes on with what it
 * is given. Who runs it answers from a table in memory or from a database.
 */
import type { Placed } from "./document-table.ts"
import type { Texts, Wanted } from "./texts.ts"

/** Most documents of one page of lists. */
export const LISTING_MAX = 1_000

/** A page of several lists together; what stands at one number of several of them comes once. Numbers from `from` up to but not `to`, in this order. */
export interface Listing {
  readonly lists: ReadonlyArray<string>
  readonly from: number
  readonly to: number
  /** At most `LISTING_MAX`. */
  readonly limit: number
  readonly order: "newest" | "oldest"
}

export type Ask =
  | { readonly _tag: "Documents"; readonly keys: ReadonlyArray<string> }
  | { readonly _tag: "Listing"; readonly listing: Listing }
  | { readonly _tag: "Texts"; readonly wanted: Wanted }

export type Answer<Doc> =
  | { readonly _tag: "Documents"; readonly documents: ReadonlyMap<string, Doc> }
  | { readonly _tag: "Listing"; readonly listed: ReadonlyArray<Placed<Doc>> }
  | { readonly _tag: "Texts"; readonly texts: Texts }

/** A query under way. */
export type Asking<Doc, A> = Generator<Ask, A, Answer<Doc>>

/** A question that can be put again and again. */
export type Query<Doc, A> = () => Asking<Doc, A>

/** Who answers with something else than was asked for is wrong. */
const misanswered = (asked: Ask["_tag"], answered: string): Error => new Error(`${answered} for an answer to ${asked}`)

/** The documents of these keys; those without one are absent. */
export function* documentsOf<Doc>(keys: ReadonlyArray<string>): Asking<Doc, ReadonlyMap<string, Doc>> {
  if (keys.length === 0) return new Map()
  const answer = yield { _tag: "Documents", keys }
  if (answer._tag !== "Documents") throw misanswered("Documents", answer._tag)
  return answer.documents
}

/** The document of a key; undefined if there is none. */
export function* documentOf<Doc>(key: string): Asking<Doc, Doc | undefined> {
  return (yield* documentsOf<Doc>([key])).get(key)
}

/** A page of lists. */
export function* listed<Doc>(listing: Listing): Asking<Doc, ReadonlyArray<Placed<Doc>>> {
  if (listing.lists.length === 0 || listing.from >= listing.to) return []
  const answer = yield { _tag: "Listing", listing: { ...listing, limit: Math.min(listing.limit, LISTING_MAX) } }
  if (answer._tag !== "Listing") throw misanswered("Listing", answer._tag)
  return answer.listed
}

/** The texts of these contacts and contents, as far as whoever reads knows them. */
export function* textsOf<Doc>(wanted: Wanted): Asking<Doc, Texts> {
  const answer = yield { _tag: "Texts", wanted }
  if (answer._tag !== "Texts") throw misanswered("Texts", answer._tag)
  return answer.texts
}

/** The ends of a list's numbers. */
export const FIRST = Number.MIN_SAFE_INTEGER
export const AFTER_ALL = Number.MAX_SAFE_INTEGER

/**
 * The lowest number of a list from which on a test holds, given that it holds for all after it; `AFTER_ALL` if for none.
 * O(log of the numbers' range) questions of one document.
 */
export function* firstOf<Doc>(list: string, test: (document: Doc) => boolean): Asking<Doc, number> {
  let high = AFTER_ALL
  const end = (order: Listing["order"], to: number) => listed<Doc>({ lists: [list], from: FIRST, to, limit: 1, order })
  const [newest] = yield* end("newest", AFTER_ALL)
  const [oldest] = yield* end("oldest", AFTER_ALL)
  if (newest === undefined || oldest === undefined || !test(newest.document)) return high
  if (test(oldest.document)) return oldest.sort
  let low = oldest.sort
  for (high = newest.sort; high - low > 1;) {
    const middle = low + Math.floor((high - low) / 2)
    const [before] = yield* end("newest", middle + 1)
    if (before === undefined || !test(before.document)) low = middle
    else high = before.sort
  }
  return high
}
