/** Indexes over members: who is open to a campaign's work, by penalty and in which order. */
import type { Campaign, Member } from "../campaign/index.ts"
import { bitsClear, bitsHas, bitsSet, emptyBits } from "../kernel/bits.ts"
import { hamtGet, hamtValues } from "../kernel/hamt.ts"
import { emptyOrderedSet, orderedAdd, orderedDelete } from "../kernel/ordered-set.ts"
import type { Owner } from "../kernel/owner.ts"
import { compareMemberKeys, memberKey, type CampaignIndex, type Tier } from "./campaign-index.ts"
import { atOnce, memberHolds } from "./conditions.ts"
import { editCampaign } from "./index-edit.ts"
import { deliveryOf, eligibilityOf, type Rules } from "./rules.ts"
import type { Delivery } from "./strategy.ts"
import { at, type IndexDraft } from "./view.ts"

/** A member of this campaign joined, changed or left. */
export function memberChanged(
  draft: IndexDraft,
  campaign: Campaign,
  before: Member | undefined,
  after: Member | undefined
): void {
  const { rules, owner } = draft
  const delivery = deliveryOf(rules, campaign.settings.delivery)
  const agent = (after ?? before)?.agent ?? 0
  const wasOpen = bitsHas(at(draft.campaigns, campaign.number).open, agent)
  const isOpen = after !== undefined && isOpenMember(rules, campaign, after)
  const stays = wasOpen && isOpen && before !== undefined && standsAlike(delivery, before, after)
  if (!stays && (wasOpen || isOpen)) {
    const index = editCampaign(draft, campaign.number)
    if (wasOpen && before !== undefined) closeMember(index, before, delivery, owner)
    if (isOpen) openMember(index, after, delivery, owner)
    if (wasOpen !== isOpen)
      index.open = isOpen ? bitsSet(index.open, agent, owner) : bitsClear(index.open, agent, owner)
  }
  const penaltyDiffers = before !== undefined && after !== undefined && before.penalty !== after.penalty
  if (isOpen && (!wasOpen || penaltyDiffers)) tryMember(draft, campaign, after)
  if (before !== undefined && (!isOpen || penaltyDiffers)) draft.checkAgents.add(agent)
  const agentId = (after ?? before)?.agentId
  if (agentId !== undefined && hamtGet(draft.windows, agentId) !== undefined) draft.checkWindows.add(agentId)
  if (bitsHas(draft.weighted, campaign.number)) draft.weigh.add(campaign.number)
}

function tryMember(draft: IndexDraft, campaign: Campaign, member: Member): void {
  if (bitsHas(draft.waiting, campaign.number)) draft.tryCampaigns.add(campaign.number)
  if (hamtGet(draft.windows, member.agentId) !== undefined) draft.tryWindows.add(member.agentId)
}

function isOpenMember(rules: Rules, campaign: Campaign, member: Member): boolean {
  const rule = eligibilityOf(rules, campaign.settings.eligibility)
  return memberHolds(rules.conditions, member, atOnce(rule, campaign.settings.perAgentMax), "further")
}

/** The key under which a member stands in the campaign's order: rules without a key of their own go by position. */
export const keyUnder = (delivery: Delivery, member: Member): number =>
  delivery.kind === "keyed" ? delivery.key(member) : 0

/** Whether the member's place in the campaign's indexes is the same. */
const standsAlike = (delivery: Delivery, before: Member, after: Member): boolean =>
  before.penalty === after.penalty &&
  before.position === after.position &&
  before.ordinal === after.ordinal &&
  keyUnder(delivery, before) === keyUnder(delivery, after)

function closeMember(index: CampaignIndex, member: Member, delivery: Delivery, owner: Owner): void {
  index.order = orderedDelete(index.order, memberKey(member, keyUnder(delivery, member)), owner)
  const nth = index.tiers.findIndex(({ penalty }) => penalty === member.penalty)
  const tier = index.tiers[nth]
  if (tier === undefined) return
  const members = bitsClear(tier.members, member.agent, owner)
  index.tiers =
    members.count === 0 ? index.tiers.filter((one) => one !== tier) : index.tiers.with(nth, { ...tier, members })
}

function openMember(index: CampaignIndex, member: Member, delivery: Delivery, owner: Owner): void {
  index.order = orderedAdd(index.order, memberKey(member, keyUnder(delivery, member)), owner)
  const { agent, penalty } = member
  const nth = index.tiers.findIndex((tier) => tier.penalty === penalty)
  const members = bitsSet(index.tiers[nth]?.members ?? emptyBits(), agent, owner)
  const tier: Tier = { penalty, members }
  index.tiers = nth < 0 ? [...index.tiers, tier].sort(byPenalty) : index.tiers.with(nth, tier)
}

const byPenalty = (a: Tier, b: Tier): number => a.penalty - b.penalty

/** All members of a campaign anew: its strategy or its maximum changed. O(members). */
export function rebuildMembers(draft: IndexDraft, campaign: Campaign): void {
  const { rules, owner } = draft
  const delivery = deliveryOf(rules, campaign.settings.delivery)
  const index = editCampaign(draft, campaign.number)
  index.open = emptyBits()
  index.tiers = []
  index.order = emptyOrderedSet(compareMemberKeys)
  for (const member of hamtValues(campaign.members)) {
    if (!isOpenMember(rules, campaign, member)) continue
    index.open = bitsSet(index.open, member.agent, owner)
    openMember(index, member, delivery, owner)
  }
}
