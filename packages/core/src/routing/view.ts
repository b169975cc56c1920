/** What routing reads and keeps: the facts of three rooms and the indexes over them. */
import type { Agent } from "../agent/index.ts"
import type { Campaign } from "../campaign/index.ts"
import type { Interaction } from "../interaction/index.ts"
import { emptyBits, type Bits } from "../kernel/bits.ts"
import type { AgentId, InteractionId } from "../kernel/fields.ts"
import { emptyHamt, hamtGet, type Hamt } from "../kernel/hamt.ts"
import { emptyOrderedSet, type OrderedSet } from "../kernel/ordered-set.ts"
import type { Owner } from "../kernel/owner.ts"
import { Todo } from "../kernel/todo.ts"
import { emptyVector, vectorGet, type Vector } from "../kernel/vector.ts"
import type { CampaignIndex } from "./campaign-index.ts"
import { compareDeadlines, type Deadline } from "./deadlines.ts"
import type { SkillIndexes } from "./index-skills.ts"
import type { StandingOrder } from "./index-standing.ts"
import type { AgentWindows } from "./index-windows.ts"
import type { Rules } from "./rules.ts"

export interface RoutingFacts {
  readonly seed: string
  readonly agents: Vector<Agent>
  readonly agentNumbers: Hamt<number>
  readonly campaigns: Vector<Campaign>
  readonly campaignNumbers: Hamt<number>
  readonly interactions: Hamt<Interaction>
}

/** Agents without room for one more of this cost; kept while so many campaigns have the cost. */
export interface FullAgents {
  readonly cost: number
  readonly campaigns: number
  readonly agents: Bits
}

/** Agents who pass every condition that is the agent's, under one eligibility rule; while so many campaigns use it. */
export interface AvailableAgents {
  readonly rule: string
  readonly campaigns: number
  readonly agents: Bits
}

/** Pure functions of the facts: rebuilt, never stored. */
export interface Indexes {
  /** One for each eligibility rule that a campaign uses. */
  readonly available: ReadonlyArray<AvailableAgents>
  /** Agents with neither call nor interaction, owned or offered. */
  readonly idle: Bits
  readonly full: ReadonlyArray<FullAgents>
  readonly skills: SkillIndexes
  /** One for each standing delivery rule that a campaign uses. */
  readonly standing: ReadonlyArray<StandingOrder>
  /** Entries in a preferred window, by the agent who may have them. */
  readonly windows: Hamt<AgentWindows>
  readonly campaigns: Vector<CampaignIndex>
  /** Campaigns with un-offered waiting work, by number. */
  readonly waiting: Bits
  /** Pull campaigns with a weight: those that can keep members from other work. */
  readonly weighted: Bits
  readonly deadlines: OrderedSet<Deadline>
}

export const emptyIndexes = (): Indexes => ({
  available: [],
  idle: emptyBits(),
  full: [],
  skills: emptyHamt(),
  standing: [],
  windows: emptyHamt(),
  campaigns: emptyVector(),
  waiting: emptyBits(),
  weighted: emptyBits(),
  deadlines: emptyOrderedSet(compareDeadlines)
})

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] }

/** Indexes while they are edited, and what the edits leave to be looked at. */
export interface IndexDraft extends Mutable<Indexes> {
  readonly rules: Rules
  readonly owner: Owner
  /** Campaigns in which an offer may have become possible, and agents who may have become so for their windows. */
  readonly tryCampaigns: Todo<number>
  readonly tryWindows: Todo<AgentId>
  /** Agents whose offers may have to end, and whose windows may; campaigns with room; entries that must move on. */
  readonly checkAgents: Todo<number>
  readonly checkWindows: Todo<AgentId>
  readonly admit: Todo<number>
  readonly overflow: Todo<InteractionId>
  /** Weighted campaigns whose hold on members may have changed. */
  readonly weigh: Todo<number>
}

export const draftIndexes = (rules: Rules, indexes: Indexes, owner: Owner): IndexDraft => ({
  // Field by field: a spread that more fields follow makes a second object for those.
  available: indexes.available,
  idle: indexes.idle,
  full: indexes.full,
  skills: indexes.skills,
  standing: indexes.standing,
  windows: indexes.windows,
  campaigns: indexes.campaigns,
  waiting: indexes.waiting,
  weighted: indexes.weighted,
  deadlines: indexes.deadlines,
  rules,
  owner,
  tryCampaigns: new Todo(),
  tryWindows: new Todo(),
  checkAgents: new Todo(),
  checkWindows: new Todo(),
  admit: new Todo(),
  overflow: new Todo(),
  weigh: new Todo()
})

export const frozenIndexes = (draft: IndexDraft): Indexes => ({
  available: draft.available,
  idle: draft.idle,
  full: draft.full,
  skills: draft.skills,
  standing: draft.standing,
  windows: draft.windows,
  campaigns: draft.campaigns,
  waiting: draft.waiting,
  weighted: draft.weighted,
  deadlines: draft.deadlines
})

/** The record with this number. Numbers come from the state itself: one that is missing is a defect. */
export function at<V>(vector: Vector<V>, number: number): V {
  const record = vectorGet(vector, number)
  if (record === undefined) throw new Error(`no record ${number}: the state is inconsistent`)
  return record
}

export function agentById(facts: RoutingFacts, id: string): Agent | undefined {
  const number = hamtGet(facts.agentNumbers, id)
  return number === undefined ? undefined : vectorGet(facts.agents, number)
}

export function campaignByName(facts: RoutingFacts, name: string): Campaign | undefined {
  const number = hamtGet(facts.campaignNumbers, name)
  return number === undefined ? undefined : vectorGet(facts.campaigns, number)
}
