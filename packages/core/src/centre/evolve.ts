/** What each event does to the facts, and through them to the indexes. Total over every event of the log. */
import * as agent from "../agent/index.ts"
import * as campaign from "../campaign/index.ts"
import * as holiday from "../holiday/index.ts"
import { hamtSet } from "../kernel/hamt.ts"
import { vectorLength } from "../kernel/vector.ts"
import type { InteractionEvent } from "../interaction/index.ts"
import { moveDeadline, DAY } from "../routing/index.ts"
import * as tenant from "../tenant/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { CentreEvent } from "./events.ts"
import { evolveGamification, isGamificationEvent } from "./evolve-gamification.ts"
import { forgetChat, memberJoins } from "./chatting.ts"
import { evolveChat, isChatEvent } from "./evolve-chat.ts"
import { evolveMessage, isMessageEvent } from "./evolve-message.ts"
import { evolveNotice, isNoticeEvent } from "./evolve-notice.ts"
import { evolveDialer, isDialerEvent } from "./evolve-dialer.ts"
import { evolveTexts, isTextsEvent, withoutCampaign } from "./evolve-texts.ts"
import { evolveClients, isClientEvent } from "./evolve-clients.ts"
import { evolveStaff, isStaffEvent, sessionOfUser } from "./evolve-staff.ts"
import { evolveInteraction, isInteractionEvent } from "./evolve-interaction.ts"
import * as set from "./set.ts"
import type { Draft } from "./state.ts"

/** Applies one event at the draft's instant. */
export function evolve(draft: Draft, event: CentreEvent): void {
  draft.position += 1
  if (isInteractionEvent(event)) evolveInteraction(draft, event)
  else evolveOther(draft, event)
}

function evolveOther(draft: Draft, event: Exclude<CentreEvent, InteractionEvent>): void {
  if (isMessageEvent(event)) return evolveMessage(draft, event)
  if (isDialerEvent(event)) return evolveDialer(draft, event)
  if (isStaffEvent(event)) return evolveStaff(draft, event)
  if (isClientEvent(event)) return evolveClients(draft, event)
  if (isChatEvent(event)) return evolveChat(draft, event)
  if (isNoticeEvent(event)) return evolveNotice(draft, event)
  if (isGamificationEvent(event)) return evolveGamification(draft, event)
  if (isTextsEvent(event)) return evolveTexts(draft, event)
  switch (event._tag) {
    case "MailRated":
      return
    case "CentreCreated":
    case "CentreChanged":
    case "ChannelCostChanged":
    case "SystemMailChanged":
    case "RetentionChanged":
    case "OwnershipTaken":
    case "FormatRaised":
    case "DayStarted":
    case "SourceReset":
      return evolveTenant(draft, event)
    case "AgentSessionStarted":
    case "AgentSessionEnded":
    case "AgentConnected":
    case "AgentDisconnected":
    case "AgentAbsenceElapsed":
    case "BreakStarted":
    case "BreakOverdue":
    case "BreakEnded":
    case "AgentScreenLocked":
    case "AgentScreenUnlocked":
    case "WrapUpStarted":
    case "WrapUpEnded":
    case "AgentSkillsChanged":
    case "AgentCapacityChanged":
      return evolveAgent(draft, event)
    case "CampaignCreated":
    case "CampaignChanged":
    case "CampaignEnabled":
    case "CampaignDisabled":
    case "CampaignOpened":
    case "CampaignClosed":
    case "CampaignHoursChanged":
    case "CampaignRemoved":
    case "MemberAdded":
    case "MemberChanged":
    case "MemberRemoved":
    case "MemberPaused":
    case "MemberResumed":
    case "StrategyFailed":
      return evolveCampaign(draft, event)
    case "HolidayDefined":
    case "HolidayChanged":
    case "HolidayRemoved":
      draft.holidays = holiday.evolve(draft.holidays, event)
      return
    default:
      return unreachable(event)
  }
}

function evolveTenant(draft: Draft, event: tenant.TenantEvent): void {
  const before = draft.tenant
  draft.tenant = tenant.evolve(before, event, draft.owner)
  if (event._tag === "CentreCreated") draft.seed = event.seed
  if (event._tag === "CentreChanged") set.dormancy(draft)
  if (event._tag === "ChannelCostChanged") set.channelCost(draft, event.channel, event.cost)
  if (event._tag === "DayStarted" && event.dueAt !== null) set.newDay(draft, event.zone)
  if (event._tag === "DayStarted" && draft.index !== null)
    moveDeadline(
      draft.index,
      { kind: DAY, id: event.zone },
      tenant.dayOf(before, event.zone)?.endsAt ?? null,
      event.endsAt
    )
}

function evolveAgent(draft: Draft, event: agent.AgentEvent): void {
  const before = set.agentOf(draft, event.agentId)
  set.agent(draft, before, agent.evolve(before, event, draft.at))
  if (event._tag === "AgentConnected") set.connected(draft, before, 1)
  if (event._tag === "AgentDisconnected") set.connected(draft, before, -1)
  if (event._tag === "AgentSessionStarted") sessionOfUser(draft, event.agentId)
}

function evolveCampaign(draft: Draft, event: campaign.CampaignEvent): void {
  if (event._tag === "CampaignCreated") {
    const number = vectorLength(draft.campaigns)
    draft.campaignNumbers = hamtSet(draft.campaignNumbers, event.campaign, number, draft.owner)
    return set.campaign(draft, undefined, campaign.newCampaign(number, event, draft.at))
  }
  const before = set.campaignOf(draft, event.campaign)
  switch (event._tag) {
    case "CampaignRemoved":
      withoutCampaign(draft, event.campaign)
      forgetChat(draft, event.campaign)
      return set.removeCampaign(draft, before)
    case "MemberAdded":
      memberJoins(draft, event)
      return set.joinMember(draft, before, event)
    case "MemberRemoved":
      return set.partMember(draft, before, event)
    case "MemberChanged":
    case "MemberPaused":
    case "MemberResumed":
      return set.member(draft, before, event.agentId, () => campaign.evolve(before, event, draft.owner))
    case "CampaignEnabled":
    case "CampaignDisabled":
      set.campaign(draft, before, campaign.evolve(before, event, draft.owner))
      return set.voiceEnabled(draft, before, event._tag === "CampaignEnabled" ? 1 : -1)
    case "CampaignOpened":
    case "CampaignClosed":
    case "CampaignHoursChanged":
    case "CampaignChanged":
    case "StrategyFailed":
      return set.campaign(draft, before, campaign.evolve(before, event, draft.owner))
    default:
      return unreachable(event)
  }
}
