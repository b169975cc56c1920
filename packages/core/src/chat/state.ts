/** Chats of the centre: how many messages each has, up to where each reader has read it, the latest by reference. */
import {
  ChatId,
  type CampaignName,
  type ChatMessageId,
  type ContentId,
  type Instant,
  type UserId
} from "../kernel/fields.ts"
import { emptyHamt, hamtDelete, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"
import type { ChatEvent, ChatTarget } from "./events.ts"

/** Messages of one chat whose references are kept in memory; older ones are in the log. */
export const CHAT_MESSAGES_IN_MEMORY_MAX = 100

export interface ChatMessageRef {
  readonly id: ChatMessageId
  readonly ordinal: number
  readonly fromUserId: UserId
  readonly at: Instant
  readonly content: ContentId
}

export interface Chat {
  readonly id: ChatId
  /** Of the two who take part, by id; or a campaign's. */
  readonly of: readonly [UserId, UserId] | CampaignName
  /** Messages so far. */
  readonly count: number
  readonly latest: ReadonlyArray<ChatMessageRef>
  /** By reader: how many of the messages are read, or were there before they could read it; none: 0. */
  readonly marks: Hamt<number>
}

export interface Chats {
  /** By id. */
  readonly pairs: Hamt<Chat>
  /** By user: with whom they have one. */
  readonly partners: Hamt<ReadonlyArray<UserId>>
  /** By campaign. */
  readonly campaigns: Hamt<Chat>
}

export const noChats: Chats = { pairs: emptyHamt(), partners: emptyHamt(), campaigns: emptyHamt() }

const paired = (a: UserId, b: UserId): readonly [UserId, UserId] => (a < b ? [a, b] : [b, a])

/** Ids of users hold no plus sign, so that no two chats bear one id. */
export const chatIdOf = (fromUserId: UserId, to: ChatTarget): ChatId =>
  ChatId.make("user" in to ? paired(fromUserId, to.user).join("+") : `+${to.campaign}`)

/** By its id; undefined when nothing was written in it yet. */
export const chatById = ({ pairs, campaigns }: Chats, chatId: string): Chat | undefined =>
  chatId.startsWith("+") ? hamtGet(campaigns, chatId.slice(1)) : hamtGet(pairs, chatId)

export const partnersOf = ({ partners }: Chats, userId: string): ReadonlyArray<UserId> =>
  hamtGet(partners, userId) ?? []

/** Messages that the reader has not read. */
export const unreadIn = ({ count, marks }: Chat, userId: string): number => count - (hamtGet(marks, userId) ?? 0)

const kept = (chats: Chats, chat: Chat, owner: Owner): Chats =>
  typeof chat.of === "string"
    ? { ...chats, campaigns: hamtSet(chats.campaigns, chat.of, chat, owner) }
    : { ...chats, pairs: hamtSet(chats.pairs, chat.id, chat, owner) }

/** O(messages in memory). */
export function evolve(
  chats: Chats,
  event: ChatEvent,
  { at, owner }: { readonly at: Instant; readonly owner: Owner }
): Chats {
  const { chatId } = event
  const known = chatById(chats, chatId)
  if (event._tag === "ChatOpened")
    return known === undefined ? chats : kept(chats, marked(known, event.userId, event.ordinal, owner), owner)
  const { messageId: id, ordinal, fromUserId, to, content } = event
  const before = known ?? begun(chatId, fromUserId, to)
  const latest = [...before.latest.slice(1 - CHAT_MESSAGES_IN_MEMORY_MAX), { id, ordinal, fromUserId, at, content }]
  const chat = marked({ ...before, count: ordinal, latest }, fromUserId, ordinal, owner)
  const next = kept(chats, chat, owner)
  if (known !== undefined || !("user" in to)) return next
  const once = acquainted(next.partners, { userId: fromUserId, partner: to.user }, owner)
  return { ...next, partners: acquainted(once, { userId: to.user, partner: fromUserId }, owner) }
}

const begun = (id: ChatId, fromUserId: UserId, to: ChatTarget): Chat => ({
  id,
  of: "user" in to ? paired(fromUserId, to.user) : to.campaign,
  count: 0,
  latest: [],
  marks: emptyHamt()
})

const marked = (chat: Chat, userId: UserId, ordinal: number, owner: Owner): Chat => ({
  ...chat,
  marks: hamtSet(chat.marks, userId, ordinal, owner)
})

const acquainted = (
  partners: Chats["partners"],
  { userId, partner }: { readonly userId: UserId; readonly partner: UserId },
  owner: Owner
): Chats["partners"] => hamtSet(partners, userId, [...(hamtGet(partners, userId) ?? []), partner], owner)

/** Somebody comes to read a campaign's chat: what was written before is not unread for them. */
export function joined(
  chats: Chats,
  { campaign, userId }: { readonly campaign: string; readonly userId: UserId },
  owner: Owner
): Chats {
  const chat = hamtGet(chats.campaigns, campaign)
  return chat === undefined ? chats : kept(chats, marked(chat, userId, chat.count, owner), owner)
}

/** The campaign is no more: another one of that name begins anew. */
export const dropped = (chats: Chats, campaign: string, owner: Owner): Chats => ({
  ...chats,
  campaigns: hamtDelete(chats.campaigns, campaign, owner)
})
