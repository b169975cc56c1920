/**
 * Strategies: who may receive, who among them, in which order the queue is served. Each is a value; one of your own
 * needs no change here. Their functions are pure: same arguments, same answer.
 */
import type { AgentId, Instant, Media } from "../kernel/fields.ts"

/** What an eligibility rule sees of an agent. */
export interface AgentView {
  readonly agentId: AgentId
  /** Interactions that count: those owned and, when a further offer is decided, those offered. */
  readonly interactions: number
}

/** Who may receive, beyond what every rule asks (connected, member, not paused, not on a break, not in wrap-up …). */
export interface Eligibility {
  readonly name: string
  /** `push`: work is offered. `pull`: agents take it from the pending ones. */
  readonly mode: "push" | "pull"
  readonly media: Media
  /** How many interactions of the campaign one agent may hold: one, as many as the campaign says, or any number. */
  readonly atOnce: "one" | "per-agent-max" | "unlimited"
  readonly mayReceive: (agent: AgentView) => boolean
}

/** What a delivery rule sees of a member. */
export interface MemberView {
  readonly agentId: AgentId
  readonly ordinal: number
  readonly position: number
  readonly penalty: number
  /** End of the last interaction of this campaign; null = never. */
  readonly lastEndedAt: Instant | null
}

/** Lowest key first, ties by position, then id; `from` after the member last offered it goes round in a circle. */
export interface KeyedDelivery {
  readonly name: string
  readonly kind: "keyed"
  readonly from: "first" | "after-last-offered"
  readonly key: (member: MemberView) => number
}

/** Each eligible member draws uniformly in [0, range(penalty)); the lowest wins. */
export interface DrawnDelivery {
  readonly name: string
  readonly kind: "drawn"
  readonly range: (penalty: number) => number
}

export type Delivery = KeyedDelivery | DrawnDelivery

/** What an order rule sees of an entry. */
export interface EntryView {
  readonly priority: number
  readonly enteredAt: Instant
}

/** Lowest rank is served first; ties by entered-at, then id. The rank must not change while the entry waits. */
export interface Order {
  readonly name: string
  readonly rank: (entry: EntryView) => number
}

export interface Strategies {
  readonly eligibility: ReadonlyArray<Eligibility>
  readonly delivery: ReadonlyArray<Delivery>
  readonly order: ReadonlyArray<Order>
}

/** Calls and other work are ignored; several at once, up to the campaign's maximum per agent. */
export const nocall: Eligibility = {
  name: "nocall",
  mode: "push",
  media: "text",
  atOnce: "per-agent-max",
  mayReceive: () => true
}

/** Only agents without any other interaction. */
export const interaction: Eligibility = {
  name: "interaction",
  mode: "push",
  media: "text",
  atOnce: "one",
  mayReceive: (agent) => agent.interactions === 0
}

/** Agents pick any waiting interaction. */
export const ringallmultiple: Eligibility = {
  name: "ringallmultiple",
  mode: "pull",
  media: "text",
  atOnce: "unlimited",
  mayReceive: () => true
}

/** In a circle of joining order, after the member last offered. */
export const rrmemory: Delivery = {
  name: "rrmemory",
  kind: "keyed",
  from: "after-last-offered",
  key: (member) => member.ordinal
}

/** Longest since the end of their last interaction of this campaign; never = first. */
export const leastrecent: Delivery = {
  name: "leastrecent",
  kind: "keyed",
  from: "first",
  key: (member) => member.lastEndedAt ?? -1
}

/** Each draws in [0, (1 + penalty) × 1000). Source: the weighted random of the queue engine this field grew up on. */
export const wrandom: Delivery = { name: "wrandom", kind: "drawn", range: (penalty) => (1 + penalty) * 1_000 }

/** Priority, 1 best. */
export const priority: Order = { name: "priority", rank: (entry) => entry.priority }

export const builtIn: Strategies = {
  eligibility: [nocall, interaction, ringallmultiple],
  delivery: [rrmemory, leastrecent, wrandom],
  order: [priority]
}
