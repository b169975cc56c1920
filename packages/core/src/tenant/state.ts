/** The centre's own facts: its settings, who owns it, the days of its zones, how far each source was read. */
import type { CampaignName, ChannelName, Instant, SourcePlace } from "../kernel/fields.ts"
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

export interface TenantSettings {
  readonly zone: string
  readonly requeueAfterDisconnectSeconds: number
  readonly requireVoiceMembership: boolean
  /** The campaign whose account sends what the centre itself mails; null = none. */
  readonly systemMail: CampaignName | null
  /** Days after which content of a conversation that has ended is deleted; left out: it is kept. */
  readonly contentDays?: number
}

export interface Tenant {
  /** Null until `CentreCreated`. */
  readonly settings: TenantSettings | null
  /** Costs that were set; of other channels the definition's holds. */
  readonly costs: ReadonlyArray<{ readonly channel: ChannelName; readonly cost: number }>
  readonly seed: string
  readonly epoch: number
  /** Absent until it was raised: the first. */
  readonly format?: number
  readonly days: ReadonlyArray<Day>
  readonly watermarks: Hamt<Watermark>
}

export const noTenant: Tenant = { settings: null, costs: [], seed: "", epoch: 0, days: [], watermarks: emptyHamt() }

export const watermarkOf = (tenant: Tenant, source: string): Watermark | undefined => hamtGet(tenant.watermarks, source)

/** Whether everything up to this place of its source came in already. */
export function isRead(tenant: Tenant, { source, epoch, sequence }: SourcePlace): boolean {
  const mark = watermarkOf(tenant, source)
  return mark !== undefined && mark.epoch === epoch && sequence <= mark.sequence
}

export const dayOf = (tenant: Tenant, zone: string): Day | undefined => tenant.days.find((day) => day.zone === zone)

export function evolve(tenant: Tenant, event: TenantEvent, owner: Owner): Tenant {
  switch (event._tag) {
    case "CentreCreated": {
      const { seed, zone, requeueAfterDisconnectSeconds, requireVoiceMembership } = event
      return {
        ...tenant,
        seed,
        settings: { zone, requeueAfterDisconnectSeconds, requireVoiceMembership, systemMail: null }
      }
    }
    case "CentreChanged": {
      const { requeueAfterDisconnectSeconds, requireVoiceMembership } = event
      return tenant.settings === null
        ? tenant
        : { ...tenant, settings: { ...tenant.settings, requeueAfterDisconnectSeconds, requireVoiceMembership } }
    }
    case "SystemMailChanged":
      return tenant.settings === null
        ? tenant
        : { ...tenant, settings: { ...tenant.settings, systemMail: event.account } }
    case "RetentionChanged": {
      if (tenant.settings === null) return tenant
      const { contentDays: _before, ...settings } = tenant.settings
      const { contentDays } = event
      return { ...tenant, settings: contentDays === null ? settings : { ...settings, contentDays } }
    }
    case "ChannelCostChanged": {
      const { channel, cost } = event
      return { ...tenant, costs: [...tenant.costs.filter((one) => one.channel !== channel), { channel, cost }] }
    }
    case "OwnershipTaken":
      return { ...tenant, epoch: event.epoch }
    case "FormatRaised":
      return { ...tenant, format: event.format }
    case "DayStarted": {
      const { zone, date, endsAt } = event
      return { ...tenant, days: [...tenant.days.filter((day) => day.zone !== zone), { zone, date, endsAt }] }
    }
    case "SourceReset":
      return markedAt(tenant, { source: event.source, epoch: event.epoch, sequence: 0 }, owner)
    default:
      return unreachable(event)
  }
}

/**
 * The centre after everything up to this place of its source came in. A place of another epoch than the source's moves
 * nothing: a reset alone begins an epoch.
 */
export function advance(tenant: Tenant, place: SourcePlace, owner: Owner): Tenant {
  const mark = watermarkOf(tenant, place.source)
  if (mark !== undefined && (mark.epoch !== place.epoch || place.sequence <= mark.sequence)) return tenant
  return markedAt(tenant, place, owner)
}

const markedAt = (tenant: Tenant, { source, epoch, sequence }: SourcePlace, owner: Owner): Tenant => ({
  ...tenant,
  watermarks: hamtSet(tenant.watermarks, source, { epoch, sequence }, owner)
})
