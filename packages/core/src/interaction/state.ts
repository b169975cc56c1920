/** One open interaction. Closed ones leave memory. */
import type { AgentId, ContactId, Instant, InteractionId, OfferId } from "../kernel/fields.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { InteractionEvent } from "./events.ts"

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
  /** Who rejected or missed it in this round, and when all are asked again. */
  readonly passedOver: ReadonlyArray<AgentId>
  readonly retryAt: Instant | null
}

export type Stage = "arrived" | "backlog" | "waiting" | "offered" | "active" | "wrapUp"

export interface Interaction {
  readonly id: InteractionId
  /** The campaign's number. */
  readonly campaign: number
  readonly live: boolean
  readonly contactId: ContactId | null
  readonly stage: Stage
  readonly entry: Entry
  readonly leg: number
  /** Offers made so far: the next is named after it. */
  readonly offers: number
  readonly offer: Offer | null
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
  passedOver: [],
  retryAt: null
}

export const arrived = (event: InteractionEvent & { _tag: "InteractionArrived" }, campaign: number): Interaction => ({
  id: event.interactionId,
  campaign,
  live: event.kind === "live",
  contactId: event.contactId,
  stage: "arrived",
  entry: noEntry,
  leg: 0,
  offers: 0,
  offer: null,
  owner: null,
  acceptedAt: null,
  chatLimitAt: null,
  overChatLimit: false,
  endedAt: null
})

export const isUnoffered = (interaction: Interaction): boolean => interaction.stage === "waiting"
/** Waiting or offered: what the ACD counts and the queue's maximum bounds. */
export const isQueued = (interaction: Interaction): boolean =>
  interaction.stage === "waiting" || interaction.stage === "offered"

type Evolving = Exclude<
  InteractionEvent,
  { _tag: "InteractionArrived" | "InteractionRefused" | "InteractionClosed" | "InteractionQueued" }
>

/** The interaction after an entry was opened, in the campaign of that number. */
export function queued(
  interaction: Interaction,
  event: InteractionEvent & { _tag: "InteractionQueued" },
  campaign: number
): Interaction {
  const { entry: ordinal, priority, enteredAt, waitingSince, dropoutAt } = event
  return {
    ...interaction,
    campaign,
    stage: event.place === "queue" ? "waiting" : "backlog",
    leg: interaction.leg + 1,
    owner: null,
    acceptedAt: null,
    chatLimitAt: null,
    overChatLimit: false,
    offer: null,
    entry: { ...noEntry, ordinal, priority, enteredAt, waitingSince, dropoutAt }
  }
}

export function evolve(interaction: Interaction, event: Evolving, at: Instant): Interaction {
  const { entry } = interaction
  switch (event._tag) {
    case "InteractionAdmitted":
      return { ...interaction, stage: "waiting" }
    case "InteractionOffered": {
      const { offerId, agentId, expiresAt, eligibility, atOnceMax, delivery, draw, among } = event
      const offer = { id: offerId, agentId, expiresAt, eligibility, atOnceMax, delivery, draw, among }
      return { ...interaction, stage: "offered", offers: interaction.offers + 1, offer }
    }
    case "OfferAccepted":
    case "InteractionTaken":
      return owned(interaction, event, at)
    case "OfferRejected":
    case "OfferExpired":
      return {
        ...interaction,
        stage: "waiting",
        offer: null,
        entry: { ...entry, passedOver: [...entry.passedOver, event.agentId], retryAt: event.retryAt }
      }
    case "OfferRevoked":
      return { ...interaction, stage: "waiting", offer: null }
    case "OfferRoundStarted":
      return { ...interaction, entry: { ...entry, passedOver: [], retryAt: null } }
    case "InteractionAbandoned":
      return { ...interaction, entry: { ...entry, outcome: true, dropoutAt: null } }
    case "InteractionWithdrawn":
      return { ...interaction, entry: { ...entry, outcome: true } }
    case "ChatLimitReached":
      return { ...interaction, chatLimitAt: null, overChatLimit: true }
    case "InteractionReleased":
      return { ...interaction, owner: null, acceptedAt: null, chatLimitAt: null }
    case "InteractionFinished":
      return { ...interaction, stage: "wrapUp", chatLimitAt: null, endedAt: at }
    default:
      return unreachable(event)
  }
}

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
  offer: null,
  entry: { ...interaction.entry, outcome: true, dropoutAt: null, passedOver: [], retryAt: null }
})
