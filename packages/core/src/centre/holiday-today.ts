import type { Campaign } from "../campaign/index.ts"
import { holidaysOf } from "../holiday/index.ts"
import { isOff } from "../kernel/schedule.ts"
import type { Context } from "./context.ts"

/** The holiday that a campaign is closed for today, whose message clients are told; null when it is none. */
export function holidayToday({ draft, zones, at }: Context, { name, settings }: Campaign): string | null {
  const day = zones.dayOf(settings.zone, at)
  if (day === null) return null
  return holidaysOf(draft.holidays, name).find((holiday) => isOff(day.date, holiday))?.name ?? null
}
