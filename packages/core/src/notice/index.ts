export { NoticeCommand, NoticeRejection } from "./commands.ts"
export { read, send, type SentNotice } from "./decide.ts"
export { NoticeEvent, NOTICE_RECIPIENTS_MAX, NOTICES_PER_USER_MAX, NoticeTarget, USERS_NAMED_MAX } from "./events.ts"
export {
  awarded,
  boxesOf,
  evolve,
  noNotices,
  unreadOf,
  type NoticeBoxes,
  type NoticeRef,
  type Notices,
  type UnreadNotices
} from "./state.ts"
