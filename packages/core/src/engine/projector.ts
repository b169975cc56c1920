/** Live projections: each follows the log from its start in a fiber of its own, and is read from memory. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { RecordedEvent } from "../centre/index.ts"
import type { LogUnreadable, StoreFailure } from "./failures.ts"
import type { Log } from "./log.ts"

/** A fold of the log. `evolve` may edit a view in place; `read` makes of it what may be kept. */
export interface LiveProjection<View, Read> {
  readonly name: string
  readonly initial: () => View
  readonly evolve: (view: View, event: RecordedEvent) => View
  readonly read: (view: View) => Read
}

export interface ReadAt<Read> {
  readonly position: number
  readonly value: Read
}

export interface Running<View, Read> {
  readonly projection: LiveProjection<View, Read>
  /** The value once it is at least at `minPosition`. Fails if the log can be followed no further. */
  readonly read: (minPosition: number) => Effect.Effect<ReadAt<Read>, StoreFailure | LogUnreadable>
}

export const startProjection = Effect.fnUntraced(function* <View, Read>(
  log: Log,
  projection: LiveProjection<View, Read>
): Effect.fn.Return<Running<View, Read>, never, Scope.Scope> {
  let view = projection.initial()
  let position = 0
  const waiting = new Set<() => void>()

  const follow = Effect.gen(function* () {
    for (;;) {
      for (const event of yield* log.after(position)) {
        view = projection.evolve(view, event)
        position = event.position
      }
      for (const wake of [...waiting]) wake()
    }
  })
  const fiber = yield* Effect.forkScoped(follow)

  const moved = Effect.callback<void>((resume) => {
    const wake = (): void => {
      waiting.delete(wake)
      resume(Effect.void)
    }
    waiting.add(wake)
    return Effect.sync(() => waiting.delete(wake))
  })
  const reached = (wanted: number): Effect.Effect<void> =>
    Effect.suspend(() => (position >= wanted ? Effect.void : Effect.flatMap(moved, () => reached(wanted))))

  const read: Running<View, Read>["read"] = (minPosition) =>
    Effect.map(Effect.raceFirst(reached(minPosition), Fiber.join(fiber)), () => ({
      position,
      value: projection.read(view)
    }))
  return { projection, read }
})
