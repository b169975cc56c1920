/** Who may be offered what, and what comes first: DOMAIN 4.1 and 4.4 to 4.11, by looking at everything. */
import { callsAmong, hasCapacity, isDormant, isIdle, isOnHold } from "./burden.ts"
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

/** An interaction with its entry, wherever it stands. */
export function waitingOf(world: World, id: string): Waiting {
  const interaction = found(world.interactions, id, "open interaction")
  const { entry } = interaction
  if (entry === null) throw new Error(`${id} has no entry yet`)
  return { interaction, entry, campaign: found(world.campaigns, interaction.campaign, "campaign") }
}

const countIn = (held: ReadonlyArray<NaiveInteraction>, { name }: NaiveCampaign): number =>
  held.filter(({ campaign }) => campaign === name).length

/** What an agent holds of a campaign: owned and offered. */
export const heldIn = (world: World, campaign: NaiveCampaign, agentId: string): number =>
  countIn(activeOf(world, agentId), campaign) + countIn(offeredTo(world, agentId), campaign)

/** Of whom it is asked, and about which entry; without one, about work that requires what the campaign does. */
export interface Who {
  readonly campaign: NaiveCampaign
  readonly agentId: AgentId
  readonly entry?: NaiveEntry
}

/** An offer that is out: other offers, capacity, window, weight, and settings later than it, are left aside (4.7). */
export interface Standing {
  readonly eligibility: string
  readonly atOnceMax: number | null
}

/** Why a member may not receive the campaign's work now, passing over and weight apart; empty when nothing hinders. */
export function hindering(world: World, rules: NaiveRules, who: Who, standing?: Standing): ReadonlyArray<string> {
  const { campaign, agentId } = who
  const member = campaign.members.get(agentId)
  if (member === undefined) return ["no member"]
  const reasons = [...hinderingAgent(world, rules, who, standing)]
  if (!member.inbound) reasons.push("without inbound permission")
  if (member.paused) reasons.push("paused in the campaign")
  if (!campaign.enabled) reasons.push("the campaign is disabled")
  if (!campaign.open) reasons.push("the campaign is closed")
  const { from, to } = who.entry?.requirement ?? campaign.settings.penaltyRange
  if (member.penalty < from || member.penalty > to) reasons.push("of a penalty out of range")
  const preferred = who.entry?.preferred ?? null
  if (standing === undefined && preferred !== null && preferred.agentId !== agentId)
    reasons.push(`not ${preferred.agentId}, who is preferred`)
  return reasons
}

function* hinderingAgent(world: World, rules: NaiveRules, who: Who, standing?: Standing): Iterable<string> {
  const { campaign, agentId, entry } = who
  const agent = found(world.agents, agentId, "agent")
  const { settings, cost } = campaign
  const rule =
    standing === undefined
      ? ruleOf(rules, campaign)
      : found(rules.eligibility, standing.eligibility, "eligibility rule")
  if (!isConnected(agent)) yield "disconnected"
  if (agent.break !== null) yield "on a break"
  if (agent.wrapUps.size > 0) yield "in wrap-up"
  if (isDormant(world, agentId)) yield "dormant"
  if (!rule.ignoresHold && isOnHold(world, agentId)) yield "on routing hold"
  const active = activeOf(world, agentId)
  const counted = standing === undefined ? [...active, ...offeredTo(world, agentId)] : active
  const calls = callsAmong(world, counted)
  if (!rule.mayReceive({ agentId, interactions: counted.length - calls, calls }))
    yield "busy under the eligibility rule"
  if (standing === undefined && !hasCapacity(world, agent, cost)) yield "without capacity"
  const most =
    standing === undefined ? rule.atOnce(settings.perAgentMax) : (standing.atOnceMax ?? Number.POSITIVE_INFINITY)
  if (countIn(counted, campaign) >= most) yield `holds ${most} of the campaign already`
  const required = entry?.requirement.skills ?? new Map(settings.skills.map(({ skill, level }) => [skill, level]))
  if ([...required].some(([skill, level]) => (agent.skills.get(skill) ?? 0) < level)) yield "without the skills"
}

/** Whether anybody need ask more of an agent: most who receive nothing are away. */
const isThere = (world: World, agentId: string): boolean => {
  const agent = found(world.agents, agentId, "agent")
  return isConnected(agent) && agent.break === null
}

