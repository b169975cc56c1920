/** Quarter-hours of a series as they are read: with as many of their additions as a window needs. */
import type { Instant } from "../kernel/fields.ts"
import { AFTER_ALL, documentsOf, FIRST, firstOf, listed, LISTING_MAX, type Asking } from "./ask.ts"
import {
  partKey,
  quarterOf,
  seriesNameOf,
  type Addition,
  type IntervalDocument,
  type QuarterDocument,
  type Scope
} from "./interval-documents.ts"
import { QUARTER_MS, type Stretch } from "./local-times.ts"

/** Documents of parts that are read at once. */
const PARTS_AT_ONCE = 200

export interface Quarter extends Omit<QuarterDocument, "_tag" | "series" | "parts"> {
  /** Whether something in it is beyond the limit: then its sums do not hold, and `additions` are those up to it. */
  readonly isCut: boolean
  /** All, in their order, where a window begins or ends in the quarter, and where it is cut; else perhaps not all. */
  readonly additions: ReadonlyArray<Addition>
}

/** The last event that counts. */
interface Limit {
  readonly position: number
  readonly at: Instant
}

const isBeyond = (one: Limit, { position, at }: Limit): boolean => one.position > position || one.at > at

/** Pages of a series' quarters in their order. */
function* quartersIn(series: string, { from, to }: Stretch): Asking<IntervalDocument, ReadonlyArray<QuarterDocument>> {
  const quarters: Array<QuarterDocument> = []
  for (let first = from; ;) {
    const page = yield* listed<IntervalDocument>({
      lists: [series],
      from: first,
      to,
      limit: LISTING_MAX,
      order: "oldest"
    })
    for (const { document } of page) if (document._tag === "Quarter") quarters.push(document)
    const last = page.at(-1)
    if (last === undefined || page.length < LISTING_MAX) return quarters
    first = last.sort + 1
  }
}

function* lastBefore(series: string, to: number): Asking<IntervalDocument, ReadonlyArray<QuarterDocument>> {
  const page = yield* listed<IntervalDocument>({ lists: [series], from: FIRST, to, limit: 1, order: "newest" })
  return page.flatMap(({ document }) => (document._tag === "Quarter" ? [document] : []))
}

/**
 * The quarters that tell of stretches which follow one another: all that they touch, up to the one that a limit cuts, and
 * the last before them, which tells what was open.
 */
export function* quartersFor(
  scope: Scope,
  stretches: ReadonlyArray<Stretch>,
  asOf: Partial<Limit> = {}
): Asking<IntervalDocument, ReadonlyArray<Quarter>> {
  const series = seriesNameOf(scope)
  const [first, last] = [stretches[0], stretches.at(-1)]
  if (first === undefined || last === undefined) return []
  const limit = { position: asOf.position ?? Infinity, at: asOf.at ?? Infinity }
  const cut =
    limit.position === Infinity && limit.at === Infinity
      ? AFTER_ALL
      : yield* firstOf<IntervalDocument>(series, (one) => one._tag === "Quarter" && isBeyond(one, limit))
  const from = Math.min(quarterOf(first.from), cut)
  const before = yield* lastBefore(series, from)
  const within = yield* quartersIn(series, { from, to: Math.min(last.to, cut + 1) })
  const borders = new Set(
    [first.from, ...stretches.map(({ to }) => to)].flatMap((at) => (at % QUARTER_MS === 0 ? [] : [quarterOf(at)]))
  )
  const whole = within.filter((one) => one.startsAt === cut || borders.has(one.startsAt))
  const additions = yield* additionsOf(whole)
  return [...before, ...within].map((one) => {
    const isCut = one.startsAt === cut
    const all = additions.get(one.startsAt) ?? one.additions
    return { ...one, isCut, additions: isCut ? all.filter((addition) => !isBeyond(addition, limit)) : all }
  })
}

/** All additions of these quarters, by the beginnings of the quarters. */
function* additionsOf(
  quarters: ReadonlyArray<QuarterDocument>
): Asking<IntervalDocument, ReadonlyMap<Instant, ReadonlyArray<Addition>>> {
  const keys = quarters.flatMap((one) => Array.from({ length: one.parts }, (_, part) => partKey(one, part)))
  const parts = new Map<string, ReadonlyArray<Addition>>()
  for (let at = 0; at < keys.length; at += PARTS_AT_ONCE)
    for (const [key, one] of yield* documentsOf<IntervalDocument>(keys.slice(at, at + PARTS_AT_ONCE)))
      if (one._tag === "Part") parts.set(key, one.additions)
  return new Map(
    quarters.map((one) => {
      const earlier = Array.from({ length: one.parts }, (_, part) => parts.get(partKey(one, part)) ?? [])
      return [one.startsAt, [...earlier.flat(), ...one.additions]]
    })
  )
}

/** Quarters read at once for a drill: all their additions are read as well. */
const DRILLED_AT_ONCE = 100

/** Some of the quarters that a window touches, in their order, with all their additions; those that end before `after` are left out. */
export function* pagesOfQuarters(
  scope: Scope,
  { from, to }: Stretch,
  after: number
): Asking<IntervalDocument, { readonly quarters: ReadonlyArray<Quarter>; readonly next: Instant | null }> {
  const lists = [seriesNameOf(scope)]
  const page = yield* listed<IntervalDocument>({
    lists,
    from: quarterOf(from),
    to,
    limit: DRILLED_AT_ONCE,
    order: "oldest"
  })
  const quarters = page.flatMap(({ document }) =>
    document._tag === "Quarter" && document.position > after ? [document] : []
  )
  const additions = yield* additionsOf(quarters)
  const last = page.at(-1)
  return {
    quarters: quarters.map((one) => ({ ...one, isCut: false, additions: additions.get(one.startsAt) ?? [] })),
    next: last === undefined || page.length < DRILLED_AT_ONCE ? null : last.sort + QUARTER_MS
  }
}
