export { CHART_SERIES, type ChannelRow, type ChartHour, type ChartSeries } from "./agent-chart.ts"
export {
  agentDay,
  deskHeader,
  type AgentDay,
  type AgentDayRequest,
  type BreakRow,
  type DeskHeader,
  type TimelineStretch
} from "./agent-day.ts"
export { agentIntervals, agentTimes, AGENT_INTERVALS_MAX, type AgentInterval, type AgentTimes } from "./agent-times.ts"
export { agentLogs, type AgentLog, type AgentStatus, type AgentsView } from "./agents.ts"
export {
  ALARMS,
  alarms,
  nextAlarmAt,
  passTime,
  type AlarmLevel,
  type AlarmName,
  type AlarmNotice,
  type AlarmsView
} from "./alarms.ts"
export {
  AUDIT_PAGE_DEFAULT,
  AUDIT_PAGE_MAX,
  AUDIT_SCANNED_MAX,
  audit,
  auditPage,
  type AuditFilter,
  type AuditPage,
  type AuditRequest,
  type AuditRow,
  type AuditView
} from "./audit.ts"
export { campaignLive } from "./campaign-live.ts"
export {
  AFTER_ALL,
  documentOf,
  documentsOf,
  FIRST,
  firstOf,
  listed,
  LISTING_MAX,
  textsOf,
  type Answer,
  type Ask,
  type Asking,
  type Listing,
  type Query
} from "./ask.ts"
export {
  contactOf,
  contacts,
  CONTACTS_PAGE_MAX,
  contactsPage,
  type Contact,
  type ContactDocument,
  type ContactNote,
  type ContactsPage
} from "./contacts.ts"
export type {
  Conversation,
  ConversationDocument,
  ConversationLeg,
  ConversationMessage,
  ConversationOutcome,
  SendingState
} from "./conversation-documents.ts"
export { conversations } from "./conversations.ts"
export { addCounts, noCounts, outcomesOf, subtractCounts, type Counts } from "./counts.ts"
export { agentIntervalsCsv, csvOf, intervalsCsv, type Cell } from "./csv.ts"
export { addFigures, figureNames, figureRatiosOf, noFigures, type Figure, type Figures } from "./figures.ts"
export type { Handling, HandlingRatios } from "./handling.ts"
export {
  datesWindow,
  HISTORY_PAGE_MAX,
  HISTORY_SCANNED_MAX,
  ownHistory,
  searchRecordings,
  type HistoryFilter,
  type HistoryPage,
  type HistoryRequest,
  type OwnConversation,
  type OwnHistoryRequest
} from "./history.ts"
export { INBOX_TABS, pendingRows, searchInbox, type InboxRow, type InboxTab, type PendingIn } from "./inbox.ts"
export {
  drill,
  DRILL_MAX,
  INTERVALS_MAX,
  readIntervals,
  type AsOf,
  type Drilled,
  type DrillRequest,
  type Interval,
  type IntervalsRequest
} from "./intervals-read.ts"
export type { IntervalDocument, Scope } from "./interval-documents.ts"
export { intervals, intervalsBy } from "./intervals.ts"
export type { LiveView } from "./live-view.ts"
export {
  dayOfDate,
  localDay,
  type LocalDay,
  type LocalTimes,
  type Page,
  type Step,
  type Stretch
} from "./local-times.ts"
export {
  agentDayMetrics,
  agentTimeMetrics,
  intervalMetrics,
  metrics,
  type Metric,
  type MetricClock,
  type MetricUnit
} from "./metrics.ts"
export { agentTable, waitingTable, WAITING_SHOWN_MAX, type MonitorAgent, type WaitingClient } from "./monitor.ts"
export { DocumentTable, type Placed } from "./document-table.ts"
export { foldModel, ModelFold } from "./model-fold.ts"
export { decoding, type Change, type Documents, type Place, type ReadModel } from "./read-model.ts"
export { project, type Projection, type StoredEvent } from "./projection.ts"
export { ratioOr, ratiosOf, type Ratios } from "./ratios.ts"
export { recordingPage } from "./recording-page.ts"
export { recordingOf, RECORDING_MESSAGES_MAX, type Recording } from "./recording.ts"
export { asConfigured, type Definition } from "./samples.ts"
export { longestWaitTodayMs, rowOf, rows, type StatusRow, type Waits } from "./status-row.ts"
export { holdsPart, noTexts, type ContactTexts, type ContentTexts, type Texts, type Wanted } from "./texts.ts"
export { undisposed, UNDISPOSED_LISTED_MAX, undisposedOf, type Undisposed, type UndisposedView } from "./undisposed.ts"
export {
  dialled,
  DIALLED_PAGE_MAX,
  searchDialled,
  type Dialled,
  type DialledRequest,
  type DialledView
} from "./dialled.ts"
export {
  dialerProgress,
  monitorRow,
  monitorRows,
  type DialerProgress,
  type DialerProgressView,
  type ListProgress,
  type MonitorRow,
  type OnSchedule
} from "./dialer-progress.ts"
