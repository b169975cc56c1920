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
  contactOf,
  contacts,
  CONTACTS_PAGE_MAX,
  CONTACTS_SCANNED_MAX,
  contactsPage,
  type Contact,
  type ContactNote,
  type ContactsPage,
  type ContactsView
} from "./contacts.ts"
export {
  clientOf,
  conversations,
  type Conversation,
  type ConversationLeg,
  type ConversationMessage,
  type ConversationOutcome,
  type ConversationsView,
  type SendingState
} from "./conversations.ts"
export { addCounts, noCounts, outcomesOf, subtractCounts, type Counts } from "./counts.ts"
export { agentIntervalsCsv, csvOf, intervalsCsv, type Cell } from "./csv.ts"
export { addFigures, figureNames, figureRatiosOf, noFigures, type Figure, type Figures } from "./figures.ts"
export type { Handling, HandlingRatios } from "./handling.ts"
export {
  datesWindow,
  HISTORY_PAGE_MAX,
  HISTORY_SCANNED_MAX,
  ownHistory,
  recordingOf,
  searchRecordings,
  type HistoryFilter,
  type HistoryPage,
  type HistoryRequest,
  type Recording
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
export { intervals, intervalsBy, type IntervalsView, type Scope } from "./intervals.ts"
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
export { project, type Projection, type StoredEvent } from "./projection.ts"
export { ratioOr, ratiosOf, type Ratios } from "./ratios.ts"
export { recordingPage } from "./recording-page.ts"
export { asConfigured, type Definition } from "./samples.ts"
export { longestWaitTodayMs, rowOf, rows, type StatusRow, type Waits } from "./status-row.ts"
export { holdsPart, type ContactTexts, type ContentTexts, type Texts } from "./texts.ts"
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
