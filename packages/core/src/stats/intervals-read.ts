/**
 * The intervals read: any window by quarter-hour, hour or day of any zone, as of any position or instant, and each
 * figure drilled to the events it counted.
 */
import type { Instant } from "../kernel/fields.ts"
import type { Asking, Query } from "./ask.ts"
import { addFigures, figureRatiosOf, longer, noFigures, type Figure, type Figures } from "./figures.ts"
import { HANDLING_PARTS, type HandlingRatios } from "./handling.ts"
import type { IntervalDocument, Scope } from "./interval-documents.ts"
import { openAfter } from "./intervals.ts"
import {
  localDay,
  QUARTER_MS,
  stretchesOf,
  type LocalTimes,
  type Page,
  type Step,
  type Stretch
} from "./local-times.ts"
import { pagesOfQuarters, quartersFor, type Quarter } from "./quarters.ts"
import { RATIO_PARTS, type Ratios } from "./ratios.ts"

/** Most intervals of one page. */
export const INTERVALS_MAX = 10_000
/** Most events of one page of a drill. */
export const DRILL_MAX = 1_000
/** So many quarter-hours are read at once, or as many as one interval has. */
const QUARTERS_AT_ONCE = 1_000

/** As if the log ended there: what came later is not counted. */
export interface AsOf {
  readonly position?: number
  readonly at?: Instant
}

export interface IntervalsRequest extends Scope, Stretch {
  readonly step: Step
  readonly zone: string
  readonly asOf?: AsOf
}

/** One interval: its sums, what is computed from them, and the entries open at its start and end. */
export interface Interval extends Stretch {
  /** The local date it begins on. */
  readonly date: string
  readonly figures: Figures
  readonly ratios: Ratios & HandlingRatios
  /** Of the waits that ended in it; null when none did. */
  readonly longestWaitEndedMs: number | null
  /** Without an outcome: openAtStart + entered = outcomes + openAtEnd. Of an agent's series: 0 and what follows from it. */
  readonly openAtStart: number
  readonly openAtEnd: number
}

/**
 * The intervals of a window, cut to it; they add up to the window as a whole. Null for an unknown zone. A page holds
 * at most `INTERVALS_MAX` and says from when on to ask again. O(log quarters + quarters of the window + the events of
 * those quarters that are cut).
 */
export const readIntervals = (
  times: LocalTimes,
  request: IntervalsRequest
): Query<IntervalDocument, Page<Interval> | null> =>
  function* () {
    const stretches = stretchesOf(times, { ...request, max: INTERVALS_MAX })
    if (stretches === null) return null
    const rows: Array<Interval> = []
    for (const group of grouped(stretches)) {
      const quarters = yield* quartersFor(request, group, request.asOf)
      for (const stretch of group)
        rows.push({
          ...stretch,
          date: localDay(times, request.zone, stretch.from)?.date ?? "",
          ...intervalOf(quarters, stretch)
        })
    }
    const end = stretches.at(-1)?.to ?? request.to
    return { rows, next: end < request.to ? end : null }
  }

/** Stretches that follow one another, in groups of about `QUARTERS_AT_ONCE` quarter-hours. */
function* grouped(stretches: ReadonlyArray<Stretch>): Iterable<ReadonlyArray<Stretch>> {
  let group: Array<Stretch> = []
  for (const stretch of stretches) {
    const first = group[0]
    if (first !== undefined && stretch.to - first.from > QUARTERS_AT_ONCE * QUARTER_MS) {
      yield group
      group = []
    }
    group.push(stretch)
  }
  if (group.length > 0) yield group
}

