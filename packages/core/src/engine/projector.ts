/** Live projections: each follows the log from its start in a fiber of its own, and is read from memory. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { LogUnreadable, StoreFailure } from "./failures.ts"
import type { Projection } from "../stats/index.ts"
import type { Log } from "./log.ts"

export interface ReadAt<View> {
  readonly position: number
  readonly value: View
}

export interface Running<View> {
  /** The view once it is at least at `minPosition`. Fails if the log can be followed no further. */
  readonly read: (minPosition: number) => Effect.Effect<ReadAt<View>, StoreFailure | LogUnreadable>
}

export const startProjection = Effect.fnUntraced(function* <View>(
  log: Log,
  projection: Projection<View>
): Effect.fn.Return<Running<View>, never, Scope.Scope> {
  let view = projection.initial
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

  const read: Running<View>["read"] = (minPosition) =>
    Effect.map(Effect.raceFirst(reached(minPosition), Fiber.join(fiber)), () => ({
      position,
      value: view
    }))
  return { read }
})
