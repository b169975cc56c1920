/** One open interaction. Closed ones leave memory. */
import type { AgentId, CampaignName, ContactId, Instant, InteractionId, OfferId, Skill } from "../kernel/fields.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { ActiveEvent } from "./events-active.ts"
import type { EntryKind, EntryStep, InteractionEvent, Preferred, Requirement } from "./events.ts"
import type { ActivePart } from "./state-active.ts"

/**
 * An offer that is out. `eligibility` and `atOnceMax` are those of its issue: later settings do not touch it. `delivery`
 * chose the agent, by `draw` among so many if it draws: what explain speaks of.
 */
export interface Offer {
  readonly id: OfferId
  readonly agentId: AgentId
  readonly expiresAt: Instant | null
  readonly eligibility: string
  readonly atOnceMax: number | null
  readonly delivery: string
  readonly version: number
  readonly draw: number | null
  readonly among: number | null
}

/** One stay in a campaign's queue. */
export interface Entry {
  readonly ordinal: number
  readonly priority: number
  readonly enteredAt: Instant
  readonly waitingSince: Instant
  readonly dropoutAt: Instant | null
  /** Whether the entry has had its one outcome. */
  readonly outcome: boolean
  readonly kind: EntryKind
  /** What it requires now, and what will change of that; `overflowTo` is where a step sends it once no offer is out. */
  readonly requirement: Requirement
  readonly steps: ReadonlyArray<EntryStep>
  readonly overflowTo: CampaignName | null
  readonly preferred: Preferred | null
  /** Who rejected or missed it in this round, and when all are asked again. */
  readonly passedOver: ReadonlyArray<AgentId>
  readonly retryAt: Instant | null
}

export type Stage = "arrived" | "backlog" | "waiting" | "offered" | "active" | "wrapUp"

export interface Interaction extends ActivePart {
  readonly id: InteractionId
  /** The campaign's number. */
  readonly campaign: number
  readonly live: boolean
  readonly call: boolean
  readonly contactId: ContactId | null
  readonly stage: Stage
  readonly entry: Entry
  readonly leg: number
  /** Required by the arrival itself. */
  readonly skills: ReadonlyArray<Skill>
  /** Overflows so far. */
  readonly moves: number
  /** Offers made so far: the next is named after it. */
  readonly offersMade: number
  /** Those that are out: several at once when it rings. */
  readonly offers: ReadonlyArray<Offer>
  readonly owner: AgentId | null
  readonly acceptedAt: Instant | null
  readonly chatLimitAt: Instant | null
  /** Active for longer than the campaign's chat limit. */
  readonly overChatLimit: boolean
  readonly endedAt: Instant | null
}

const noEntry: Entry = {
  ordinal: 0,
  priority: 9_999,
  enteredAt: 0,
  waitingSince: 0,
  dropoutAt: null,
  outcome: false,
  kind: "arrival",
  requirement: { skills: [], penaltyRange: { from: 0, to: 100 } },
  steps: [],
  overflowTo: null,
  preferred: null,
  passedOver: [],
  retryAt: null
}

export const arrived = (event: InteractionEvent & { _tag: "InteractionArrived" }, campaign: number): Interaction => ({
  id: event.interactionId,
  campaign,
  live: event.kind === "live",
  call: event.media === "voice",
  contactId: event.contactId,
  stage: "arrived",
  entry: noEntry,
  leg: 0,
  skills: event.skills,
  moves: 0,
  offersMade: 0,
  offers: [],
  owner: null,
  acceptedAt: null,
  chatLimitAt: null,
  overChatLimit: false,
  endedAt: null,
  // Field by field: what a spread adds lies in a second object, in every copy of the record.
  direction: "inbound",
  heldSince: null,
  holdMs: 0,
  transfers: 0,
  transfer: null,
  awaitsDisposition: false,
  disposed: false
})

/** Owned from the first instant. It has no entry; one that a requeue opens takes its start for entered-at. */
export const started = (
  event: ActiveEvent & { _tag: "InteractionStarted" },
  campaign: number,
  at: Instant
): Interaction => ({
  ...arrived({ ...event, _tag: "InteractionArrived", linkedTo: null, skills: [] }, campaign),
  direction: "outbound",
  stage: "active",
  leg: 1,
  entry: { ...noEntry, enteredAt: at, waitingSince: at, outcome: true },
  owner: event.agentId,
  acceptedAt: at,
  chatLimitAt: event.chatLimitAt
})

export const isUnoffered = (interaction: Interaction): boolean => interaction.stage === "waiting"
/** Waiting or offered: what the ACD counts and the queue's maximum bounds. */
export const isQueued = (interaction: Interaction): boolean =>
  interaction.stage === "waiting" || interaction.stage === "offered"

type Evolving = Exclude<
  InteractionEvent,
  ActiveEvent | { _tag: "InteractionArrived" | "InteractionRefused" | "InteractionClosed" | "InteractionQueued" }
>

