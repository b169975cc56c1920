/** What of the log the world hears: each stored event mapped to its public form, or named as internal. */
import type { CampaignEvent } from "../campaign/index.ts"
import type { AgentId, CampaignName, UserId } from "../kernel/fields.ts"
import type { HolidayEvent } from "../holiday/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { TenantEvent } from "../tenant/index.ts"
import type { CentreEvent } from "./events.ts"
import { isChatEvent } from "./evolve-chat.ts"
import { isDialerEvent } from "./evolve-dialer.ts"
import type { PublicEvent } from "./public-events.ts"
import { publishAgent } from "./publish-agent.ts"
import { isGamificationEvent } from "./evolve-gamification.ts"
import { isClientEvent } from "./evolve-clients.ts"
import { isStaffEvent } from "./evolve-staff.ts"
import { publishChat } from "./publish-chat.ts"
import { publishDialer } from "./publish-dialer.ts"
import { publishInteraction } from "./publish-interaction.ts"
import { publishMessage } from "./publish-message.ts"
import { publishClients } from "./publish-clients.ts"
import { publishGamification } from "./publish-gamification.ts"
import { isTextsEvent } from "./evolve-texts.ts"
import { publishRating } from "./publish-rating.ts"
import { publishTexts } from "./publish-texts.ts"
import { isNoticeEvent } from "./evolve-notice.ts"
import { publishNotice } from "./publish-notice.ts"
import { publishStaff } from "./publish-staff.ts"

/** Events that only the engine and the stores need. */
export const internal = [
  "OwnershipTaken",
  "FormatRaised",
  "MessageClaimed",
  "AddressRekeyed",
  "RecordsClaimed",
  "RecordsDropped"
] as const

/** The public form of a stored event; null when it is internal. Reads nothing but the event. */
export function publish(event: CentreEvent): PublicEvent | null {
  if (event._tag === "OwnershipTaken" || event._tag === "FormatRaised" || event._tag === "MessageClaimed") return null
  if (isDialerEvent(event)) return publishDialer(event)
  if (isStaffEvent(event)) return publishStaff(event)
  if (isClientEvent(event)) return publishClients(event)
  if (event._tag === "MailRated") return publishRating(event)
  if (isTextsEvent(event)) return publishTexts(event)
  if (isChatEvent(event)) return publishChat(event)
  if (isNoticeEvent(event)) return publishNotice(event)
  if (isHolidayEvent(event)) return publishHoliday(event)
  if (isGamificationEvent(event)) return publishGamification(event)
  switch (event._tag) {
    case "CentreCreated":
    case "CentreChanged":
    case "ChannelCostChanged":
    case "SystemMailChanged":
    case "RetentionChanged":
    case "DayStarted":
    case "SourceReset":
      return publishTenant(event)
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
      return publishAgent(event)
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
      return publishCampaign(event)
    case "MessageReceived":
    case "MessageCopied":
    case "MessageSkipped":
    case "MessageQuarantined":
    case "MessagePlanned":
    case "ClientAutoReplied":
    case "MessageSubmitted":
    case "MessageSent":
    case "MessageFailed":
    case "MessageReturned":
    case "MessageAmbiguous":
    case "MessageDelivered":
    case "MessageSeen":
      return publishMessage(event)
    default:
      return publishInteraction(event)
  }
}

const CENTRE = { subject: "centre", partitionKey: "centre" }

function publishTenant(event: Exclude<TenantEvent, { _tag: "OwnershipTaken" | "FormatRaised" }>): PublicEvent {
  switch (event._tag) {
    case "CentreCreated": {
      const { zone, requeueAfterDisconnectSeconds, requireVoiceMembership } = event
      const data = { zone, requeueAfterDisconnectSeconds, requireVoiceMembership }
      return { type: "cc.centre.created.v1", ...CENTRE, data }
    }
    case "CentreChanged": {
      const { requeueAfterDisconnectSeconds, requireVoiceMembership } = event
      const data = { requeueAfterDisconnectSeconds, requireVoiceMembership }
      return { type: "cc.centre.changed.v1", ...CENTRE, data }
    }
    case "ChannelCostChanged": {
      const { channel, cost } = event
      return {
        type: "cc.channel.cost-changed.v1",
        subject: `channels/${channel}`,
        partitionKey: channel,
        data: { channel, cost }
      }
    }
    case "SystemMailChanged":
      return { type: "cc.centre.system-mail-changed.v1", ...CENTRE, data: { account: event.account } }
    case "RetentionChanged":
      return { type: "cc.centre.retention-changed.v1", ...CENTRE, data: { contentDays: event.contentDays } }
    case "DayStarted": {
      const { zone, date, endsAt, dueAt } = event
      return { type: "cc.centre.day-started.v1", ...CENTRE, data: { zone, date, endsAt, dueAt } }
    }
    case "SourceReset": {
      const { source, epoch } = event
      return {
        type: "cc.source.reset.v1",
        subject: `sources/${source}`,
        partitionKey: source,
        data: { source, epoch }
      }
    }
    default:
      return unreachable(event)
  }
}

