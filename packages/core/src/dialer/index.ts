export { DialerCommand, DialerRejection, type NewRecord, type RecordResult } from "./commands.ts"
export { noRecords, type RecordCounts } from "./counts.ts"
export {
  activateList,
  changeDialer,
  completeList,
  createDialer,
  createList,
  deactivateList,
  dialerOf,
  listOf,
  LISTS_PER_DIALER_MAX,
  pauseDialer,
  recoverRecords,
  removeDialer,
  removeList,
  returned,
  startDialer,
  stopDialer
} from "./decide.ts"
export {
  ATTEMPTS_MAX,
  blockedBy,
  destinationOf,
  importRecords,
  markRecords,
  recordOutcomes,
  respoolRecord,
  settleRecords,
  submitRecords
} from "./decide-record.ts"
export { evolve, wasTried } from "./evolve.ts"
export {
  ALTERNATIVES_MAX,
  DialerEvent,
  DialerRecord,
  Mark,
  Outcome,
  Rate,
  RATES_MAX,
  RECORDS_PER_BATCH_MAX,
  ResolvedRecord,
  type Destination
} from "./events.ts"
export {
  ADDRESS_MAX,
  ATTACHMENTS_MAX,
  COLUMNS,
  EXAMPLE_FILE,
  ListFileReader,
  MESSAGE_MAX,
  PRIORITY_DEFAULT,
  VALUE_MAX,
  VARIABLES_MAX,
  type Column,
  type ListError,
  type ListFault,
  type ListPart,
  type ListRecord,
  type ListTarget
} from "./list-file.ts"
export {
  eventOf,
  mailOf,
  type DatedEvent,
  type InstantOfWall,
  type Mail,
  type MailSources,
  type MailTemplate
} from "./mail.ts"
export { readVariables, type Variable } from "./list-variables.ts"
export {
  CalendarEvent,
  CONCURRENCY_MAX,
  DialerSettings,
  DialerSettingsChange,
  dialerDefaults,
  type EventTime
} from "./settings.ts"
export {
  listState,
  noDialers,
  recordId,
  type Dialer,
  type Dialers,
  type InFlight,
  type List,
  type ListState
} from "./state.ts"
