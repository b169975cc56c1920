/** Writing and reading. Whether the user may, and whether there is whom they write to, is decided above. */
import * as Result from "effect/Result"
import { CHATS_PER_USER_MAX, type ChatCommand, type ChatRejection } from "./commands.ts"
import type { ChatEvent } from "./events.ts"
import type { ContentId, UserId } from "../kernel/fields.ts"
import { chatById, chatIdOf, partnersOf, unreadIn, type Chats } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<ChatEvent>, ChatRejection>
type Of<Tag> = ChatCommand & { readonly _tag: Tag }

/** Who said it, and what: all that is kept of a message that is no longer in memory. */
export interface Said {
  readonly fromUserId: UserId
  readonly content: ContentId
}

/** The same message again changes nothing; `known` is the one of its chat that bears the id. */
export function send(
  chats: Chats,
  { fromUserId, to, messageId, content }: Of<"SendChat">,
  known: Said | undefined
): Decision {
  if ("user" in to && to.user === fromUserId) return Result.fail({ _tag: "ChatWithOneself", userId: fromUserId })
  const chatId = chatIdOf(fromUserId, to)
  const chat = chatById(chats, chatId)
  if (known !== undefined)
    return known.fromUserId === fromUserId && known.content === content
      ? Result.succeed([])
      : Result.fail({ _tag: "ChatMessageExists", messageId })
  const crowded =
    chat !== undefined || !("user" in to)
      ? undefined
      : [fromUserId, to.user].find((userId) => partnersOf(chats, userId).length >= CHATS_PER_USER_MAX)
  if (crowded !== undefined) return Result.fail({ _tag: "TooManyChats", userId: crowded, limit: CHATS_PER_USER_MAX })
  return Result.succeed([
    { _tag: "ChatSent", chatId, messageId, fromUserId, to, ordinal: (chat?.count ?? 0) + 1, content }
  ])
}

export function open(chats: Chats, { chatId, userId }: Of<"OpenChat">): Decision {
  const chat = chatById(chats, chatId)
  if (chat === undefined) return Result.fail({ _tag: "ChatNotYours", chatId, userId })
  return Result.succeed(unreadIn(chat, userId) > 0 ? [{ _tag: "ChatOpened", chatId, userId, ordinal: chat.count }] : [])
}
