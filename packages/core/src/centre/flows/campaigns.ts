/** Campaigns and members: what their commands need of channels, strategies, zones, agents and open work. */
import * as Result from "effect/Result"
import {
  addMember,
  changedSettings,
  changeMember,
  defaults,
  enable,
  MEMBERSHIPS_PER_COMMAND_MAX,
  pauseMember,
  removeMember,
  resumeMember,
  type Campaign,
  type CampaignEvent,
  type Settings,
  targetsOf
} from "../../campaign/index.ts"
import type { CampaignName } from "../../kernel/fields.ts"
import { agentById, campaignByName } from "../../routing/index.ts"
import { startDay } from "../acts.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { emit, emitAll, type Context, type Decided } from "../context.ts"
import { emptyRange } from "../../kernel/schedule.ts"
import { hoursOf, turn } from "../hours.ts"
import { templateFor } from "../../texts/index.ts"
import { costOf } from "./tenant.ts"

const unknown = (campaign: CampaignName): Decided => Result.fail({ _tag: "CampaignUnknown", campaign })

export function create(context: Context, command: CommandOf<"CreateCampaign">): Decided {
  const { campaign, channel, enabled = true } = command
  const { tenant } = context.draft
  if (tenant.settings === null) return Result.fail({ _tag: "CentreMissing" })
  if (campaignByName(context.draft, campaign) !== undefined) return Result.fail({ _tag: "CampaignExists", campaign })
  const definition = context.channels.get(channel)
  if (definition === undefined) return Result.fail({ _tag: "ChannelUnknown", channel })
  const { kind, media } = definition
  const settings = { ...defaults(definition, tenant.settings.zone, campaign), ...command.settings }
  const made = { name: campaign, channel, media }
  const refused = refusedSettings(context, settings, made) ?? refusedTarget(context, targetsOf(settings), made)
  if (refused !== null) return Result.fail(refused)
  const cost = costOf(context, channel)
  const { open, turnsAt } = hoursOf(context, campaign, settings)
  emit(context, { _tag: "CampaignCreated", campaign, channel, kind, media, cost, enabled, open, turnsAt, settings })
  startDay(context, settings.zone, null)
  return Result.succeed({ campaign })
}

export function change(context: Context, command: CommandOf<"ChangeCampaign">): Decided {
  const campaign = campaignByName(context.draft, command.campaign)
  if (campaign === undefined) return unknown(command.campaign)
  const settings = changedSettings(campaign.settings, command.settings)
  if (settings === null) return Result.succeed(null)
  const before = targetsOf(campaign.settings)
  const targets = targetsOf(settings).filter((to) => !before.includes(to))
  const refused = refusedSettings(context, settings, campaign) ?? refusedTarget(context, targets, campaign)
  if (refused !== null) return Result.fail(refused)
  emit(context, { _tag: "CampaignChanged", campaign: campaign.name, settings })
  startDay(context, settings.zone, null)
  turn(context, campaign.name, null)
  return Result.succeed(null)
}

/** Settings that name a zone or a rule which this centre does not know, or which may not serve the channel. */
function refusedSettings(
  context: Context,
  settings: Settings,
  campaign: Pick<Campaign, "name" | "channel" | "media">
): CentreRejection | null {
  const { zone, eligibility, delivery, order } = settings
  if (context.zones.dayOf(zone, context.at) === null) return { _tag: "ZoneUnknown", zone }
  const { rules } = context
  const serving = rules.eligibility
    .filter(({ media }) => media === "any" || media === campaign.media)
    .map((rule) => rule.name)
  if (!serving.includes(eligibility))
    return { _tag: "StrategyUnknown", part: "eligibility", name: eligibility, known: serving }
  if (!rules.byDelivery.has(delivery))
    return { _tag: "StrategyUnknown", part: "delivery", name: delivery, known: [...rules.byDelivery.keys()] }
  if (!rules.byOrder.has(order))
    return { _tag: "StrategyUnknown", part: "order", name: order, known: [...rules.byOrder.keys()] }
  const empty = emptyRange(settings.schedule)
  if (empty !== undefined) return { _tag: "ScheduleRangeEmpty", ...empty }
  return refusedRange(settings) ?? refusedTexts(context, settings, campaign)
}

