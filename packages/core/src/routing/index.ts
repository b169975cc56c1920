export { availableMembers } from "./available.ts"
export { queuedCount, hasUnoffered, type CampaignIndex, type QueueKey } from "./campaign-index.ts"
export {
  agentHolds,
  atOnce,
  campaignHolds,
  conditions,
  entryHolds,
  memberHolds,
  standingReason,
  type Conditions,
  type Reason
} from "./conditions.ts"
export { ABSENCE, CHAT_LIMIT, DAY, DROPOUT, NOBODY, OFFER, RETRY, WRAP_UP, type Deadline } from "./deadlines.ts"
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
export { agentChanged, memberChanged } from "./index-members.ts"
export { moveDeadline } from "./index-edit.ts"
export { campaignChanged, hasRoom, interactionChanged } from "./index-queue.ts"
export { backlogInOrder, offeredIn, queueInOrder, type Reading } from "./queue-order.ts"
export { availableTo, nextOffer, type Next } from "./next-offer.ts"
export { deliveryOf, eligibilityOf, faultOf, makeRules, orderOf, type Part, type Rules } from "./rules.ts"
export {
  builtIn,
  interaction,
  leastrecent,
  nocall,
  priority,
  ringallmultiple,
  rrmemory,
  wrandom,
  type AgentView,
  type Delivery,
  type DrawnDelivery,
  type Eligibility,
  type EntryView,
  type KeyedDelivery,
  type MemberView,
  type Order,
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
