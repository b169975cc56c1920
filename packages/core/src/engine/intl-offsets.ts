/** How far zones' clocks are ahead of UTC, and when that changes, asked of Intl and remembered. */
import { dayNumber } from "../kernel/calendar.ts"
import type { Instant } from "../kernel/fields.ts"
import type { Offset } from "../kernel/schedule.ts"

const DAY_MS = 86_400_000
/** A change of the clock is looked for this often; two within one stride that undo each other go unseen. */
const STRIDE_MS = 14 * DAY_MS
/** How far ahead a change is looked for; behind it the offset is asked for anew. */
const AHEAD_MS = 400 * DAY_MS
/** Stretches remembered for one zone, at most; all are forgotten when there are more. */
const STRETCHES_MAX = 64

type OffsetMs = (at: Instant) => number
interface Stretch extends Offset {
  readonly from: Instant
  readonly until: Instant
}

function offsetFormat(zone: string): OffsetMs | null {
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric"
    })
    return (at) => localMs(format.formatToParts(at)) - Math.floor(at / 1_000) * 1_000
  } catch (error) {
    // The only way to ask whether a zone is known.
    if (error instanceof RangeError) return null
    throw error
  }
}

function localMs(parts: ReadonlyArray<Intl.DateTimeFormatPart>): number {
  const number = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0)
  return (
    dayNumber(number("year"), number("month"), number("day")) * DAY_MS +
    ((number("hour") * 60 + number("minute")) * 60 + number("second")) * 1_000
  )
}

/** Offsets by zone; null for an unknown one. */
export function offsetsOf(): (zone: string, at: Instant) => Offset | null {
  const formats = new Map<string, OffsetMs | null>()
  const known = new Map<string, Array<Stretch>>()
  return (zone, at) => {
    if (!formats.has(zone)) formats.set(zone, offsetFormat(zone))
    const offsetMs = formats.get(zone) ?? null
    if (offsetMs === null) return null
    const stretches = known.get(zone) ?? []
    const found = stretches.find(({ from, until }) => from <= at && at < until)
    if (found !== undefined) return found
    const made = stretchFrom(offsetMs, at)
    known.set(zone, stretches.length >= STRETCHES_MAX ? [made] : [...stretches, made])
    return made
  }
}

/** From `at` to the first instant with another offset, or as far as is looked. */
function stretchFrom(offsetMs: OffsetMs, at: Instant): Stretch {
  const own = offsetMs(at)
  for (let low = at; low < at + AHEAD_MS; low += STRIDE_MS) {
    const high = low + STRIDE_MS
    if (offsetMs(high) !== own) return { from: at, until: firstOther(offsetMs, own, low, high), offsetMs: own }
  }
  return { from: at, until: at + AHEAD_MS, offsetMs: own }
}

function firstOther(offsetMs: OffsetMs, own: number, from: Instant, to: Instant): Instant {
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetMs(middle) === own) low = middle
    else high = middle
  }
  return high
}
