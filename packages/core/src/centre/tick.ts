/** The empty command: what is due fires, in order of (due, kind, id), and routing follows each. */
import { breakStarted, endWrapUps } from "../agent/index.ts"
import { PAUSE } from "../break/index.ts"
import { memberOf, type Campaign } from "../campaign/index.ts"
import type { Interaction, Offer } from "../interaction/index.ts"
import { CampaignName, type AgentId, type InteractionId } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { orderedFirst, orderedFrom } from "../kernel/ordered-set.ts"
import {
  ABSENCE,
  BREAK_OVERDUE,
  agentById,
  at as numbered,
  campaignByName,
  CHAT_LIMIT,
  DROPOUT,
  NOBODY,
  OFFER,
  PREFERRED_WINDOW,
  RETRY,
  SCHEDULE,
  STEP,
  TRANSFER,
  WRAP_UP,
  type Deadline
} from "../routing/index.ts"
import { abandon, campaignOf, close, openOf, requeueAll, startDay } from "./acts.ts"
import { emit, type Context } from "./context.ts"
import { endWindow, relaxDue } from "./entry-changes.ts"
import { turn } from "./hours.ts"
import { settle } from "./settle.ts"
import { transferExpired } from "./transferring.ts"

/** Deadlines that one Tick fires at most. */
export const TICK_DEADLINES_MAX = 1_000

export function tick(context: Context): void {
  startDays(context)
  for (let fired = 0; fired < TICK_DEADLINES_MAX; fired++) {
    const next = orderedFirst(context.index.deadlines)
    if (next === undefined || next.due > context.at) return
    fire(context, next)
    settle(context)
    // A deadline that leaves itself behind would fire for ever.
    const after = orderedFirst(context.index.deadlines)
    if (after !== undefined && after.due === next.due && after.kind === next.kind && after.id === next.id)
      throw new Error(`the deadline ${next.kind} of ${next.id} fired without an effect`)
  }
}

/** Days begin before all else that is due: what fires late is recorded now, and counts in the day that it is now. O(zones). */
function startDays(context: Context): void {
  for (const { zone, endsAt } of context.draft.tenant.days) if (endsAt <= context.at) startDay(context, zone, endsAt)
}

function fire(context: Context, deadline: Deadline): void {
  const { kind, id, due } = deadline
  switch (kind) {
    case SCHEDULE:
      return turn(context, CampaignName.make(id), due)
    case WRAP_UP:
      return wrapUpOver(context, id, due)
    case ABSENCE:
      return absenceElapsed(context, id, due)
    case NOBODY:
      return nobodyThere(context, id, due)
    case BREAK_OVERDUE:
      return breakOverdue(context, id, due)
    default:
      return fireInteraction(context, deadline, interactionNamed(context, id))
  }
}

function interactionNamed(context: Context, id: string): Interaction {
  const interaction = hamtGet(context.draft.interactions, id)
  if (interaction === undefined) throw new Error(`a deadline names ${id}, which is not open`)
  return interaction
}

function fireInteraction(context: Context, { kind, due }: Deadline, interaction: Interaction): void {
  const campaign = campaignOf(context, interaction).name
  const { id: interactionId, entry, owner } = interaction
  switch (kind) {
    case OFFER:
      return offersExpired(context, interaction, due)
    case PREFERRED_WINDOW:
      return endWindow(context, interaction, "over", due)
    case STEP:
      return relaxDue(context, interaction, due)
    case RETRY:
      return emit(context, { _tag: "OfferRoundStarted", interactionId, campaign, entry: entry.ordinal, dueAt: due })
    case DROPOUT: {
      const { kind: channel, settings } = campaignOf(context, interaction)
      const leaves = channel === "live" && settings.dropoutLeavesQueue
      return abandon(context, interaction, { reason: "dropout", leaves, dueAt: due })
    }
    case CHAT_LIMIT:
      if (owner === null) throw new Error(`${interactionId} has a chat limit but no owner`)
      return emit(context, { _tag: "ChatLimitReached", interactionId, campaign, agentId: owner, dueAt: due })
    case TRANSFER:
      return transferExpired(context, interaction, due)
    default:
      throw new Error(`no deadline of kind ${kind}`)
  }
}

