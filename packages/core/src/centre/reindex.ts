/** All indexes anew from the facts: after a replay, and as the model that incremental upkeep is held against. */
import { hamtValues } from "../kernel/hamt.ts"
import { newOwner } from "../kernel/owner.ts"
import { vectorValues } from "../kernel/vector.ts"
import {
  agentChanged,
  campaignChanged,
  DAY,
  draftIndexes,
  emptyIndexes,
  frozenIndexes,
  interactionChanged,
  memberChanged,
  moveDeadline,
  refreshTakers,
  type Indexes,
  type Rules
} from "../routing/index.ts"
import type { Facts } from "./state.ts"

export function reindex(rules: Rules, facts: Facts): Indexes {
  const draft = draftIndexes(rules, emptyIndexes(), newOwner())
  for (const { zone, endsAt } of facts.tenant.days) moveDeadline(draft, { kind: DAY, id: zone }, null, endsAt)
  for (const agent of vectorValues(facts.agents)) agentChanged(draft, undefined, agent)
  for (const campaign of vectorValues(facts.campaigns)) {
    campaignChanged(draft, undefined, campaign, facts)
    for (const member of hamtValues(campaign.members)) memberChanged(draft, campaign, undefined, member)
  }
  for (const interaction of hamtValues(facts.interactions))
    interactionChanged(draft, facts.campaigns, undefined, interaction)
  refreshTakers(draft, facts)
  return frozenIndexes(draft)
}
