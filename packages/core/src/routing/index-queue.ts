/** Indexes over interactions and campaigns: queues in order, what is offered, deadlines. */
import type { Campaign } from "../campaign/index.ts"
import { isUnoffered, type Interaction } from "../interaction/index.ts"
import { bitsClear, bitsHas, bitsSet } from "../kernel/bits.ts"
import type { Hamt } from "../kernel/hamt.ts"
import { hamtValues } from "../kernel/hamt.ts"
import { emptyOrderedSet, orderedAdd, orderedDelete, orderedFirst, orderedSize } from "../kernel/ordered-set.ts"
import { vectorLength, vectorPush, type Vector } from "../kernel/vector.ts"
import {
  compareQueueKeys,
  emptyCampaignIndex,
  hasUnoffered,
  queuedCount,
  type CampaignIndex,
  type QueueKey
} from "./campaign-index.ts"
import { CHAT_LIMIT, chatLimitDue, DROPOUT, dropoutDue, NOBODY, OFFER, offerDue, RETRY, retryDue } from "./deadlines.ts"
import { editCampaign, moveDeadline } from "./index-edit.ts"
import { rebuildMembers } from "./index-members.ts"
import { orderOf, type Rules } from "./rules.ts"
import { at, type IndexDraft } from "./view.ts"

type Queue = "fresh" | "marked" | "backlog"

const queueOf = ({ stage, entry }: Interaction): Queue | null => {
  if (stage === "backlog") return "backlog"
  if (stage !== "waiting") return null
  return entry.passedOver.length === 0 ? "fresh" : "marked"
}

export const queueKey = (rules: Rules, campaign: Campaign, { id, entry }: Interaction): QueueKey => {
  const { priority, enteredAt } = entry
  return { rank: orderOf(rules, campaign.settings.order).rank({ priority, enteredAt }), enteredAt, id }
}

/** An interaction came, changed or left. `before` and `after` may belong to different campaigns. */
export function interactionChanged(
  draft: IndexDraft,
  campaigns: Vector<Campaign>,
  before: Interaction | undefined,
  after: Interaction | undefined
): void {
  if (before !== undefined && (after === undefined || moved(before, after)))
    leave(draft, at(campaigns, before.campaign), before)
  if (after !== undefined && (before === undefined || moved(before, after)))
    enter(draft, at(campaigns, after.campaign), after)
  const id = (after ?? before)?.id ?? ""
  const due = (of: (one: Interaction) => number | null, kind: number): void =>
    moveDeadline(draft, { kind, id }, before === undefined ? null : of(before), after === undefined ? null : of(after))
  due(offerDue, OFFER)
  due(retryDue, RETRY)
  due(dropoutDue, DROPOUT)
  due(chatLimitDue, CHAT_LIMIT)
  // An offer that ended leaves an entry to be offered anew, even where its place in the queue is the one it had.
  if (after !== undefined && isUnoffered(after) && before !== after) draft.tryCampaigns.add(after.campaign)
}

/** Whether the two stand at different places of the campaign's index. */
const moved = (before: Interaction, after: Interaction): boolean =>
  before.campaign !== after.campaign ||
  before.stage !== after.stage ||
  queueOf(before) !== queueOf(after) ||
  before.entry.ordinal !== after.entry.ordinal

function leave(draft: IndexDraft, campaign: Campaign, interaction: Interaction): void {
  const index = editCampaign(draft, campaign.number)
  const queue = queueOf(interaction)
  index.total -= 1
  if (interaction.stage === "offered") index.offered -= 1
  if (queue !== null)
    index[queue] = orderedDelete(index[queue], queueKey(draft.rules, campaign, interaction), draft.owner)
  if (counted(interaction)) {
    if (watchesEmptiness(campaign)) {
      index.entered = orderedDelete(index.entered, enteredKey(interaction), draft.owner)
      refreshNobody(draft, campaign)
    }
    if (orderedSize(index.backlog) > 0) draft.admit.add(campaign.number)
  }
  refreshWaiting(draft, campaign.number, index)
}

