/** Holidays, and what they do to the hours of the campaigns they are for. */
import * as Result from "effect/Result"
import { decide } from "../../holiday/index.ts"
import type { CampaignName } from "../../kernel/fields.ts"
import type { CommandOf } from "../commands.ts"
import { campaignByName } from "../../routing/index.ts"
import { emitAll, type Context, type Decided } from "../context.ts"
import { turnAll } from "../hours.ts"

type HolidayCommand = CommandOf<"DefineHoliday" | "ChangeHoliday" | "RemoveHoliday">

/** O(campaigns). */
export function holiday(context: Context, command: HolidayCommand): Decided {
  const campaign = unknownCampaign(context, command)
  if (campaign !== undefined) return Result.fail({ _tag: "CampaignUnknown", campaign })
  return Result.map(decide(context.draft.holidays, command), (events) => {
    emitAll(context, events)
    if (events.length > 0) turnAll(context)
    return null
  })
}

/** The first named that there is not. One that was removed since it was named hinders no change. */
function unknownCampaign({ draft }: Context, command: HolidayCommand): CampaignName | undefined {
  if (command._tag === "RemoveHoliday") return undefined
  const before = draft.holidays.find(({ name }) => name === command.name)?.campaigns ?? []
  return command.campaigns?.find((name) => !before.includes(name) && campaignByName(draft, name) === undefined)
}
