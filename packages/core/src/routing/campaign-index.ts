/** What one campaign's facts come to in the indexes: its queue in order, and its members who are open to work. */
import type { Member } from "../campaign/index.ts"
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

/** A member's place under a keyed delivery rule. */
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
  members: Bits
}

/** Edited in place by the owner that made it, copied by any other. */
export interface CampaignIndex {
  readonly owner: Owner
  /** Waiting, not offered: never refused in this round; and refused by somebody. */
  fresh: OrderedSet<QueueKey>
  marked: OrderedSet<QueueKey>
  backlog: OrderedSet<QueueKey>
  entered: OrderedSet<EnteredKey>
  offered: number
  /** All open interactions of the campaign. */
  total: number
  /** Members who pass every condition of their membership, by agent number. */
  open: Bits
  /** The same by penalty (drawn rules) or in order of their key (keyed rules). */
  tiers: ReadonlyArray<Tier>
  order: OrderedSet<MemberKey>
  /** When the oldest live entry has waited long enough without a connected member; null = never. */
  nobodyAt: Instant | null
}

export const emptyCampaignIndex = (owner: Owner): CampaignIndex => ({
  owner,
  fresh: emptyOrderedSet(compareQueueKeys),
  marked: emptyOrderedSet(compareQueueKeys),
  backlog: emptyOrderedSet(compareQueueKeys),
  entered: emptyOrderedSet(compareEntered),
  offered: 0,
  total: 0,
  open: emptyBits(),
  tiers: [],
  order: emptyOrderedSet(compareMemberKeys),
  nobodyAt: null
})

/** Waiting or offered: what the ACD counts. */
export const queuedCount = (index: CampaignIndex): number =>
  orderedSize(index.fresh) + orderedSize(index.marked) + index.offered

export const hasUnoffered = (index: CampaignIndex): boolean =>
  orderedSize(index.fresh) > 0 || orderedSize(index.marked) > 0

/** A copy for this owner; the index itself if it is the owner's already. */
export const editable = (index: CampaignIndex, owner: Owner): CampaignIndex =>
  owner !== undefined && index.owner === owner
    ? index
    : { ...index, owner, tiers: index.tiers.map((tier) => ({ ...tier })) }

export const memberKey = (member: Member, key: number): MemberKey => ({
  key,
  position: member.position,
  agentId: member.agentId,
  agent: member.agent,
  ordinal: member.ordinal
})