/** Members who may receive something of the campaign now, passed over or not; who is available. */
export const receivers = (world: World, rules: NaiveRules, campaign: NaiveCampaign): ReadonlyArray<NaiveMember> =>
  [...campaign.members.values()].filter(
    ({ agentId }) => isThere(world, agentId) && hindering(world, rules, { campaign, agentId }).length === 0
  )

/**
 * DOMAIN 4.6: the campaign of higher weight, served by this member as well, for which its work is left alone: work that
 * the member may take waits there, and at least as much waits as there are members available. Only who takes for
 * themselves can be held so: work that is offered is offered first anyway (4.10).
 */
export function yieldsTo(world: World, rules: NaiveRules, { campaign, agentId }: Who): NaiveCampaign | null {
  for (const other of world.campaigns.values()) {
    if (other.settings.weight <= campaign.settings.weight || !other.members.has(agentId)) continue
    if (ruleOf(rules, other).mode !== "pull") continue
    const waiting = waitingIn(world, other.name)
    if (waiting.length === 0 || waiting.length + offeredIn(world, other) < receivers(world, rules, other).length)
      continue
    if (waiting.some((one) => mayTake(world, rules, one, agentId))) return other
  }
  return null
}

const offeredIn = (world: World, { name }: NaiveCampaign): number =>
  [...world.interactions.values()].filter(({ campaign, stage }) => campaign === name && stage === "offered").length

/** Whether the agent could take that from the pending ones, weights aside. */
export const mayTake = (world: World, rules: NaiveRules, { entry, campaign }: Waiting, agentId: AgentId): boolean =>
  !entry.passedOver.has(agentId) && hindering(world, rules, { campaign, agentId, entry }).length === 0

/** Members who may receive this entry now, passed over or not. */
const receiversOf = (world: World, rules: NaiveRules, { entry, campaign }: Waiting): ReadonlyArray<NaiveMember> =>
  [...campaign.members.values()].filter(({ agentId }) => {
    const who = { campaign, agentId, entry }
    return isThere(world, agentId) && hindering(world, rules, who).length === 0 && yieldsTo(world, rules, who) === null
  })

/**
 * Members who may be offered this entry now. Who refused or missed it is passed over while another could be offered it;
 * when none is left, until the retry pause is over (4.8).
 */
export function offerable(world: World, rules: NaiveRules, waiting: Waiting): ReadonlyArray<NaiveMember> {
  const { entry } = waiting
  const members = receiversOf(world, rules, waiting)
  const others = members.filter(({ agentId }) => !entry.passedOver.has(agentId))
  if (others.length > 0) return others
  return entry.retryAt !== null && entry.retryAt <= world.now ? members : []
}

/** Of these the members whom the delivery rule is asked about: the idle first, by `omni`; on voice the best penalty. */
export function ranked(
  world: World,
  rules: NaiveRules,
  campaign: NaiveCampaign,
  members: ReadonlyArray<NaiveMember>
): ReadonlyArray<NaiveMember> {
  const idle = ruleOf(rules, campaign).idleFirst ? members.filter(({ agentId }) => isIdle(world, agentId)) : []
  const first = idle.length > 0 ? idle : members
  if (campaign.media === "text" || !rules.delivery(campaign.settings.delivery).ranksPenalty) return first
  const best = Math.min(...first.map(({ penalty }) => penalty))
  return first.filter(({ penalty }) => penalty === best)
}

const MS_PER_MINUTE = 60_000

/** Effective priority now, in parts of 60,000: the points of the campaign come off for each minute of waiting. */
const effective = (world: World, rules: NaiveRules, { entry, campaign: { settings } }: Waiting): number =>
  rules.rank(settings.order, entry) * MS_PER_MINUTE - settings.ageingPoints * (world.now - entry.enteredAt)

/** Whether `a` is served before `b`: effective priority now, then entered-at, then id. */
export function isBetter(world: World, rules: NaiveRules, a: Waiting, b: Waiting): boolean {
  const difference = effective(world, rules, a) - effective(world, rules, b) || a.entry.enteredAt - b.entry.enteredAt
  return difference === 0 ? a.interaction.id < b.interaction.id : difference < 0
}