function intervalOf(quarters: ReadonlyArray<Quarter>, { from, to }: Stretch): Omit<Interval, keyof Stretch | "date"> {
  let figures = noFigures
  let longestWaitEndedMs: number | null = null
  for (let index = firstEndingAfter(quarters, from); ; index++) {
    const quarter = quarters[index]
    if (quarter === undefined || quarter.startsAt >= to) break
    if (!quarter.isCut && quarter.startsAt >= from && quarter.startsAt + QUARTER_MS <= to) {
      figures = addFigures(figures, quarter.sums)
      longestWaitEndedMs = longer(longestWaitEndedMs, quarter.longestWaitEndedMs)
    } else
      for (const { at, adds, waitMs } of quarter.additions)
        if (at >= from && at < to) {
          figures = addFigures(figures, adds)
          longestWaitEndedMs = longer(longestWaitEndedMs, waitMs)
        }
  }
  return {
    figures,
    ratios: figureRatiosOf(figures),
    longestWaitEndedMs,
    openAtStart: openAt(quarters, from),
    openAtEnd: openAt(quarters, to)
  }
}

/** The index of the first that ends after `at`. O(log quarters). */
function firstEndingAfter(quarters: ReadonlyArray<Quarter>, at: Instant): number {
  let [low, high] = [0, quarters.length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const quarter = quarters[middle]
    if (quarter !== undefined && quarter.startsAt + QUARTER_MS <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** Entries without an outcome just before `at`. O(log quarters + one quarter's events). */
function openAt(quarters: ReadonlyArray<Quarter>, at: Instant): number {
  const last = quarters.at(-1)
  if (last === undefined) return 0
  // Only the last may be cut: then nothing is known of what came later.
  const quarter = quarters[firstEndingAfter(quarters, at)] ?? (last.isCut ? last : undefined)
  if (quarter === undefined) return openAfter(last)
  let sums: Partial<Figures> = {}
  for (const addition of quarter.additions)
    if (addition.at < at) sums = addFigures({ ...noFigures, ...sums }, addition.adds)
  return openAfter({ openAtStart: quarter.openAtStart, sums })
}

/** One page of the events behind a figure, oldest first. */
export interface DrillRequest extends Scope, Stretch {
  /** A sum; or a ratio or mean, whose events are those of its parts. */
  readonly figure: Figure | keyof Ratios | keyof HandlingRatios
  readonly asOf?: AsOf
  /** Positions after this one. */
  readonly after?: number
  readonly limit?: number
}

export interface Drilled {
  readonly positions: ReadonlyArray<number>
  /** Where the next page goes on; null when there is none. */
  readonly next: number | null
}

const PARTS: { readonly [Ratio in keyof (Ratios & HandlingRatios)]: ReadonlyArray<Figure> } = {
  ...RATIO_PARTS,
  ...HANDLING_PARTS
}

const isRatio = (figure: DrillRequest["figure"]): figure is keyof typeof PARTS => figure in PARTS

const partsOf = (figure: DrillRequest["figure"]): ReadonlyArray<Figure> => (isRatio(figure) ? PARTS[figure] : [figure])

/** The positions of the events that a figure counted in a window: their additions come to the figure. */
export const drill = (request: DrillRequest): Query<IntervalDocument, Drilled> =>
  function* (): Asking<IntervalDocument, Drilled> {
    const { figure, from, to, after = 0, limit = DRILL_MAX, asOf = {} } = request
    const { position: last = Infinity, at: until = Infinity } = asOf
    const most = Math.min(limit, DRILL_MAX)
    const parts = partsOf(figure)
    const positions: Array<number> = []
    for (let first: Instant | null = from; first !== null;) {
      const page: { readonly quarters: ReadonlyArray<Quarter>; readonly next: Instant | null } = yield* pagesOfQuarters(
        request,
        { from: first, to },
        after
      )
      for (const { additions } of page.quarters)
        for (const { position, at, adds } of additions) {
          if (at < from || at >= to || at > until || position <= after || position > last) continue
          if (!parts.some((part) => (adds[part] ?? 0) !== 0)) continue
          if (positions.length === most) return { positions, next: positions[most - 1] ?? null }
          positions.push(position)
        }
      first = page.next
    }
    return { positions, next: null }
  }
