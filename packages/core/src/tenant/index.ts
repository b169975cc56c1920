export {
  CAMPAIGNS_MAX,
  DIALERS_MAX,
  LISTS_MAX,
  SOURCES_MAX,
  TenantCommand,
  TenantRejection,
  USERS_MAX
} from "./commands.ts"
export {
  change,
  costSet,
  create,
  keepContent,
  nameSystemMail,
  raiseFormat,
  REQUEUE_AFTER_DISCONNECT_SECONDS,
  resetSource,
  setChannelCost,
  takeOwnership
} from "./decide.ts"
export { ContentDays, CONTENT_DAYS_MAX, TenantEvent } from "./events.ts"
export { FIRST_FORMAT, FORMAT, formatOf } from "./format.ts"
export {
  advance,
  dayOf,
  evolve,
  isRead,
  noTenant,
  watermarkOf,
  type Day,
  type Tenant,
  type TenantSettings,
  type Watermark
} from "./state.ts"
