/** Disabling and removing a campaign: what becomes of the work in it. */
import * as Result from "effect/Result"
import type { Campaign } from "../../campaign/index.ts"
import { isQueued, type Interaction } from "../../interaction/index.ts"
import { hamtGet, hamtValues } from "../../kernel/hamt.ts"
import { at as numbered, backlogInOrder, campaignByName, offeredIn, queueInOrder } from "../../routing/index.ts"
import { close, enqueue, finish, openOf, revoke, withdraw } from "../acts.ts"
import type { CommandOf } from "../commands.ts"
import { shutTo } from "../doors.ts"
import { emit, emitAll, readingOf, type Context, type Decided } from "../context.ts"
import { nameSystemMail } from "../../tenant/index.ts"
import { dialersWith } from "./dialers.ts"
import { closeWrapped } from "../tick.ts"

/** Live work waiting or offered is withdrawn; asynchronous work waits, un-offered. O(members + waiting). */
export function disable(context: Context, { campaign: name }: CommandOf<"DisableCampaign">): Decided {
  const campaign = campaignByName(context.draft, name)
  if (campaign === undefined) return Result.fail({ _tag: "CampaignUnknown", campaign: name })
  if (!campaign.enabled) return Result.succeed(null)
  const offered = [...offeredIn(context.draft, campaign)].sort((a, b) => (a.id < b.id ? -1 : 1))
  emit(context, { _tag: "CampaignDisabled", campaign: name })
  for (const interaction of offered) revoke(context, interaction, "campaign-disabled")
  if (campaign.kind === "live")
    for (const interaction of waitingOf(context, campaign)) {
      withdraw(context, interaction, "campaign-disabled")
      close(context, openOf(context, interaction.id))
    }
  return Result.succeed(null)
}

/** Everything un-offered, in the order of the queue, the backlog last. */
function waitingOf(context: Context, campaign: Campaign): ReadonlyArray<Interaction> {
  const waiting = [...queueInOrder(readingOf(context), campaign), ...backlogInOrder(readingOf(context), campaign)]
  return waiting.map(({ id }) => openOf(context, id))
}

/**
 * Refused while work is open, unless what waits moves elsewhere or all is withdrawn; its history stays. Live work that
 * waits moves into an open campaign only, above its maximum if need be: it was let in already. Its dialers go with it:
 * refused while any record of theirs is claimed or submitted, whatever else is asked, for that cannot be called back.
 * O(open interactions and dialers of the centre).
 */
export function remove(context: Context, command: CommandOf<"RemoveCampaign">): Decided {
  const { campaign: name, moveTo, withdraw: withdraws = false } = command
  const campaign = campaignByName(context.draft, name)
  if (campaign === undefined) return Result.fail({ _tag: "CampaignUnknown", campaign: name })
  const target = moveTo === undefined ? undefined : campaignByName(context.draft, moveTo)
  if (moveTo !== undefined && (target === undefined || target === campaign))
    return Result.fail({ _tag: "CampaignUnknown", campaign: moveTo })
  if (target !== undefined && target.channel !== campaign.channel)
    return Result.fail({ _tag: "ChannelDiffers", campaign: name, other: target.name })
  const open = openIn(context, campaign)
  const stuck = withdraws ? 0 : open.filter(({ stage }) => target === undefined || !unowned(stage)).length
  if (stuck > 0) return Result.fail({ _tag: "CampaignHasOpenInteractions", campaign: name, open: stuck })
  const shut = target !== undefined && open.some(({ stage }) => unowned(stage)) ? shutTo(target) : null
  if (shut !== null) return Result.fail(shut)
  const dialers = dialersWith(context, campaign)
  if (Result.isFailure(dialers)) return Result.fail(dialers.failure)
  for (const interaction of open)
    if (target !== undefined && unowned(interaction.stage)) move(context, interaction, target)
    else end(context, interaction, "campaign-removed")
  const members = [...hamtValues(campaign.members)].sort((a, b) => a.ordinal - b.ordinal)
  for (const { agentId } of members) emit(context, { _tag: "MemberRemoved", campaign: name, agentId })
  if (context.draft.tenant.settings?.systemMail === name) emitAll(context, nameSystemMail(context.draft.tenant, null))
  emitAll(context, dialers.success)
  emit(context, { _tag: "CampaignRemoved", campaign: name })
  return Result.succeed(null)
}

const unowned = (stage: Interaction["stage"]): boolean =>
  stage === "waiting" || stage === "offered" || stage === "backlog"

function openIn(context: Context, campaign: Campaign): ReadonlyArray<Interaction> {
  if (numbered(context.index.campaigns, campaign.number).total === 0) return []
  return [...hamtValues(context.draft.interactions)]
    .filter((interaction) => interaction.campaign === campaign.number)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function move(context: Context, interaction: Interaction, target: Campaign): void {
  withdraw(context, interaction, "campaign-removed")
  const { priority, enteredAt } = interaction.entry
  enqueue(context, {
    interaction: openOf(context, interaction.id),
    campaign: numbered(context.draft.campaigns, target.number),
    kind: "moved",
    priority,
    enteredAt
  })
}

/** What is open ends, whatever it is at: withdrawn if it waits, finished if it is somebody's, closed if it is wrapped up. */
export function end(context: Context, interaction: Interaction, reason: "campaign-removed" | "contact-erased"): void {
  if (isQueued(interaction) || interaction.stage === "backlog") {
    withdraw(context, interaction, reason)
    return close(context, openOf(context, interaction.id))
  }
  if (interaction.stage === "active" && interaction.owner !== null)
    return finish(context, interaction, { by: "supervisor", agentId: interaction.owner })
  const { owner, id } = interaction
  const agentNumber = owner === null ? undefined : hamtGet(context.draft.agentNumbers, owner)
  const agent = agentNumber === undefined ? undefined : numbered(context.draft.agents, agentNumber)
  const wrapUp = agent?.wrapUps.find((one) => one.interactionId === id)
  if (agent !== undefined && wrapUp !== undefined) {
    const { campaign, startedAt } = wrapUp
    emit(context, { _tag: "WrapUpEnded", agentId: agent.id, interactionId: id, campaign, startedAt, dueAt: null })
  }
  closeWrapped(context, { interactionId: id, agentId: owner })
}
