/** The centre itself: what its commands need of the zone table. */
import * as Result from "effect/Result"
import { change, create, resetSource } from "../../tenant/index.ts"
import { startDay } from "../acts.ts"
import type { CommandOf } from "../commands.ts"
import { emitAll, type Context, type Decided } from "../context.ts"

export function createCentre(context: Context, command: CommandOf<"CreateCentre">): Decided {
  const { zone } = command
  if (context.zones.dayOf(zone, context.at) === null) return Result.fail({ _tag: "ZoneUnknown", zone })
  return Result.map(create(context.draft.tenant, command), (events) => {
    emitAll(context, events)
    startDay(context, zone, null)
    return null
  })
}

export const changeCentre = (context: Context, command: CommandOf<"ChangeCentre">): Decided =>
  Result.map(change(context.draft.tenant, command.requeueAfterDisconnectSeconds), (events) => emitAll(context, events))

export const reset = (context: Context, command: CommandOf<"ResetSource">): Decided =>
  Result.map(resetSource(context.draft.tenant, command), (events) => emitAll(context, events))
