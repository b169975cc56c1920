export { availableMembers } from "./available.ts"
export * as BuiltIn from "./built-in.ts"
export { queuedCount, hasUnoffered, unofferedQueues, type CampaignIndex, type QueueKey } from "./campaign-index.ts"
export {
  agentHolds,
  atOnce,
  campaignHolds,
  capacityHolds,
  conditions,
  entryHolds,
  memberHolds,
  standingReason,
  weightHolds,
  type Conditions,
  type Reason
} from "./conditions.ts"
export {
  ABSENCE,
  BREAK_OVERDUE,
  CHAT_LIMIT,
  DAY,
  DROPOUT,
  isUnowned,
  NOBODY,
  OFFER,
  PREFERRED_WINDOW,
  RETRY,
  SCHEDULE,
  STEP,
  TRANSFER,
  WRAP_UP,
  type Deadline
} from "./deadlines.ts"
export { campaignRequirement, refreshTakers } from "./eligible.ts"
export {
  explainInteraction,
  MEMBERS_EXPLAINED_MAX,
  PLACES_COUNTED_MAX,
  type Explanation,
  type Gap,
  type MemberVerdict
} from "./explain.ts"
export {
  CAMPAIGNS_EXPLAINED_MAX,
  ENTRIES_LOOKED_AT_MAX,
  explainAgent,
  type CampaignVerdict,
  type IdleExplanation
} from "./explain-agent.ts"
export { hindrances, type Match } from "./hindrances.ts"
export { agentChanged } from "./index-agents.ts"
export { campaignChanged } from "./index-campaigns.ts"
export { moveDeadline } from "./index-edit.ts"
export { memberChanged } from "./index-members.ts"
export { hasRoom, interactionChanged, RANK_PER_PRIORITY } from "./index-queue.ts"
export { windowsOf } from "./index-windows.ts"
export { firstTakeable } from "./takeable.ts"
export { nextOffer, type Next } from "./next-offer.ts"
export { backlogInOrder, offeredIn, queueInOrder, type Reading } from "./queue-order.ts"
export { deliveryOf, eligibilityOf, faultOf, makeRules, orderOf, prefers, type Part, type Rules } from "./rules.ts"
export { builtIn } from "./built-in.ts"
export {
  PREFERRED,
  RING_MAX,
  type AgentView,
  type Delivery,
  type DrawnDelivery,
  type Eligibility,
  type EntryView,
  type KeyedDelivery,
  type MemberView,
  type Order,
  type RequirementView,
  type RingDelivery,
  type ScoredDelivery,
  type SkilledDelivery,
  type StandingDelivery,
  type StandingView,
  type Strategies
} from "./strategy.ts"
export {
  agentById,
  at,
  campaignByName,
  draftIndexes,
  emptyIndexes,
  frozenIndexes,
  type IndexDraft,
  type Indexes,
  type RoutingFacts
} from "./view.ts"
export { vocabulary, type Word } from "./vocabulary.ts"
