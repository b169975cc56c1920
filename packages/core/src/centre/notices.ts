/**
 * Notices on the live stream: what an event that was just recorded is to users. Derived and stored nowhere, as those of
 * alarms are (`stats/alarms.ts`); only what was sent to somebody, and badges, stay unread until they are read.
 */
import type {
  BadgeAwardId,
  CampaignName,
  ChannelName,
  ChatId,
  ChatMessageId,
  ContentId,
  Instant,
  InteractionId,
  NoticeId,
  UserId
} from "../kernel/fields.ts"
import type { Recorded } from "../kernel/envelope.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { campaignByName } from "../routing/index.ts"
import { readsChatOf } from "./chatting.ts"
import type { CentreEvent } from "./events.ts"
import type { State } from "./state.ts"

/** These users; or a campaign's members and the supervisors who may see it, but for the one who caused it. */
export type NoticeAudience =
  | { readonly users: ReadonlyArray<UserId> }
  | { readonly campaign: CampaignName; readonly except: UserId | null }

export type NoticeBody =
  /** An arrival changed the campaign's row. */
  | { readonly kind: "campaign-status"; readonly campaign: CampaignName; readonly interactionId: InteractionId }
  | {
      readonly kind: "chat"
      readonly chatId: ChatId
      readonly messageId: ChatMessageId
      readonly fromUserId: UserId
    }
  /** On a channel: a client wrote to who owns the interaction, or an interaction is offered, by a queue or an agent. */
  | {
      readonly kind: "channel"
      readonly channel: ChannelName
      readonly what: "message" | "offer"
      readonly campaign: CampaignName
      readonly interactionId: InteractionId
    }
  | {
      readonly kind: "gamification"
      readonly badgeAwardId: BadgeAwardId
      readonly badge: string
      readonly label: string
    }
  | {
      readonly kind: "custom"
      readonly noticeId: NoticeId
      readonly fromUserId: UserId | null
      readonly content: ContentId
    }

export type Notice = NoticeBody & { readonly at: Instant; readonly to: NoticeAudience }

/** `state` is that after the event. Of most events there is none. O(1). */
export function noticeOf(state: State, { at, event }: Pick<Recorded<CentreEvent>, "at" | "event">): Notice | null {
  switch (event._tag) {
    case "InteractionArrived": {
      const { campaign, interactionId } = event
      return { kind: "campaign-status", at, to: { campaign, except: null }, campaign, interactionId }
    }
    case "ChatSent": {
      const { chatId, messageId, fromUserId, to } = event
      const audience = "user" in to ? { users: [to.user] } : { campaign: to.campaign, except: fromUserId }
      return { kind: "chat", at, to: audience, chatId, messageId, fromUserId }
    }
    case "MessageReceived": {
      const { stage, owner } = hamtGet(state.facts.interactions, event.interactionId) ?? {}
      return stage === "active" && owner ? onChannel(state, event, { at, what: "message", userId: owner }) : null
    }
    case "InteractionOffered":
    case "TransferOffered":
      return onChannel(state, event, { at, what: "offer", userId: event.agentId })
    case "BadgeAwarded": {
      const { agentId, badgeAwardId, badge, label } = event
      return { kind: "gamification", at, to: { users: [agentId] }, badgeAwardId, badge, label }
    }
    case "NoticeSent": {
      const { noticeId, fromUserId, recipients, content } = event
      return { kind: "custom", at, to: { users: recipients }, noticeId, fromUserId, content }
    }
    default:
      return null
  }
}

/** The channel is the campaign's; none once the campaign is removed. */
function onChannel(
  { facts }: State,
  { campaign, interactionId }: { readonly campaign: CampaignName; readonly interactionId: InteractionId },
  { at, what, userId }: { readonly at: Instant; readonly what: "message" | "offer"; readonly userId: UserId }
): Notice | null {
  const known = campaignByName(facts, campaign)
  if (known === undefined) return null
  return { kind: "channel", at, to: { users: [userId] }, channel: known.channel, what, campaign, interactionId }
}

/** Whether the notice is for the user. O(recipients, or own campaigns). */
export function isNoticed({ facts }: State, { to }: Pick<Notice, "to">, userId: UserId): boolean {
  if ("users" in to) return to.users.includes(userId)
  const user = hamtGet(facts.users, userId)
  return user !== undefined && !user.disabled && to.except !== userId && readsChatOf(facts, user, to.campaign)
}
