/** Chats: who writes to whom, who may read. */
import * as Result from "effect/Result"
import { chatById, chatIdOf, open as decideOpen, send as decideSend } from "../../chat/index.ts"
import type { UserId } from "../../kernel/fields.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { campaignByName } from "../../routing/index.ts"
import type { User } from "../../user/index.ts"
import { readsChat, readsChatOf } from "../chatting.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { emitAll, type Context, type Decided } from "../context.ts"
import { saidKey, type RowKey } from "../rows.ts"

/** The user, unless there is none or they are disabled. */
export function activeUser({ draft }: Context, userId: UserId): Result.Result<User, CentreRejection> {
  const user = hamtGet(draft.users, userId)
  if (user === undefined) return Result.fail({ _tag: "UserUnknown", userId })
  return user.disabled ? Result.fail({ _tag: "UserIsDisabled", userId }) : Result.succeed(user)
}

export const rowsForChat = ({ fromUserId, to, messageId }: CommandOf<"SendChat">): ReadonlyArray<RowKey> => [
  saidKey(chatIdOf(fromUserId, to), messageId)
]

export function send(context: Context, command: CommandOf<"SendChat">): Decided {
  const { draft } = context
  const { fromUserId, to } = command
  const from = activeUser(context, fromUserId)
  if (Result.isFailure(from)) return Result.fail(from.failure)
  if ("user" in to) {
    const other = activeUser(context, to.user)
    if (Result.isFailure(other)) return Result.fail(other.failure)
  } else {
    const { campaign } = to
    if (campaignByName(draft, campaign) === undefined) return Result.fail({ _tag: "CampaignUnknown", campaign })
    if (!readsChatOf(draft, from.success, campaign))
      return Result.fail({ _tag: "ChatNotYours", chatId: chatIdOf(fromUserId, to), userId: fromUserId })
  }
  const chatId = chatIdOf(fromUserId, to)
  const row = context.rows.get(saidKey(chatId, command.messageId))
  const decided = decideSend(draft.chats, command, row?._tag === "Said" ? row : undefined)
  return Result.map(decided, (events) => {
    emitAll(context, events)
    return { chatId }
  })
}

export function open(context: Context, command: CommandOf<"OpenChat">): Decided {
  const { draft } = context
  const { chatId, userId } = command
  const user = activeUser(context, userId)
  if (Result.isFailure(user)) return Result.fail(user.failure)
  const chat = chatById(draft.chats, chatId)
  if (chat === undefined || !readsChat(draft, user.success, chat))
    return Result.fail({ _tag: "ChatNotYours", chatId, userId })
  return Result.map(decideOpen(draft.chats, command), (events) => emitAll(context, events))
}
