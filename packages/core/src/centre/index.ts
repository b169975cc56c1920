export {
  hindranceTo,
  mayDo,
  maySeeAgent,
  maySeeCampaign,
  type AccessDenied,
  type Acting,
  type Hindrance
} from "./access.ts"
export {
  make,
  makeWith,
  NEEDS_ROUNDS_MAX,
  type Centre,
  type Fold,
  type Folded,
  type Resuming,
  type Stepped
} from "./centre.ts"
export { audience, CentreCommand, CentreRejection, type Audience, type CommandOf } from "./commands.ts"
export type { Answer } from "./context.ts"
export { decodeCommand } from "./decode-command.ts"
export type { CentreDefinition, ChannelDefinition, LocalDay, Zones } from "./definitions.ts"
export {
  EVENT_VERSIONS,
  formatNeeded,
  upcast,
  versionOf,
  type EventVersion,
  type EventVersions,
  type Upcaster
} from "./event-versions.ts"
export { CentreEvent, RecordedEvent } from "./events.ts"
export { isNoticed, noticeOf, type Notice, type NoticeAudience, type NoticeBody } from "./notices.ts"
export { STATE_VERSION } from "./persisted-state.ts"
export { PublicEvent, type PublicEventType } from "./public-events.ts"
export { audienceOf, publish, type EventAudience } from "./publish.ts"
export { RowTable } from "./row-table.ts"
export type { Decision, Run } from "./run.ts"
export {
  closedKey,
  isRange,
  noRows,
  rangeKey,
  rangeOf,
  rowsOf,
  type KeyedRow,
  type RangeKey,
  type Row,
  type RowChange,
  type RowKey,
  type RowPage,
  type RowRange,
  type Rows
} from "./rows.ts"
export {
  addressedPrefix,
  freshPrefix,
  isReadInRanges,
  plannedPrefix,
  recordKey,
  recordPrefix,
  retryPrefix,
  type DialerRow
} from "./rows-dialer.ts"
export { contactKey, personKey } from "./rows-clients.ts"
export type { Facts, State } from "./state.ts"
export type { Views } from "./views.ts"
export type { AgentRecord } from "./views/agents.ts"
export type { CampaignRecord, MemberRecord } from "./views/campaigns.ts"
export type { AgentInfo } from "./views/agent-info.ts"
export type { ChatRecord } from "./views/chats.ts"
export type { CentreRecord, ConnectivityRecord, DeskRecord, UserRecord } from "./views/centre.ts"
export type { Inbox, Pending, PendingRecord } from "./views/inbox.ts"
export type { InteractionRecord, MessageRecord, OutgoingRecord } from "./views/interactions.ts"
export { PAGE_DEFAULT, PAGE_MAX, type Page, type PageRequest } from "./views/page.ts"
export type { QueueRecord } from "./views/queue.ts"
export type { Unread, UnreadChannel } from "./views/unread.ts"
