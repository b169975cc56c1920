/** What an agent may start: the channels that they are an outbound member of, the campaigns of each, what it needs. */
import { memberOf } from "../../campaign/index.ts"
import type { CampaignName, ChannelName } from "../../kernel/fields.ts"
import { agentById, at as numbered } from "../../routing/index.ts"
import type { ChannelDefinition } from "../definitions.ts"
import type { State } from "../state.ts"

export interface StartableChannel {
  readonly channel: ChannelName
  /** As groups: of each group one field. */
  readonly needs: ReadonlyArray<ReadonlyArray<string>>
  /** Enabled ones, by name. */
  readonly campaigns: ReadonlyArray<{ readonly campaign: CampaignName; readonly label: string }>
}

/** By channel; undefined for who is no agent. O(campaigns of the agent). */
export function startableBy(
  channels: ReadonlyMap<string, ChannelDefinition>,
  { facts }: State,
  agentId: string
): ReadonlyArray<StartableChannel> | undefined {
  const agent = agentById(facts, agentId)
  if (agent === undefined) return undefined
  const open = agent.campaigns
    .map((number) => numbered(facts.campaigns, number))
    .filter((campaign) => campaign.enabled && memberOf(campaign, agent.id)?.outbound === true)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const names = [...new Set(open.map(({ channel }) => channel))].sort()
  return names.map((channel) => ({
    channel,
    needs: channels.get(channel)?.needs ?? [],
    campaigns: open
      .filter((campaign) => campaign.channel === channel)
      .map(({ name: campaign, settings }) => ({ campaign, label: settings.label }))
  }))
}
