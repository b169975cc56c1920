/** The public form of chats: that something was written, and read. What it says is read from its store. */
import type { ChatEvent } from "../chat/index.ts"
import type { PublicEvent } from "./public-events.ts"

export function publishChat(event: ChatEvent): PublicEvent {
  const { chatId, ordinal } = event
  const about = { subject: `chats/${chatId}`, partitionKey: chatId }
  if (event._tag === "ChatOpened")
    return { type: "cc.chat.opened.v1", ...about, data: { chatId, userId: event.userId, ordinal } }
  const { messageId, fromUserId, to } = event
  const toUserId = "user" in to ? to.user : null
  const campaign = "campaign" in to ? to.campaign : null
  return { type: "cc.chat.sent.v1", ...about, data: { chatId, messageId, fromUserId, toUserId, campaign, ordinal } }
}
