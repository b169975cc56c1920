/**
 * The table of conditions: what must hold for a member to be offered an entry. The short form (bits) and the long form
 * (explain) are both read off this table, so that they cannot differ; a mutant is this table with one entry replaced.
 */
import { isConnected, isOnHold, loadOf, skillLevel, type Agent } from "../agent/index.ts"
import type { Campaign, Member } from "../campaign/index.ts"
import type { Entry } from "../interaction/index.ts"
import { bitsAnd, emptyBits, bitsOr, type Bits } from "../kernel/bits.ts"
import type { CampaignIndex } from "./campaign-index.ts"
import { skilledAt, type SkillIndexes } from "./index-skills.ts"
import type { Eligibility } from "./strategy.ts"

/** Why somebody gets nothing: one vocabulary for the API, the logs and the tests. */
export type Reason =
  | "agent-disconnected"
  | "agent-on-break"
  | "agent-in-wrap-up"
  | "dormant"
  | "routing-hold"
  | "eligibility-rule"
  | "capacity"
  | "no-inbound-permission"
  | "member-paused"
  | "per-agent-max"
  | "campaign-disabled"
  | "campaign-closed"
  | "required-skills"
  | "penalty-range"
  | "preferred-window"
  | "passed-over"
  | "yields-to-weight"

/**
 * `further`: may work be offered or taken? Outstanding offers count as the work they would become.
 * `standing`: may an offer that is out go on? Other offers are left aside, as are capacity, windows and weight.
 */
export type Purpose = "further" | "standing"

export interface AgentCondition {
  readonly reason: Reason
  readonly holds: (agent: Agent, rule: Eligibility, purpose: Purpose) => boolean
}

/** Asked for further work only. */
export interface CapacityCondition {
  readonly reason: Reason
  readonly holds: (agent: Agent, cost: number) => boolean
}

export interface MemberCondition {
  readonly reason: Reason
  readonly holds: (member: Member, limit: number, purpose: Purpose) => boolean
}

export interface CampaignCondition {
  readonly reason: Reason
  readonly holds: (campaign: Campaign) => boolean
}

/** Who is asked about an entry. */
export interface Candidate {
  readonly agent: Agent
  readonly member: Member
}

/** What `narrow` reads. */
export interface Narrowing {
  readonly skills: SkillIndexes
  readonly index: CampaignIndex
}

export interface EntryCondition {
  readonly reason: Reason
  /** Whether an offer that is out ends with it. */
  readonly standing: boolean
  readonly holds: (entry: Entry, candidate: Candidate) => boolean
  /** The same for all at once: of these agents those of whom it holds. Left out, each candidate is asked. */
  readonly narrow?: (requirement: Entry["requirement"], agents: Bits, narrowing: Narrowing) => Bits
}

/** Another campaign, of higher weight, that a member serves as well. */
export interface Rival {
  readonly weight: number
  readonly mine: number
  /** Waiting or offered there, and members available there. */
  readonly waiting: number
  readonly available: number
}

/** Whether members who may take a rival's work must leave work of lower weight alone. */
export interface WeightCondition {
  readonly reason: Reason
  readonly holds: (rival: Rival) => boolean
}

export interface Conditions {
  readonly agent: ReadonlyArray<AgentCondition>
  readonly capacity: ReadonlyArray<CapacityCondition>
  readonly member: ReadonlyArray<MemberCondition>
  readonly campaign: ReadonlyArray<CampaignCondition>
  readonly entry: ReadonlyArray<EntryCondition>
  readonly weight: ReadonlyArray<WeightCondition>
}

const PENALTY_LAST = 100

/** What the agent has to do, as an eligibility rule sees it. */
export function viewOf({ id: agentId, active, offered }: Agent, purpose: Purpose) {
  let calls = 0
  for (const { call } of active) if (call) calls += 1
  let held = active.length
  if (purpose === "further") {
    held += offered.length
    for (const { call } of offered) if (call) calls += 1
  }
  return { agentId, interactions: held - calls, calls }
}

