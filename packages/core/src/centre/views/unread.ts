/** What a user has not read: of the interactions they own, per channel; of their chats and notices. */
import type { ChannelName } from "../../kernel/fields.ts"
import { unreadIn } from "../../chat/index.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { boxesOf, unreadOf as unreadNotices } from "../../notice/index.ts"
import { agentById, at as numbered } from "../../routing/index.ts"
import { chatsOf } from "../chatting.ts"
import type { State } from "../state.ts"

/** On live text a conversation counts once, however much is unread in it; elsewhere each message of the client's counts. */
export interface UnreadChannel {
  readonly channel: ChannelName
  readonly counts: "conversations" | "messages"
  readonly unread: number
}

export interface Unread {
  /** Those in which something is unread, by name. */
  readonly channels: ReadonlyArray<UnreadChannel>
  /** Chats in which something is unread. */
  readonly chats: number
  readonly notices: { readonly custom: number; readonly gamification: number }
}

/** Undefined for no user. O(interactions, chats and campaigns of their own). */
export function unreadOf({ facts }: State, userId: string): Unread | undefined {
  const user = hamtGet(facts.users, userId)
  if (user === undefined) return undefined
  const channels = new Map<ChannelName, UnreadChannel>()
  for (const { interactionId, campaign } of agentById(facts, userId)?.active ?? []) {
    const { unread = 0 } = hamtGet(facts.conversations, interactionId) ?? {}
    if (unread === 0) continue
    const { channel, kind, media } = numbered(facts.campaigns, campaign)
    const counts = kind === "live" && media === "text" ? "conversations" : "messages"
    const before = channels.get(channel)?.unread ?? 0
    channels.set(channel, { channel, counts, unread: before + (counts === "conversations" ? 1 : unread) })
  }
  const { custom, gamification } = boxesOf(facts.notices, user.id)
  return {
    channels: [...channels.values()].sort((a, b) => (a.channel < b.channel ? -1 : 1)),
    chats: chatsOf(facts, user).filter((chat) => unreadIn(chat, user.id) > 0).length,
    notices: { custom: unreadNotices(custom), gamification: unreadNotices(gamification) }
  }
}
