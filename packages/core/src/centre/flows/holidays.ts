/** Holidays, and what they do to the hours of the campaigns they are for. */
import * as Result from "effect/Result"
import { decide } from "../../holiday/index.ts"
import type { CommandOf } from "../commands.ts"
import { emitAll, type Context, type Decided } from "../context.ts"
import { turnAll } from "../hours.ts"

/** A campaign named need not exist: the holiday is its own once it does. O(campaigns). */
export function holiday(
  context: Context,
  command: CommandOf<"DefineHoliday" | "ChangeHoliday" | "RemoveHoliday">
): Decided {
  return Result.map(decide(context.draft.holidays, command), (events) => {
    emitAll(context, events)
    if (events.length > 0) turnAll(context)
    return null
  })
}
