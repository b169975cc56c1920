/** What events of notices do to the facts. */
import { evolve, type NoticeEvent } from "../notice/index.ts"
import type { CentreEvent } from "./events.ts"
import type { Draft } from "./state.ts"

export const isNoticeEvent = (event: CentreEvent): event is NoticeEvent =>
  event._tag === "NoticeSent" || event._tag === "NoticesRead"

export function evolveNotice(draft: Draft, event: NoticeEvent): void {
  draft.notices = evolve(draft.notices, event, draft)
}
