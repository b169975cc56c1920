/** What routing reads and keeps: the facts of three rooms and the indexes over them. */
import type { Agent } from "../agent/index.ts"
import type { Campaign } from "../campaign/index.ts"
import type { Interaction } from "../interaction/index.ts"
import { emptyBits, type Bits } from "../kernel/bits.ts"
import { hamtGet, type Hamt } from "../kernel/hamt.ts"
import { emptyOrderedSet, type OrderedSet } from "../kernel/ordered-set.ts"
import type { Owner } from "../kernel/owner.ts"
import { emptyVector, vectorGet, type Vector } from "../kernel/vector.ts"
import type { CampaignIndex } from "./campaign-index.ts"
import { compareDeadlines, type Deadline } from "./deadlines.ts"
import type { Rules } from "./rules.ts"

export interface RoutingFacts {
  readonly seed: string
  readonly agents: Vector<Agent>
  readonly agentNumbers: Hamt<number>
  readonly campaigns: Vector<Campaign>
  readonly campaignNumbers: Hamt<number>
  readonly interactions: Hamt<Interaction>
}

/** Pure functions of the facts: rebuilt, never stored. */
export interface Indexes {
  /** By eligibility rule (its slot): the agents who pass every condition that is the agent's. */
  readonly available: ReadonlyArray<Bits>
  readonly campaigns: Vector<CampaignIndex>
  /** Campaigns with un-offered waiting work, by number. */
  readonly waiting: Bits
  readonly deadlines: OrderedSet<Deadline>
}

export const emptyIndexes = (rules: Rules): Indexes => ({
  available: rules.eligibility.map(() => emptyBits()),
  campaigns: emptyVector(),
  waiting: emptyBits(),
  deadlines: emptyOrderedSet(compareDeadlines)
})

/** Indexes while they are edited, and what the edits leave to be looked at. */
export interface IndexDraft {
  readonly rules: Rules
  readonly owner: Owner
  available: Array<Bits>
  campaigns: Vector<CampaignIndex>
  waiting: Bits
  deadlines: OrderedSet<Deadline>
  /** Campaigns in which an offer may have become possible; agents whose offers may have to end; campaigns with room. */
  readonly tryCampaigns: Set<number>
  readonly checkAgents: Set<number>
  readonly admit: Set<number>
}

export const draftIndexes = (rules: Rules, indexes: Indexes, owner: Owner): IndexDraft => ({
  rules,
  owner,
  available: [...indexes.available],
  campaigns: indexes.campaigns,
  waiting: indexes.waiting,
  deadlines: indexes.deadlines,
  tryCampaigns: new Set(),
  checkAgents: new Set(),
  admit: new Set()
})

export const frozenIndexes = ({ available, campaigns, waiting, deadlines }: IndexDraft): Indexes => ({
  available,
  campaigns,
  waiting,
  deadlines
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
