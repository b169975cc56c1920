/** Where the quarter-hours, hours and days of a zone begin. The zone is applied when figures are read, never when folded. */
import { dayNumberOf } from "../kernel/calendar.ts"
import type { Instant } from "../kernel/fields.ts"
import type { Offset } from "../kernel/schedule.ts"

/** The zone table, as readers need it. Null for an unknown zone. */
export interface LocalTimes {
  /** The local day that contains an instant; a day begins at the first instant whose local date it is. */
  readonly dayOf: (zone: string, at: Instant) => { readonly date: string; readonly endsAt: Instant } | null
  /** Local time less UTC at an instant, and until when that is so. */
  readonly offsetAt: (zone: string, at: Instant) => Offset | null
}

export const QUARTER_MS = 900_000
const HOUR_MS = 3_600_000

/** No local day is longer, whatever a zone's rules do. */
const DAY_MS_MAX = 50 * HOUR_MS

export type Step = "quarter" | "hour" | "day"

export interface Stretch {
  readonly from: Instant
  readonly to: Instant
}

/** A local day: its date, its first instant and the first of the next. */
export interface LocalDay {
  readonly date: string
  readonly startsAt: Instant
  readonly endsAt: Instant
}

/** The local day that contains `at`; null for an unknown zone. */
export function localDay({ dayOf }: LocalTimes, zone: string, at: Instant): LocalDay | null {
  let day = dayOf(zone, at - DAY_MS_MAX)
  while (day !== null && day.endsAt <= at) {
    const next = dayOf(zone, day.endsAt)
    if (next === null) return null
    if (next.endsAt > at) return { date: next.date, startsAt: day.endsAt, endsAt: next.endsAt }
    day = next
  }
  return null
}

/** The day of a date; null for an unknown zone and for a date that the zone skipped. `date` is `YYYY-MM-DD`. */
export function dayOfDate(times: LocalTimes, zone: string, date: string): LocalDay | null {
  const noon = noonOf(date)
  const near = noon === null ? null : localDay(times, zone, noon)
  if (near === null) return null
  const found = near.date === date ? near : localDay(times, zone, near.date < date ? near.endsAt : near.startsAt - 1)
  return found?.date === date ? found : null
}

/** Noon UTC of a date; null for what is not written as one. */
function noonOf(date: string): Instant | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? dayNumberOf(date) * 24 * HOUR_MS + 12 * HOUR_MS : null
}

/**
 * The intervals of a window, in order, cut to it: the first may begin and the last may end inside one. Quarter-hours and
 * hours are those of the wall clock; where the clock is set, an interval ends and another begins. At most `max`.
 */
export function stretchesOf(
  times: LocalTimes,
  { zone, step, from, to, max }: Stretch & { readonly zone: string; readonly step: Step; readonly max: number }
): ReadonlyArray<Stretch> | null {
  const found: Array<Stretch> = []
  for (let start = from; start < to && found.length < max;) {
    const end = step === "day" ? times.dayOf(zone, start)?.endsAt : endOfClock(times, zone, start, CLOCK_MS[step])
    if (end === undefined || end === null) return null
    found.push({ from: start, to: Math.min(end, to) })
    start = end
  }
  return found
}

/** One page of a reading by intervals. */
export interface Page<Row> {
  readonly rows: ReadonlyArray<Row>
  /** From when on the rest of the window is to be read; null when this is all. */
  readonly next: Instant | null
}

/** What a window comes to, as far as `max` intervals reach. Null for an unknown zone. */
export function pageOf<Row>(
  times: LocalTimes,
  request: Parameters<typeof stretchesOf>[1],
  rowOf: (stretch: Stretch) => Row
): Page<Row> | null {
  const stretches = stretchesOf(times, request)
  if (stretches === null) return null
  const end = stretches.at(-1)?.to ?? request.to
  return { rows: stretches.map(rowOf), next: end < request.to ? end : null }
}

const CLOCK_MS = { quarter: QUARTER_MS, hour: HOUR_MS } as const

function endOfClock({ offsetAt }: LocalTimes, zone: string, start: Instant, stepMs: number): Instant | null {
  const offset = offsetAt(zone, start)
  if (offset === null) return null
  const { offsetMs, until } = offset
  const end = (Math.floor((start + offsetMs) / stepMs) + 1) * stepMs - offsetMs
  return Math.min(end, until ?? end)
}
