/** What one campaign's facts come to in the indexes: its queue in order, and its members who are open to work. */
import type { Member } from "../campaign/index.ts"
import type { Requirement } from "../interaction/index.ts"
import { emptyBits, type Bits } from "../kernel/bits.ts"
import type { AgentId, Instant, InteractionId } from "../kernel/fields.ts"
import { emptyOrderedSet, orderedSize, type OrderedSet } from "../kernel/ordered-set.ts"
import type { Owner } from "../kernel/owner.ts"

/** The place of an entry in its queue: lowest rank first, then entered-at, then id. */
export interface QueueKey {
  readonly rank: number
  readonly enteredAt: Instant
  readonly id: InteractionId
}

export const compareIds = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const compareQueueKeys = (a: QueueKey, b: QueueKey): number =>
  a.rank - b.rank || a.enteredAt - b.enteredAt || compareIds(a.id, b.id)

/** A member's place under the delivery rule. */
export interface MemberKey {
  readonly key: number
  readonly position: number
  readonly agentId: AgentId
  readonly agent: number
  readonly ordinal: number
}

export const compareMemberKeys = (a: MemberKey, b: MemberKey): number =>
  a.key - b.key || a.position - b.position || compareIds(a.agentId, b.agentId)

/** A live entry by the start of its waiting, for leave-when-empty. */
export interface EnteredKey {
  readonly waitingSince: Instant
  readonly id: InteractionId
}

const compareEntered = (a: EnteredKey, b: EnteredKey): number =>
  a.waitingSince - b.waitingSince || compareIds(a.id, b.id)

/** Open members of one penalty. */
export interface Tier {
  readonly penalty: number
  readonly members: Bits
}

/**
 * Un-offered entries that require the same: whoever may have the first of them may have every one. `fresh`: refused by
 * nobody in this round; `marked`: refused by somebody. Most campaigns have one class.
 */
export interface WorkClass {
  readonly key: string
  readonly requirement: Requirement
  readonly fresh: OrderedSet<QueueKey>
  readonly marked: OrderedSet<QueueKey>
}

/** Edited in place by the owner that made it, copied by any other. */
export interface CampaignIndex {
  readonly owner: Owner
  classes: ReadonlyArray<WorkClass>
  /** Un-offered entries that only their preferred agent may have; a class of its own for each would be too many. */
  windowed: OrderedSet<QueueKey>
  backlog: OrderedSet<QueueKey>
  entered: OrderedSet<EnteredKey>
  /** Un-offered (the backlog apart), offered, and all open interactions of the campaign. */
  unoffered: number
  offered: number
  total: number
  /** Members who pass every condition of their membership, by agent number. */
  open: Bits
  /** The same by penalty, lowest first; and in order of their key under the delivery rule (by position if it has none). */
  tiers: ReadonlyArray<Tier>
  order: OrderedSet<MemberKey>
  /** Members who must leave work of lower weight alone, because they may take some of this (a pull campaign). */
  takers: Bits
  /** When the oldest live entry has waited long enough without a connected member; null = never. */
  nobodyAt: Instant | null
}

export const emptyQueue = (): OrderedSet<QueueKey> => emptyOrderedSet(compareQueueKeys)

export const emptyCampaignIndex = (owner: Owner): CampaignIndex => ({
  owner,
  classes: [],
  windowed: emptyQueue(),
  backlog: emptyQueue(),
  entered: emptyOrderedSet(compareEntered),
  unoffered: 0,
  offered: 0,
  total: 0,
  open: emptyBits(),
  tiers: [],
  order: emptyOrderedSet(compareMemberKeys),
  takers: emptyBits(),
  nobodyAt: null
})

/** Waiting or offered: what the ACD counts. */
export const queuedCount = (index: CampaignIndex): number => index.unoffered + index.offered

export const hasUnoffered = (index: CampaignIndex): boolean => index.unoffered > 0

/** Everything un-offered, in queues that each are in order. */
export const unofferedQueues = ({ classes, windowed }: CampaignIndex): ReadonlyArray<OrderedSet<QueueKey>> =>
  [...classes.flatMap(({ fresh, marked }) => [fresh, marked]), windowed].filter((queue) => orderedSize(queue) > 0)

/** A copy for this owner; the index itself if it is the owner's already. */
export const editable = (index: CampaignIndex, owner: Owner): CampaignIndex =>
  owner !== undefined && index.owner === owner ? index : { ...index, owner }

export const memberKey = (member: Member, key: number): MemberKey => ({
  key,
  position: member.position,
  agentId: member.agentId,
  agent: member.agent,
  ordinal: member.ordinal
})

/** Entries of one class require the same; the empty key is nothing at all. */
export function classKey({ skills, penaltyRange: { from, to } }: Requirement): string {
  const range = from === 0 && to === 100 ? "" : `${from}-${to}`
  return skills.length === 0 ? range : `${range}|${skills.map(({ skill, level }) => `${skill}:${level}`).join("|")}`
}
