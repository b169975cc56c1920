/** Zone tables for tests: UTC alone, or zones at fixed offsets from it. Neither knows daylight saving time. */
import type { Centre } from "@parley/core"

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Zones by name, each so many whole minutes ahead of UTC. A name that is not in the table is unknown. */
export const fixedZones = (offsetMinutes: { readonly [zone: string]: number }): Centre.Zones => {
  const offsets = new Map(Object.entries(offsetMinutes))
  return {
    offsetAt: (zone) => {
      const offset = offsets.get(zone)
      return offset === undefined ? null : { offsetMs: offset * MINUTE_MS, until: null }
    },
    dayOf: (zone, at) => {
      const offset = offsets.get(zone)
      if (offset === undefined) return null
      const localMs = at + offset * MINUTE_MS
      const endsAt = (Math.floor(localMs / DAY_MS) + 1) * DAY_MS - offset * MINUTE_MS
      return { date: new Date(localMs).toISOString().slice(0, 10), endsAt }
    }
  }
}

/** The one zone `UTC`. */
export const utcZones: Centre.Zones = fixedZones({ UTC: 0 })
