/** The holidays of a centre, by name ascending: few, and read all at once. */
import type { CampaignName } from "../kernel/fields.ts"
import type { DaysOff } from "../kernel/schedule.ts"
import type { HolidayEvent } from "./events.ts"

export interface Holiday extends DaysOff {
  readonly name: string
  readonly campaigns: ReadonlyArray<CampaignName>
  readonly message: string | null
}

export type Holidays = ReadonlyArray<Holiday>

export const noHolidays: Holidays = []

export function evolve(holidays: Holidays, event: HolidayEvent): Holidays {
  const others = holidays.filter(({ name }) => name !== event.name)
  if (event._tag === "HolidayRemoved") return others
  const { name, from, to, recurring, campaigns, message } = event
  return [...others, { name, from, to, recurring, campaigns, message }].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Those of one campaign. */
export const holidaysOf = (holidays: Holidays, campaign: string): Holidays =>
  holidays.filter(({ campaigns }) => campaigns.length === 0 || campaigns.some((name) => name === campaign))
