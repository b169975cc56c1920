/** The public form of notices: that one was sent, and read. What it says is read from its store. */
import type { NoticeEvent } from "../notice/index.ts"
import type { PublicEvent } from "./public-events.ts"

export function publishNotice(event: NoticeEvent): PublicEvent {
  if (event._tag === "NoticeSent") {
    const { noticeId, fromUserId, recipients } = event
    const about = { subject: `notices/${noticeId}`, partitionKey: noticeId }
    return { type: "cc.notice.sent.v1", ...about, data: { noticeId, fromUserId, recipients } }
  }
  const { userId, noticeIds } = event
  const about = { subject: `users/${userId}`, partitionKey: userId }
  return { type: "cc.notice.read.v1", ...about, data: { userId, noticeIds } }
}
