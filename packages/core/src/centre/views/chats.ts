/** A user's chats, and what one of them holds. */
import { chatById, unreadIn, type Chat, type ChatMessageRef } from "../../chat/index.ts"
import type { CampaignName, ChatId, Instant, UserId } from "../../kernel/fields.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { chatsOf, readsChat } from "../chatting.ts"
import type { State } from "../state.ts"

/** `with` is the other user, or the campaign whose chat it is. */
export interface ChatRecord {
  readonly chatId: ChatId
  readonly with: { readonly user: UserId } | { readonly campaign: CampaignName }
  readonly messages: number
  readonly unread: number
  readonly lastAt: Instant
}

/** Those in which something was written, the latest first. Undefined for no user. O(own chats × log of them). */
export function chatsIn({ facts }: State, userId: string): ReadonlyArray<ChatRecord> | undefined {
  const user = hamtGet(facts.users, userId)
  return (
    user &&
    chatsOf(facts, user)
      .map((chat) => recordOf(chat, user.id))
      .sort(compareChats)
  )
}

const compareChats = (a: ChatRecord, b: ChatRecord): number => b.lastAt - a.lastAt || (a.chatId < b.chatId ? -1 : 1)

function recordOf(chat: Chat, userId: UserId): ChatRecord {
  const { id: chatId, of, count: messages, latest } = chat
  const lastAt = latest.at(-1)?.at ?? 0
  return { chatId, with: withOf(of, userId), messages, unread: unreadIn(chat, userId), lastAt }
}

const withOf = (of: Chat["of"], userId: UserId): ChatRecord["with"] =>
  typeof of === "string" ? { campaign: of } : { user: of[0] === userId ? of[1] : of[0] }

/** The latest messages, oldest first; undefined for a chat that the user does not read. */
export function chatOf(
  { facts }: State,
  { chatId, userId }: { readonly chatId: string; readonly userId: string }
): ReadonlyArray<ChatMessageRef> | undefined {
  const user = hamtGet(facts.users, userId)
  const chat = chatById(facts.chats, chatId)
  return user !== undefined && chat !== undefined && readsChat(facts, user, chat) ? chat.latest : undefined
}
