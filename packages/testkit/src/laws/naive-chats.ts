/** Users, their chats and notices as the naive world has them: who wrote what, and what each has not read. */
import type { Event, World } from "./world.ts"

export interface NaiveUser {
  readonly id: string
  roles: ReadonlyArray<string>
  administrator: boolean
  sees: "all" | ReadonlyArray<string>
}

/** One that a user was told and has not read. */
export interface NaiveNotice {
  readonly userId: string
  readonly kind: "custom" | "gamification"
  readonly id: string
}

export interface NaiveChat {
  /** The two, or the campaign. */
  readonly of: ReadonlyArray<string> | string
  readonly messages: Array<string>
  /** Who reads it now. */
  readers: ReadonlySet<string>
  /** By user: the messages that they have not read. */
  readonly unread: Map<string, Set<string>>
}

/** Whether the user may read a campaign's chat: as a member, or as a supervisor who sees it. */
function mayRead({ campaigns }: World, { id, roles, administrator, sees }: NaiveUser, name: string): boolean {
  const campaign = campaigns.get(name)
  if (campaign === undefined) return false
  if (roles.includes("agent") && campaign.members.has(id)) return true
  return roles.includes("supervisor") && (administrator || sees === "all" || sees.includes(name))
}

const readersOf = (world: World, of: NaiveChat["of"]): ReadonlySet<string> =>
  typeof of === "string"
    ? new Set([...world.users.values()].filter((user) => mayRead(world, user, of)).map(({ id }) => id))
    : new Set(of)

/** After any event: who came to read a chat finds nothing unread in it. */
function readersChanged(world: World): void {
  for (const chat of world.chats.values()) {
    const now = readersOf(world, chat.of)
    for (const id of now) if (!chat.readers.has(id)) chat.unread.delete(id)
    chat.readers = now
  }
}

export function foldChats(world: World, event: Event): void {
  switch (event._tag) {
    case "UserCreated":
    case "UserChanged": {
      const { userId: id, roles, administrator } = event
      const sees = world.users.get(id)?.sees ?? "all"
      world.users.set(id, { id, roles, administrator, sees })
      return readersChanged(world)
    }
    case "UserPermissionsChanged": {
      const user = world.users.get(event.userId)
      if (user !== undefined) user.sees = event.permissions.sees
      return readersChanged(world)
    }
    case "MemberAdded":
    case "MemberRemoved":
      return readersChanged(world)
    case "CampaignRemoved":
      world.chats.delete(`+${event.campaign}`)
      return
    case "ChatSent": {
      const { chatId, messageId, fromUserId, to } = event
      const of = "user" in to ? [fromUserId, to.user] : to.campaign
      const fresh = { of, messages: [], readers: readersOf(world, of), unread: new Map<string, Set<string>>() }
      const chat: NaiveChat = world.chats.get(chatId) ?? fresh
      world.chats.set(chatId, chat)
      chat.messages.push(messageId)
      for (const { id } of world.users.values())
        if (id === fromUserId) chat.unread.delete(id)
        else chat.unread.set(id, new Set([...(chat.unread.get(id) ?? []), messageId]))
      return
    }
    case "ChatOpened":
      world.chats.get(event.chatId)?.unread.delete(event.userId)
      return
    default:
      return foldNotices(world, event)
  }
}

function foldNotices({ notices }: World, event: Event): void {
  if (event._tag === "NoticeSent")
    for (const userId of event.recipients) notices.push({ userId, kind: "custom", id: event.noticeId })
  if (event._tag === "BadgeAwarded")
    notices.push({ userId: event.agentId, kind: "gamification", id: event.badgeAwardId })
  if (event._tag !== "NoticesRead") return
  const { userId, noticeIds } = event
  const left = notices.filter(
    (one) => one.userId !== userId || (noticeIds !== null && !noticeIds.some((id) => id === one.id))
  )
  notices.splice(0, notices.length, ...left)
}

/** How many notices of the kind the user has not read. */
export const unreadNoticesOf = ({ notices }: World, userId: string, kind: NaiveNotice["kind"]): number =>
  notices.filter((one) => one.userId === userId && one.kind === kind).length

/** What is unread in each chat that the user reads, as `n in chat`. */
export const unreadChatsOf = ({ chats }: World, userId: string): ReadonlyArray<string> =>
  [...chats]
    .filter(([, { readers }]) => readers.has(userId))
    .map(([id, { unread }]) => `${unread.get(userId)?.size ?? 0} in ${id}`)
    .sort()