export const conditions: Conditions = {
  agent: [
    { reason: "agent-disconnected", holds: isConnected },
    { reason: "agent-on-break", holds: (agent) => agent.break === null },
    { reason: "agent-in-wrap-up", holds: (agent) => agent.wrapUps.length === 0 },
    { reason: "dormant", holds: (agent) => !agent.dormant },
    { reason: "routing-hold", holds: (agent, rule) => rule.ignoresHold === true || !isOnHold(agent) },
    { reason: "eligibility-rule", holds: (agent, rule, purpose) => rule.mayReceive(viewOf(agent, purpose)) }
  ],
  capacity: [
    {
      reason: "capacity",
      holds: (agent, cost) => agent.capacity === null || (agent.capacity > 0 && loadOf(agent) + cost <= agent.capacity)
    }
  ],
  member: [
    { reason: "no-inbound-permission", holds: (member) => member.inbound },
    { reason: "member-paused", holds: (member) => !member.paused },
    {
      reason: "per-agent-max",
      holds: (member, limit, purpose) => (purpose === "further" ? member.held : member.active) < limit
    }
  ],
  campaign: [
    { reason: "campaign-disabled", holds: (campaign) => campaign.enabled },
    { reason: "campaign-closed", holds: (campaign) => campaign.open }
  ],
  entry: [
    {
      reason: "required-skills",
      standing: true,
      holds: ({ requirement }, { agent }) =>
        requirement.skills.every(({ skill, level }) => skillLevel(agent, skill) >= level),
      narrow: ({ skills }, agents, narrowing) =>
        skills.reduce((left, { skill, level }) => bitsAnd(left, skilledAt(narrowing.skills, skill, level)), agents)
    },
    {
      reason: "penalty-range",
      standing: true,
      holds: ({ requirement }, { member }) =>
        member.penalty >= requirement.penaltyRange.from && member.penalty <= requirement.penaltyRange.to,
      narrow: ({ penaltyRange: { from, to } }, agents, { index }) =>
        from === 0 && to === PENALTY_LAST
          ? agents
          : bitsAnd(
              agents,
              index.tiers.reduce(
                (found, { penalty, members }) => (penalty >= from && penalty <= to ? bitsOr(found, members) : found),
                emptyBits()
              )
            )
    },
    {
      reason: "preferred-window",
      standing: false,
      holds: ({ preferred }, { agent }) => preferred === null || preferred.agentId === agent.id
    },
    { reason: "passed-over", standing: false, holds: (entry, { agent }) => !entry.passedOver.includes(agent.id) }
  ],
  weight: [
    {
      reason: "yields-to-weight",
      holds: ({ weight, mine, waiting, available }) => !(weight > mine && waiting > 0 && waiting >= available)
    }
  ]
}

/** Most interactions of the campaign that one agent holds under this rule. */
export function atOnce(rule: Eligibility, perAgentMax: number): number {
  if (rule.atOnce === "one") return 1
  return rule.atOnce === "unlimited" ? Number.MAX_SAFE_INTEGER : perAgentMax
}

export function agentHolds(table: Conditions, agent: Agent, rule: Eligibility, purpose: Purpose): boolean {
  for (const condition of table.agent) if (!condition.holds(agent, rule, purpose)) return false
  return true
}

export function capacityHolds(table: Conditions, agent: Agent, cost: number): boolean {
  for (const condition of table.capacity) if (!condition.holds(agent, cost)) return false
  return true
}

export function memberHolds(table: Conditions, member: Member, limit: number, purpose: Purpose): boolean {
  for (const condition of table.member) if (!condition.holds(member, limit, purpose)) return false
  return true
}

export function campaignHolds(table: Conditions, campaign: Campaign): boolean {
  for (const condition of table.campaign) if (!condition.holds(campaign)) return false
  return true
}

export function entryHolds(table: Conditions, entry: Entry, candidate: Candidate): boolean {
  for (const condition of table.entry) if (!condition.holds(entry, candidate)) return false
  return true
}

/** Of these agents those who have what an entry requires; who is passed over, or not preferred, is among them. */
export function narrowed(
  table: Conditions,
  requirement: Entry["requirement"],
  agents: Bits,
  narrowing: Narrowing
): Bits {
  let left = agents
  for (const { narrow } of table.entry) if (narrow !== undefined) left = narrow(requirement, left, narrowing)
  return left
}

export function weightHolds(table: Conditions, rival: Rival): boolean {
  for (const condition of table.weight) if (!condition.holds(rival)) return false
  return true
}

/** The first reason, in the table's order, why a standing offer must end; null while it may stand. */
export function standingReason(
  table: Conditions,
  offer: Candidate & {
    readonly campaign: Campaign
    readonly entry: Entry
    readonly rule: Eligibility
    readonly limit: number
  }
): Reason | null {
  const { agent, campaign, member, entry, rule, limit } = offer
  for (const one of table.campaign) if (!one.holds(campaign)) return one.reason
  for (const one of table.agent) if (!one.holds(agent, rule, "standing")) return one.reason
  for (const one of table.member) if (!one.holds(member, limit, "standing")) return one.reason
  for (const one of table.entry) if (one.standing && !one.holds(entry, offer)) return one.reason
  return null
}
