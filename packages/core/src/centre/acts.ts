/** The acts that several flows share: opening an entry, owning, ending, releasing, leaving. */
import { runs, type Campaign } from "../campaign/index.ts"
import { hasOutcome } from "../disposition/index.ts"
import { legOf, type Interaction, type Offer } from "../interaction/index.ts"
import type { AgentId, Instant, InteractionId } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { orderedSize } from "../kernel/ordered-set.ts"
import { agentById, at as numbered, eligibilityOf, hasRoom } from "../routing/index.ts"
import { dayOf } from "../tenant/index.ts"
import { emit, type Context } from "./context.ts"
import { holidayToday } from "./wall-clock.ts"
import { requirementOf, stepsOf, windowFor, type Opening } from "./entry-terms.ts"

export const campaignOf = (context: Context, { campaign }: Interaction): Campaign =>
  numbered(context.draft.campaigns, campaign)

/** The open interaction after what was emitted so far. Its absence is a defect. */
export function openOf(context: Context, id: InteractionId): Interaction {
  const interaction = hamtGet(context.draft.interactions, id)
  if (interaction === undefined) throw new Error(`${id} is not open any more`)
  return interaction
}

/** "Longer than": the first instant at which a limit is exceeded; null when there is none. */
const exceededAfter = (at: Instant, seconds: number): Instant | null =>
  seconds === 0 ? null : at + seconds * 1_000 + 1

const dueAfter = (at: Instant, seconds: number): Instant | null => (seconds === 0 ? null : at + seconds * 1_000)

/** Opens an entry. Asynchronous work that finds the queue full waits in the backlog; a live requeue enters above it. */
export function enqueue(context: Context, opening: Opening): void {
  const { interaction, campaign, kind, priority, enteredAt, passedOver = [] } = opening
  const { at } = context
  const { settings } = campaign
  const index = numbered(context.index.campaigns, campaign.number)
  const enters = campaign.kind === "live" || (hasRoom(campaign, index) && orderedSize(index.backlog) === 0)
  const requirement = requirementOf(campaign, interaction)
  emit(context, {
    _tag: "InteractionQueued",
    interactionId: interaction.id,
    campaign: campaign.name,
    entry: interaction.entry.ordinal + 1,
    kind,
    place: enters ? "queue" : "backlog",
    priority,
    enteredAt,
    waitingSince: at,
    dropoutAt: exceededAfter(at, settings.dropoutSeconds),
    requirement,
    steps: stepsOf(campaign, at),
    preferred: windowFor(context, campaign, requirement, opening.preferred ?? null),
    passedOver,
    retryAt: passedOver.length === 0 ? null : at + settings.retryPauseSeconds * 1_000
  })
}

/** What becomes of an offer or a take: the entry's wait, whether this is its outcome, when the chat limit falls. */
export function ownership(context: Context, interaction: Interaction, campaign: Campaign) {
  return {
    hold: holdOf(context, campaign),
    waitMs: context.at - interaction.entry.waitingSince,
    outcome: !interaction.entry.outcome,
    chatLimitAt: chatLimitOf(context, campaign)
  }
}

/** Whether who owns an interaction of the campaign from now on is on routing hold: its rule is asked when it comes. */
export const holdOf = ({ rules }: Context, { settings }: Campaign): boolean =>
  eligibilityOf(rules, settings.eligibility).holds === true

/** When an interaction that becomes an agent's now has been active for too long. */
export const chatLimitOf = ({ at }: Context, { settings }: Campaign): Instant | null =>
  exceededAfter(at, settings.chatLimitSeconds)

const offerNamed = (context: Context, interaction: Interaction, offer: Pick<Offer, "id" | "agentId">) => ({
  interactionId: interaction.id,
  campaign: campaignOf(context, interaction).name,
  entry: interaction.entry.ordinal,
  offerId: offer.id,
  agentId: offer.agentId
})

