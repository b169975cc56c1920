import * as Schema from "effect/Schema"
import { ChatId, ChatMessageId, ContentId, UserId } from "../kernel/fields.ts"
import { ChatTarget } from "./events.ts"

/** Other users with whom one user has a chat, at most. */
export const CHATS_PER_USER_MAX = 5_000

/** The chat is found by who takes part, and begins with its first message. The text is in the content store already. */
export const SendChat = Schema.TaggedStruct("SendChat", {
  fromUserId: UserId,
  to: ChatTarget,
  messageId: ChatMessageId,
  content: ContentId
})

/** Marks read whatever is in it. */
export const OpenChat = Schema.TaggedStruct("OpenChat", { chatId: ChatId, userId: UserId })

export const ChatCommand = Schema.Union([SendChat, OpenChat])
export type ChatCommand = typeof ChatCommand.Type

/** There is no such chat, or others take part in it: nobody learns of what others write. */
export const ChatNotYours = Schema.TaggedStruct("ChatNotYours", { chatId: ChatId, userId: UserId })
export const ChatWithOneself = Schema.TaggedStruct("ChatWithOneself", { userId: UserId })
/** Another message of this chat bears the id. */
export const ChatMessageExists = Schema.TaggedStruct("ChatMessageExists", { messageId: ChatMessageId })
export const TooManyChats = Schema.TaggedStruct("TooManyChats", { userId: UserId, limit: Schema.Int })

export const ChatRejection = Schema.Union([ChatNotYours, ChatWithOneself, ChatMessageExists, TooManyChats])
export type ChatRejection = typeof ChatRejection.Type
