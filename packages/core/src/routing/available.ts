/** How many members could be offered work of a campaign now; of a pull campaign, how many could take it. */
import type { Campaign } from "../campaign/index.ts"
import { campaignHolds } from "./conditions.ts"
import { availableCount } from "./eligible.ts"
import type { Reading } from "./queue-order.ts"

/**
 * Members who pass every condition that does not depend on the interaction; busy ones who may have more among them.
 * 0 while the campaign itself may offer nothing. O(agents ÷ 32).
 */
export function availableMembers({ rules, indexes }: Reading, campaign: Campaign): number {
  return campaignHolds(rules.conditions, campaign) ? availableCount({ rules, ...indexes }, campaign) : 0
}
