/**
 * The intervals read: any window by quarter-hour, hour or day of any zone, as of any position or instant, and each
 * figure drilled to the events it counted.
 */
import type { Instant } from "../kernel/fields.ts"
import { vectorGet, vectorLength } from "../kernel/vector.ts"
import { addFigures, figureRatiosOf, longer, noFigures, type Figure, type Figures } from "./figures.ts"
import { HANDLING_PARTS, type HandlingRatios } from "./handling.ts"
import {
  openAfter,
  seriesOf,
  type Addition,
  type IntervalsView,
  type Quarter,
  type Scope,
  type Series
} from "./intervals.ts"
import { localDay, pageOf, QUARTER_MS, type LocalTimes, type Page, type Step, type Stretch } from "./local-times.ts"
import { RATIO_PARTS, type Ratios } from "./ratios.ts"
import { vectorFirst } from "./vector-first.ts"

/** Most intervals of one page. */
export const INTERVALS_MAX = 10_000
/** Most events of one page of a drill. */
export const DRILL_MAX = 1_000

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

/** The last event that counts. */
interface Limit {
  readonly position: number
  readonly at: Instant
}

const limitOf = ({ position = Infinity, at = Infinity }: AsOf = {}): Limit => ({ position, at })

/**
 * The intervals of a window, cut to it; they add up to the window as a whole. Null for an unknown zone. A page holds
 * at most `INTERVALS_MAX` and says from when on to ask again. O(log quarters + quarters of the window + two quarters' events for each interval).
 */
export function readIntervals(
  view: IntervalsView,
  times: LocalTimes,
  request: IntervalsRequest
): Page<Interval> | null {
  const series = seriesOf(view, request)
  const limit = limitOf(request.asOf)
  return pageOf(times, { ...request, max: INTERVALS_MAX }, (stretch) => ({
    ...stretch,
    date: localDay(times, request.zone, stretch.from)?.date ?? "",
    ...intervalOf(series, stretch, limit)
  }))
}

function intervalOf(series: Series, { from, to }: Stretch, limit: Limit): Omit<Interval, keyof Stretch | "date"> {
  let figures = noFigures
  let longestWaitEndedMs: number | null = null
  for (const quarter of quartersIn(series, from, to))
    if (isWhole(quarter, from, to, limit)) {
      figures = addFigures(figures, quarter.sums)
      longestWaitEndedMs = longer(longestWaitEndedMs, quarter.longestWaitEndedMs)
    } else
      for (const { adds, waitMs } of additionsOf(quarter, from, to, limit)) {
        figures = addFigures(figures, adds)
        longestWaitEndedMs = longer(longestWaitEndedMs, waitMs)
      }
  return {
    figures,
    ratios: figureRatiosOf(figures),
    longestWaitEndedMs,
    openAtStart: openAt(series, from, limit),
    openAtEnd: openAt(series, to, limit)
  }
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
export function drill(view: IntervalsView, request: DrillRequest): Drilled {
  const { figure, from, to, after = 0, limit: asked = DRILL_MAX } = request
  const most = Math.min(asked, DRILL_MAX)
  const parts = partsOf(figure)
  const positions: Array<number> = []
  for (const quarter of quartersIn(seriesOf(view, request), from, to))
    for (const { position, adds } of additionsOf(quarter, from, to, limitOf(request.asOf))) {
      if (position <= after || !parts.some((part) => (adds[part] ?? 0) !== 0)) continue
      if (positions.length === most) return { positions, next: positions[most - 1] ?? null }
      positions.push(position)
    }
  return { positions, next: null }
}

function* quartersIn(series: Series, from: Instant, to: Instant): Iterable<Quarter> {
  for (let index = vectorFirst(series, (one) => one.startsAt + QUARTER_MS > from); ; index++) {
    const quarter = vectorGet(series, index)
    if (quarter === undefined || quarter.startsAt >= to) return
    yield quarter
  }
}

const lastOf = ({ additions }: Quarter): Addition | undefined => vectorGet(additions, vectorLength(additions) - 1)

const isBeyond = (addition: Addition | undefined, { position, at }: Limit): boolean =>
  addition !== undefined && (addition.position > position || addition.at > at)

const isWhole = (quarter: Quarter, from: Instant, to: Instant, limit: Limit): boolean =>
  quarter.startsAt >= from && quarter.startsAt + QUARTER_MS <= to && !isBeyond(lastOf(quarter), limit)

/** A quarter's additions in `[from, to)`, up to a limit. */
function* additionsOf({ additions }: Quarter, from: Instant, to: Instant, limit: Limit): Iterable<Addition> {
  for (let index = 0; index < vectorLength(additions); index++) {
    const addition = vectorGet(additions, index)
    if (addition === undefined || addition.at >= to || isBeyond(addition, limit)) return
    if (addition.at >= from) yield addition
  }
}

/** Entries without an outcome just before `at`. O(log quarters + one quarter's events). */
function openAt(series: Series, at: Instant, limit: Limit): number {
  const index = vectorFirst(series, (one) => one.startsAt + QUARTER_MS > at || isBeyond(lastOf(one), limit))
  const quarter = vectorGet(series, index)
  if (quarter === undefined) return index === 0 ? 0 : openAfterOf(vectorGet(series, index - 1))
  let sums = noFigures
  for (const { adds } of additionsOf(quarter, -Infinity, at, limit)) sums = addFigures(sums, adds)
  return openAfter({ ...quarter, sums })
}

const openAfterOf = (quarter: Quarter | undefined): number => (quarter === undefined ? 0 : openAfter(quarter))
