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
  REQUEUE_AFTER_DISCONNECT_SECONDS,
  resetSource,
  setChannelCost,
  takeOwnership
} from "./decide.ts"
export { ContentDays, CONTENT_DAYS_MAX, TenantEvent } from "./events.ts"
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
