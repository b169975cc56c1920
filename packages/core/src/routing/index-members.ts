/** Indexes over agents and members: who is available, who is open to a campaign's work, in which order. */
import type { Agent } from "../agent/index.ts"
import type { Campaign, Member } from "../campaign/index.ts"
import { bitsClear, bitsHas, bitsSet, emptyBits } from "../kernel/bits.ts"
import { hamtValues } from "../kernel/hamt.ts"
import { emptyOrderedSet, orderedAdd, orderedDelete } from "../kernel/ordered-set.ts"
import type { Owner } from "../kernel/owner.ts"
import { compareMemberKeys, memberKey, type CampaignIndex, type Tier } from "./campaign-index.ts"
import { agentHolds, atOnce, memberHolds } from "./conditions.ts"
import { ABSENCE, WRAP_UP, wrapUpDue } from "./deadlines.ts"
import { editCampaign, moveDeadline } from "./index-edit.ts"
import { deliveryOf, eligibilityOf, type Rules } from "./rules.ts"
import type { Delivery } from "./strategy.ts"
import type { IndexDraft } from "./view.ts"

/** An agent's record was replaced. */
export function agentChanged(draft: IndexDraft, before: Agent | undefined, after: Agent): void {
  const { rules, owner, available } = draft
  rules.eligibility.forEach((rule, slot) => {
    const bits = available[slot] ?? emptyBits()
    const now = agentHolds(rules.conditions, after, rule, "further")
    if (now === bitsHas(bits, after.number)) return
    available[slot] = now ? bitsSet(bits, after.number, owner) : bitsClear(bits, after.number, owner)
    if (now)
      for (const campaign of after.campaigns) if (bitsHas(draft.waiting, campaign)) draft.tryCampaigns.add(campaign)
  })
  if (after.offered.length > 0) draft.checkAgents.add(after.number)
  const id = after.id
  moveDeadline(draft, { kind: WRAP_UP, id }, before === undefined ? null : wrapUpDue(before), wrapUpDue(after))
  moveDeadline(draft, { kind: ABSENCE, id }, before?.requeueAt ?? null, after.requeueAt)
}

/** A member of this campaign joined, changed or left. */
export function memberChanged(
  draft: IndexDraft,
  campaign: Campaign,
  before: Member | undefined,
  after: Member | undefined
): void {
  const { rules, owner } = draft
  const delivery = deliveryOf(rules, campaign.settings.delivery)
  const index = editCampaign(draft, campaign.number)
  const agent = (after ?? before)?.agent ?? 0
  const wasOpen = bitsHas(index.open, agent)
  const isOpen = after !== undefined && isOpenMember(rules, campaign, after)
  if (wasOpen && before !== undefined) closeMember(index, before, delivery, owner)
  if (isOpen && after !== undefined) openMember(index, after, delivery, owner)
  if (wasOpen !== isOpen) index.open = isOpen ? bitsSet(index.open, agent, owner) : bitsClear(index.open, agent, owner)
  if (isOpen && !wasOpen && bitsHas(draft.waiting, campaign.number)) draft.tryCampaigns.add(campaign.number)
  if (before !== undefined && !isOpen) draft.checkAgents.add(agent)
}

function isOpenMember(rules: Rules, campaign: Campaign, member: Member): boolean {
  const { rule } = eligibilityOf(rules, campaign.settings.eligibility)
  return memberHolds(rules.conditions, member, atOnce(rule, campaign.settings.perAgentMax), "further")
}

function closeMember(index: CampaignIndex, member: Member, delivery: Delivery, owner: Owner): void {
  if (delivery.kind === "keyed") {
    index.order = orderedDelete(index.order, memberKey(member, delivery.key(member)), owner)
  } else {
    const tier = index.tiers.find((one) => one.penalty === member.penalty)
    if (tier !== undefined) tier.members = bitsClear(tier.members, member.agent, owner)
  }
}

function openMember(index: CampaignIndex, member: Member, delivery: Delivery, owner: Owner): void {
  if (delivery.kind === "keyed") {
    index.order = orderedAdd(index.order, memberKey(member, delivery.key(member)), owner)
  } else {
    const tier = tierOf(index, member.penalty)
    tier.members = bitsSet(tier.members, member.agent, owner)
  }
}

function tierOf(index: CampaignIndex, penalty: number): Tier {
  const known = index.tiers.find((tier) => tier.penalty === penalty)
  if (known !== undefined) return known
  const tier: Tier = { penalty, members: emptyBits() }
  index.tiers = [...index.tiers, tier].sort((a, b) => a.penalty - b.penalty)
  return tier
}

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