/** A template that there is not, or that does not serve the campaign. */
function refusedTexts(
  { draft }: Context,
  { signature, autoReply }: Settings,
  { name }: Pick<Campaign, "name">
): CentreRejection | null {
  for (const template of [signature, autoReply])
    if (template !== null && templateFor(draft.texts, name, template) === undefined)
      return { _tag: "TemplateUnknown", template }
  return null
}

function refusedRange({ penaltyRange, steps }: Settings): CentreRejection | null {
  for (const range of [penaltyRange, ...steps.map((step) => step.penaltyRange)])
    if (range !== null && range.from > range.to) return { _tag: "PenaltyRangeEmpty", ...range }
  return null
}

/** Work overflows to another campaign of the channel. One that is removed later is skipped, and hinders no later change. */
function refusedTarget(
  { draft }: Context,
  targets: ReadonlyArray<CampaignName>,
  { name, channel }: Pick<Campaign, "name" | "channel">
): CentreRejection | null {
  for (const to of targets) {
    if (to === name) return { _tag: "OverflowToItself", campaign: name }
    const target = campaignByName(draft, to)
    if (target === undefined) return { _tag: "CampaignUnknown", campaign: to }
    if (target.channel !== channel) return { _tag: "ChannelDiffers", campaign: name, other: to }
  }
  return null
}

export function enableCampaign(context: Context, { campaign: name }: CommandOf<"EnableCampaign">): Decided {
  const campaign = campaignByName(context.draft, name)
  return campaign === undefined ? unknown(name) : Result.succeed(emitAll(context, enable(campaign)))
}

/** Many campaigns × many agents; who is a member already stays as they are. */
export function addMembers(context: Context, command: CommandOf<"AddMembers">): Decided {
  const chosen = membershipsOf(context, command)
  if (Result.isFailure(chosen)) return Result.fail(chosen.failure)
  let added = 0
  for (const { name } of chosen.success)
    for (const agentId of command.agents) {
      const campaign = campaignByName(context.draft, name)
      const event = campaign === undefined ? null : addMember(campaign, command, agentId)
      if (event === null) continue
      emit(context, event)
      added += 1
    }
  return Result.succeed({ added })
}

/** A member removed while working keeps what is active and gets nothing new. */
export function removeMembers(context: Context, command: CommandOf<"RemoveMembers">): Decided {
  const chosen = membershipsOf(context, command)
  if (Result.isFailure(chosen)) return Result.fail(chosen.failure)
  let removed = 0
  for (const { name } of chosen.success)
    for (const agentId of command.agents) {
      const campaign = campaignByName(context.draft, name)
      const event = campaign === undefined ? null : removeMember(campaign, agentId)
      if (event === null) continue
      emit(context, event)
      removed += 1
    }
  return Result.succeed({ removed })
}

function membershipsOf(
  context: Context,
  { campaigns, agents }: CommandOf<"AddMembers" | "RemoveMembers">
): Result.Result<ReadonlyArray<Campaign>, CentreRejection> {
  const asked = campaigns.length * agents.length
  if (asked > MEMBERSHIPS_PER_COMMAND_MAX)
    return Result.fail({ _tag: "TooManyMemberships", asked, limit: MEMBERSHIPS_PER_COMMAND_MAX })
  const chosen: Array<Campaign> = []
  for (const name of campaigns) {
    const campaign = campaignByName(context.draft, name)
    if (campaign === undefined) return Result.fail({ _tag: "CampaignUnknown", campaign: name })
    chosen.push(campaign)
  }
  for (const agentId of agents)
    if (agentById(context.draft, agentId) === undefined) return Result.fail({ _tag: "AgentUnknown", agentId })
  return Result.succeed(chosen)
}

export function member(context: Context, command: CommandOf<"ChangeMember" | "PauseMember" | "ResumeMember">): Decided {
  const campaign = campaignByName(context.draft, command.campaign)
  if (campaign === undefined) return unknown(command.campaign)
  const decided: Result.Result<ReadonlyArray<CampaignEvent>, CentreRejection> = command._tag === "ChangeMember"
    ? changeMember(campaign, command)
    : command._tag === "PauseMember"
      ? pauseMember(campaign, command.agentId)
      : resumeMember(campaign, command)
  return Result.map(decided, (events) => emitAll(context, events))
}
