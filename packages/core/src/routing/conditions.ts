/**
 * The table of conditions: what must hold for a member to be offered an entry. The short form (bits) and the long form
 * (explain) are both read off this table, so that they cannot differ; a mutant is this table with one entry replaced.
 */
import { isConnected, type Agent } from "../agent/index.ts"
import type { Campaign, Member } from "../campaign/index.ts"
import type { AgentId } from "../kernel/fields.ts"
import type { Entry } from "../interaction/index.ts"
import type { Eligibility } from "./strategy.ts"

/** Why somebody gets nothing: one vocabulary for the API, the logs and the tests. */
export type Reason =
  | "agent-disconnected"
  | "agent-on-break"
  | "agent-in-wrap-up"
  | "eligibility-rule"
  | "no-inbound-permission"
  | "member-paused"
  | "per-agent-max"
  | "campaign-disabled"
  | "passed-over"

/**
 * `further`: may work be offered or taken? Outstanding offers count as the work they would become.
 * `standing`: may an offer that is out go on? Other offers are left aside.
 */
export type Purpose = "further" | "standing"

export interface AgentCondition {
  readonly reason: Reason
  readonly holds: (agent: Agent, rule: Eligibility, purpose: Purpose) => boolean
}

export interface MemberCondition {
  readonly reason: Reason
  readonly holds: (member: Member, limit: number, purpose: Purpose) => boolean
}

export interface CampaignCondition {
  readonly reason: Reason
  readonly holds: (campaign: Campaign) => boolean
}

export interface EntryCondition {
  readonly reason: Reason
  readonly holds: (entry: Entry, agentId: AgentId) => boolean
}

export interface Conditions {
  readonly agent: ReadonlyArray<AgentCondition>
  readonly member: ReadonlyArray<MemberCondition>
  readonly campaign: ReadonlyArray<CampaignCondition>
  readonly entry: ReadonlyArray<EntryCondition>
}

const counted = (agent: Agent, purpose: Purpose): number =>
  agent.active.length + (purpose === "further" ? agent.offered.length : 0)

export const conditions: Conditions = {
  agent: [
    { reason: "agent-disconnected", holds: isConnected },
    { reason: "agent-on-break", holds: (agent) => agent.break === null },
    { reason: "agent-in-wrap-up", holds: (agent) => agent.wrapUps.length === 0 },
    {
      reason: "eligibility-rule",
      holds: (agent, rule, purpose) => rule.mayReceive({ agentId: agent.id, interactions: counted(agent, purpose) })
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
  campaign: [{ reason: "campaign-disabled", holds: (campaign) => campaign.enabled }],
  entry: [{ reason: "passed-over", holds: (entry, agentId) => !entry.passedOver.includes(agentId) }]
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

export function memberHolds(table: Conditions, member: Member, limit: number, purpose: Purpose): boolean {
  for (const condition of table.member) if (!condition.holds(member, limit, purpose)) return false
  return true
}

export function campaignHolds(table: Conditions, campaign: Campaign): boolean {
  for (const condition of table.campaign) if (!condition.holds(campaign)) return false
  return true
}

export function entryHolds(table: Conditions, entry: Entry, agentId: AgentId): boolean {
  for (const condition of table.entry) if (!condition.holds(entry, agentId)) return false
  return true
}

/** The first reason, in the table's order, why a standing offer must end; null while it may stand. */
export function standingReason(
  table: Conditions,
  offer: {
    readonly agent: Agent
    readonly campaign: Campaign
    readonly member: Member
    readonly rule: Eligibility
    readonly limit: number
  }
): Reason | null {
  const { agent, campaign, member, rule, limit } = offer
  for (const one of table.campaign) if (!one.holds(campaign)) return one.reason
  for (const one of table.agent) if (!one.holds(agent, rule, "standing")) return one.reason
  for (const one of table.member) if (!one.holds(member, limit, "standing")) return one.reason
  return null
}