const isHolidayEvent = (event: CentreEvent): event is HolidayEvent =>
  event._tag === "HolidayDefined" || event._tag === "HolidayChanged" || event._tag === "HolidayRemoved"

function publishHoliday(event: HolidayEvent): PublicEvent {
  const { name } = event
  if (event._tag === "HolidayRemoved") return { type: "cc.holiday.removed.v1", ...CENTRE, data: { name } }
  const { from, to, recurring, campaigns, message } = event
  const data = { name, from, to, recurring, campaigns, message }
  return { type: event._tag === "HolidayDefined" ? "cc.holiday.defined.v1" : "cc.holiday.changed.v1", ...CENTRE, data }
}

function publishCampaign(event: CampaignEvent): PublicEvent {
  const { campaign } = event
  const about = { subject: `campaigns/${campaign}`, partitionKey: campaign }
  switch (event._tag) {
    case "CampaignCreated":
    case "CampaignChanged": {
      const { secret: _secret, channelSettings: _channelSettings, ...settings } = event.settings
      if (event._tag === "CampaignChanged")
        return { type: "cc.campaign.changed.v1", ...about, data: { campaign, settings } }
      const { channel, kind, media, cost, enabled, open, turnsAt } = event
      const data = { campaign, channel, kind, media, cost, enabled, open, turnsAt, settings }
      return { type: "cc.campaign.created.v1", ...about, data }
    }
    case "CampaignEnabled":
      return { type: "cc.campaign.enabled.v1", ...about, data: { campaign } }
    case "CampaignDisabled":
      return { type: "cc.campaign.disabled.v1", ...about, data: { campaign } }
    case "CampaignOpened": {
      const { turnsAt, dueAt } = event
      return { type: "cc.campaign.opened.v1", ...about, data: { campaign, turnsAt, dueAt } }
    }
    case "CampaignClosed": {
      const { holiday, turnsAt, dueAt } = event
      return { type: "cc.campaign.closed.v1", ...about, data: { campaign, holiday, turnsAt, dueAt } }
    }
    case "CampaignHoursChanged": {
      const { turnsAt, dueAt } = event
      return { type: "cc.campaign.hours-changed.v1", ...about, data: { campaign, turnsAt, dueAt } }
    }
    case "CampaignRemoved":
      return { type: "cc.campaign.removed.v1", ...about, data: { campaign } }
    case "StrategyFailed":
      return { type: "cc.campaign.strategy-failed.v1", ...about, data: { campaign, part: event.part } }
    default:
      return publishMember(event, about)
  }
}

type MemberEvent = Extract<
  CampaignEvent,
  { _tag: "MemberAdded" | "MemberChanged" | "MemberRemoved" | "MemberPaused" | "MemberResumed" }
>

function publishMember(event: MemberEvent, about: Pick<PublicEvent, "subject" | "partitionKey">): PublicEvent {
  const { campaign, agentId } = event
  switch (event._tag) {
    case "MemberAdded": {
      const { ordinal, penalty, inbound, outbound } = event
      const data = { campaign, agentId, ordinal, penalty, inbound, outbound }
      return { type: "cc.campaign.member-added.v1", ...about, data }
    }
    case "MemberChanged": {
      const { position, penalty, inbound, outbound } = event
      const data = { campaign, agentId, position, penalty, inbound, outbound }
      return { type: "cc.campaign.member-changed.v1", ...about, data }
    }
    case "MemberRemoved":
      return { type: "cc.campaign.member-removed.v1", ...about, data: { campaign, agentId } }
    case "MemberPaused":
      return { type: "cc.campaign.member-paused.v1", ...about, data: { campaign, agentId, cause: event.cause } }
    case "MemberResumed":
      return { type: "cc.campaign.member-resumed.v1", ...about, data: { campaign, agentId, cause: event.cause } }
    default:
      return unreachable(event)
  }
}

/**
 * Whom a public event concerns, so that a reader's permissions can be applied; both null: the centre as a whole. With
 * `users` it is those users' alone, whatever others may see.
 */
export interface EventAudience {
  readonly users?: ReadonlyArray<UserId>
  readonly campaign: CampaignName | null
  readonly agentId: AgentId | null
}

export function audienceOf(event: PublicEvent): EventAudience {
  const { data } = event
  const users = privateTo(event)
  return {
    ...(users === null ? {} : { users }),
    campaign: "campaign" in data ? data.campaign : null,
    agentId:
      "agentId" in data
        ? data.agentId
        : "userId" in data
          ? data.userId
          : "lastAgentId" in data
            ? data.lastAgentId
            : null
  }
}

/** What two users write is theirs, and a notice theirs whom it reaches; how far somebody has read is their own. */
function privateTo(event: PublicEvent): ReadonlyArray<UserId> | null {
  if (event.type === "cc.chat.opened.v1" || event.type === "cc.notice.read.v1") return [event.data.userId]
  if (event.type === "cc.notice.sent.v1") {
    const { fromUserId, recipients } = event.data
    return fromUserId === null ? recipients : [fromUserId, ...recipients]
  }
  if (event.type !== "cc.chat.sent.v1" || event.data.toUserId === null) return null
  return [event.data.fromUserId, event.data.toUserId]
}