/** The interaction after an entry was opened, in the campaign of that number. */
export function queued(
  interaction: Interaction,
  event: InteractionEvent & { _tag: "InteractionQueued" },
  campaign: number
): Interaction {
  const { entry: ordinal, kind, priority, enteredAt, waitingSince, dropoutAt } = event
  const { requirement, steps, preferred, passedOver, retryAt } = event
  return {
    ...interaction,
    campaign,
    stage: event.place === "queue" ? "waiting" : "backlog",
    leg: interaction.leg + 1,
    owner: null,
    acceptedAt: null,
    chatLimitAt: null,
    overChatLimit: false,
    heldSince: null,
    holdMs: 0,
    offers: [],
    moves: interaction.moves + (kind === "overflow" ? 1 : 0),
    entry: {
      ordinal,
      kind,
      priority,
      enteredAt,
      waitingSince,
      dropoutAt,
      outcome: false,
      requirement,
      steps,
      overflowTo: null,
      preferred,
      passedOver,
      retryAt
    }
  }
}

export function evolve(interaction: Interaction, event: Evolving, at: Instant): Interaction {
  const { entry } = interaction
  switch (event._tag) {
    case "InteractionAdmitted":
      return { ...interaction, stage: "waiting" }
    case "EntryRelaxed": {
      const { requirement, overflowTo } = event
      const steps = entry.steps.slice(1)
      return { ...interaction, entry: { ...entry, requirement, steps, overflowTo: overflowTo ?? entry.overflowTo } }
    }
    case "OverflowSkipped":
      return { ...interaction, entry: { ...entry, overflowTo: null } }
    case "PreferredWindowStarted":
      return { ...interaction, entry: { ...entry, preferred: { agentId: event.agentId, until: event.until } } }
    case "PreferredWindowEnded":
      return { ...interaction, entry: { ...entry, preferred: null } }
    case "InteractionOffered": {
      const { offerId: id, agentId, expiresAt, eligibility, atOnceMax, delivery, version, draw, among } = event
      const offer = { id, agentId, expiresAt, eligibility, atOnceMax, delivery, version, draw, among }
      const { offers, offersMade } = interaction
      return { ...interaction, stage: "offered", offersMade: offersMade + 1, offers: [...offers, offer] }
    }
    case "OfferAccepted":
    case "InteractionTaken":
      return owned(interaction, event, at)
    case "OfferRejected":
    case "OfferExpired": {
      const { agentId, retryAt } = event
      return {
        ...unoffered(interaction, agentId),
        entry: { ...entry, passedOver: [...entry.passedOver, agentId], retryAt }
      }
    }
    case "OfferRevoked":
    case "OfferRescinded":
      return unoffered(interaction, event.agentId)
    case "OfferRoundStarted":
      return { ...interaction, entry: { ...entry, passedOver: [], retryAt: null } }
    case "InteractionAbandoned":
      return { ...interaction, entry: { ...entry, outcome: true, dropoutAt: null } }
    case "InteractionWithdrawn":
    case "InteractionOverflowed":
      return { ...interaction, entry: { ...entry, outcome: true } }
    case "ChatLimitReached":
      return { ...interaction, chatLimitAt: null, overChatLimit: true }
    case "InteractionReleased":
      return { ...interaction, owner: null, acceptedAt: null, chatLimitAt: null, heldSince: null }
    case "InteractionFinished":
      return ended(interaction, event, at)
    default:
      return unreachable(event)
  }
}

const ended = (
  interaction: Interaction,
  event: InteractionEvent & { _tag: "InteractionFinished" },
  at: Instant
): Interaction => ({
  ...interaction,
  stage: "wrapUp",
  chatLimitAt: null,
  endedAt: at,
  heldSince: null,
  transfer: null,
  awaitsDisposition: event.awaitsDisposition
})

const owned = (
  interaction: Interaction,
  event: { readonly agentId: AgentId; readonly chatLimitAt: Instant | null },
  at: Instant
): Interaction => ({
  ...interaction,
  stage: "active",
  owner: event.agentId,
  acceptedAt: at,
  chatLimitAt: event.chatLimitAt,
  // Those of a ring are taken back one by one.
  offers: interaction.offers.filter(({ agentId }) => agentId !== event.agentId),
  entry: {
    ...interaction.entry,
    outcome: true,
    dropoutAt: null,
    steps: [],
    overflowTo: null,
    preferred: null,
    passedOver: [],
    retryAt: null
  }
})

/** One offer less; the last one gone, it waits, unless it has an owner. */
function unoffered(interaction: Interaction, agentId: AgentId): Interaction {
  const offers = interaction.offers.filter((offer) => offer.agentId !== agentId)
  const waits = offers.length === 0 && interaction.stage === "offered"
  return { ...interaction, offers, stage: waits ? "waiting" : interaction.stage }
}

export const offerTo = (interaction: Interaction, agentId: AgentId): Offer | undefined =>
  interaction.offers.find((offer) => offer.agentId === agentId)
