/** The only places where a draft's records are replaced: facts are set and what they contribute to the indexes follows. */
import * as agents from "../agent/index.ts"
import type { Agent } from "../agent/index.ts"
import * as campaigns from "../campaign/index.ts"
import type { Campaign, CampaignEvent, Member, MemberStep } from "../campaign/index.ts"
import type { Interaction, InteractionEvent } from "../interaction/index.ts"
import type { AgentId, Instant, InteractionId, KeyedHashes, MessageId, SourcePlace } from "../kernel/fields.ts"
import { hamtDelete, hamtGet, hamtSet, hamtValues } from "../kernel/hamt.ts"
import { vectorGet, vectorLength, vectorPush, vectorSet, vectorValues } from "../kernel/vector.ts"
import * as messages from "../message/index.ts"
import type { MessageEvent, Outgoing } from "../message/index.ts"
import {
  agentById,
  agentChanged,
  campaignByName,
  campaignChanged,
  interactionChanged,
  memberChanged
} from "../routing/index.ts"
import * as tenant from "../tenant/index.ts"
import type { Draft } from "./state.ts"

const missing = (what: string, id: string): never => {
  throw new Error(`the log speaks of ${what} ${id}, which does not exist: it is not this centre's log`)
}

export const agentOf = (draft: Draft, id: string): Agent => agentById(draft, id) ?? missing("agent", id)
export const campaignOf = (draft: Draft, name: string): Campaign =>
  campaignByName(draft, name) ?? missing("campaign", name)
export const interactionOf = (draft: Draft, id: string): Interaction =>
  hamtGet(draft.interactions, id) ?? missing("interaction", id)

export function agent(draft: Draft, before: Agent | undefined, after: Agent): void {
  const restarts =
    before !== undefined &&
    (agents.statusOf(before) !== agents.statusOf(after) || before.break?.name !== after.break?.name)
  const next = restarts ? restarted(after, draft.at) : after
  draft.agents =
    next.number === vectorLength(draft.agents)
      ? vectorPush(draft.agents, next, draft.owner)
      : vectorSet(draft.agents, next.number, next, draft.owner)
  if (draft.index !== null) agentChanged(draft.index, before, next)
}

function restarted(after: Agent, at: Instant): Agent {
  const isFree = agents.statusOf(after) === "Free"
  return { ...after, statusSince: at, freeSince: isFree ? at : after.freeSince }
}

export function campaign(draft: Draft, before: Campaign | undefined, after: Campaign): void {
  draft.campaigns =
    after.number === vectorLength(draft.campaigns)
      ? vectorPush(draft.campaigns, after, draft.owner)
      : vectorSet(draft.campaigns, after.number, after, draft.owner)
  if (draft.index !== null) campaignChanged(draft.index, before, after, draft)
}

/**
 * A campaign in which one member's record changes. What the record was is read first: the change edits members that
 * this draft made in place, so that `before` shows them no longer.
 */
export function member(
  draft: Draft,
  before: Campaign,
  agentId: AgentId,
  change: (campaign: Campaign) => Campaign
): void {
  const was = campaigns.memberOf(before, agentId)
  const after = change(before)
  campaign(draft, before, after)
  const is = campaigns.memberOf(after, agentId)
  if (draft.index !== null && was !== is) memberChanged(draft.index, after, was, is)
}

/** A member who has left is passed over. */
export function step(draft: Draft, number: number, agentId: AgentId, what: MemberStep): void {
  const before = numbered(draft, number)
  const was = campaigns.memberOf(before, agentId)
  if (was !== undefined) stepped(draft, before, was, what)
}

function stepped(draft: Draft, before: Campaign, was: Member, what: MemberStep): void {
  const is = campaigns.memberAfter(was, what, draft.at)
  const after = campaigns.withMember(before, is, draft.owner)
  campaign(draft, before, after)
  if (draft.index !== null) memberChanged(draft.index, after, was, is)
}

/** An offer also moves the round robin to the member, unless it was made in a preferred window. */
export function offered(draft: Draft, number: number, event: InteractionEvent & { _tag: "InteractionOffered" }): void {
  const { agentId, ordinal, movesPointer } = event
  const before = numbered(draft, number)
  const was = campaigns.memberOf(before, agentId)
  const { position = ordinal, penalty = 0 } = was ?? {}
  const pointer = movesPointer ? { agentId, ordinal, position, penalty } : before.pointer
  const after = { ...before, pointer }
  if (was !== undefined) stepped(draft, after, was, "offered")
  else campaign(draft, before, after)
}

const numbered = (draft: Draft, number: number): Campaign =>
  vectorGet(draft.campaigns, number) ?? missing("campaign number", String(number))

/** Connected members more or fewer, in every campaign of an agent who came or went. */
export function connected(draft: Draft, { campaigns: memberships }: Agent, change: 1 | -1): void {
  for (const number of memberships) count(draft, number, change)
}

function count(draft: Draft, number: number, change: 1 | -1): void {
  const before = numbered(draft, number)
  const now = before.connected + change
  const emptySince = now > 0 ? null : before.connected > 0 ? draft.at : before.emptySince
  campaign(draft, before, { ...before, connected: now, emptySince })
}

