/** The committed log as readers see it: the last events in memory, the rest in the store, and a way to wait for more. */
import * as Effect from "effect/Effect"
import type { RecordedEvent } from "../centre/index.ts"
import { LogUnreadable, type StoreFailure } from "./failures.ts"
import type { EventStore } from "./ports.ts"

/** Events kept in memory for readers that are nearly abreast. */
export const RECENT_EVENTS_MAX = 16_384
/** Events a reader gets at once, at most. */
export const PAGE_MAX = 1_000

export interface Log {
  /** Called by the writer after a commit. */
  readonly append: (events: ReadonlyArray<RecordedEvent>) => void
  readonly position: () => number
  /** Events after a position, ascending, at least one: waits for it. */
  readonly after: (position: number) => Effect.Effect<ReadonlyArray<RecordedEvent>, StoreFailure | LogUnreadable>
  /** Completes when the log has come to this position. */
  readonly reached: (position: number) => Effect.Effect<void>
}

export function makeLog(centre: string, store: EventStore["Service"], start: number): Log {
  let recent: Array<RecordedEvent> = []
  let position = start
  const waiting = new Set<() => void>()

  const wait = Effect.callback<void>((resume) => {
    const wake = (): void => {
      waiting.delete(wake)
      resume(Effect.void)
    }
    waiting.add(wake)
    return Effect.sync(() => waiting.delete(wake))
  })

  const fromMemory = (after: number): ReadonlyArray<RecordedEvent> => {
    const offset = after - (position - recent.length)
    return recent.slice(offset, offset + PAGE_MAX)
  }

  const read = (after: number) =>
    store
      .read(centre, { after, limit: Math.min(PAGE_MAX, position - after) })
      .pipe(
        Effect.flatMap((page) =>
          page.length > 0 && page[0]?.position === after + 1
            ? Effect.succeed(page)
            : Effect.fail(new LogUnreadable({ centre, position: after + 1, reason: "the event is missing" }))
        )
      )

  const log: Log = {
    append: (events) => {
      if (events.length === 0) return
      recent.push(...events)
      if (recent.length > 2 * RECENT_EVENTS_MAX) recent = recent.slice(-RECENT_EVENTS_MAX)
      position += events.length
      for (const wake of [...waiting]) wake()
    },
    position: () => position,
    after: (after) =>
      Effect.suspend(() => {
        if (after >= position) return Effect.flatMap(wait, () => log.after(after))
        return after >= position - recent.length ? Effect.succeed(fromMemory(after)) : read(after)
      }),
    reached: (wanted) =>
      Effect.suspend(() => (position >= wanted ? Effect.void : Effect.flatMap(wait, () => log.reached(wanted))))
  }
  return log
}
