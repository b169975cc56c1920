export { TenantCommand, TenantRejection } from "./commands.ts"
export { change, create, REQUEUE_AFTER_DISCONNECT_SECONDS, resetSource, takeOwnership } from "./decide.ts"
export { TenantEvent } from "./events.ts"
export {
  advance,
  dayOf,
  evolve,
  isRead,
  noTenant,
  watermarkOf,
  type Day,
  type Tenant,
  type Watermark
} from "./state.ts"
