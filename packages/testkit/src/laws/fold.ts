/** What each event does to the naive world. */
import { foldInteraction } from "./fold-interaction.ts"
import {
  change,
  connectedMembers,
  found,
  type Event,
  type AgentId,
  type EventOf,
  type NaiveAgent,
  type World
} from "./world.ts"

/** Applies one event, stamped `at`. Events that no law speaks of pass it by. */
export function fold(world: World, at: number, event: Event): void {
  world.at = at
  world.position += 1
  switch (event._tag) {
    case "CentreCreated":
    case "CentreChanged":
      world.requeueAfterDisconnectSeconds = event.requeueAfterDisconnectSeconds
      return
    case "DayStarted":
      world.dayEnds.set(event.zone, event.endsAt)
      if (event.dueAt !== null) newDay(world, event.zone)
      return
    case "UserCreated":
    case "UserChanged":
      if (event.roles.includes("agent") && !world.agents.has(event.userId))
        world.agents.set(event.userId, newAgent(event.userId))
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
      return foldAgent(world, event)
    case "CampaignCreated":
    case "CampaignChanged":
    case "CampaignEnabled":
    case "CampaignDisabled":
    case "CampaignOpened":
    case "CampaignClosed":
    case "CampaignHoursChanged":
    case "CampaignRemoved":
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
    default:
      return foldInteraction(world, event)
  }
}

/** Local midnight: what was completed is of yesterday. */
function newDay(world: World, zone: string): void {
  for (const { settings, members } of world.campaigns.values())
    if (settings.zone === zone) for (const member of members.values()) member.completedToday = 0
}

const newAgent = (id: AgentId): NaiveAgent => ({
  id,
  sessions: new Set(),
  break: null,
  breakDue: null,
  wrapUps: new Map(),
  requeueAt: null
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
>

function foldCampaign(world: World, event: CampaignEvent): void {
  const { campaign: name } = event
  switch (event._tag) {
    case "CampaignCreated": {
      const { kind, media, enabled, open, turnsAt, settings } = event
      const nobody = { members: new Map(), joined: 0, pointer: null, emptySince: world.at }
      world.campaigns.set(name, { name, kind, media, enabled, open, turnsAt, settings, ...nobody })
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
      if (campaign.pointer?.agentId === agentId) campaign.pointer = { ...campaign.pointer, position }
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
