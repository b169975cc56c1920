/** Who may be offered what, and what comes first: DOMAIN 4.1, 4.4, 4.5, 4.7, 4.8 and 4.10, by looking at everything. */
import type { NaiveEligibility, NaiveRules } from "./rules.ts"
import {
  activeOf,
  found,
  isConnected,
  offeredTo,
  type AgentId,
  type NaiveCampaign,
  type NaiveEntry,
  type NaiveInteraction,
  type NaiveMember,
  type World
} from "./world.ts"

/** An un-offered entry that waits in a queue (the backlog apart). */
export interface Waiting {
  readonly interaction: NaiveInteraction
  readonly entry: NaiveEntry
  readonly campaign: NaiveCampaign
}

export const ruleOf = (rules: NaiveRules, campaign: NaiveCampaign): NaiveEligibility =>
  found(rules.eligibility, campaign.settings.eligibility, "eligibility rule")

/** What waits un-offered, everywhere or in one campaign. */
export function waitingIn(world: World, name?: string): ReadonlyArray<Waiting> {
  const waiting: Array<Waiting> = []
  for (const interaction of world.interactions.values()) {
    const { stage, entry } = interaction
    const campaign = world.campaigns.get(interaction.campaign)
    if (stage !== "waiting" || entry === null || campaign === undefined) continue
    if (name === undefined || name === campaign.name) waiting.push({ interaction, entry, campaign })
  }
  return waiting
}

const countIn = (held: ReadonlyArray<NaiveInteraction>, { name }: NaiveCampaign): number =>
  held.filter(({ campaign }) => campaign === name).length

/** What an agent holds of a campaign: owned and offered. */
export const heldIn = (world: World, campaign: NaiveCampaign, agentId: string): number =>
  countIn(activeOf(world, agentId), campaign) + countIn(offeredTo(world, agentId), campaign)

/**
 * Why a member may not receive anything of the campaign now; empty when nothing hinders. `standing` asks for an offer
 * that is out: other offers, and settings later than it, are left aside (4.7).
 */
export function hindering(
  world: World,
  rules: NaiveRules,
  who: { readonly campaign: NaiveCampaign; readonly agentId: AgentId },
  standing?: { readonly eligibility: string; readonly atOnceMax: number | null }
): ReadonlyArray<string> {
  const { campaign, agentId } = who
  const member = campaign.members.get(agentId)
  if (member === undefined) return ["no member"]
  const agent = found(world.agents, agentId, "agent")
  const rule =
    standing === undefined
      ? ruleOf(rules, campaign)
      : found(rules.eligibility, standing.eligibility, "eligibility rule")
  const active = activeOf(world, agentId)
  const counted = standing === undefined ? [...active, ...offeredTo(world, agentId)] : active
  const atOnce =
    standing === undefined
      ? rule.atOnce(campaign.settings.perAgentMax)
      : (standing.atOnceMax ?? Number.POSITIVE_INFINITY)
  const reasons: Array<string> = []
  if (!isConnected(agent)) reasons.push("disconnected")
  if (!member.inbound) reasons.push("without inbound permission")
  if (member.paused) reasons.push("paused in the campaign")
  if (!campaign.enabled) reasons.push("the campaign is disabled")
  if (!campaign.open) reasons.push("the campaign is closed")
  if (agent.break !== null) reasons.push("on a break")
  if (agent.wrapUps.size > 0) reasons.push("in wrap-up")
  const calls = counted.filter((one) => world.campaigns.get(one.campaign)?.media === "voice").length
  if (!rule.mayReceive({ agentId, interactions: counted.length - calls, calls }))
    reasons.push("busy under the eligibility rule")
  if (countIn(counted, campaign) >= atOnce) reasons.push(`holds ${atOnce} of the campaign already`)
  return reasons
}

/** Members who may receive something of the campaign now, passed over or not. Who is away is not looked at closely. */
export const receivers = (world: World, rules: NaiveRules, campaign: NaiveCampaign): ReadonlyArray<NaiveMember> =>
  [...campaign.members.values()].filter(({ agentId }) => {
    const agent = found(world.agents, agentId, "agent")
    return isConnected(agent) && agent.break === null && hindering(world, rules, { campaign, agentId }).length === 0
  })

/**
 * Members who may be offered this entry now. Who refused or missed it is passed over while another could be offered it;
 * when none is left, until the retry pause is over (4.8).
 */
export function offerable(world: World, rules: NaiveRules, { entry, campaign }: Waiting): ReadonlyArray<NaiveMember> {
  const members = receivers(world, rules, campaign)
  const others = members.filter(({ agentId }) => !entry.passedOver.has(agentId))
  if (others.length > 0) return others
  return entry.retryAt !== null && entry.retryAt <= world.now ? members : []
}

/** Whether `a` is served before `b` of the same queue: effective priority, then entered-at, then id. */
export function isBetter(rules: NaiveRules, a: Waiting, b: Waiting): boolean {
  const by = a.campaign.settings.order
  const difference =
    rules.rank(by, a.entry) - rules.rank(b.campaign.settings.order, b.entry) || a.entry.enteredAt - b.entry.enteredAt
  return difference === 0 ? a.interaction.id < b.interaction.id : difference < 0
}
