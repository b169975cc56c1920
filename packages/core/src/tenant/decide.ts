import * as Result from "effect/Result"
import type { TenantRejection } from "./commands.ts"
import type { SourceId } from "../kernel/fields.ts"
import type { TenantEvent } from "./events.ts"
import { watermarkOf, type Tenant } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<TenantEvent>, TenantRejection>

/** Longest time work stays with an agent who is gone, unless the centre says otherwise. */
export const REQUEUE_AFTER_DISCONNECT_SECONDS = 600

export function create(
  tenant: Tenant,
  command: {
    readonly seed: string
    readonly zone: string
    readonly requeueAfterDisconnectSeconds?: number
  }
): Decision {
  if (tenant.settings !== null) return Result.fail({ _tag: "CentreExists" })
  const { seed, zone, requeueAfterDisconnectSeconds = REQUEUE_AFTER_DISCONNECT_SECONDS } = command
  return Result.succeed([{ _tag: "CentreCreated", seed, zone, requeueAfterDisconnectSeconds }])
}

export function change(tenant: Tenant, requeueAfterDisconnectSeconds: number): Decision {
  if (tenant.settings === null) return Result.fail({ _tag: "CentreMissing" })
  if (tenant.settings.requeueAfterDisconnectSeconds === requeueAfterDisconnectSeconds) return Result.succeed([])
  return Result.succeed([{ _tag: "CentreChanged", requeueAfterDisconnectSeconds }])
}

export function takeOwnership(tenant: Tenant, epoch: number): Decision {
  if (epoch <= tenant.epoch) return Result.fail({ _tag: "EpochPassed", epoch: tenant.epoch })
  return Result.succeed([{ _tag: "OwnershipTaken", epoch }])
}

export function resetSource(tenant: Tenant, place: { readonly source: SourceId; readonly epoch: number }): Decision {
  const mark = watermarkOf(tenant, place.source)
  if (mark !== undefined && mark.epoch === place.epoch) return Result.succeed([])
  return Result.succeed([{ _tag: "SourceReset", source: place.source, epoch: place.epoch }])
}
