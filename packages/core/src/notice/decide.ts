/** Sending and reading. Who the recipients are is decided above. */
import * as Result from "effect/Result"
import type { ContentId, UserId } from "../kernel/fields.ts"
import type { NoticeCommand, NoticeRejection } from "./commands.ts"
import { NOTICE_RECIPIENTS_MAX, type NoticeEvent, type NoticeTarget } from "./events.ts"
import { boxesOf, unreadOf, type Notices } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<NoticeEvent>, NoticeRejection>
type Of<Tag> = NoticeCommand & { readonly _tag: Tag }

/** What is remembered of a notice that was sent. */
export interface SentNotice {
  readonly fromUserId: UserId | null
  readonly to: NoticeTarget
  readonly content: ContentId
}

const isSameTarget = (a: NoticeTarget, b: NoticeTarget): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The same notice again changes nothing. */
export function send(
  { noticeId, fromUserId, to, content }: Of<"SendNotice">,
  { known, recipients }: { readonly known: SentNotice | undefined; readonly recipients: ReadonlyArray<UserId> }
): Decision {
  if (known !== undefined)
    return known.fromUserId === fromUserId && known.content === content && isSameTarget(known.to, to)
      ? Result.succeed([])
      : Result.fail({ _tag: "NoticeExists", noticeId })
  if (recipients.length === 0) return Result.fail({ _tag: "NoRecipients", noticeId })
  if (recipients.length > NOTICE_RECIPIENTS_MAX)
    return Result.fail({ _tag: "TooManyRecipients", recipients: recipients.length, limit: NOTICE_RECIPIENTS_MAX })
  return Result.succeed([{ _tag: "NoticeSent", noticeId, fromUserId, to, recipients, content }])
}

/** What is read already, or was never sent to the user, is left aside. */
export function read(notices: Notices, { userId, noticeIds }: Of<"ReadNotices">): ReadonlyArray<NoticeEvent> {
  const { custom, gamification } = boxesOf(notices, userId)
  if (noticeIds === "all")
    return unreadOf(custom) + unreadOf(gamification) > 0 ? [{ _tag: "NoticesRead", userId, noticeIds: null }] : []
  const unread = new Set([...custom.unread, ...gamification.unread].map(({ id }) => id))
  const read = [...new Set(noticeIds)].filter((id) => unread.has(id))
  return read.length > 0 ? [{ _tag: "NoticesRead", userId, noticeIds: read }] : []
}
