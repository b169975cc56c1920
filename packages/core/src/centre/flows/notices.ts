/** Notices: who may send them, and who there is to get them. */
import * as Result from "effect/Result"
import type { UserId } from "../../kernel/fields.ts"
import { hamtGet, hamtValues } from "../../kernel/hamt.ts"
import { read as decideRead, send as decideSend, type NoticeTarget } from "../../notice/index.ts"
import { campaignByName } from "../../routing/index.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { emitAll, type Context, type Decided } from "../context.ts"
import { noticeKey, type RowKey } from "../rows.ts"
import { activeUser } from "./chats.ts"
import { noSupervisor } from "./supervision.ts"

export const rowsForNotice = ({ noticeId }: CommandOf<"SendNotice">): ReadonlyArray<RowKey> => [noticeKey(noticeId)]

/** To users and members that are not disabled. O(users of the centre) to roles, else O(recipients × log of them). */
export function send(context: Context, command: CommandOf<"SendNotice">): Decided {
  const { noticeId, fromUserId, to } = command
  const refused = fromUserId === null ? null : noSupervisor(context, fromUserId)
  if (refused !== null) return Result.fail(refused)
  const row = context.rows.get(noticeKey(noticeId))
  const known = row?._tag === "Notice" ? row : undefined
  const recipients = known === undefined ? recipientsOf(context, to) : Result.succeed([])
  if (Result.isFailure(recipients)) return Result.fail(recipients.failure)
  const decided = decideSend(command, { known, recipients: recipients.success })
  return Result.map(decided, (events) => emitAll(context, events))
}

type Recipients = Result.Result<ReadonlyArray<UserId>, CentreRejection>

function recipientsOf(context: Context, to: NoticeTarget): Recipients {
  const { users } = context.draft
  if ("users" in to) {
    for (const userId of to.users) {
      const user = activeUser(context, userId)
      if (Result.isFailure(user)) return Result.fail(user.failure)
    }
    return Result.succeed([...new Set(to.users)].sort())
  }
  if ("campaign" in to) {
    const { campaign } = to
    const known = campaignByName(context.draft, campaign)
    if (known === undefined) return Result.fail({ _tag: "CampaignUnknown", campaign })
    const members = [...hamtValues(known.members)].map(({ agentId }) => agentId)
    return Result.succeed(members.filter((userId) => hamtGet(users, userId)?.disabled === false).sort())
  }
  const inRole = [...hamtValues(users)].filter(
    ({ disabled, roles }) => !disabled && roles.some((role) => to.roles.includes(role))
  )
  return Result.succeed(inRole.map(({ id }) => id).sort())
}

export function read(context: Context, command: CommandOf<"ReadNotices">): Decided {
  const user = activeUser(context, command.userId)
  if (Result.isFailure(user)) return Result.fail(user.failure)
  return Result.succeed(emitAll(context, decideRead(context.draft.notices, command)))
}
