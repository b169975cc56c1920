/** How many members could be offered work of a campaign now; of a pull campaign, how many could take it. */
import type { Campaign } from "../campaign/index.ts"
import { countBoth } from "../kernel/bits.ts"
import { campaignHolds } from "./conditions.ts"
import { availableTo } from "./next-offer.ts"
import type { Reading } from "./queue-order.ts"
import { at } from "./view.ts"

/**
 * Members who pass every condition that does not depend on the interaction; busy ones who may have more among them.
 * 0 while the campaign itself may offer nothing. O(agents ÷ 32).
 */
export function availableMembers({ rules, indexes }: Reading, campaign: Campaign): number {
  if (!campaignHolds(rules.conditions, campaign)) return 0
  return countBoth(
    availableTo({ rules, available: indexes.available }, campaign),
    at(indexes.campaigns, campaign.number).open
  )
}
