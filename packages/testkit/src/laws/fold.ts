/** What each event does to the naive world. */
import { foldGame } from "./fold-gamification.ts"
import { foldChats } from "./naive-chats.ts"
import { foldInteraction, mergeServed } from "./fold-interaction.ts"
import {
  change,
  connectedMembers,
  found,
  statusOf,
  type Event,
  type AgentId,
  type EventOf,
  type NaiveAgent,
  type World
} from "./world.ts"

/** Applies one event, stamped `at`. Events that no law speaks of pass it by. */
export function fold(world: World, at: number, event: Event): void {
  const named = agentsIn(world, event)
  const before = named.map((agent) => standingOf(world, agent))
  world.at = at
  world.position += 1
  foldInto(world, at, event)
  foldChats(world, event)
  named.forEach((agent, nth) => {
    const after = standingOf(world, agent)
    if (after !== before[nth] && after.startsWith("Free:")) agent.freeSince = at
  })
}

const standingOf = (world: World, agent: NaiveAgent): string => `${statusOf(world, agent)}:${agent.break ?? ""}`

/** Whose status the event may change. */
function agentsIn(world: World, event: Event): ReadonlyArray<NaiveAgent> {
  const ids = ["agentId" in event ? event.agentId : null, "fromAgentId" in event ? event.fromAgentId : null]
  return ids.flatMap((id) => (id === null ? [] : (world.agents.get(id) ?? [])))
}

function foldInto(world: World, at: number, event: Event): void {
  switch (event._tag) {
    case "CentreCreated":
    case "CentreChanged":
      world.requeueAfterDisconnectSeconds = event.requeueAfterDisconnectSeconds
      world.requireVoiceMembership = event.requireVoiceMembership
      return
    case "ChannelCostChanged":
      world.costs.set(event.channel, event.cost)
      for (const campaign of world.campaigns.values())
        if (campaign.channel === event.channel) campaign.cost = event.cost
      return
    case "DayStarted":
      world.dayEnds.set(event.zone, event.endsAt)
      if (event.dueAt !== null) newDay(world, event.zone)
      return
    case "UserCreated":
    case "UserChanged":
      if (event.roles.includes("agent") && !world.agents.has(event.userId))
        world.agents.set(event.userId, newAgent(event.userId, at))
      return
    case "AgentSessionStarted":
    case "AgentSessionEnded":
    case "AgentConnected":
    case "AgentDisconnected":
    case "AgentAbsenceElapsed":
    case "BreakStarted":
    case "BreakOverdue":
    case "BreakEnded":
    case "WrapUpStarted":
    case "WrapUpEnded":
    case "AgentSkillsChanged":
    case "AgentCapacityChanged":
      return foldAgent(world, event)
    case "CampaignCreated":
    case "CampaignChanged":
    case "CampaignEnabled":
    case "CampaignDisabled":
    case "CampaignOpened":
    case "CampaignClosed":
    case "CampaignHoursChanged":
    case "CampaignRemoved":
    case "StrategyFailed":
      return foldCampaign(world, event)
    case "HolidayDefined":
    case "HolidayChanged":
      world.holidays.set(event.name, event)
      return
    case "HolidayRemoved":
      world.holidays.delete(event.name)
      return
    case "MemberAdded":
    case "MemberChanged":
    case "MemberRemoved":
    case "MemberPaused":
    case "MemberResumed":
      return foldMember(world, event)
    case "ContactsMerged":
      for (const interaction of world.interactions.values())
        if (interaction.contactId === event.mergedId) interaction.contactId = event.contactId
      mergeServed(world, event)
      return
    default:
      if (!foldGame(world, event)) foldInteraction(world, event)
  }
}

/** Local midnight: what was completed is of yesterday. */
function newDay(world: World, zone: string): void {
  for (const { settings, members } of world.campaigns.values())
    if (settings.zone === zone) for (const member of members.values()) member.completedToday = 0
}

const newAgent = (id: AgentId, at: number): NaiveAgent => ({
  id,
  sessions: new Set(),
  break: null,
  breakDue: null,
  wrapUps: new Map(),
  requeueAt: null,
  skills: new Map(),
  capacity: null,
  lastEndedAt: null,
  freeSince: at
})

type AgentEvent = EventOf<
  | "AgentSessionStarted"
  | "AgentSessionEnded"
  | "AgentConnected"
  | "AgentDisconnected"
  | "AgentAbsenceElapsed"
  | "BreakStarted"
  | "BreakOverdue"
  | "BreakEnded"
  | "WrapUpStarted"
  | "WrapUpEnded"
  | "AgentSkillsChanged"
  | "AgentCapacityChanged"
>

