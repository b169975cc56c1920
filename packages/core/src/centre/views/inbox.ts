/** What an agent's desk shows: what is theirs, what is offered to them, what they may take. */
import type { Agent } from "../../agent/index.ts"
import { memberOf, type Campaign } from "../../campaign/index.ts"
import type { AgentId, CampaignName, Instant, InteractionId } from "../../kernel/fields.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import {
  agentById,
  at as numbered,
  eligibilityOf,
  hindrances,
  queueInOrder,
  queuedCount,
  type Reading,
  type Rules
} from "../../routing/index.ts"
import type { State } from "../state.ts"
import { interactionOf, type InteractionRecord } from "./interactions.ts"

/** Interactions and offers of one agent that are shown, at most of each. */
export const HELD_SHOWN_MAX = 500
/** Interactions of one campaign that are shown as pending, at most. */
export const PENDING_SHOWN_MAX = 100
/** Campaigns of one agent whose pending work is shown, at most. */
export const PENDING_CAMPAIGNS_MAX = 1_000

export interface PendingRecord {
  readonly interactionId: InteractionId
  readonly priority: number
  readonly enteredAt: Instant
  readonly waitingSince: Instant
}

/** Of a push campaign a count and none to take; of a pull campaign those that this agent may take, in order. */
export interface Pending {
  readonly campaign: CampaignName
  readonly mode: "push" | "pull"
  /** Waiting or offered. */
  readonly waiting: number
  readonly takeable: ReadonlyArray<PendingRecord>
  /** Whether there are more than are shown. */
  readonly more: boolean
}

export interface Inbox {
  readonly agentId: AgentId
  readonly active: ReadonlyArray<InteractionRecord>
  readonly offers: ReadonlyArray<InteractionRecord>
  /** What another agent hands over to this one, not answered yet: `transfer` says who, and until when. */
  readonly transfers: ReadonlyArray<InteractionRecord>
  readonly wrapUps: ReadonlyArray<{
    readonly interactionId: InteractionId
    readonly campaign: CampaignName
    readonly startedAt: Instant
    readonly until: Instant
  }>
  /** Campaigns in which something waits, by name. */
  readonly pending: ReadonlyArray<Pending>
}

/** Undefined for who is no agent. O(campaigns of the agent + what is shown). */
export function inboxOf(rules: Rules, state: State, agentId: string): Inbox | undefined {
  const agent = agentById(state.facts, agentId)
  if (agent === undefined) return undefined
  const shown = (held: Agent["active"]): ReadonlyArray<InteractionRecord> =>
    held.slice(0, HELD_SHOWN_MAX).flatMap(({ interactionId }) => interactionOf(state, interactionId, agent.id) ?? [])
  return {
    agentId: agent.id,
    active: shown(agent.active),
    offers: shown(agent.offered.filter(({ via }) => via === "offer")),
    transfers: shown(agent.offered.filter(({ via }) => via === "transfer")),
    wrapUps: agent.wrapUps,
    pending: agent.campaigns
      .map((number) => numbered(state.facts.campaigns, number))
      .filter(({ number }) => queuedCount(numbered(state.indexes.campaigns, number)) > 0)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, PENDING_CAMPAIGNS_MAX)
      .map((campaign) => pendingIn(rules, state, agent, campaign))
  }
}

function pendingIn(rules: Rules, { facts, indexes }: State, agent: Agent, campaign: Campaign): Pending {
  const { mode } = eligibilityOf(rules, campaign.settings.eligibility)
  const takeable = mode === "push" ? [] : takeableIn({ rules, facts, indexes }, agent, campaign)
  return {
    campaign: campaign.name,
    mode,
    waiting: queuedCount(numbered(indexes.campaigns, campaign.number)),
    takeable: takeable.slice(0, PENDING_SHOWN_MAX),
    more: takeable.length > PENDING_SHOWN_MAX
  }
}

/** In order, one more than is shown; only the first where only the first may be taken. */
function takeableIn(reading: Reading, agent: Agent, campaign: Campaign): ReadonlyArray<PendingRecord> {
  const { rules, facts } = reading
  const most = eligibilityOf(rules, campaign.settings.eligibility).picks === "first" ? 1 : PENDING_SHOWN_MAX + 1
  const member = memberOf(campaign, agent.id)
  const found: Array<PendingRecord> = []
  for (const { id } of queueInOrder(reading, campaign)) {
    const interaction = hamtGet(facts.interactions, id)
    if (interaction === undefined || interaction.stage !== "waiting") continue
    const { entry } = interaction
    if (hindrances(reading, { campaign, agent, member, entry }).length > 0) continue
    const { priority, enteredAt, waitingSince } = entry
    found.push({ interactionId: id, priority, enteredAt, waitingSince })
    if (found.length === most) break
  }
  return found
}
