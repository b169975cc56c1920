/** Public events of chats. */
import * as Schema from "effect/Schema"
import { CampaignName, ChatId, ChatMessageId, Ordinal, UserId } from "../kernel/fields.ts"
import { about } from "./public-about.ts"

/** `ordinal`: the message's place in its chat; of an opening, up to where it is read. */
const chat = { chatId: ChatId, ordinal: Ordinal }

export const ofChats = [
  about("chat.sent", {
    ...chat,
    messageId: ChatMessageId,
    fromUserId: UserId,
    /** One of the two is null. */
    toUserId: Schema.NullOr(UserId),
    campaign: Schema.NullOr(CampaignName)
  }),
  about("chat.opened", { ...chat, userId: UserId })
] as const
