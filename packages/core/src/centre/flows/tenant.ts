/** The centre itself: what its commands need of the zone table. */
import * as Result from "effect/Result"
import { campaignByName } from "../../routing/index.ts"
import {
  change,
  costSet,
  create,
  FIRST_FORMAT,
  keepContent,
  nameSystemMail,
  raiseFormat,
  resetSource,
  setChannelCost as decideChannelCost
} from "../../tenant/index.ts"
import { startDay } from "../acts.ts"
import type { CommandOf } from "../commands.ts"
import { emit, emitAll, type Context, type Decided } from "../context.ts"

/** What one interaction of a channel takes of an agent's capacity, unless its definition or the centre says otherwise. */
const COST_DEFAULT = 1

export function createCentre(context: Context, command: CommandOf<"CreateCentre">): Decided {
  const { zone } = command
  if (context.zones.dayOf(zone, context.at) === null) return Result.fail({ _tag: "ZoneUnknown", zone })
  return Result.map(create(context.draft.tenant, command), (events) => {
    emitAll(context, events)
    // Nobody older reads a log that begins now.
    if (context.format > FIRST_FORMAT) emit(context, { _tag: "FormatRaised", format: context.format })
    startDay(context, zone, null)
    return null
  })
}

/** System mail needs an account: the campaign must be there, and with its removal the centre has none. */
export function changeCentre(
  context: Context,
  { systemMail, contentDays, ...policies }: CommandOf<"ChangeCentre">
): Decided {
  const { draft } = context
  if (typeof systemMail === "string" && campaignByName(draft, systemMail) === undefined)
    return Result.fail({ _tag: "CampaignUnknown", campaign: systemMail })
  return Result.map(change(draft.tenant, policies), (events) => {
    emitAll(context, events)
    if (systemMail !== undefined) emitAll(context, nameSystemMail(draft.tenant, systemMail))
    if (contentDays !== undefined) emitAll(context, keepContent(draft.tenant, contentDays))
    return null
  })
}

export const raise = (context: Context, { format }: CommandOf<"RaiseFormat">): Decided =>
  Result.map(raiseFormat(context.draft.tenant, format, context.format), (events) => emitAll(context, events))

export const reset = (context: Context, command: CommandOf<"ResetSource">): Decided =>
  Result.map(resetSource(context.draft.tenant, command), (events) => emitAll(context, events))

/** The channel's cost as it was set, else as its definition has it. */
export const costOf = (context: Context, channel: string): number =>
  costSet(context.draft.tenant, channel) ?? context.channels.get(channel)?.cost ?? COST_DEFAULT

export function setChannelCost(context: Context, { channel, cost }: CommandOf<"SetChannelCost">): Decided {
  if (!context.channels.has(channel)) return Result.fail({ _tag: "ChannelUnknown", channel })
  emitAll(context, decideChannelCost({ channel, cost, now: costOf(context, channel) }))
  return Result.succeed(null)
}
