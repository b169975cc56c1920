/** Days off: those on which campaigns are closed, whatever their schedule says. */
import * as Schema from "effect/Schema"
import { CampaignName, ConfigName, Label, LocalDate } from "../kernel/fields.ts"

/** Most campaigns that one holiday names; none named: it is for all. */
export const HOLIDAY_CAMPAIGNS_MAX = 1_000

const definition = {
  name: ConfigName,
  from: LocalDate,
  to: LocalDate,
  /** On the same days of every year. */
  recurring: Schema.Boolean,
  /** Empty: every campaign's. */
  campaigns: Schema.Array(CampaignName).check(Schema.isMaxLength(HOLIDAY_CAMPAIGNS_MAX)),
  /** What clients are told who come in vain. */
  message: Schema.NullOr(Label)
}

/** Its campaigns are closed on these dates. */
export const HolidayDefined = Schema.TaggedStruct("HolidayDefined", definition)
/** The holiday from here on. */
export const HolidayChanged = Schema.TaggedStruct("HolidayChanged", definition)
/** The dates are ordinary ones again. */
export const HolidayRemoved = Schema.TaggedStruct("HolidayRemoved", { name: ConfigName })

export const HolidayEvent = Schema.Union([HolidayDefined, HolidayChanged, HolidayRemoved])
export type HolidayEvent = typeof HolidayEvent.Type