/** Every offer that is out expires, those of a ring together. */
function offersExpired(context: Context, interaction: Interaction, dueAt: number): void {
  if (interaction.offers.length === 0) throw new Error(`${interaction.id} has no offer to expire`)
  for (const offer of interaction.offers) offerExpired(context, openOf(context, interaction.id), offer, dueAt)
}

/** A miss; after so many in succession the membership or the agent is paused. */
function offerExpired(context: Context, interaction: Interaction, offer: Offer, dueAt: number): void {
  const { entry, id: interactionId } = interaction
  const campaign = campaignOf(context, interaction)
  const { agentId } = offer
  emit(context, {
    _tag: "OfferExpired",
    interactionId,
    campaign: campaign.name,
    entry: entry.ordinal,
    offerId: offer.id,
    agentId,
    retryAt: context.at + campaign.settings.retryPauseSeconds * 1_000,
    dueAt
  })
  if (entry.preferred?.agentId === agentId) endWindow(context, openOf(context, interactionId), "missed", dueAt)
  pauseAfterMisses(context, campaignOf(context, interaction), agentId)
}

function pauseAfterMisses(context: Context, campaign: Campaign, agentId: AgentId): void {
  const { autopauseAfter, autopauseScope } = campaign.settings
  const member = memberOf(campaign, agentId)
  if (autopauseAfter === 0 || member === undefined || member.missed < autopauseAfter) return
  if (autopauseScope === "campaign")
    emit(context, { _tag: "MemberPaused", campaign: campaign.name, agentId, cause: "missed-offers" })
  else if (member.missed % autopauseAfter === 0) {
    const agent = agentById(context.draft, agentId)
    if (agent?.break === null) emit(context, breakStarted(agent, PAUSE, { at: context.at, cause: "missed-offers" }))
  }
}

function wrapUpOver(context: Context, agentId: string, due: number): void {
  const agent = agentById(context.draft, agentId)
  if (agent === undefined) throw new Error(`a deadline names the agent ${agentId}, who does not exist`)
  for (const ended of endWrapUps(agent, due)) {
    emit(context, ended)
    closeWrapped(context, ended)
  }
}

/** With the wrap-up of the agent who had it last an interaction closes; that of one who passed it on is theirs alone. */
export function closeWrapped(
  context: Context,
  { interactionId, agentId }: { readonly interactionId: InteractionId; readonly agentId: AgentId | null }
): void {
  const interaction = hamtGet(context.draft.interactions, interactionId)
  if (interaction !== undefined && interaction.stage === "wrapUp" && interaction.owner === agentId)
    close(context, interaction)
}

function absenceElapsed(context: Context, id: string, dueAt: number): void {
  const agent = agentById(context.draft, id)
  if (agent === undefined) throw new Error(`a deadline names the agent ${id}, who does not exist`)
  emit(context, { _tag: "AgentAbsenceElapsed", agentId: agent.id, dueAt })
  requeueAll(context, agent.id, { cause: "disconnected", endedAt: dueAt })
}

function breakOverdue(context: Context, id: string, dueAt: number): void {
  const agent = agentById(context.draft, id)
  if (agent === undefined || agent.break === null)
    throw new Error(`a deadline names the break of ${id}, who is on none`)
  emit(context, { _tag: "BreakOverdue", agentId: agent.id, name: agent.break.name, dueAt })
}

/** Every live entry that has waited so long without a connected member leaves. */
function nobodyThere(context: Context, name: string, dueAt: number): void {
  const campaign = campaignByName(context.draft, name)
  if (campaign === undefined || campaign.emptySince === null) throw new Error(`nobody waits in ${name}`)
  const limitMs = campaign.settings.leaveWhenEmptySeconds * 1_000
  const gone: Array<InteractionId> = []
  for (const { waitingSince, id } of orderedFrom(numbered(context.index.campaigns, campaign.number).entered)) {
    if (Math.max(waitingSince, campaign.emptySince) + limitMs > dueAt) break
    gone.push(id)
  }
  for (const id of gone) abandon(context, openOf(context, id), { reason: "nobody", leaves: true, dueAt })
}
