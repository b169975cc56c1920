/** The read models and projections of one centre, each started once and told apart by name. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { Projection, ReadModel } from "../stats/index.ts"
import { NameTaken } from "./failures.ts"
import type { ModelSource } from "./model-runner.ts"
import { startProjection, type Running } from "./projector.ts"
import { startModel, type ModelStatus, type RunningModel } from "./running-model.ts"

export interface Models {
  /** The projection of this name, started at first use. Another definition of the name is a mistake in the code: `NameTaken`, as a defect. */
  readonly project: <View>(projection: Projection<View>) => Effect.Effect<Running<View>>
  /** The same of a read model. */
  readonly model: <Doc>(model: ReadModel<Doc>) => Effect.Effect<RunningModel<Doc>>
  /** How each of them stands, by name. */
  readonly status: Effect.Effect<ReadonlyArray<ModelStatus>>
}

/** What a centre runs from its opening on. */
export interface Registered {
  /** Views kept in memory. */
  readonly projections?: ReadonlyArray<Projection<unknown>>
  /** Documents kept in the store. */
  readonly readModels?: ReadonlyArray<ReadModel<unknown>>
}

/** The first name that two of them have; null when each has its own. */
export function nameTwice({ projections = [], readModels = [] }: Registered): string | null {
  const names = [...projections, ...readModels].map(({ name }) => name)
  return names.find((name, index) => names.indexOf(name) !== index) ?? null
}

type Known =
  | { readonly kind: "projection"; readonly version: number; readonly running: Running<unknown> }
  | { readonly kind: "model"; readonly version: number; readonly running: RunningModel<unknown> }

/** Runs them for as long as the scope is open. */
export const makeModels = Effect.fnUntraced(function* (source: ModelSource, scope: Scope.Scope) {
  const known = new Map<string, Known>()
  const oneAtATime = yield* Semaphore.make(1)
  // When it closes, all save their views side by side: together they take no longer than one may.
  const together = yield* Scope.fork(scope, "parallel")
  const models: Models = {
    project: (projection) =>
      oneAtATime.withPermits(1)(
        Effect.gen(function* () {
          const { name, version } = projection
          const found = known.get(name)
          if (found !== undefined && (found.kind !== "projection" || found.version !== version))
            return yield* Effect.die(new NameTaken({ name }))
          // Told apart by name: what was started under it is this one.
          if (found !== undefined) return found.running as Running<never>
          const running = yield* Scope.provide(startProjection(source, projection), together)
          known.set(name, { kind: "projection", version, running })
          return running
        })
      ),
    model: (model) =>
      oneAtATime.withPermits(1)(
        Effect.gen(function* () {
          const { name, version } = model
          const found = known.get(name)
          if (found !== undefined && (found.kind !== "model" || found.version !== version))
            return yield* Effect.die(new NameTaken({ name }))
          if (found !== undefined) return found.running
          const running = yield* Scope.provide(startModel(source, model), together)
          known.set(name, { kind: "model", version, running })
          return running
        })
      ),
    status: Effect.map(Clock.currentTimeMillis, (now) =>
      [...known.values()].map(({ running }) => running.status(now)).sort((a, b) => (a.name < b.name ? -1 : 1))
    )
  }
  return models
})
