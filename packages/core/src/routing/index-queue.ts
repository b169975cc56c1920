/** Indexes over interactions: queues in order, by what they require; what is offered; deadlines. */
import type { Campaign } from "../campaign/index.ts"
import { isUnoffered, type Interaction } from "../interaction/index.ts"
import { bitsClear, bitsHas, bitsSet } from "../kernel/bits.ts"
import { orderedAdd, orderedDelete, orderedFirst, orderedSize, type OrderedSet } from "../kernel/ordered-set.ts"
import type { Vector } from "../kernel/vector.ts"
import {
  classKey,
  compareIds,
  emptyQueue,
  hasUnoffered,
  queuedCount,
  type CampaignIndex,
  type QueueKey
} from "./campaign-index.ts"
import {
  chatLimitDue,
  CHAT_LIMIT,
  DROPOUT,
  dropoutDue,
  NOBODY,
  OFFER,
  offerDue,
  PREFERRED_WINDOW,
  RETRY,
  retryDue,
  STEP,
  stepDue,
  TRANSFER,
  transferDue,
  windowDue
} from "./deadlines.ts"
import { editCampaign, moveDeadline } from "./index-edit.ts"
import { hasWindow, windowAdded, windowRemoved } from "./index-windows.ts"
import { orderOf, type Rules } from "./rules.ts"
import { at, type IndexDraft } from "./view.ts"

/** One priority point in the unit of ranks: points gained a minute times ms waited are whole in it. */
export const RANK_PER_PRIORITY = 60_000

/**
 * The place of an entry. With ageing, priority − points × minutes waited orders entries of one campaign as
 * priority × 60,000 + points × entered-at does, which does not change while they wait; exact for whole numbers.
 */
export const queueKey = (rules: Rules, { settings }: Campaign, { id, entry }: Interaction): QueueKey => {
  const { priority, enteredAt } = entry
  const rank = orderOf(rules, settings.order).rank({ priority, enteredAt }) * RANK_PER_PRIORITY
  return { rank: rank + settings.ageingPoints * enteredAt, enteredAt, id }
}

type Where = "fresh" | "marked" | "windowed" | "backlog"

const whereOf = ({ stage, entry }: Interaction): Where | null => {
  if (stage === "backlog") return "backlog"
  if (stage !== "waiting") return null
  if (entry.preferred !== null) return "windowed"
  return entry.passedOver.length === 0 ? "fresh" : "marked"
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
  for (const { kind, dueOf } of DUES) {
    const from = before === undefined ? null : dueOf(before)
    const to = after === undefined ? null : dueOf(after)
    // Of seven mostly one moves at most: what names the deadline is made for that one only.
    if (from !== to) moveDeadline(draft, { kind, id: (after ?? before)?.id ?? "" }, from, to)
  }
  if (after !== undefined && before !== after) look(draft, after)
}

const DUES = [
  { kind: OFFER, dueOf: offerDue },
  { kind: RETRY, dueOf: retryDue },
  { kind: PREFERRED_WINDOW, dueOf: windowDue },
  { kind: STEP, dueOf: stepDue },
  { kind: DROPOUT, dueOf: dropoutDue },
  { kind: CHAT_LIMIT, dueOf: chatLimitDue },
  { kind: TRANSFER, dueOf: transferDue }
]

/** What the entry as it is now leaves to be done: to be offered (also where its place is the one it had), to move on. */
function look(draft: IndexDraft, after: Interaction): void {
  const { preferred, overflowTo } = after.entry
  if (isUnoffered(after)) {
    if (preferred === null) draft.tryCampaigns.add(after.campaign)
    else draft.tryWindows.add(preferred.agentId)
  }
  if (overflowTo !== null && (after.stage === "waiting" || after.stage === "backlog")) draft.overflow.add(after.id)
}

/** Whether the two stand at different places of the campaign's index. */
const moved = (before: Interaction, after: Interaction): boolean =>
  before.campaign !== after.campaign ||
  before.stage !== after.stage ||
  whereOf(before) !== whereOf(after) ||
  before.entry.ordinal !== after.entry.ordinal ||
  before.entry.requirement !== after.entry.requirement ||
  before.entry.preferred?.agentId !== after.entry.preferred?.agentId

