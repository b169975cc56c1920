/** Which holidays there are. What they close is decided above. */
import * as Result from "effect/Result"
import { sameValue } from "../kernel/same.ts"
import { isDate } from "../kernel/calendar.ts"
import { HOLIDAYS_MAX, type HolidayCommand, type HolidayRejection } from "./commands.ts"
import type { HolidayEvent } from "./events.ts"
import type { Holiday, Holidays } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<HolidayEvent>, HolidayRejection>

export function decide(holidays: Holidays, command: HolidayCommand): Decision {
  const { name } = command
  const known = holidays.find((one) => one.name === name)
  if (command._tag === "DefineHoliday") {
    if (known !== undefined) return Result.fail({ _tag: "HolidayExists", name })
    if (holidays.length >= HOLIDAYS_MAX) return Result.fail({ _tag: "TooManyHolidays", limit: HOLIDAYS_MAX })
    const { from, to = from, recurring = false, campaigns = [], message = null } = command
    return checked("HolidayDefined", { name, from, to, recurring, campaigns, message })
  }
  if (known === undefined) return Result.fail({ _tag: "HolidayUnknown", name })
  if (command._tag === "RemoveHoliday") return Result.succeed([{ _tag: "HolidayRemoved", name }])
  const { _tag, ...change } = command
  const changed = { ...known, ...change }
  return sameValue(known, changed) ? Result.succeed([]) : checked("HolidayChanged", changed)
}

function checked(_tag: "HolidayDefined" | "HolidayChanged", holiday: Holiday): Decision {
  const { from, to, recurring } = holiday
  for (const date of [from, to]) if (!isDate(date)) return Result.fail({ _tag: "DateUnknown", date })
  if (to < from && !recurring) return Result.fail({ _tag: "HolidayEndsBeforeItBegins", from, to })
  return Result.succeed([{ _tag, ...holiday }])
}
