/** Campaigns and their members as others see them. */
import { statusOf, type Status } from "../../agent/index.ts"
import { type Campaign, type Member, type Settings } from "../../campaign/index.ts"
import type { AgentId, CampaignName, ChannelKind, ChannelName, Instant, Media } from "../../kernel/fields.ts"
import { hamtGet, hamtSize, hamtValues } from "../../kernel/hamt.ts"
import { orderedSize } from "../../kernel/ordered-set.ts"
import { vectorLength, vectorGet } from "../../kernel/vector.ts"
import { at as numbered, campaignByName, queuedCount } from "../../routing/index.ts"
import type { State } from "../state.ts"
import { limitOf, numberIn, numbersFrom, pageOf, type Page, type PageRequest } from "./page.ts"

export interface CampaignRecord {
  readonly campaign: CampaignName
  readonly channel: ChannelName
  readonly kind: ChannelKind
  readonly media: Media
  readonly enabled: boolean
  /** By its schedule and holidays, and when that changes next. */
  readonly open: boolean
  readonly turnsAt: Instant | null
  /** All settings but the reference of the secret. */
  readonly settings: Omit<Settings, "secret">
  readonly hasSecret: boolean
  readonly members: number
  /** Connected members. */
  readonly connected: number
  /** Open interactions of any stage; waiting or offered; in the backlog. */
  readonly interactions: number
  readonly acd: number
  readonly backlog: number
}

export interface MemberRecord {
  readonly campaign: CampaignName
  readonly agentId: AgentId
  readonly displayName: string
  readonly status: Status
  readonly position: number
  readonly penalty: number
  readonly inbound: boolean
  readonly outbound: boolean
  /** In this campaign, whatever the agent's status. */
  readonly paused: boolean
  /** Offers missed in succession. */
  readonly missed: number
  /** Interactions of this campaign owned; and those besides offered. */
  readonly active: number
  readonly held: number
  readonly lastEndedAt: Instant | null
}

function record({ indexes }: State, campaign: Campaign): CampaignRecord {
  const { secret, ...settings } = campaign.settings
  const index = numbered(indexes.campaigns, campaign.number)
  return {
    campaign: campaign.name,
    channel: campaign.channel,
    kind: campaign.kind,
    media: campaign.media,
    enabled: campaign.enabled,
    open: campaign.open,
    turnsAt: campaign.turnsAt,
    settings,
    hasSecret: secret !== null,
    members: hamtSize(campaign.members),
    connected: campaign.connected,
    interactions: index.total,
    acd: queuedCount(index),
    backlog: orderedSize(index.backlog)
  }
}

/** Those that were not removed. O(page + removed ones passed). */
export function campaignsIn(state: State, request: PageRequest = {}): Page<CampaignRecord> | undefined {
  const from = request.cursor === undefined ? 0 : numberIn(request.cursor)
  if (from === undefined) return undefined
  return pageOf(present(state, from), {
    limit: limitOf(request),
    itemOf: (campaign) => record(state, campaign),
    cursorOf: ({ number }) => String(number + 1)
  })
}

function* present({ facts }: State, from: number): IterableIterator<Campaign> {
  for (const number of numbersFrom(from, vectorLength(facts.campaigns))) {
    const campaign = vectorGet(facts.campaigns, number)
    if (campaign !== undefined && hamtGet(facts.campaignNumbers, campaign.name) === number) yield campaign
  }
}

export function campaignOf(state: State, name: string): CampaignRecord | undefined {
  const campaign = campaignByName(state.facts, name)
  return campaign === undefined ? undefined : record(state, campaign)
}

const compareMembers = (a: Member, b: Member): number => a.position - b.position || (a.agentId < b.agentId ? -1 : 1)

const memberRecord = ({ facts }: State, campaign: Campaign, member: Member): MemberRecord => ({
  campaign: campaign.name,
  agentId: member.agentId,
  displayName: hamtGet(facts.users, member.agentId)?.displayName ?? member.agentId,
  status: statusOf(numbered(facts.agents, member.agent)),
  position: member.position,
  penalty: member.penalty,
  inbound: member.inbound,
  outbound: member.outbound,
  paused: member.paused,
  missed: member.missed,
  active: member.active,
  held: member.held,
  lastEndedAt: member.lastEndedAt
})

/** O(members × log members). */
export function membersIn(state: State, name: string, request: PageRequest = {}): Page<MemberRecord> | undefined {
  const campaign = campaignByName(state.facts, name)
  const from = request.cursor === undefined ? 0 : numberIn(request.cursor)
  if (campaign === undefined || from === undefined) return undefined
  const members = [...hamtValues(campaign.members)].sort(compareMembers)
  return pageOf(members.slice(from), {
    limit: limitOf(request),
    itemOf: (member) => memberRecord(state, campaign, member),
    cursorOf: (_member, nth) => String(from + nth + 1)
  })
}

/** One membership; undefined when there is none. */
export function memberRecordOf(state: State, name: string, agentId: string): MemberRecord | undefined {
  const campaign = campaignByName(state.facts, name)
  const member = campaign === undefined ? undefined : hamtGet(campaign.members, agentId)
  return campaign === undefined || member === undefined ? undefined : memberRecord(state, campaign, member)
}
