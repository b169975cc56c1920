/**
 * Strategies: who may receive, who among them, in which order the queue is served. Each is a value; one of your own
 * needs no change here. Their functions are pure: same arguments, same answer. The domain's own are in `built-in.ts`.
 */
import type { AgentId, Instant, Media, Skill } from "../kernel/fields.ts"

/** What an eligibility rule sees of an agent. What is offered counts as what it would become. */
export interface AgentView {
  readonly agentId: AgentId
  /** Text interactions owned and, when a further offer is decided, offered. */
  readonly interactions: number
  /** Voice interactions, likewise. */
  readonly calls: number
}

/** Who may receive, beyond what every rule asks (connected, member, not paused, not on a break, not in wrap-up …). */
export interface Eligibility {
  readonly name: string
  /** Raised when the rule comes to mean something else, so that an old decision is not explained by the new rule. */
  readonly version?: number
  /** `push`: work is offered. `pull`: agents take it from the pending ones. */
  readonly mode: "push" | "pull"
  /** Under pull: the first in the queue's order that the agent may have, or any (the default). */
  readonly picks?: "first" | "any"
  /** Which campaigns may use it. */
  readonly media: Media | "any"
  /** How many interactions of the campaign one agent may hold: one, as many as the campaign says, or any number. */
  readonly atOnce: "one" | "per-agent-max" | "unlimited"
  readonly mayReceive: (agent: AgentView) => boolean
  /** Owning one of its interactions puts the agent on routing hold. */
  readonly holds?: boolean
  /** May receive although on routing hold. */
  readonly ignoresHold?: boolean
  /** Those without any work come first, whatever the delivery rule says of the others. */
  readonly prefersIdle?: boolean
}

/** What a keyed delivery rule sees of a member. */
export interface MemberView {
  readonly agentId: AgentId
  /** The joining number, and the place in the campaign that can be edited. */
  readonly ordinal: number
  readonly position: number
  readonly penalty: number
  /** End of the last interaction of this campaign; null = never. */
  readonly lastEndedAt: Instant | null
  /** Interactions of this campaign that ended since local midnight of its zone. */
  readonly completedToday: number
}

/** What a standing delivery rule sees of an agent, whatever the campaign. */
export interface StandingView {
  readonly agentId: AgentId
  /** Cost of all that is owned and offered. */
  readonly load: number
  /** Most load; null = no limit. */
  readonly capacity: number | null
  /** End of the last interaction of any campaign; null = never. */
  readonly lastEndedAt: Instant | null
  /** When the agent last became free. */
  readonly freeSince: Instant
}

/** What a scored delivery rule sees of the entry it is asked for. */
export interface RequirementView {
  readonly skills: ReadonlyArray<Skill>
}

interface Named {
  readonly name: string
  readonly version?: number
}

/** Lowest key first, ties by position, then id; `from` after the member last offered it goes round in a circle. */
export interface KeyedDelivery extends Named {
  readonly kind: "keyed"
  readonly from: "first" | "after-last-offered"
  readonly key: (member: MemberView) => number
}

/**
 * Lowest ratio of part to whole first, ties by position, then id. It is the agent's, the same in every campaign; a
 * `whole` of null stands for the campaign's maximum per agent. Kept in one order for all campaigns.
 */
export interface StandingDelivery extends Named {
  readonly kind: "standing"
  readonly ratio: (agent: StandingView) => { readonly part: number; readonly whole: number | null }
}

/** Each eligible member draws uniformly in [0, range(penalty)); the lowest wins. Penalty weighs in the draw alone. */
export interface DrawnDelivery extends Named {
  readonly kind: "drawn"
  readonly range: (penalty: number) => number
  /** Whether penalty ranks members on voice before the draw, as it does for every other rule. */
  readonly tiers?: boolean
}

/** All eligible members at once, `RING_MAX` at most; the first to accept has it. */
export interface RingDelivery extends Named {
  readonly kind: "ring"
}

/** Highest total proficiency on the skills the entry requires, ties by position, then id. */
export interface SkilledDelivery extends Named {
  readonly kind: "skilled"
}

/**
 * Lowest score for this very entry, ties by position, then id. Costs a call a candidate: no more than `scan` are looked
 * at, in order of position, and who comes later is not offered it while so many are eligible before them.
 */
export interface ScoredDelivery extends Named {
  readonly kind: "scored"
  readonly scan: number
  readonly score: (
    candidate: StandingView & MemberView & { readonly skills: ReadonlyArray<Skill> },
    requirement: RequirementView
  ) => number
}

export type Delivery =
  | KeyedDelivery
  | StandingDelivery
  | DrawnDelivery
  | RingDelivery
  | SkilledDelivery
  | ScoredDelivery

/** What an order rule sees of an entry. */
export interface EntryView {
  readonly priority: number
  readonly enteredAt: Instant
}

/**
 * Lowest rank is served first; ties by entered-at, then id. In the unit of priorities: a campaign's ageing takes its
 * points off for each minute of waiting. The rank itself must not change while the entry waits.
 */
export interface Order {
  readonly name: string
  readonly version?: number
  readonly rank: (entry: EntryView) => number
}

export interface Strategies {
  readonly eligibility: ReadonlyArray<Eligibility>
  readonly delivery: ReadonlyArray<Delivery>
  readonly order: ReadonlyArray<Order>
}

/** Most members who ring at once. */
export const RING_MAX = 64
/** A delivery rule behind this prefix begins with the agent who last served the client in the campaign. */
export const PREFERRED = "preferred"
