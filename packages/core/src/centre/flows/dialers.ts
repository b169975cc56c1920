/** Dialers and lists: what their commands need of campaigns and templates. */
import * as Result from "effect/Result"
import {
  activateList,
  changeDialer,
  completeList,
  createDialer,
  createList,
  deactivateList,
  dialerOf,
  listOf,
  pauseDialer,
  removeDialer,
  removeList,
  startDialer,
  stopDialer,
  type Dialer,
  type DialerEvent,
  type List,
  type Rate
} from "../../dialer/index.ts"
import type { CampaignName, DialerName, ListId } from "../../kernel/fields.ts"
import { hamtGet, hamtValues } from "../../kernel/hamt.ts"
import { emptyRange } from "../../kernel/schedule.ts"
import type { Campaign } from "../../campaign/index.ts"
import { campaignByName } from "../../routing/index.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { templateFor } from "../../texts/index.ts"
import { campaignOfDialer } from "../dialing.ts"
import { removedList } from "../record-rows.ts"
import { emitAll, type Context, type Decided } from "../context.ts"

type Events = Result.Result<ReadonlyArray<DialerEvent>, CentreRejection>

const settled = (context: Context, events: Events): Decided =>
  Result.map(events, (decided) => emitAll(context, decided))

/** Decides over a dialer that is there. */
const over = (context: Context, name: DialerName, decide: (dialer: Dialer) => Events): Decided => {
  const found: Result.Result<Dialer, CentreRejection> = dialerOf(context.draft.dialers, name)
  return settled(context, Result.flatMap(found, decide))
}

const overList = (context: Context, listId: ListId, decide: (list: List, dialer: Dialer) => Events): Decided => {
  const { dialers } = context.draft
  const found: Result.Result<List, CentreRejection> = listOf(dialers, listId)
  const decided = Result.flatMap(found, (list) =>
    Result.flatMap(dialerOf(dialers, list.dialer), (dialer): Events => decide(list, dialer))
  )
  return settled(context, decided)
}

export function create(context: Context, command: CommandOf<"CreateDialer">): Decided {
  const { campaign } = command
  const empty = emptyRange(command.settings?.schedule ?? null)
  if (empty !== undefined) return Result.fail({ _tag: "ScheduleRangeEmpty", ...empty })
  if (campaignByName(context.draft, campaign) === undefined) return Result.fail({ _tag: "CampaignUnknown", campaign })
  const missing = templateMissing(context, campaign, command.settings?.template)
  if (missing !== null) return Result.fail(missing)
  const decided: Events = createDialer(context.draft.dialers, command)
  if (Result.isFailure(decided)) return Result.fail(decided.failure)
  emitAll(context, decided.success)
  return Result.succeed({ dialer: command.dialer ?? campaign })
}

/** A dialer sends a template that serves its campaign. */
function templateMissing(
  { draft }: Context,
  campaign: CampaignName,
  template: string | null | undefined
): CentreRejection | null {
  if (template === undefined || template === null) return null
  return templateFor(draft.texts, campaign, template) === undefined ? { _tag: "TemplateUnknown", template } : null
}

export function change(context: Context, { dialer, settings }: CommandOf<"ChangeDialer">): Decided {
  const empty = emptyRange(settings.schedule ?? null)
  if (empty !== undefined) return Result.fail({ _tag: "ScheduleRangeEmpty", ...empty })
  return over(context, dialer, (known) => {
    const missing = templateMissing(context, known.campaign, settings.template)
    return missing === null ? changeDialer(known, settings) : Result.fail(missing)
  })
}

/** Logs of before dialers went with their campaign may hold one whose campaign is gone. */
export const start = (context: Context, { dialer }: CommandOf<"StartDialer">): Decided =>
  over(context, dialer, (known) =>
    campaignOfDialer(context.draft, known) === undefined
      ? Result.fail({ _tag: "CampaignUnknown", campaign: known.campaign })
      : Result.succeed(startDialer(known))
  )

export const pause = (context: Context, { dialer }: CommandOf<"PauseDialer">): Decided =>
  over(context, dialer, (known) => Result.succeed(pauseDialer(context.draft.dialers, known)))

export const stop = (context: Context, { dialer }: CommandOf<"StopDialer">): Decided =>
  over(context, dialer, (known) => Result.succeed(stopDialer(context.draft.dialers, known)))

export const remove = (context: Context, { dialer }: CommandOf<"RemoveDialer">): Decided =>
  over(context, dialer, (known) => removeDialer(context.draft.dialers, known))

export const removeListOf = (context: Context, { listId, drop = false }: CommandOf<"RemoveList">): Decided =>
  overList(context, listId, (list) => removeList(list, drop))

/** Dialers go with their campaign, by name, each with its lists. Refused while records of any are under way. O(dialers). */
export function dialersWith({ draft }: Context, campaign: Pick<Campaign, "name" | "number">): Events {
  const { dialers } = draft
  const its = [...hamtValues(dialers.dialers)]
    .filter(({ campaignNumber }) => campaignNumber === campaign.number)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const records = its.reduce((sum, { inFlight }) => sum + inFlight, 0)
  if (records > 0)
    return Result.fail({ _tag: "RecordsUnderWay", campaign: campaign.name, dialer: null, listId: null, records })
  return Result.map(Result.all(its.map((dialer) => removeDialer(dialers, dialer))), (events) => events.flat())
}

/** Rates of other windows about the same thing hold beside each other. */
export function setRates(context: Context, { rates }: CommandOf<"SetRates">): Decided {
  const about = ({ per, name, windowSeconds }: Rate): string => `${per} ${windowSeconds} ${name ?? ""}`
  const repeated = rates.find((rate, n) => rates.findIndex((other) => about(other) === about(rate)) < n)
  if (repeated !== undefined) return Result.fail({ _tag: "RateRepeated", rate: repeated })
  const named = rates.find(({ per, name }) => per === "domain" && name !== null)
  if (named !== undefined) return Result.fail({ _tag: "RateOfOneDomain", rate: named })
  const same = JSON.stringify(rates) === JSON.stringify(context.draft.dialers.rates)
  return Result.succeed(emitAll(context, same ? [] : [{ _tag: "RatesSet", rates }]))
}

const isRemoved = ({ draft, rows }: Context, listId: ListId): boolean =>
  hamtGet(draft.dialers.lists, listId) === undefined && removedList(rows, listId) !== null

/** An id is given once: rows of a list that was removed still bear it. */
export const createListOf = (context: Context, command: CommandOf<"CreateList">): Decided =>
  isRemoved(context, command.listId)
    ? Result.fail({ _tag: "ListExists", listId: command.listId })
    : over(context, command.dialer, (dialer) => createList(context.draft.dialers, dialer, command))

export const complete = (context: Context, { listId }: CommandOf<"CompleteList">): Decided =>
  overList(context, listId, (list) => completeList(context.draft.dialers, list))

export const activate = (context: Context, { listId }: CommandOf<"ActivateList">): Decided =>
  overList(context, listId, (list, dialer) => activateList(context.draft.dialers, dialer, list))

export const deactivate = (context: Context, { listId }: CommandOf<"DeactivateList">): Decided =>
  overList(context, listId, (list, dialer) => Result.succeed(deactivateList(context.draft.dialers, dialer, list)))
