/** When snapshots of a centre are made: every so many events, and at a clean close. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Snapshots } from "../ports.ts"
import type { Owned } from "../owned.ts"
import { writeSnapshot } from "./write.ts"

/** Events after which the next snapshot is made, at least. */
export const SNAPSHOT_EVERY = 50_000
/** Events for each part of the last one, so that a large state takes no greater share of the time. */
export const EVENTS_PER_PART = 500
/** Events since the last snapshot from which on one is made at a clean close. */
export const CLOSING_EVENTS_MIN = 1_000
/** What a close may take for it (ms); then it goes without. The server gives its whole end 4.5 seconds. */
export const CLOSING_MS_MAX = 2_000

/** Which snapshot there is: where, and in how many parts. */
export interface Last {
  readonly position: number
  readonly parts: number
}

export interface SnapshotSchedule {
  /** Makes one whenever one is due, until interrupted. One that fails is left to the next. */
  readonly run: Effect.Effect<never>
  /** Makes a last one, where enough was written since and there is the time. */
  readonly close: Effect.Effect<void>
}

export function makeSchedule(owned: Owned, snapshots: Snapshots["Service"], start: Last): SnapshotSchedule {
  let last = start
  const make = Effect.suspend(() => {
    const { name, centre, store, state, epoch, rowMemory } = owned
    const { position } = state.facts
    last = { position, parts: last.parts }
    return Effect.tap(
      writeSnapshot({ name, centre, store, snapshots, state, epoch, rows: rowMemory.pieces() }),
      (parts) =>
        Effect.sync(() => {
          last = { position, parts }
        })
    )
  }).pipe(
    Effect.asVoid,
    Effect.catchCause((cause) => Effect.logWarning("a snapshot was not made", owned.name, cause))
  )
  const due = (): number => last.position + Math.max(SNAPSHOT_EVERY, EVENTS_PER_PART * last.parts)
  return {
    run: Effect.forever(
      Effect.andThen(
        Effect.suspend(() => owned.log.reached(due())),
        make
      )
    ),
    close: Effect.suspend(() =>
      owned.state.facts.position - last.position < CLOSING_EVENTS_MIN
        ? Effect.void
        : Effect.asVoid(Effect.timeoutOption(Effect.interruptible(make), Duration.millis(CLOSING_MS_MAX)))
    )
  }
}
