/** What people of the centre write to each other. The texts lie in the content store. */
import * as Schema from "effect/Schema"
import { CampaignName, ChatId, ChatMessageId, ContentId, Ordinal, UserId } from "../kernel/fields.ts"

/** Whom it is for: one user, or those who read a campaign's chat. */
export const ChatTarget = Schema.Union([Schema.Struct({ user: UserId }), Schema.Struct({ campaign: CampaignName })])
export type ChatTarget = typeof ChatTarget.Type

/** `ordinal` is its place in the chat, from 1. Who writes has read what is above. */
export const ChatSent = Schema.TaggedStruct("ChatSent", {
  chatId: ChatId,
  messageId: ChatMessageId,
  fromUserId: UserId,
  to: ChatTarget,
  ordinal: Ordinal,
  content: ContentId
})

/** Read by that user up to and with that place. */
export const ChatOpened = Schema.TaggedStruct("ChatOpened", { chatId: ChatId, userId: UserId, ordinal: Ordinal })

export const ChatEvent = Schema.Union([ChatSent, ChatOpened])
export type ChatEvent = typeof ChatEvent.Type
