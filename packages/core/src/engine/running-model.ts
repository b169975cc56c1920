/** A read model as a centre runs and reads it: built beside its older version, then in its place. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { Query, ReadModel } from "../stats/index.ts"
import { answerTo, ASKING, withoutTexts, type TextReader } from "./asking.ts"
import { ModelStopped, StoreRefused, type StoreFailure } from "./failures.ts"
import { runModel, type ModelSource } from "./model-runner.ts"
import { waitingForStore } from "./patience.ts"
import type { Checkpoint, ModelId } from "./ports.ts"
import { Progress } from "./progress.ts"

/** What was read, and up to which position it holds at least. */
export interface ReadAt<View> {
  readonly position: number
  readonly value: View
}

export interface ModelReadOptions<E = never, R = never> {
  /** Waits until the model has come so far. Default 0: what there is. */
  readonly minPosition?: number
  readonly texts?: TextReader<E, R>
}

/** How a read model or a projection stands. */
export interface ModelStatus {
  readonly name: string
  readonly version: number
  readonly kind: "model" | "projection"
  /** `building`: an older version is read until it is abreast. `stopped`: it goes no further, and `reason` says why. */
  readonly state: "running" | "building" | "stopped"
  readonly reason: string | null
  /** How far it has come, and the events that it has yet to fold. */
  readonly position: number
  readonly lag: number
  /** Since the last event that it folded, ms; 0 when it is abreast. */
  readonly lagMs: number
}

/** Its parts are methods, so that models of any documents stand in one table. */
export interface RunningModel<Doc> {
  /** Fails with `ModelStopped` where the position will not be reached. */
  read<A, E = never, R = never>(
    query: Query<Doc, A>,
    options?: ModelReadOptions<E, R>
  ): Effect.Effect<ReadAt<A>, StoreFailure | ModelStopped | E, R>
  status(now: number): ModelStatus
}

/** What of a model changes while it runs. */
interface Stage {
  /** The version that is read until this one is abreast. */
  older: Checkpoint | null
  stopped: ModelStopped | null
}

/**
 * Runs it for as long as the scope is open. Where the store has it in another version that has come further, that one is
 * read until this one is abreast; then all others are dropped.
 */
export const startModel = Effect.fnUntraced(function* <Doc>(
  source: ModelSource,
  model: ReadModel<Doc>
): Effect.fn.Return<RunningModel<Doc>, never, Scope.Scope> {
  const progress = new Progress()
  const stage: Stage = { older: null, stopped: null }
  const [begun, abreast] = [Deferred.makeUnsafe<void>(), Deferred.makeUnsafe<void>()]
  const isAbreast = (): void => {
    Deferred.doneUnsafe(abreast, Effect.void)
  }
  const life = Effect.gen(function* () {
    const others = yield* begin({ source, model, progress, stage })
    Deferred.doneUnsafe(begun, Effect.void)
    yield* Effect.forkChild(Effect.andThen(Deferred.await(abreast), takeOver(source, stage, others)))
    return yield* runModel({ source, model, progress, abreast: isAbreast })
  })
  const fiber = yield* Effect.forkScoped(
    Effect.tapError(life, (failure) => Effect.sync(() => (stage.stopped = failure)))
  )
  /** Once it happens, or the model has stopped before. */
  const orStopped = (event: Effect.Effect<void>) => Effect.raceFirst(event, Fiber.join(fiber))

  return {
    read: (query, { minPosition = 0, texts } = {}) => {
      const ask = (id: ModelId) =>
        answerTo({ centre: source.centre, store: source.store, id }, model, query, texts ?? withoutTexts)
      return Effect.gen(function* () {
        yield* orStopped(Deferred.await(begun))
        const { older } = stage
        if (older !== null && older.position >= minPosition) {
          const value = yield* Effect.catchIf(Effect.map(ask(older), Option.some), isOutdated, () => Effect.succeedNone)
          // What was dropped while it was read is read anew.
          if (Option.isSome(value) && stage.older === older) return { position: older.position, value: value.value }
        }
        if (stage.older !== null) yield* orStopped(Deferred.await(abreast))
        yield* orStopped(progress.reached(minPosition))
        const { position } = progress
        return { position, value: yield* ask(model) }
      })
    },
    status: (now) => statusOf(model, { ...source, ...stage, progress, now })
  }
})

/** Documents of an older version that this one cannot read: who asks waits for the new one. */
const isOutdated = (failure: unknown): boolean => failure instanceof StoreRefused && failure.operation === ASKING

/** Finds where it stands. The other versions that the store has. */
const begin = <Doc>({
  source,
  model,
  progress,
  stage
}: {
  readonly source: ModelSource
  readonly model: ReadModel<Doc>
  readonly progress: Progress
  readonly stage: Stage
}): Effect.Effect<ReadonlyArray<Checkpoint>, ModelStopped> =>
  waitingForStore(source.store.checkpoints(source.centre)).pipe(
    Effect.mapError(
      ({ reason }) => new ModelStopped({ name: model.name, version: model.version, position: 0, reason })
    ),
    Effect.map((found) => {
      const versions = found.filter(({ name }) => name === model.name)
      const own = versions.find(({ version }) => version === model.version)
      if (own !== undefined) progress.advance(own.position, own.at)
      const others = versions.filter((one) => one !== own)
      const furthest = others.toSorted((a, b) => b.position - a.position)[0]
      stage.older = furthest !== undefined && furthest.position > (own?.position ?? 0) ? furthest : null
      return others
    })
  )

/** This version is read from here on, and the others are dropped. */
const takeOver = (
  { centre, store }: ModelSource,
  stage: Stage,
  others: ReadonlyArray<Checkpoint>
): Effect.Effect<void> =>
  Effect.suspend(() => {
    stage.older = null
    return Effect.forEach(others, (other) => waitingForStore(store.drop(centre, other)), { discard: true })
  }).pipe(Effect.catch((failure) => Effect.logError("an older version of a read model was not dropped", failure)))

interface Standing extends Stage, ModelSource {
  readonly progress: Progress
  readonly now: number
}

function statusOf<Doc>(
  { name, version }: ReadModel<Doc>,
  { older, stopped, log, progress, now }: Standing
): ModelStatus {
  const lag = Math.max(0, log.position() - progress.position)
  return {
    name,
    version,
    kind: "model",
    state: stopped !== null ? "stopped" : older !== null ? "building" : "running",
    reason: stopped?.reason ?? null,
    position: progress.position,
    lag,
    lagMs: lag === 0 ? 0 : Math.max(0, now - progress.at)
  }
}
