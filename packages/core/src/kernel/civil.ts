/** Dates and times of day as written, without a zone. Source: H. Hinnant, "chrono-compatible low-level date algorithms". */

const DAY_MS = 86_400_000

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const daysIn = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : (MONTHS[month - 1] ?? 0))

/** Days since 1970-01-01 of the Gregorian calendar. */
export function epochDay(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const ofEra = y - era * 400
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
}

/** A time as written: what a clock on the wall shows, in ms as if it were UTC, and the offset it names. */
export interface WrittenTime {
  readonly wallMs: number
  /** Null: none is written. */
  readonly offsetMs: number | null
}

const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/

/** `YYYY-MM-DD HH:mm:ss` or ISO 8601, with an offset or without one; null for what is neither, and for no such day. */
export function readTime(text: string): WrittenTime | null {
  const found = WRITTEN.exec(text.trim())
  if (found === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  if (hour > 23 || minute > 59 || second > 59) return null
  const offset = offsetIn(found[8])
  if (offset === undefined) return null
  const millis = Number((found[7] ?? "").padEnd(3, "0").slice(0, 3))
  const wallMs = epochDay(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1_000 + millis
  return { wallMs, offsetMs: offset }
}

/** Null: none is written; undefined: there is no such offset. */
function offsetIn(text: string | undefined): number | null | undefined {
  if (text === undefined) return null
  if (text === "Z") return 0
  const digits = text.slice(1).replace(":", "").padEnd(4, "0")
  const [hours, rest] = [Number(digits.slice(0, 2)), Number(digits.slice(2))]
  if (hours > 23 || rest > 59) return undefined
  const minutes = hours * 60 + rest
  return (text.startsWith("-") ? -1 : 1) * minutes * 60_000
}
