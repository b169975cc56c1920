/** The centre's own facts: its settings, who owns it, the days of its zones, how far each source was read. */
import type { Instant, SourcePlace } from "../kernel/fields.ts"
import { emptyHamt, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { TenantEvent } from "./events.ts"

export interface Day {
  readonly zone: string
  readonly date: string
  readonly endsAt: Instant
}

export interface Watermark {
  readonly epoch: number
  readonly sequence: number
}

export interface Tenant {
  /** Null until `CentreCreated`. */
  readonly settings: { readonly zone: string; readonly requeueAfterDisconnectSeconds: number } | null
  readonly seed: string
  readonly epoch: number
  readonly days: ReadonlyArray<Day>
  readonly watermarks: Hamt<Watermark>
}

export const noTenant: Tenant = { settings: null, seed: "", epoch: 0, days: [], watermarks: emptyHamt() }

export const watermarkOf = (tenant: Tenant, source: string): Watermark | undefined => hamtGet(tenant.watermarks, source)

/** Whether everything up to this place of its source came in already. */
export function isRead(tenant: Tenant, { source, epoch, sequence }: SourcePlace): boolean {
  const mark = watermarkOf(tenant, source)
  return mark !== undefined && mark.epoch === epoch && sequence <= mark.sequence
}

export const dayOf = (tenant: Tenant, zone: string): Day | undefined => tenant.days.find((day) => day.zone === zone)

export function evolve(tenant: Tenant, event: TenantEvent, owner: Owner): Tenant {
  switch (event._tag) {
    case "CentreCreated":
      return {
        ...tenant,
        seed: event.seed,
        settings: { zone: event.zone, requeueAfterDisconnectSeconds: event.requeueAfterDisconnectSeconds }
      }
    case "CentreChanged":
      return tenant.settings === null
        ? tenant
        : {
            ...tenant,
            settings: { ...tenant.settings, requeueAfterDisconnectSeconds: event.requeueAfterDisconnectSeconds }
          }
    case "OwnershipTaken":
      return { ...tenant, epoch: event.epoch }
    case "DayStarted": {
      const { zone, date, endsAt } = event
      return { ...tenant, days: [...tenant.days.filter((day) => day.zone !== zone), { zone, date, endsAt }] }
    }
    case "SourceReset":
      return advance(tenant, { source: event.source, epoch: event.epoch, sequence: 0 }, owner)
    default:
      return unreachable(event)
  }
}

/** The centre after everything up to this place of its source came in. */
export const advance = (tenant: Tenant, place: SourcePlace, owner: Owner): Tenant => ({
  ...tenant,
  watermarks: hamtSet(tenant.watermarks, place.source, { epoch: place.epoch, sequence: place.sequence }, owner)
})
