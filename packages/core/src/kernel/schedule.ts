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

/** A local day by its number since 1970-01-01, which was a Thursday. */
const weekdayOf = (day: number): Weekday => WEEKDAYS[(((day + 3) % 7) + 7) % 7] ?? "mon"

/** Whether a date `YYYY-MM-DD` is off. Recurring days off may reach over the end of a year. */
export function isOff(date: string, { from, to, recurring }: DaysOff): boolean {
  if (!recurring) return from <= date && date <= to
  const [day, first, last] = [date.slice(5), from.slice(5), to.slice(5)]
  return first <= last ? first <= day && day <= last : first <= day || day <= last
}

const isDayOff = (day: number, daysOff: ReadonlyArray<DaysOff>): boolean =>
  daysOff.length > 0 && daysOff.some((one) => isOff(dateOf(day), one))

function isOpenLocal({ schedule, daysOff }: Hours, localMs: number): boolean {
  const day = Math.floor(localMs / DAY_MS)
  if (isDayOff(day, daysOff)) return false
  if (schedule === null) return true
  const minute = (localMs - day * DAY_MS) / MINUTE_MS
  const weekday = weekdayOf(day)
  return schedule.some((range) => {
    if (range.day !== weekday) return false
    const { from, to } = minutesOf(range)
    return from <= minute && minute < to
  })
}

export const isOpenAt = (hours: Hours, at: Instant): boolean => isOpenLocal(hours, at + hours.offsetAt(at).offsetMs)

/** Whether it is open at an instant, and the next one at which that changes; null = not within the horizon. */
export interface Turn {
  readonly open: boolean
  readonly turnsAt: Instant | null
}

/** O(days until the turn × ranges). */
export function turnOf(hours: Hours, at: Instant): Turn {
  const open = isOpenAt(hours, at)
  if (hours.schedule === null && hours.daysOff.length === 0) return { open, turnsAt: null }
  const end = at + HORIZON_DAYS * DAY_MS
  let from = at
  while (from < end) {
    const { offsetMs, until } = hours.offsetAt(from)
    const turn = turnWithin(hours, { from, to: until ?? end, offsetMs, open })
    if (turn !== null) return { open, turnsAt: turn }
    if (until === null) break
    // The clock itself jumps into a range, or out of one.
    if (isOpenAt(hours, until) !== open) return { open, turnsAt: until }
    from = until
  }
  return { open, turnsAt: null }
}

interface Stretch {
  readonly from: Instant
  readonly to: Instant
  readonly offsetMs: number
  readonly open: boolean
}

/** The first turn after `from` and before `to`, while the clock runs evenly. */
function turnWithin(hours: Hours, { from, to, offsetMs, open }: Stretch): Instant | null {
  const last = Math.floor((Math.min(to, from + HORIZON_DAYS * DAY_MS) + offsetMs) / DAY_MS)
  for (let day = Math.floor((from + offsetMs) / DAY_MS); day <= last; day++)
    for (const minute of boundariesOf(hours, weekdayOf(day))) {
      const local = day * DAY_MS + minute * MINUTE_MS
      const at = local - offsetMs
      if (at > from && at < to && isOpenLocal(hours, local) !== open) return at
    }
  return null
}

/** Minutes of a weekday at which something may begin or end, ascending. */
function boundariesOf({ schedule, daysOff }: Hours, weekday: Weekday): ReadonlyArray<number> {
  const found = new Set<number>(daysOff.length > 0 || schedule === null ? [0] : [])
  for (const range of schedule ?? [])
    if (range.day === weekday) for (const minute of Object.values(minutesOf(range))) found.add(minute)
  return [...found].sort((a, b) => a - b)
}
