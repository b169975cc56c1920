/** Notices that people of the centre are sent. The texts lie in the content store. */
import * as Schema from "effect/Schema"
import { CampaignName, ContentId, NoticeId, Role, UserId } from "../kernel/fields.ts"

/** Users that one notice names, at most. */
export const USERS_NAMED_MAX = 500
/** Most users that one notice reaches. */
export const NOTICE_RECIPIENTS_MAX = 10_000
/** Unread notices of one user and kind that are kept; of older ones only how many. */
export const NOTICES_PER_USER_MAX = 200

/** Whom it is for: users by name, all in a role, or a campaign's members. */
export const NoticeTarget = Schema.Union([
  Schema.Struct({ users: Schema.Array(UserId).check(Schema.isBetweenLength(1, USERS_NAMED_MAX)) }),
  Schema.Struct({ roles: Schema.Array(Role).check(Schema.isBetweenLength(1, Role.literals.length)) }),
  Schema.Struct({ campaign: CampaignName })
])
export type NoticeTarget = typeof NoticeTarget.Type

/** `fromUserId` is null when an API key sent it. `recipients` are those that there were, by id. */
export const NoticeSent = Schema.TaggedStruct("NoticeSent", {
  noticeId: NoticeId,
  fromUserId: Schema.NullOr(UserId),
  to: NoticeTarget,
  recipients: Schema.Array(UserId).check(Schema.isBetweenLength(1, NOTICE_RECIPIENTS_MAX)),
  content: ContentId
})

/** These, or (null) all. */
export const NoticesRead = Schema.TaggedStruct("NoticesRead", {
  userId: UserId,
  noticeIds: Schema.NullOr(Schema.Array(NoticeId).check(Schema.isMaxLength(2 * NOTICES_PER_USER_MAX)))
})

export const NoticeEvent = Schema.Union([NoticeSent, NoticesRead])
export type NoticeEvent = typeof NoticeEvent.Type