export function joinMember(draft: Draft, before: Campaign, event: CampaignEvent & { _tag: "MemberAdded" }): void {
  const who = agentOf(draft, event.agentId)
  const here = (held: ReadonlyArray<agents.Held>): number => held.filter((one) => one.campaign === before.number).length
  const active = here(who.active)
  const counts = { number: who.number, active, held: active + here(who.offered) }
  member(draft, before, event.agentId, () => campaigns.joined(before, event, counts, draft.owner))
  agent(draft, who, agents.joined(who, before.number))
  if (agents.isConnected(who)) count(draft, before.number, 1)
  if (before.media === "voice" && before.enabled) voiceCampaigns(draft, event.agentId, 1)
}

export function partMember(draft: Draft, before: Campaign, event: CampaignEvent & { _tag: "MemberRemoved" }): void {
  const who = agentOf(draft, event.agentId)
  member(draft, before, event.agentId, () => campaigns.evolve(before, event, draft.owner))
  agent(draft, who, agents.parted(who, before.number))
  if (agents.isConnected(who)) count(draft, before.number, -1)
  if (before.media === "voice" && before.enabled) voiceCampaigns(draft, event.agentId, -1)
}

/** Enabled voice campaigns of an agent, one more or one less: with the last, where one is required, they lie dormant. */
function voiceCampaigns(draft: Draft, agentId: AgentId, change: 1 | -1): void {
  const before = agentOf(draft, agentId)
  const count = before.voiceCampaigns + change
  const dormant = count === 0 && draft.tenant.settings?.requireVoiceMembership === true
  agent(draft, before, { ...before, voiceCampaigns: count, dormant })
}

/** Enabling or disabling a voice campaign, for all its members. O(members). */
export function voiceEnabled(draft: Draft, { media, members }: Campaign, change: 1 | -1): void {
  if (media !== "voice") return
  for (const { agentId } of hamtValues(members)) voiceCampaigns(draft, agentId, change)
}

/** The policy changed: who lies dormant, anew. O(agents). */
export function dormancy(draft: Draft): void {
  const required = draft.tenant.settings?.requireVoiceMembership === true
  for (const before of vectorValues(draft.agents)) {
    const dormant = required && before.voiceCampaigns === 0
    if (dormant !== before.dormant) agent(draft, before, { ...before, dormant })
  }
}

/** A channel's cost changed. O(campaigns). */
export function channelCost(draft: Draft, channel: string, cost: number): void {
  for (const before of vectorValues(draft.campaigns))
    if (before.channel === channel && before.cost !== cost) campaign(draft, before, { ...before, cost })
}

/** Local midnight: what members completed of a campaign of the zone is of yesterday. O(members of the zone). */
export function newDay(draft: Draft, zone: string): void {
  for (const { number, settings } of vectorValues(draft.campaigns)) {
    if (settings.zone !== zone) continue
    for (const one of campaigns.completedBefore(numbered(draft, number)))
      member(draft, numbered(draft, number), one.agentId, (before) => campaigns.ofNewDay(before, one, draft.owner))
  }
}

/** The name is free again; the number is never given twice. */
export function removeCampaign(draft: Draft, before: Campaign): void {
  draft.campaignNumbers = hamtDelete(draft.campaignNumbers, before.name, draft.owner)
  campaign(draft, before, { ...before, enabled: false, turnsAt: null })
}

export function interaction(draft: Draft, before: Interaction | undefined, after: Interaction | undefined): void {
  const id = (after ?? before)?.id
  if (id === undefined) return
  draft.interactions =
    after === undefined
      ? hamtDelete(draft.interactions, id, draft.owner)
      : hamtSet(draft.interactions, id, after, draft.owner)
  if (draft.index !== null) interactionChanged(draft.index, draft.campaigns, before, after)
}

export function conversation(draft: Draft, event: MessageEvent & { _tag: "MessageReceived" | "MessagePlanned" }): void {
  const id = event.interactionId
  const before = hamtGet(draft.conversations, id) ?? messages.newConversation(id)
  draft.conversations = hamtSet(draft.conversations, id, messages.conversed(before, event, draft.at), draft.owner)
}

/** A conversation that an agent begins: the client takes part before anything is said. */
export function converseWith(draft: Draft, id: InteractionId, address: KeyedHashes | null): void {
  if (address === null) return
  const conversation = { ...messages.newConversation(id), participants: [address] }
  draft.conversations = hamtSet(draft.conversations, id, conversation, draft.owner)
}

/** A message on its way; of a conversation that is in memory no more nothing is kept. */
export function progress(draft: Draft, event: Parameters<typeof messages.progressed>[1]): void {
  const before = hamtGet(draft.conversations, event.interactionId)
  if (before === undefined) return
  draft.conversations = hamtSet(
    draft.conversations,
    event.interactionId,
    messages.progressed(before, event),
    draft.owner
  )
}

export function opened(draft: Draft, id: InteractionId): void {
  const before = hamtGet(draft.conversations, id)
  if (before === undefined) return
  draft.conversations = hamtSet(draft.conversations, id, messages.opened(before), draft.owner)
}

export function dropConversation(draft: Draft, id: InteractionId): void {
  draft.conversations = hamtDelete(draft.conversations, id, draft.owner)
}

export function outgoing(draft: Draft, id: MessageId, after: Outgoing | undefined): void {
  draft.outgoing =
    after === undefined ? hamtDelete(draft.outgoing, id, draft.owner) : hamtSet(draft.outgoing, id, after, draft.owner)
}

export function read(draft: Draft, place: SourcePlace | null): void {
  if (place !== null) draft.tenant = tenant.advance(draft.tenant, place, draft.owner)
}