function leave(draft: IndexDraft, campaign: Campaign, interaction: Interaction): void {
  const index = editCampaign(draft, campaign.number)
  index.total -= 1
  if (interaction.stage === "offered") index.offered -= 1
  const where = whereOf(interaction)
  if (where !== null) {
    const key = queueKey(draft.rules, campaign, interaction)
    place(index, where, interaction.entry, (queue) => orderedDelete(queue, key, draft.owner))
  }
  if (where !== null && where !== "backlog") index.unoffered -= 1
  const { preferred } = interaction.entry
  if (preferred !== null && hasWindow(interaction)) {
    const key = { ...queueKey(draft.rules, campaign, interaction), campaign: campaign.number }
    draft.windows = windowRemoved(draft.windows, preferred.agentId, key, draft.owner)
  }
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
  index.total += 1
  if (interaction.stage === "offered") index.offered += 1
  const where = whereOf(interaction)
  if (where !== null) {
    const key = queueKey(draft.rules, campaign, interaction)
    place(index, where, interaction.entry, (queue) => orderedAdd(queue, key, draft.owner))
  }
  if (where !== null && where !== "backlog") index.unoffered += 1
  if (where === "backlog") draft.admit.add(campaign.number)
  const { preferred } = interaction.entry
  if (preferred !== null && hasWindow(interaction)) {
    const key = { ...queueKey(draft.rules, campaign, interaction), campaign: campaign.number }
    draft.windows = windowAdded(draft.windows, preferred.agentId, key, draft.owner)
  }
  if (counted(interaction) && watchesEmptiness(campaign)) {
    index.entered = orderedAdd(index.entered, enteredKey(interaction), draft.owner)
    refreshNobody(draft, campaign)
  }
  refreshWaiting(draft, campaign.number, index)
}

type Edit = (queue: OrderedSet<QueueKey>) => OrderedSet<QueueKey>

/** Edits the queue in which the entry stands; a class comes with its first entry and goes with its last. */
function place(index: CampaignIndex, where: Where, { requirement }: Interaction["entry"], edit: Edit): void {
  if (where === "windowed" || where === "backlog") {
    index[where] = edit(index[where])
    return
  }
  const { classes } = index
  const key = classKey(requirement)
  const nth = classes.findIndex((one) => one.key === key)
  const before = classes[nth] ?? { key, requirement, fresh: NO_QUEUE, marked: NO_QUEUE }
  const edited = edit(before[where])
  const after = where === "fresh" ? { ...before, fresh: edited } : { ...before, marked: edited }
  const isEmpty = orderedSize(after.fresh) === 0 && orderedSize(after.marked) === 0
  if (nth < 0) index.classes = isEmpty ? classes : [...classes, after].sort(byKey)
  else index.classes = isEmpty ? classes.filter((one) => one.key !== key) : classes.with(nth, after)
}

const NO_QUEUE = emptyQueue()

const byKey = (a: { readonly key: string }, b: { readonly key: string }): number => compareIds(a.key, b.key)

/** Waiting or offered: what the ACD counts. */
const counted = ({ stage }: Interaction): boolean => stage === "waiting" || stage === "offered"

export const watchesEmptiness = (campaign: Campaign): boolean =>
  campaign.kind === "live" && campaign.settings.leaveWhenEmptySeconds > 0

const enteredKey = ({ id, entry }: Interaction) => ({ waitingSince: entry.waitingSince, id })

function refreshWaiting(draft: IndexDraft, number: number, index: CampaignIndex): void {
  if (bitsHas(draft.weighted, number)) draft.weigh.add(number)
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

/** All entries of a campaign out of its queues, or into them: its order changes. O(open interactions of the centre). */
export function enterAll(draft: IndexDraft, campaign: Campaign, interactions: Iterable<Interaction>): void {
  for (const interaction of interactions)
    if (interaction.campaign === campaign.number) enter(draft, campaign, interaction)
}

export function leaveAll(draft: IndexDraft, campaign: Campaign, interactions: Iterable<Interaction>): void {
  for (const interaction of interactions)
    if (interaction.campaign === campaign.number) leave(draft, campaign, interaction)
}
