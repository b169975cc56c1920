/** The zone table of the machine for readers of figures; its days are those of `intlZones`. */
import { intlZones } from "../src/engine/intl-zones.ts"
import type { LocalTimes } from "../src/stats/index.ts"

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit"
  })
  formats.set(timeZone, format)
  return format
}

const zones = intlZones()

export const localTimes: LocalTimes = {
  dayOf: zones.dayOf,
  offsetMsOf: (zone, at) => {
    if (zones.dayOf(zone, at) === null) return null
    const parts = Object.fromEntries(
      formatOf(zone)
        .formatToParts(at)
        .map(({ type, value }) => [type, Number(value)])
    )
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000
  }
}
