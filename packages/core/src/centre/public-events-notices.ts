/** Public events of notices. */
import * as Schema from "effect/Schema"
import { NoticeId, UserId } from "../kernel/fields.ts"
import { about } from "./public-about.ts"

export const ofNotices = [
  about("notice.sent", {
    noticeId: NoticeId,
    fromUserId: Schema.NullOr(UserId),
    recipients: Schema.Array(UserId)
  }),
  /** Null: all. */
  about("notice.read", { userId: UserId, noticeIds: Schema.NullOr(Schema.Array(NoticeId)) })
] as const
