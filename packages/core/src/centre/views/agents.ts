/** Agents as others see them. */
import {
  indicatorOf,
  isOnCall,
  isOnHold,
  loadOf,
  statusOf,
  wrapUpUntil,
  type Agent,
  type Break,
  type Indicator,
  type Status
} from "../../agent/index.ts"
import type { AgentId, CampaignName, Instant, Skill } from "../../kernel/fields.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { vectorLength } from "../../kernel/vector.ts"
import { agentById, at as numbered } from "../../routing/index.ts"
import type { State } from "../state.ts"
import { limitOf, numberIn, numbersFrom, pageOf, type Page, type PageRequest } from "./page.ts"

/** Campaigns of one agent that are named, at most. */
export const CAMPAIGNS_NAMED_MAX = 1_000

export interface AgentRecord {
  readonly agentId: AgentId
  readonly displayName: string
  readonly status: Status
  readonly indicator: Indicator
  readonly statusSince: Instant
  readonly break: Break | null
  /** The screen is locked: own commands are refused, work still comes. */
  readonly locked: boolean
  readonly sessions: number
  /** Nothing is routed to them: the centre requires an enabled voice campaign, and they are in none. */
  readonly dormant: boolean
  readonly skills: ReadonlyArray<Skill>
  /** Most load, in the costs of channels, and what there is of it now; null = no limit. */
  readonly capacity: number | null
  readonly load: number
  readonly onHold: boolean
  readonly onCall: boolean
  /** Interactions owned and offers out. */
  readonly active: number
  readonly offered: number
  /** The latest end of the wrap-ups that run; null when none does. */
  readonly wrapUpUntil: Instant | null
  /** When work goes back to its queues, while disconnected with a limit. */
  readonly requeueAt: Instant | null
  /** By name, the first of them; `campaignsCount` counts all. */
  readonly campaigns: ReadonlyArray<CampaignName>
  readonly campaignsCount: number
}

function record({ facts }: State, agent: Agent): AgentRecord {
  return {
    agentId: agent.id,
    displayName: hamtGet(facts.users, agent.id)?.displayName ?? agent.id,
    status: statusOf(agent),
    indicator: indicatorOf(agent),
    statusSince: agent.statusSince,
    break: agent.break,
    locked: agent.locked,
    sessions: agent.sessions.length,
    dormant: agent.dormant,
    skills: agent.skills,
    capacity: agent.capacity,
    load: loadOf(agent),
    onHold: isOnHold(agent),
    onCall: isOnCall(agent),
    active: agent.active.length,
    offered: agent.offered.length,
    wrapUpUntil: wrapUpUntil(agent),
    requeueAt: agent.requeueAt,
    campaigns: agent.campaigns
      .map((number) => numbered(facts.campaigns, number).name)
      .sort()
      .slice(0, CAMPAIGNS_NAMED_MAX),
    campaignsCount: agent.campaigns.length
  }
}

/** O(page). */
export function agentsIn(state: State, request: PageRequest = {}): Page<AgentRecord> | undefined {
  const from = request.cursor === undefined ? 0 : numberIn(request.cursor)
  if (from === undefined) return undefined
  return pageOf(numbersFrom(from, vectorLength(state.facts.agents)), {
    limit: limitOf(request),
    itemOf: (number) => record(state, numbered(state.facts.agents, number)),
    cursorOf: (number) => String(number + 1)
  })
}

export function agentOf(state: State, agentId: string): AgentRecord | undefined {
  const agent = agentById(state.facts, agentId)
  return agent === undefined ? undefined : record(state, agent)
}
