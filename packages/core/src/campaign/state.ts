/** A campaign with its members and the counts of its queue. */
import type { AgentId, CampaignName, ChannelKind, ChannelName, Instant, Media } from "../kernel/fields.ts"
import { emptyHamt, hamtDelete, hamtGet, hamtSet, hamtValues, type Hamt } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { CampaignEvent } from "./events.ts"
import type { Settings } from "./settings.ts"

export interface Member {
  /** The agent's number. */
  readonly agent: number
  readonly agentId: AgentId
  /** The joining number. */
  readonly ordinal: number
  /** Editable; the ordinal until edited. Breaks ties before the id does. */
  readonly position: number
  readonly penalty: number
  readonly inbound: boolean
  readonly outbound: boolean
  readonly paused: boolean
  /** Offers missed in succession. */
  readonly missed: number
  /** End of the last interaction of this campaign; null = never. */
  readonly lastEndedAt: Instant | null
  /** Interactions of this campaign that ended since local midnight of its zone. */
  readonly completedToday: number
  /** Interactions of this campaign held now: owned, and owned or offered. */
  readonly active: number
  readonly held: number
}

/** Where a round robin stands. */
export interface Pointer {
  readonly agentId: AgentId
  readonly ordinal: number
  readonly position: number
  readonly penalty: number
}

export interface Campaign {
  /** Dense, from 0, in the order in which campaigns came to be; never given twice. */
  readonly number: number
  readonly name: CampaignName
  readonly channel: ChannelName
  readonly kind: ChannelKind
  readonly media: Media
  readonly cost: number
  readonly enabled: boolean
  /** By its schedule, and when that changes next. */
  readonly open: boolean
  readonly turnsAt: Instant | null
  readonly settings: Settings
  readonly members: Hamt<Member>
  readonly nextOrdinal: number
  /** The member last offered, as they then stood; kept when that member leaves. */
  readonly pointer: Pointer | null
  /** Connected members now, and since when there is none. */
  readonly connected: number
  readonly emptySince: Instant | null
}

export const memberOf = (campaign: Campaign, agentId: AgentId): Member | undefined => hamtGet(campaign.members, agentId)

/** Whether anything new may begin in it. */
export const runs = ({ enabled, open }: Pick<Campaign, "enabled" | "open">): boolean => enabled && open

export const newCampaign = (
  number: number,
  event: CampaignEvent & { _tag: "CampaignCreated" },
  at: Instant
): Campaign => ({
  number,
  name: event.campaign,
  channel: event.channel,
  kind: event.kind,
  media: event.media,
  cost: event.cost,
  enabled: event.enabled,
  open: event.open,
  turnsAt: event.turnsAt,
  settings: event.settings,
  members: emptyHamt(),
  nextOrdinal: 1,
  pointer: null,
  connected: 0,
  emptySince: at
})

export const withMember = (campaign: Campaign, member: Member, owner: Owner): Campaign => ({
  ...campaign,
  members: hamtSet(campaign.members, member.agentId, member, owner)
})

const changed = (campaign: Campaign, agentId: AgentId, change: Partial<Member>, owner: Owner): Campaign => {
  const member = memberOf(campaign, agentId)
  return member === undefined ? campaign : withMember(campaign, { ...member, ...change }, owner)
}

type Evolving = Exclude<CampaignEvent, { _tag: "CampaignCreated" | "CampaignRemoved" | "MemberAdded" }>

export function evolve(campaign: Campaign, event: Evolving, owner: Owner): Campaign {
  switch (event._tag) {
    case "CampaignChanged":
      return { ...campaign, settings: event.settings }
    case "CampaignEnabled":
      return { ...campaign, enabled: true }
    case "CampaignDisabled":
      return { ...campaign, enabled: false }
    case "CampaignOpened":
      return { ...campaign, open: true, turnsAt: event.turnsAt }
    case "CampaignClosed":
      return { ...campaign, open: false, turnsAt: event.turnsAt }
    case "CampaignHoursChanged":
      return { ...campaign, turnsAt: event.turnsAt }
    case "MemberChanged": {
      const { agentId, position, penalty, inbound, outbound } = event
      const { pointer: stands } = campaign
      // Who left and came back has a new joining number: the round robin stands where it stood.
      const isTheirs = stands !== null && stands.ordinal === memberOf(campaign, agentId)?.ordinal
      const pointer = isTheirs ? { ...stands, position, penalty } : stands
      return changed({ ...campaign, pointer }, agentId, { position, penalty, inbound, outbound }, owner)
    }
    case "MemberRemoved":
      return { ...campaign, members: hamtDelete(campaign.members, event.agentId, owner) }
    case "MemberPaused":
      return changed(campaign, event.agentId, { paused: true, missed: 0 }, owner)
    case "MemberResumed":
      return changed(campaign, event.agentId, { paused: false, missed: 0 }, owner)
    case "StrategyFailed":
      return { ...campaign, settings: { ...campaign.settings, [event.part]: FALLBACK[event.part] } }
    default:
      return unreachable(event)
  }
}

/** The members who completed something today, who have completed nothing of the day that begins. O(members). */
export const completedBefore = (campaign: Campaign): ReadonlyArray<Member> =>
  [...hamtValues(campaign.members)].filter(({ completedToday }) => completedToday > 0)

export const ofNewDay = (campaign: Campaign, member: Member, owner: Owner): Campaign =>
  withMember(campaign, { ...member, completedToday: 0 }, owner)

/** What takes the place of a strategy that threw. */
export const FALLBACK = { eligibility: "nocall", delivery: "rrmemory", order: "priority" } as const

/** The campaign with an agent in it; `held` is what the agent still has of it from an earlier membership. */
export function joined(
  campaign: Campaign,
  event: CampaignEvent & { _tag: "MemberAdded" },
  agent: { readonly number: number; readonly active: number; readonly held: number },
  owner: Owner
): Campaign {
  const { agentId, ordinal, penalty, inbound, outbound } = event
  const member: Member = {
    agent: agent.number,
    agentId,
    ordinal,
    position: ordinal,
    penalty,
    inbound,
    outbound,
    paused: false,
    missed: 0,
    lastEndedAt: null,
    completedToday: 0,
    active: agent.active,
    held: agent.held
  }
  return { ...withMember(campaign, member, owner), nextOrdinal: ordinal + 1 }
}

/** One member's part in the life of an interaction. A member who has left is passed over. */
export type MemberStep =
  | "offered"
  | "accepted"
  | "rejected"
  | "missed"
  | "unoffered"
  | "taken"
  | "received"
  | "vacated"
  | "ended"

export function memberAfter(member: Member, step: MemberStep, at: Instant): Member {
  const { active, held } = member
  switch (step) {
    case "offered":
      return { ...member, held: held + 1 }
    case "accepted":
      return { ...member, active: active + 1, missed: 0 }
    case "rejected":
    case "unoffered":
      return { ...member, held: held - 1 }
    case "missed":
      return { ...member, held: held - 1, missed: member.missed + 1 }
    // Passed on to the member, who held it from when it was offered: no offer of the queue's, so none missed before counts.
    case "received":
      return { ...member, active: active + 1 }
    case "taken":
      return { ...member, active: active + 1, held: held + 1 }
    case "vacated":
      return { ...member, active: active - 1, held: held - 1 }
    case "ended": {
      const completedToday = member.completedToday + 1
      return { ...member, active: active - 1, held: held - 1, lastEndedAt: at, completedToday }
    }
    default:
      return unreachable(step)
  }
}
