/** What a campaign's own record comes to in the indexes: its costs, its rules, its weight; and what a change rebuilds. */
import type { Campaign } from "../campaign/index.ts"
import { bitsClear, bitsHas, bitsSet, forEachBoth } from "../kernel/bits.ts"
import { hamtValues } from "../kernel/hamt.ts"
import { orderedFrom } from "../kernel/ordered-set.ts"
import { vectorLength, vectorPush } from "../kernel/vector.ts"
import { emptyCampaignIndex } from "./campaign-index.ts"
import { SCHEDULE } from "./deadlines.ts"
import { moveDeadline } from "./index-edit.ts"
import { costUsed, deliveryUsed, eligibilityUsed, tryAgent } from "./index-agents.ts"
import { rebuildMembers } from "./index-members.ts"
import { enterAll, leaveAll, refreshNobody, watchesEmptiness } from "./index-queue.ts"
import { eligibilityOf } from "./rules.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { at, type IndexDraft, type RoutingFacts } from "./view.ts"

type Facts = Pick<RoutingFacts, "agents" | "interactions">

/** A campaign came or its record was replaced (its members are told apart by `memberChanged`). */
export function campaignChanged(draft: IndexDraft, before: Campaign | undefined, after: Campaign, facts: Facts): void {
  moveDeadline(draft, { kind: SCHEDULE, id: after.name }, before?.turnsAt ?? null, after.turnsAt)
  if (before === undefined) {
    while (vectorLength(draft.campaigns) <= after.number)
      draft.campaigns = vectorPush(draft.campaigns, emptyCampaignIndex(draft.owner), draft.owner)
    costUsed(draft, facts, after.cost, 1)
    eligibilityUsed(draft, facts, after.settings.eligibility, 1)
    deliveryUsed(draft, facts, after.settings.delivery, 1)
    refreshWeighted(draft, after)
    return
  }
  if (before.emptySince !== after.emptySince && watchesEmptiness(after)) refreshNobody(draft, after)
  if (
    before.settings === after.settings &&
    before.enabled === after.enabled &&
    before.open === after.open &&
    before.cost === after.cost
  )
    return
  if (before.cost !== after.cost) {
    costUsed(draft, facts, before.cost, -1)
    costUsed(draft, facts, after.cost, 1)
  }
  rebuild(draft, before, after, facts)
  refreshNobody(draft, after)
  if (after.settings.weight < before.settings.weight) letGo(draft, after, facts)
  refreshWeighted(draft, after)
  draft.tryCampaigns.add(after.number)
  for (const { id } of orderedFrom(at(draft.campaigns, after.number).windowed)) {
    const agentId = hamtGet(facts.interactions, id)?.entry.preferred?.agentId
    if (agentId !== undefined) draft.tryWindows.add(agentId)
  }
  draft.admit.add(after.number)
}

/** Members kept from other work by a weight that is less now: they may have some of it. O(members kept). */
function letGo(draft: IndexDraft, { number }: Campaign, { agents }: Facts): void {
  const { takers } = at(draft.campaigns, number)
  forEachBoth(takers, takers, (agent) => tryAgent(draft, at(agents, agent)))
}

/** What settings change of the queue's order and of the members'. */
function rebuild(draft: IndexDraft, before: Campaign, after: Campaign, facts: Facts): void {
  const { settings } = after
  const was = before.settings
  if (
    settings.order !== was.order ||
    settings.ageingPoints !== was.ageingPoints ||
    watchesEmptiness(before) !== watchesEmptiness(after)
  ) {
    leaveAll(draft, before, hamtValues(facts.interactions))
    enterAll(draft, after, hamtValues(facts.interactions))
  }
  if (settings.eligibility !== was.eligibility) {
    eligibilityUsed(draft, facts, was.eligibility, -1)
    eligibilityUsed(draft, facts, settings.eligibility, 1)
  }
  if (settings.delivery !== was.delivery) {
    deliveryUsed(draft, facts, was.delivery, -1)
    deliveryUsed(draft, facts, settings.delivery, 1)
  }
  if (
    settings.eligibility !== was.eligibility ||
    settings.delivery !== was.delivery ||
    settings.perAgentMax !== was.perAgentMax
  )
    rebuildMembers(draft, after)
}

/** Whether the campaign can keep members from work of lower weight: under push it is served first anyway. */
function refreshWeighted(draft: IndexDraft, { number, settings }: Campaign): void {
  const { mode } = eligibilityOf(draft.rules, settings.eligibility)
  const weighted = mode === "pull" && settings.weight > 0
  if (weighted || bitsHas(draft.weighted, number)) draft.weigh.add(number)
  draft.weighted = weighted
    ? bitsSet(draft.weighted, number, draft.owner)
    : bitsClear(draft.weighted, number, draft.owner)
}