/** The offer is taken up; the others of a ring are taken back. It costs what it did when it was offered. */
export function accept(context: Context, interaction: Interaction, offer: Pick<Offer, "id" | "agentId">): void {
  const campaign = campaignOf(context, interaction)
  const { id: interactionId, entry } = interaction
  const { id: offerId, agentId } = offer
  const held = agentById(context.draft, agentId)?.offered.find((one) => one.interactionId === interactionId)
  const { hold, waitMs, outcome, chatLimitAt } = ownership(context, interaction, campaign)
  emit(context, {
    _tag: "OfferAccepted",
    interactionId,
    campaign: campaign.name,
    entry: entry.ordinal,
    offerId,
    agentId,
    cost: held?.cost ?? campaign.cost,
    hold,
    waitMs,
    outcome,
    chatLimitAt
  })
  for (const other of interaction.offers)
    if (other.id !== offer.id) emit(context, { _tag: "OfferRescinded", ...offerNamed(context, interaction, other) })
}

/** Takes one offer back. */
export function revokeOffer(context: Context, interaction: Interaction, offer: Offer, reason: string): void {
  emit(context, { _tag: "OfferRevoked", ...offerNamed(context, interaction, offer), reason })
}

/** Takes back all that are out. */
export function revoke(context: Context, interaction: Interaction, reason: string): void {
  for (const offer of interaction.offers) revokeOffer(context, interaction, offer, reason)
}

/** An un-owned entry ends without an answer; an offer that is out ends first. A wait ends when its end was due. */
export function abandon(
  context: Context,
  interaction: Interaction,
  how: {
    readonly reason: "client-left" | "dropout" | "nobody"
    readonly leaves: boolean
    readonly dueAt: Instant | null
  }
): void {
  if (how.leaves) revoke(context, interaction, "interaction-gone")
  emit(context, {
    _tag: "InteractionAbandoned",
    interactionId: interaction.id,
    campaign: campaignOf(context, interaction).name,
    entry: interaction.entry.ordinal,
    waitMs: (how.dueAt ?? context.at) - interaction.entry.waitingSince,
    outcome: !interaction.entry.outcome,
    ...how
  })
  if (how.leaves) close(context, openOf(context, interaction.id))
}

/**
 * The centre ends an entry unanswered; a wait that a closing ends, ends when the closing was due. Work that came back
 * late in the same Tick has not waited at all.
 */
export function withdraw(
  context: Context,
  interaction: Interaction,
  reason: "campaign-disabled" | "campaign-removed" | "out-of-hours" | "contact-erased",
  closing: { readonly holiday: string | null; readonly dueAt: Instant | null } = { holiday: null, dueAt: null }
): void {
  revoke(context, interaction, reason)
  emit(context, {
    _tag: "InteractionWithdrawn",
    interactionId: interaction.id,
    campaign: campaignOf(context, interaction).name,
    entry: interaction.entry.ordinal,
    reason,
    ...closing,
    waitMs: Math.max(0, (closing.dueAt ?? context.at) - interaction.entry.waitingSince),
    outcome: !interaction.entry.outcome
  })
}

/** Begins the wrap-up of an agent who is done with an interaction of the campaign; tells whether there is any. */
export function startWrapUp(context: Context, campaign: Campaign, interaction: Interaction): boolean {
  const { owner: agentId, id: interactionId } = interaction
  const until = dueAfter(context.at, campaign.settings.wrapUpSeconds)
  if (until === null || agentId === null) return false
  emit(context, { _tag: "WrapUpStarted", agentId, interactionId, campaign: campaign.name, until })
  return true
}

/** The conversation ends; wrap-up begins, or it closes at once. A transfer that is not answered ends with it. */
export function finish(
  context: Context,
  interaction: Interaction,
  ending: { readonly by: EndedBy; readonly agentId: AgentId }
): void {
  const campaign = campaignOf(context, interaction)
  const { by, agentId } = ending
  const { id: interactionId, leg, disposed } = interaction
  if (by !== "transferred-out") endTransfer(context, interaction, "interaction-gone")
  // Wrap-up comes first: the agent is busy throughout, and `statusSince` does not restart.
  const wrapsUp = by !== "supervisor" && startWrapUp(context, campaign, interaction)
  const { talkMs, holdMs } = legOf(interaction, context.at)
  emit(context, {
    _tag: "InteractionFinished",
    interactionId,
    campaign: campaign.name,
    agentId,
    leg,
    talkMs,
    holdMs,
    by,
    // A transfer asks for no disposition.
    awaitsDisposition: !disposed && by !== "transferred-out" && asksOutcome(context, campaign)
  })
  if (!wrapsUp) close(context, openOf(context, interactionId))
}

