/** The zone table of the machine, through Intl. Decisions consult it; what they decide carries the instants. */
import type { LocalDay, Zones } from "../centre/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { offsetsOf } from "./intl-offsets.ts"

const HOUR_MS = 3_600_000
/** No local day is longer, whatever a zone's rules do. */
const DAY_HOURS_MAX = 50

/** The local date `YYYY-MM-DD` of an instant. */
type DateOf = (at: Instant) => string

function dateFormat(zone: string): DateOf | null {
  try {
    const format = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit"
    })
    return (at) => format.format(at)
  } catch (error) {
    // The only way to ask whether a zone is known.
    if (error instanceof RangeError) return null
    throw error
  }
}

export function intlZones(): Zones {
  const formats = new Map<string, DateOf | null>()
  const days = new Map<string, LocalDay & { readonly from: Instant }>()
  return {
    offsetAt: offsetsOf(),
    dayOf: (zone, at) => {
      if (!formats.has(zone)) formats.set(zone, dateFormat(zone))
      const dateOf = formats.get(zone) ?? null
      if (dateOf === null) return null
      const known = days.get(zone)
      if (known !== undefined && known.from <= at && at < known.endsAt) return known
      const date = dateOf(at)
      const day = { date, endsAt: endOf(dateOf, date, at), from: at }
      days.set(zone, day)
      return day
    }
  }
}

/** The first instant with a later date: a clock set back over midnight begins no day a second time. */
function endOf(dateOf: DateOf, date: string, at: Instant): Instant {
  let low = at
  for (let hours = 1; hours <= DAY_HOURS_MAX; hours++) {
    const high = at + hours * HOUR_MS
    if (dateOf(high) > date) return firstLater(dateOf, date, low, high)
    low = high
  }
  throw new Error(`no end of ${date} within ${DAY_HOURS_MAX} hours`)
}

function firstLater(dateOf: DateOf, date: string, from: Instant, to: Instant): Instant {
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (dateOf(middle) > date) high = middle
    else low = middle
  }
  return high
}
