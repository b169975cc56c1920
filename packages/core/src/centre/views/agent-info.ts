/** What a supervisor is shown of one agent at a glance; the figures of their day are a projection's. */
import { statusOf, type Break, type Status } from "../../agent/index.ts"
import { memberOf } from "../../campaign/index.ts"
import type { AgentId, CampaignName, Instant, InteractionId, Role } from "../../kernel/fields.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { agentById, at as numbered } from "../../routing/index.ts"
import type { State } from "../state.ts"
import { CAMPAIGNS_NAMED_MAX } from "./agents.ts"

export interface AgentInfo {
  readonly agentId: AgentId
  readonly displayName: string
  /** The roles they hold. */
  readonly roles: ReadonlyArray<Role>
  readonly status: Status
  readonly statusSince: Instant
  readonly break: Break | null
  /** By name, the first of them; `campaignsCount` counts all. */
  readonly campaigns: ReadonlyArray<{
    readonly campaign: CampaignName
    readonly penalty: number
    readonly paused: boolean
  }>
  readonly campaignsCount: number
  /** What the agent owns, in the order in which it became theirs. */
  readonly active: ReadonlyArray<{
    readonly interactionId: InteractionId
    readonly campaign: CampaignName
    readonly channel: string
    readonly since: Instant | null
  }>
  /** Whether their screen may be watched: allowed, and they are there. */
  readonly screenMonitoring: boolean
}

export function agentInfoOf({ facts }: State, agentId: string): AgentInfo | undefined {
  const agent = agentById(facts, agentId)
  const user = hamtGet(facts.users, agentId)
  if (agent === undefined || user === undefined) return undefined
  const campaigns = agent.campaigns.map((number) => numbered(facts.campaigns, number))
  return {
    agentId: agent.id,
    displayName: user.displayName,
    roles: user.roles,
    status: statusOf(agent),
    statusSince: agent.statusSince,
    break: agent.break,
    campaigns: campaigns
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, CAMPAIGNS_NAMED_MAX)
      .map((campaign) => {
        const { penalty = 0, paused = false } = memberOf(campaign, agent.id) ?? {}
        return { campaign: campaign.name, penalty, paused }
      }),
    campaignsCount: campaigns.length,
    active: agent.active.map(({ interactionId, campaign: number }) => {
      const { name: campaign, channel } = numbered(facts.campaigns, number)
      return { interactionId, campaign, channel, since: hamtGet(facts.interactions, interactionId)?.acceptedAt ?? null }
    }),
    screenMonitoring: user.screenMonitoring && agent.sessions.length > 0
  }
}
