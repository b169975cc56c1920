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
  startDialer,
  stopDialer,
  type Dialer,
  type DialerEvent,
  type List,
  type Rate
} from "../../dialer/index.ts"
import type { CampaignName, DialerName, ListId } from "../../kernel/fields.ts"
import { emptyRange } from "../../kernel/schedule.ts"
import { campaignByName } from "../../routing/index.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { templateFor } from "../../texts/index.ts"
import { campaignOfDialer } from "../dialing.ts"
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

/** Not any more once its campaign was removed. */
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

/** Rates of other windows about the same thing hold beside each other. */
export function setRates(context: Context, { rates }: CommandOf<"SetRates">): Decided {
  const about = ({ per, name, windowSeconds }: Rate): string => `${per} ${windowSeconds} ${name ?? ""}`
  const repeated = rates.find((rate, n) => rates.findIndex((other) => about(other) === about(rate)) < n)
  if (repeated !== undefined) return Result.fail({ _tag: "RateRepeated", rate: repeated })
  const same = JSON.stringify(rates) === JSON.stringify(context.draft.dialers.rates)
  return Result.succeed(emitAll(context, same ? [] : [{ _tag: "RatesSet", rates }]))
}

export const createListOf = (context: Context, command: CommandOf<"CreateList">): Decided =>
  over(context, command.dialer, (dialer) => createList(context.draft.dialers, dialer, command))

export const complete = (context: Context, { listId }: CommandOf<"CompleteList">): Decided =>
  overList(context, listId, (list) => completeList(context.draft.dialers, list))

export const activate = (context: Context, { listId }: CommandOf<"ActivateList">): Decided =>
  overList(context, listId, (list, dialer) => activateList(context.draft.dialers, dialer, list))

export const deactivate = (context: Context, { listId }: CommandOf<"DeactivateList">): Decided =>
  overList(context, listId, (list, dialer) => Result.succeed(deactivateList(context.draft.dialers, dialer, list)))
