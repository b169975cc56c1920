/** The acts that several flows share: opening an entry, owning, ending, releasing, leaving. */
import type { Campaign } from "../campaign/index.ts"
import type { Interaction, Offer } from "../interaction/index.ts"
import type { AgentId, Instant, InteractionId } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { orderedSize } from "../kernel/ordered-set.ts"
import { agentById, at as numbered, eligibilityOf, hasRoom } from "../routing/index.ts"
import { dayOf } from "../tenant/index.ts"
import { emit, type Context } from "./context.ts"
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
  const { rule } = eligibilityOf(context.rules, campaign.settings.eligibility)
  return {
    hold: rule.holds === true,
    waitMs: context.at - interaction.entry.waitingSince,
    outcome: !interaction.entry.outcome,
    chatLimitAt: exceededAfter(context.at, campaign.settings.chatLimitSeconds)
  }
}

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
  const held = agentById(context.draft, offer.agentId)?.offered.find((one) => one.interactionId === interaction.id)
  emit(context, {
    _tag: "OfferAccepted",
    ...offerNamed(context, interaction, offer),
    cost: held?.cost ?? campaign.cost,
    ...ownership(context, interaction, campaign)
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

export function withdraw(
  context: Context,
  interaction: Interaction,
  reason: "campaign-disabled" | "campaign-removed"
): void {
  revoke(context, interaction, reason)
  emit(context, {
    _tag: "InteractionWithdrawn",
    interactionId: interaction.id,
    campaign: campaignOf(context, interaction).name,
    entry: interaction.entry.ordinal,
    reason,
    waitMs: context.at - interaction.entry.waitingSince,
    outcome: !interaction.entry.outcome
  })
}

/** The conversation ends; wrap-up begins, or it closes at once. */
export function finish(
  context: Context,
  interaction: Interaction,
  ending: { readonly by: "agent" | "client" | "supervisor"; readonly agentId: AgentId }
): void {
  const campaign = campaignOf(context, interaction)
  const { by, agentId } = ending
  const { id: interactionId } = interaction
  const { at } = context
  const until = by === "supervisor" ? null : dueAfter(at, campaign.settings.wrapUpSeconds)
  // Wrap-up comes first: the agent is busy throughout, and `statusSince` does not restart.
  if (until !== null) emit(context, { _tag: "WrapUpStarted", agentId, interactionId, campaign: campaign.name, until })
  emit(context, {
    _tag: "InteractionFinished",
    interactionId,
    campaign: campaign.name,
    agentId,
    leg: interaction.leg,
    talkMs: at - (interaction.acceptedAt ?? at),
    by
  })
  if (until === null) close(context, openOf(context, interactionId))
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
    participants: hamtGet(context.draft.conversations, interaction.id)?.participants ?? []
  })
}

/** How work comes to leave an agent: `endedAt` ends the talk, now or when an absence was due. */
export interface Leaving {
  readonly cause: "signed-out" | "disconnected"
  readonly endedAt: Instant
}

/** Work goes back from an agent who is gone: a new leg and entry, in the old order. Never refused. */
export function requeue(context: Context, interaction: Interaction, { cause, endedAt }: Leaving): void {
  const campaign = campaignOf(context, interaction)
  const { id: interactionId, owner, leg, acceptedAt, entry } = interaction
  if (owner === null) return
  const talkMs = endedAt - (acceptedAt ?? endedAt)
  emit(context, {
    _tag: "InteractionReleased",
    interactionId,
    campaign: campaign.name,
    agentId: owner,
    leg,
    talkMs,
    cause
  })
  const { priority, enteredAt } = entry
  enqueue(context, { interaction: openOf(context, interactionId), campaign, kind: "requeued", priority, enteredAt })
  if (campaign.kind !== "live" || campaign.enabled) return
  withdraw(context, openOf(context, interactionId), "campaign-disabled")
  close(context, openOf(context, interactionId))
}

/** All active work of an agent goes back. */
export function requeueAll(context: Context, agentId: AgentId, leaving: Leaving): void {
  for (const { interactionId } of agentById(context.draft, agentId)?.active ?? [])
    requeue(context, openOf(context, interactionId), leaving)
}

/** A zone in use has a day from then on. */
export function startDay(context: Context, zone: string, dueAt: Instant | null): void {
  if (dueAt === null && dayOf(context.draft.tenant, zone) !== undefined) return
  const day = context.zones.dayOf(zone, context.at)
  if (day === null) throw new Error(`the zone ${zone} is no longer known`)
  emit(context, { _tag: "DayStarted", zone, date: day.date, endsAt: day.endsAt, dueAt })
}
