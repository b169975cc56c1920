/**
 * Agents in the order of a standing delivery rule, one order for all campaigns, so that a change of an agent costs the
 * same however many campaigns they are in. Agents whose ratio has a whole of its own stand apart from those measured
 * against each campaign's maximum: within either list the order is the same everywhere.
 */
import { loadOf, type Agent } from "../agent/index.ts"
import { emptyOrderedSet, orderedAdd, orderedDelete, type OrderedSet } from "../kernel/ordered-set.ts"
import type { Owner } from "../kernel/owner.ts"
import type { StandingDelivery, StandingView } from "./strategy.ts"

export interface StandingKey {
  readonly part: number
  readonly whole: number
  readonly agent: number
}

export interface StandingOrder {
  readonly name: string
  /** Campaigns that use the rule. */
  readonly campaigns: number
  readonly own: OrderedSet<StandingKey>
  /** `whole` is 1: to be replaced by the campaign's maximum. */
  readonly measured: OrderedSet<StandingKey>
}

/** Compared by cross-multiplication: exact for whole numbers. */
export const compareRatios = (a: Omit<StandingKey, "agent">, b: Omit<StandingKey, "agent">): number =>
  a.part * b.whole - b.part * a.whole

const compareStanding = (a: StandingKey, b: StandingKey): number => compareRatios(a, b) || a.agent - b.agent

export const emptyStandingOrder = (name: string, campaigns: number): StandingOrder => ({
  name,
  campaigns,
  own: emptyOrderedSet(compareStanding),
  measured: emptyOrderedSet(compareStanding)
})

export const standingView = (agent: Agent): StandingView => ({
  agentId: agent.id,
  load: loadOf(agent),
  capacity: agent.capacity,
  lastEndedAt: agent.lastEndedAt,
  freeSince: agent.freeSince
})

interface Place {
  readonly list: "own" | "measured"
  readonly key: StandingKey
}

function placeOf(rule: StandingDelivery, agent: Agent): Place {
  const { part, whole } = rule.ratio(standingView(agent))
  // Who has a capacity of 0 receives nothing; a ratio needs a whole that is more.
  if (whole === null) return { list: "measured", key: { part, whole: 1, agent: agent.number } }
  return { list: "own", key: { part, whole: Math.max(whole, 1), agent: agent.number } }
}

/** The order after an agent came or changed. O(log agents). */
export function standingChanged(
  order: StandingOrder,
  rule: StandingDelivery,
  change: { readonly before: Agent | undefined; readonly after: Agent; readonly owner: Owner }
): StandingOrder {
  const { before, after, owner } = change
  const is = placeOf(rule, after)
  const was = before === undefined ? undefined : placeOf(rule, before)
  // Not by the order: 1 of 2 stands where 2 of 4 does, and is another key.
  if (was?.list === is.list && was.key.part === is.key.part && was.key.whole === is.key.whole) return order
  const left = was === undefined ? order : { ...order, [was.list]: orderedDelete(order[was.list], was.key, owner) }
  return { ...left, [is.list]: orderedAdd(left[is.list], is.key, owner) }
}
