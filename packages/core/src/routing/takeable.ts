/** What an agent may take of a pull campaign. */
import type { Agent } from "../agent/index.ts"
import { memberOf, type Campaign } from "../campaign/index.ts"
import type { InteractionId } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { orderedFrom } from "../kernel/ordered-set.ts"
import { compareQueueKeys, unofferedQueues, type QueueKey } from "./campaign-index.ts"
import { hindrances } from "./hindrances.ts"
import type { Reading } from "./queue-order.ts"
import { at } from "./view.ts"

/** The first in the queue's order that this agent may take; null when there is none. O(classes + those passed over). */
export function firstTakeable(reading: Reading, campaign: Campaign, agent: Agent): InteractionId | null {
  let best: QueueKey | undefined
  for (const queue of unofferedQueues(at(reading.indexes.campaigns, campaign.number))) {
    const key = firstOf(reading, campaign, agent, orderedFrom(queue))
    if (key !== undefined && (best === undefined || compareQueueKeys(key, best) < 0)) best = key
  }
  return best?.id ?? null
}

/** Reasons that are the entry's own: others of its class, behind it, may be free of them. */
const OWN: ReadonlySet<string> = new Set(["passed-over", "preferred-window"])

function firstOf(reading: Reading, campaign: Campaign, agent: Agent, keys: Iterable<QueueKey>): QueueKey | undefined {
  const member = memberOf(campaign, agent.id)
  for (const key of keys) {
    const entry = hamtGet(reading.facts.interactions, key.id)?.entry
    if (entry === undefined) continue
    const reasons = hindrances(reading, { campaign, agent, member, entry })
    if (reasons.length === 0) return key
    if (!reasons.every((reason) => OWN.has(reason)) && entry.preferred === null) return undefined
  }
  return undefined
}
