/**
 * Opening hours: ranges of the week and days off, in a zone's wall-clock time. Open at an instant iff the local time of
 * that instant lies in a range: an hour that the clock skips never comes, one that it repeats comes twice.
 */
import * as Schema from "effect/Schema"
import { dateOf } from "./calendar.ts"
import { LocalDate, TEXT_KIND, type Instant } from "./fields.ts"

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const
export const Weekday = Schema.Literals(WEEKDAYS)
export type Weekday = typeof Weekday.Type

/** Most ranges of one schedule. */
export const RANGES_MAX = 100

const clock = (pattern: RegExp, expected: string) =>
  Schema.String.check(Schema.isPattern(pattern, { expected })).annotate({ [TEXT_KIND]: "code" })

/** Half-open, `[from, to)`, in 24-hour time; `to` may be 24:00, and one that ends in :59 is the next full minute. */
export const Range = Schema.Struct({
  day: Weekday,
  from: clock(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "a time HH:MM"),
  to: clock(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, "a time HH:MM, up to 24:00")
})
export type Range = typeof Range.Type
export const Schedule = Schema.Array(Range).check(Schema.isBetweenLength(1, RANGES_MAX))
export type Schedule = typeof Schedule.Type

/** Days off, both included; `recurring`: those days of every year. */
export const DaysOff = Schema.Struct({ from: LocalDate, to: LocalDate, recurring: Schema.Boolean })
export type DaysOff = typeof DaysOff.Type

/** How far a zone's clock is ahead of UTC from an instant on, and the first instant at which that changes. */
export interface Offset {
  readonly offsetMs: number
  readonly until: Instant | null
}

/** What opening goes by. A schedule of null is always open, but for days off. */
export interface Hours {
  readonly schedule: Schedule | null
  readonly daysOff: ReadonlyArray<DaysOff>
  readonly offsetAt: (at: Instant) => Offset
}

const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440
const DAY_MS = DAY_MINUTES * MINUTE_MS
/** Days that are looked ahead for the next turn: days off that recur on 29 February are met even around 2100. */
export const HORIZON_DAYS = 3_653

const minutes = (time: string): number => 60 * Number(time.slice(0, 2)) + Number(time.slice(3))

/** From and to in minutes of the day. */
export function minutesOf({ from, to }: Pick<Range, "from" | "to">): { readonly from: number; readonly to: number } {
  const end = minutes(to)
  return { from: minutes(from), to: end % 60 === 59 ? end + 1 : end }
}

/** The first range that holds no time; undefined when there is none. */
export const emptyRange = (schedule: Schedule | null): Range | undefined =>
  schedule?.find((range) => {
    const { from, to } = minutesOf(range)
    return from >= to
  })

/** The place in the week of a local day by its number since 1970-01-01, which was a Thursday. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7

/** Whether a date `YYYY-MM-DD` is off. Recurring days off may reach over the end of a year. */
export function isOff(date: string, { from, to, recurring }: DaysOff): boolean {
  if (!recurring) return from <= date && date <= to
  const [day, first, last] = [date.slice(5), from.slice(5), to.slice(5)]
  return first <= last ? first <= day && day <= last : first <= day || day <= last
}

function isDayOff(day: number, daysOff: ReadonlyArray<DaysOff>): boolean {
  if (daysOff.length === 0) return false
  const date = dateOf(day)
  return daysOff.some((one) => isOff(date, one))
}

function isOpenLocal({ schedule, daysOff }: Hours, localMs: number): boolean {
  const day = Math.floor(localMs / DAY_MS)
  if (isDayOff(day, daysOff)) return false
  if (schedule === null) return true
  const minute = (localMs - day * DAY_MS) / MINUTE_MS
  const weekday = WEEKDAYS[weekdayOf(day)]
  return schedule.some((range) => {
    if (range.day !== weekday) return false
    const { from, to } = minutesOf(range)
    return from <= minute && minute < to
  })
}

export const isOpenAt = (hours: Hours, at: Instant): boolean => isOpenLocal(hours, at + hours.offsetAt(at).offsetMs)

/**
 * Whether it is open at an instant, and the next one at which that changes: null = never. At the horizon it is looked
 * at anew, though nothing may change there.
 */
export interface Turn {
  readonly open: boolean
  readonly turnsAt: Instant | null
}

/** O(days until the turn × (ranges of a day + days off)). */
export function turnOf({ schedule, daysOff, offsetAt }: Hours, at: Instant): Turn {
  // A day of slack: the clock may go back over midnight.
  const yesterday = dateOf(Math.floor((at + offsetAt(at).offsetMs) / DAY_MS) - 1)
  const ahead = daysOff.filter(({ recurring, to }) => recurring || to >= yesterday)
  const hours = { schedule, daysOff: ahead, offsetAt }
  const open = isOpenAt(hours, at)
  const boundaries = WEEKDAYS.map((day) => boundariesOf(hours, day))
  if (ahead.length === 0 && isWhole(schedule)) return { open, turnsAt: null }
  const end = at + HORIZON_DAYS * DAY_MS
  let from = at
  while (from < end) {
    const { offsetMs, until } = offsetAt(from)
    const to = Math.min(until ?? end, end)
    const turn = turnWithin(hours, { from, to, offsetMs, open, boundaries })
    if (turn !== null) return { open, turnsAt: turn }
    // The clock itself jumps into a range, or out of one.
    if (to < end && isOpenAt(hours, to) !== open) return { open, turnsAt: to }
    from = to
  }
  return { open, turnsAt: end }
}

/** The first open instant that is not before `at`; null = none within the horizon. */
export function nextOpen(hours: Hours, at: Instant): Instant | null {
  const { open, turnsAt } = turnOf(hours, at)
  if (open) return at
  return turnsAt !== null && isOpenAt(hours, turnsAt) ? turnsAt : null
}

/** Whether no minute of the week is left out: only days off close it. */
function isWhole(schedule: Schedule | null): boolean {
  if (schedule === null) return true
  return WEEKDAYS.every((day) => {
    const ranges = schedule.filter((range) => range.day === day).map(minutesOf)
    const covered = ranges.sort((a, b) => a.from - b.from)
    return covered.reduce((end, { from, to }) => (from <= end ? Math.max(end, to) : end), 0) === DAY_MINUTES
  })
}

interface Stretch {
  readonly from: Instant
  readonly to: Instant
  readonly offsetMs: number
  readonly open: boolean
  /** By weekday. */
  readonly boundaries: ReadonlyArray<ReadonlyArray<number>>
}

/** The first turn after `from` and before `to`, while the clock runs evenly. */
function turnWithin(hours: Hours, { from, to, offsetMs, open, boundaries }: Stretch): Instant | null {
  const last = Math.floor((to + offsetMs) / DAY_MS)
  for (let day = Math.floor((from + offsetMs) / DAY_MS); day <= last; day++)
    for (const minute of boundaries[weekdayOf(day)] ?? []) {
      const local = day * DAY_MS + minute * MINUTE_MS
      const at = local - offsetMs
      if (at > from && at < to && isOpenLocal(hours, local) !== open) return at
    }
  return null
}

/** Minutes of a weekday at which something may begin or end, ascending. */
function boundariesOf(
  { schedule, daysOff }: Pick<Hours, "schedule" | "daysOff">,
  weekday: Weekday
): ReadonlyArray<number> {
  const found = new Set<number>(daysOff.length > 0 || schedule === null ? [0] : [])
  for (const range of schedule ?? [])
    if (range.day === weekday) for (const minute of Object.values(minutesOf(range))) found.add(minute)
  return [...found].sort((a, b) => a - b)
}
