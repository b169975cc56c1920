/** A campaign's queue in the order in which it is served: what waits and what is offered keeps its place. */
import type { Campaign } from "../campaign/index.ts"
import type { Interaction } from "../interaction/index.ts"
import { hamtGet, hamtValues } from "../kernel/hamt.ts"
import { orderedAfter, orderedFrom, type OrderedSet } from "../kernel/ordered-set.ts"
import { compareQueueKeys, unofferedQueues, type QueueKey } from "./campaign-index.ts"
import { queueKey } from "./index-queue.ts"
import type { Rules } from "./rules.ts"
import { at, type Indexes, type RoutingFacts } from "./view.ts"

/** What a view over routing reads. */
export interface Reading {
  readonly rules: Rules
  readonly facts: RoutingFacts
  readonly indexes: Indexes
}

/** Interactions of the campaign that are offered, in no order. Whoever has an offer is a member. O(members). */
export function offeredIn(facts: RoutingFacts, campaign: Campaign): ReadonlyArray<Interaction> {
  const found = new Map<string, Interaction>()
  for (const member of hamtValues(campaign.members)) {
    if (member.held === member.active) continue
    for (const held of at(facts.agents, member.agent).offered) {
      const interaction =
        held.campaign === campaign.number ? hamtGet(facts.interactions, held.interactionId) : undefined
      if (interaction !== undefined && held.via === "offer") found.set(interaction.id, interaction)
    }
  }
  return [...found.values()]
}

/** The keys behind `after`, lazily; all without it. */
function* behind(set: OrderedSet<QueueKey>, after: QueueKey | undefined): IterableIterator<QueueKey> {
  if (after === undefined) return yield* orderedFrom(set)
  const next = orderedAfter(set, after)
  if (next !== undefined) yield* orderedFrom(set, next)
}

/** Waiting and offered, in order, behind `after`. Lazy: O(members) to begin, then O(1) a step. */
export function* queueInOrder(
  { rules, facts, indexes }: Reading,
  campaign: Campaign,
  after?: QueueKey
): IterableIterator<QueueKey> {
  const queues = unofferedQueues(at(indexes.campaigns, campaign.number))
  const offered = offeredIn(facts, campaign)
    .map((interaction) => queueKey(rules, campaign, interaction))
    .filter((key) => after === undefined || compareQueueKeys(key, after) > 0)
    .sort(compareQueueKeys)
  const sources = [...queues.map((queue) => behind(queue, after)), offered.values()]
  const heads = sources.map((source) => source.next().value)
  for (;;) {
    let least: number | undefined
    heads.forEach((head, index) => {
      const best = least === undefined ? undefined : heads[least]
      if (head !== undefined && (best === undefined || compareQueueKeys(head, best) < 0)) least = index
    })
    const head = least === undefined ? undefined : heads[least]
    if (least === undefined || head === undefined) return
    yield head
    heads[least] = sources[least]?.next().value
  }
}

/** The backlog, in order, behind `after`. */
export const backlogInOrder = (
  { indexes }: Reading,
  campaign: Campaign,
  after?: QueueKey
): IterableIterator<QueueKey> => behind(at(indexes.campaigns, campaign.number).backlog, after)
