import * as Result from "effect/Result"
import type { TenantRejection } from "./commands.ts"
import type { CampaignName, ChannelName, SourceId } from "../kernel/fields.ts"
import type { TenantEvent } from "./events.ts"
import { formatOf } from "./format.ts"
import { watermarkOf, type Tenant, type TenantSettings } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<TenantEvent>, TenantRejection>

/** Longest time work stays with an agent who is gone, unless the centre says otherwise. */
export const REQUEUE_AFTER_DISCONNECT_SECONDS = 600

type Policies = Partial<Omit<TenantSettings, "zone" | "systemMail" | "contentDays">>

export function create(tenant: Tenant, command: Policies & { readonly seed: string; readonly zone: string }): Decision {
  if (tenant.settings !== null) return Result.fail({ _tag: "CentreExists" })
  const {
    seed,
    zone,
    requeueAfterDisconnectSeconds = REQUEUE_AFTER_DISCONNECT_SECONDS,
    requireVoiceMembership = false
  } = command
  return Result.succeed([{ _tag: "CentreCreated", seed, zone, requeueAfterDisconnectSeconds, requireVoiceMembership }])
}

export function change({ settings }: Tenant, change: Policies): Decision {
  if (settings === null) return Result.fail({ _tag: "CentreMissing" })
  const { requeueAfterDisconnectSeconds, requireVoiceMembership } = { ...settings, ...change }
  const same =
    settings.requeueAfterDisconnectSeconds === requeueAfterDisconnectSeconds &&
    settings.requireVoiceMembership === requireVoiceMembership
  if (same) return Result.succeed([])
  return Result.succeed([{ _tag: "CentreChanged", requeueAfterDisconnectSeconds, requireVoiceMembership }])
}

export const nameSystemMail = ({ settings }: Tenant, campaign: CampaignName | null): ReadonlyArray<TenantEvent> =>
  settings === null || settings.systemMail === campaign ? [] : [{ _tag: "SystemMailChanged", account: campaign }]

export const keepContent = ({ settings }: Tenant, contentDays: number | null): ReadonlyArray<TenantEvent> =>
  settings === null || (settings.contentDays ?? null) === contentDays ? [] : [{ _tag: "RetentionChanged", contentDays }]

/** `now` is the channel's cost as it stands. */
export const setChannelCost = ({
  channel,
  cost,
  now
}: {
  readonly channel: ChannelName
  readonly cost: number
  readonly now: number
}): ReadonlyArray<TenantEvent> => (now === cost ? [] : [{ _tag: "ChannelCostChanged", channel, cost }])

/** What was set for a channel; undefined while its definition's cost holds. */
export const costSet = (tenant: Tenant, channel: string): number | undefined =>
  tenant.costs.find((one) => one.channel === channel)?.cost

export function takeOwnership(tenant: Tenant, epoch: number): Decision {
  if (epoch <= tenant.epoch) return Result.fail({ _tag: "EpochPassed", epoch: tenant.epoch })
  return Result.succeed([{ _tag: "OwnershipTaken", epoch }])
}

/** `known` is the newest format that this code reads. A log that is there already stays as it is. */
export function raiseFormat(tenant: Tenant, format: number, known: number): Decision {
  if (format > known) return Result.fail({ _tag: "FormatUnknown", format, known })
  return Result.succeed(format <= formatOf(tenant) ? [] : [{ _tag: "FormatRaised", format }])
}

export function resetSource(tenant: Tenant, place: { readonly source: SourceId; readonly epoch: number }): Decision {
  const mark = watermarkOf(tenant, place.source)
  if (mark !== undefined && mark.epoch === place.epoch) return Result.succeed([])
  return Result.succeed([{ _tag: "SourceReset", source: place.source, epoch: place.epoch }])
}
