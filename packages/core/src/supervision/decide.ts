/** Starting and ending watches. Whether there is something to watch is decided above, over the other rooms. */
import * as Result from "effect/Result"
import type { SupervisionCommand, SupervisionRejection } from "./commands.ts"
import type { SupervisionEvent, WatchEndReason } from "./events.ts"
import { isSameWatch, type Supervision, type Watch } from "./state.ts"

/** Watches that are open at once in a centre, at most: each is looked at after every command. */
export const WATCHES_MAX = 200

/** A watch that is open already yields no event. */
export function start(
  supervision: Supervision,
  watch: Watch
): Result.Result<ReadonlyArray<SupervisionEvent>, SupervisionRejection> {
  if (supervision.some((one) => isSameWatch(one, watch))) return Result.succeed([])
  if (supervision.length >= WATCHES_MAX) return Result.fail({ _tag: "TooManyWatches", limit: WATCHES_MAX })
  if (watch.kind === "screen") {
    const { supervisorId, agentId } = watch
    return Result.succeed([{ _tag: "ScreenMonitoringStarted", supervisorId, agentId }])
  }
  const { supervisorId, agentId, interactionId, campaign } = watch
  return Result.succeed([{ _tag: "SpyStarted", supervisorId, agentId, interactionId, campaign }])
}

type Stop = Extract<SupervisionCommand, { _tag: "StopSpy" | "StopScreenMonitoring" }>

/** One that is not open yields no event. */
export const stop = (supervision: Supervision, command: Stop): ReadonlyArray<SupervisionEvent> =>
  supervision.filter((watch) => isSameWatch(watch, command)).map((watch) => ended(watch, "stopped"))

export function ended(watch: Watch, reason: WatchEndReason): SupervisionEvent {
  const { supervisorId, agentId } = watch
  if (watch.kind === "screen") return { _tag: "ScreenMonitoringEnded", supervisorId, agentId, reason }
  const { interactionId, campaign } = watch
  return { _tag: "SpyEnded", supervisorId, agentId, interactionId, campaign, reason }
}
