import * as Schema from "effect/Schema"
import { ContentId, NoticeId, UserId } from "../kernel/fields.ts"
import { NOTICES_PER_USER_MAX, NoticeTarget } from "./events.ts"

/** Goes to those that there are now. The text is in the content store already. */
export const SendNotice = Schema.TaggedStruct("SendNotice", {
  noticeId: NoticeId,
  /** Null: an API key's. */
  fromUserId: Schema.NullOr(UserId),
  to: NoticeTarget,
  content: ContentId
})

/** Some, or all. A badge that was awarded is read by the id of its award. */
export const ReadNotices = Schema.TaggedStruct("ReadNotices", {
  userId: UserId,
  noticeIds: Schema.Union([
    Schema.Literal("all"),
    Schema.Array(NoticeId).check(Schema.isMaxLength(NOTICES_PER_USER_MAX))
  ])
})

export const NoticeCommand = Schema.Union([SendNotice, ReadNotices])
export type NoticeCommand = typeof NoticeCommand.Type

/** Another notice bears the id. */
export const NoticeExists = Schema.TaggedStruct("NoticeExists", { noticeId: NoticeId })
/** Nobody is in the role, or a member of the campaign. */
export const NoRecipients = Schema.TaggedStruct("NoRecipients", { noticeId: NoticeId })
export const TooManyRecipients = Schema.TaggedStruct("TooManyRecipients", { recipients: Schema.Int, limit: Schema.Int })

export const NoticeRejection = Schema.Union([NoticeExists, NoRecipients, TooManyRecipients])
export type NoticeRejection = typeof NoticeRejection.Type