/** Where the tree has no outcome for it, a campaign that requires one asks for none. */
export const asksOutcome = ({ draft }: Context, { settings, name: campaign, channel }: Campaign): boolean =>
  settings.dispositionRequired && hasOutcome(draft.dispositions, { campaign, channel })

type EndedBy = "agent" | "client" | "supervisor" | "transferred-out"

/** The transfer under way, if any, comes to nothing: its sender keeps the interaction. */
export function endTransfer(
  context: Context,
  { id: interactionId, campaign: number, transfer }: Interaction,
  reason: string
): void {
  if (transfer === null) return
  const { id: transferId, from, to } = transfer
  const { name: campaign } = numbered(context.draft.campaigns, number)
  const named = { interactionId, campaign, transferId, reason }
  if (to === null) emit(context, { _tag: "ExternalTransferEnded", ...named, agentId: from, dueAt: null })
  else emit(context, { _tag: "TransferRevoked", ...named, fromAgentId: from, agentId: to })
}

/** It leaves memory, and leaves behind who took part. */
export function close(context: Context, interaction: Interaction): void {
  emit(context, {
    _tag: "InteractionClosed",
    interactionId: interaction.id,
    campaign: campaignOf(context, interaction).name,
    contactId: interaction.contactId,
    lastAgentId: interaction.owner,
    endedAt: interaction.endedAt ?? context.at,
    undisposed: interaction.awaitsDisposition,
    participants: hamtGet(context.draft.conversations, interaction.id)?.participants ?? []
  })
}

/** How work comes to leave an agent: `endedAt` ends the talk, now or when an absence was due. */
export interface Leaving {
  readonly cause: "signed-out" | "disconnected" | "transfer-failed"
  readonly endedAt: Instant
}

/** Work goes back from an agent who is gone: a new leg and entry, in the old order. Never refused. */
export function requeue(context: Context, interaction: Interaction, { cause, endedAt }: Leaving): void {
  const campaign = campaignOf(context, interaction)
  const { id: interactionId, owner, leg, entry } = interaction
  if (owner === null) return
  emit(context, {
    _tag: "InteractionReleased",
    interactionId,
    campaign: campaign.name,
    agentId: owner,
    leg,
    ...legOf(interaction, endedAt),
    cause
  })
  const { priority, enteredAt } = entry
  enqueue(context, { interaction: openOf(context, interactionId), campaign, kind: "requeued", priority, enteredAt })
  if (campaign.kind !== "live" || runs(campaign)) return
  const returned = openOf(context, interactionId)
  if (!campaign.enabled) withdraw(context, returned, "campaign-disabled")
  else withdraw(context, returned, "out-of-hours", { holiday: holidayToday(context, campaign), dueAt: null })
  close(context, openOf(context, interactionId))
}

/**
 * The active work of an agent goes back, but for what stays although its owner is gone: a live call, which is not cut,
 * and an interaction in a transfer that is not answered yet.
 */
export function requeueAll(context: Context, agentId: AgentId, leaving: Leaving): void {
  for (const { interactionId } of agentById(context.draft, agentId)?.active ?? []) {
    const interaction = openOf(context, interactionId)
    if (interaction.transfer !== null || campaignOf(context, interaction).media === "voice") continue
    requeue(context, interaction, leaving)
  }
}

/** A zone in use has a day from then on. */
export function startDay(context: Context, zone: string, dueAt: Instant | null): void {
  if (dueAt === null && dayOf(context.draft.tenant, zone) !== undefined) return
  const day = context.zones.dayOf(zone, context.at)
  if (day === null) throw new Error(`the zone ${zone} is no longer known`)
  emit(context, { _tag: "DayStarted", zone, date: day.date, endsAt: day.endsAt, dueAt })
}
