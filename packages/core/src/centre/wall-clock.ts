/** Schedules and holidays as the clock on the wall of a zone has them. */
import type { Campaign, Settings } from "../campaign/index.ts"
import { holidaysOf, type Holidays } from "../holiday/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { isOff, type Hours, type Offset } from "../kernel/schedule.ts"
import type { Context } from "./context.ts"
import type { Zones } from "./definitions.ts"

export type InZone = Pick<Settings, "schedule" | "zone">

/** What a campaign's opening goes by: its schedule, and the holidays that are its. */
export const campaignHours = (
  holidays: Holidays,
  zones: Zones,
  { name, settings: { schedule, zone } }: { readonly name: string; readonly settings: InZone }
): Hours => ({ schedule, daysOff: holidaysOf(holidays, name), offsetAt: offsetsIn(zones, zone) })

/** The clock of a zone that was known when it was set. */
export const offsetsIn =
  (zones: Zones, zone: string) =>
  (at: Instant): Offset => {
    const offset = zones.offsetAt(zone, at)
    if (offset === null) throw new Error(`the zone ${zone} is no longer known`)
    return offset
  }

/** The holiday that a campaign is closed for today, whose message clients are told; null when it is none. */
export function holidayToday({ draft, zones, at }: Context, { name, settings }: Campaign): string | null {
  const day = zones.dayOf(settings.zone, at)
  if (day === null) return null
  return holidaysOf(draft.holidays, name).find((holiday) => isOff(day.date, holiday))?.name ?? null
}
