import * as Schema from "effect/Schema"
import { CampaignName, ConfigName, Label, LocalDate } from "../kernel/fields.ts"
import { HOLIDAY_CAMPAIGNS_MAX } from "./events.ts"

/** Most holidays of one centre. */
export const HOLIDAYS_MAX = 500

const campaigns = Schema.Array(CampaignName).check(Schema.isMaxLength(HOLIDAY_CAMPAIGNS_MAX))

/** A date or a range of dates; `to` left out is `from`. Without campaigns it is every campaign's. */
export const DefineHoliday = Schema.TaggedStruct("DefineHoliday", {
  name: ConfigName,
  from: LocalDate,
  to: Schema.optionalKey(LocalDate),
  recurring: Schema.optionalKey(Schema.Boolean),
  campaigns: Schema.optionalKey(campaigns),
  message: Schema.optionalKey(Schema.NullOr(Label))
})

/** What is left out stays. */
export const ChangeHoliday = Schema.TaggedStruct("ChangeHoliday", {
  name: ConfigName,
  from: Schema.optionalKey(LocalDate),
  to: Schema.optionalKey(LocalDate),
  recurring: Schema.optionalKey(Schema.Boolean),
  campaigns: Schema.optionalKey(campaigns),
  message: Schema.optionalKey(Schema.NullOr(Label))
})

/** Its campaigns go by their schedules again. */
export const RemoveHoliday = Schema.TaggedStruct("RemoveHoliday", { name: ConfigName })

export const HolidayCommand = Schema.Union([DefineHoliday, ChangeHoliday, RemoveHoliday])
export type HolidayCommand = typeof HolidayCommand.Type

export const HolidayExists = Schema.TaggedStruct("HolidayExists", { name: ConfigName })
export const HolidayUnknown = Schema.TaggedStruct("HolidayUnknown", { name: ConfigName })
/** It ends before it begins; of a recurring one that is a turn of the year. */
export const HolidayEndsBeforeItBegins = Schema.TaggedStruct("HolidayEndsBeforeItBegins", {
  from: LocalDate,
  to: LocalDate
})
/** No such day in any calendar. */
export const DateUnknown = Schema.TaggedStruct("DateUnknown", { date: LocalDate })
export const TooManyHolidays = Schema.TaggedStruct("TooManyHolidays", { limit: Schema.Int })

export const HolidayRejection = Schema.Union([
  HolidayExists,
  HolidayUnknown,
  HolidayEndsBeforeItBegins,
  DateUnknown,
  TooManyHolidays
])
export type HolidayRejection = typeof HolidayRejection.Type