function foldAgent(world: World, event: AgentEvent): void {
  const agent = found(world.agents, event.agentId, "agent")
  switch (event._tag) {
    case "AgentSessionStarted":
      agent.sessions.add(event.sessionId)
      agent.requeueAt = null
      return refreshEmptiness(world, event.agentId)
    case "AgentSessionEnded": {
      agent.sessions.delete(event.sessionId)
      const seconds = world.requeueAfterDisconnectSeconds
      if (agent.sessions.size === 0 && event.cause === "lost-heartbeat" && seconds > 0)
        agent.requeueAt = world.at + seconds * 1_000 + 1
      return refreshEmptiness(world, event.agentId)
    }
    case "AgentConnected":
    case "AgentDisconnected":
      return
    case "AgentAbsenceElapsed":
      agent.requeueAt = null
      return
    case "BreakStarted":
      agent.break = event.name
      agent.breakDue = event.overdueAt
      return
    case "BreakOverdue":
      agent.breakDue = null
      return
    case "BreakEnded":
      agent.break = null
      agent.breakDue = null
      return
    case "WrapUpStarted": {
      const { wrapUpSeconds } = found(world.campaigns, event.campaign, "campaign").settings
      agent.wrapUps.set(event.interactionId, world.at + wrapUpSeconds * 1_000)
      return
    }
    case "WrapUpEnded":
      agent.wrapUps.delete(event.interactionId)
      return
    case "AgentSkillsChanged":
      agent.skills = new Map(event.skills.map(({ skill, level }) => [skill, level]))
      return
    case "AgentCapacityChanged":
      agent.capacity = event.capacity
  }
}

/** A campaign is empty from the instant at which its last connected member left it. */
function refreshEmptiness(world: World, agentId: string): void {
  for (const campaign of world.campaigns.values()) {
    if (!campaign.members.has(agentId)) continue
    if (connectedMembers(world, campaign).length > 0) campaign.emptySince = null
    else campaign.emptySince ??= world.at
  }
}

type CampaignEvent = EventOf<
  | "CampaignCreated"
  | "CampaignChanged"
  | "CampaignEnabled"
  | "CampaignDisabled"
  | "CampaignOpened"
  | "CampaignClosed"
  | "CampaignHoursChanged"
  | "CampaignRemoved"
  | "StrategyFailed"
>

/** What takes the place of a rule that threw. */
const INSTEAD = { eligibility: "nocall", delivery: "rrmemory", order: "priority" } as const

function foldCampaign(world: World, event: CampaignEvent): void {
  const { campaign: name } = event
  switch (event._tag) {
    case "CampaignCreated": {
      const { channel, kind, media, enabled, open, turnsAt, settings } = event
      const cost = world.costs.get(channel) ?? event.cost
      const nobody = { members: new Map(), joined: 0, pointer: null, emptySince: world.at }
      world.campaigns.set(name, { name, channel, kind, media, cost, enabled, open, turnsAt, settings, ...nobody })
      return
    }
    case "CampaignChanged":
      found(world.campaigns, name, "campaign").settings = event.settings
      return
    case "CampaignEnabled":
    case "CampaignDisabled":
      found(world.campaigns, name, "campaign").enabled = event._tag === "CampaignEnabled"
      return
    case "CampaignOpened":
    case "CampaignClosed":
      change(found(world.campaigns, name, "campaign"), {
        open: event._tag === "CampaignOpened",
        turnsAt: event.turnsAt
      })
      return
    case "CampaignHoursChanged":
      found(world.campaigns, name, "campaign").turnsAt = event.turnsAt
      return
    case "CampaignRemoved":
      world.campaigns.delete(name)
      return
    case "StrategyFailed": {
      const campaign = found(world.campaigns, name, "campaign")
      campaign.settings = { ...campaign.settings, [event.part]: INSTEAD[event.part] }
    }
  }
}

type MemberEvent = EventOf<"MemberAdded" | "MemberChanged" | "MemberRemoved" | "MemberPaused" | "MemberResumed">

function foldMember(world: World, event: MemberEvent): void {
  const campaign = found(world.campaigns, event.campaign, "campaign")
  const { agentId } = event
  if (event._tag === "MemberAdded") {
    const { penalty, inbound, outbound } = event
    campaign.joined += 1
    const ordinal = campaign.joined
    const fresh = { position: ordinal, paused: false, lastEndedAt: null, completedToday: 0 }
    campaign.members.set(agentId, { agentId, ordinal, penalty, inbound, outbound, ...fresh })
    if (connectedMembers(world, campaign).length > 0) campaign.emptySince = null
    return
  }
  const member = found(campaign.members, agentId, "member")
  switch (event._tag) {
    case "MemberChanged": {
      const { position, penalty, inbound, outbound } = event
      change(member, { position, penalty, inbound, outbound })
      if (campaign.pointer?.ordinal === member.ordinal) campaign.pointer = { ...campaign.pointer, position }
      return
    }
    case "MemberRemoved":
      campaign.members.delete(agentId)
      if (connectedMembers(world, campaign).length === 0) campaign.emptySince ??= world.at
      return
    case "MemberPaused":
    case "MemberResumed":
      member.paused = event._tag === "MemberPaused"
  }
}