function enter(draft: IndexDraft, campaign: Campaign, interaction: Interaction): void {
  const index = editCampaign(draft, campaign.number)
  const queue = queueOf(interaction)
  index.total += 1
  if (interaction.stage === "offered") index.offered += 1
  if (queue !== null) index[queue] = orderedAdd(index[queue], queueKey(draft.rules, campaign, interaction), draft.owner)
  if (queue === "backlog") draft.admit.add(campaign.number)
  if (counted(interaction) && watchesEmptiness(campaign)) {
    index.entered = orderedAdd(index.entered, enteredKey(interaction), draft.owner)
    refreshNobody(draft, campaign)
  }
  refreshWaiting(draft, campaign.number, index)
}

const counted = ({ stage }: Interaction): boolean => stage === "waiting" || stage === "offered"
const watchesEmptiness = (campaign: Campaign): boolean =>
  campaign.kind === "live" && campaign.settings.leaveWhenEmptySeconds > 0
const enteredKey = ({ id, entry }: Interaction) => ({ waitingSince: entry.waitingSince, id })

function refreshWaiting(draft: IndexDraft, number: number, index: CampaignIndex): void {
  const waits = hasUnoffered(index)
  if (waits === bitsHas(draft.waiting, number)) return
  draft.waiting = waits ? bitsSet(draft.waiting, number, draft.owner) : bitsClear(draft.waiting, number, draft.owner)
}

/** Live work leaves so many seconds after the later of its entry and the last member's going. */
export function refreshNobody(draft: IndexDraft, campaign: Campaign): void {
  const index = editCampaign(draft, campaign.number)
  const oldest = orderedFirst(index.entered)
  const due =
    oldest === undefined || campaign.emptySince === null || !watchesEmptiness(campaign)
      ? null
      : Math.max(oldest.waitingSince, campaign.emptySince) + campaign.settings.leaveWhenEmptySeconds * 1_000
  moveDeadline(draft, { kind: NOBODY, id: campaign.name }, index.nobodyAt, due)
  index.nobodyAt = due
}

/** Whether an entry from the backlog may come in. */
export const hasRoom = (campaign: Campaign, index: CampaignIndex): boolean =>
  campaign.settings.queueMax === 0 || queuedCount(index) < campaign.settings.queueMax

/** A campaign came or its record was replaced (its members are told apart by `memberChanged`). */
export function campaignChanged(
  draft: IndexDraft,
  before: Campaign | undefined,
  after: Campaign,
  interactions: Hamt<Interaction>
): void {
  if (before === undefined) {
    while (vectorLength(draft.campaigns) <= after.number)
      draft.campaigns = vectorPush(draft.campaigns, emptyCampaignIndex(draft.owner), draft.owner)
    return
  }
  if (before.emptySince !== after.emptySince && watchesEmptiness(after)) refreshNobody(draft, after)
  if (before.settings === after.settings && before.enabled === after.enabled) return
  const { settings } = after
  const was = before.settings
  if (settings.order !== was.order || watchesEmptiness(before) !== watchesEmptiness(after))
    rebuildQueue(draft, after, interactions)
  if (
    settings.eligibility !== was.eligibility ||
    settings.delivery !== was.delivery ||
    settings.perAgentMax !== was.perAgentMax
  )
    rebuildMembers(draft, after)
  refreshNobody(draft, after)
  draft.tryCampaigns.add(after.number)
  draft.admit.add(after.number)
}

/** All entries of a campaign anew: its order changed. O(open interactions of the centre). */
function rebuildQueue(draft: IndexDraft, campaign: Campaign, interactions: Hamt<Interaction>): void {
  const index = editCampaign(draft, campaign.number)
  for (const queue of ["fresh", "marked", "backlog"] as const) index[queue] = emptyOrderedSet(compareQueueKeys)
  index.entered = emptyCampaignIndex(draft.owner).entered
  for (const interaction of hamtValues(interactions)) {
    if (interaction.campaign !== campaign.number) continue
    const queue = queueOf(interaction)
    if (queue !== null)
      index[queue] = orderedAdd(index[queue], queueKey(draft.rules, campaign, interaction), draft.owner)
    if (counted(interaction) && watchesEmptiness(campaign))
      index.entered = orderedAdd(index.entered, enteredKey(interaction), draft.owner)
  }
}
