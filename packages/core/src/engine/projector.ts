/** Projections of a centre: each follows the log in a fiber of its own from where its view was saved, and is read from memory. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { Projection } from "../stats/index.ts"
import { ModelStopped } from "./failures.ts"
import type { ModelSource } from "./model-runner.ts"
import { waitingForStore } from "./patience.ts"
import { Progress } from "./progress.ts"
import type { ModelStatus, ReadAt } from "./running-model.ts"
import { savedNow, savedView, saveView, type Saved } from "./saved-view.ts"

/** Events between two savings of a view, about: what is folded again after a restart. */
export const SAVED_EVERY = 20_000
/** For saving views when the centre is closed, all side by side; what is not saved then is folded again. */
export const CLOSING_SAVE_MS_MAX = 1_000

export interface Running<View> {
  /** The view once it is at least at `minPosition`. Fails if it will not come there. */
  read(minPosition: number): Effect.Effect<ReadAt<View>, ModelStopped>
  status(now: number): ModelStatus
}

interface Run<View> {
  readonly source: ModelSource
  readonly projection: Projection<View>
  readonly progress: Progress
  view: View
  saved: Saved
  /** Where it was last tried to save it. */
  triedAt: number
  saving: boolean
  stopped: ModelStopped | null
}

export const startProjection = Effect.fnUntraced(function* <View>(
  source: ModelSource,
  projection: Projection<View>
): Effect.fn.Return<Running<View>, never, Scope.Scope> {
  const progress = new Progress()
  const saved = { position: 0, pieces: 0 }
  const unsaved = { view: projection.initial, saved, triedAt: 0, saving: false }
  const run: Run<View> = { source, projection, progress, ...unsaved, stopped: null }
  const life = Effect.andThen(restore(run), Effect.forever(foldPage(run)))
  const fiber = yield* Effect.forkScoped(Effect.tapError(life, (failure) => Effect.sync(() => (run.stopped = failure))))
  yield* Effect.addFinalizer(() =>
    Effect.andThen(Fiber.interrupt(fiber), Effect.timeoutOption(Effect.interruptible(save(run)), CLOSING_SAVE_MS_MAX))
  )
  return {
    read: (minPosition) =>
      Effect.map(Effect.raceFirst(progress.reached(minPosition), Fiber.join(fiber)), () => ({
        position: progress.position,
        value: run.view
      })),
    status: (now) => statusOf(run, now)
  }
})

const stopped = <View>({ projection, progress }: Run<View>, reason: string): ModelStopped =>
  new ModelStopped({ name: projection.name, version: projection.version, position: progress.position, reason })

const restore = <View>(run: Run<View>): Effect.Effect<void, ModelStopped> =>
  waitingForStore(savedView(run.source, run.projection)).pipe(
    Effect.mapError(({ _tag, reason }) => stopped(run, `${_tag}: ${reason}`)),
    Effect.map(({ view, position, at, pieces }) => {
      run.view = view
      run.saved = { position, pieces }
      run.triedAt = position
      run.progress.advance(position, at)
    })
  )

const foldPage = <View>(run: Run<View>): Effect.Effect<void, ModelStopped> =>
  Effect.gen(function* () {
    const { source, projection, progress } = run
    const page = yield* waitingForStore(source.log.after(progress.position)).pipe(
      Effect.mapError(({ _tag, reason }) => stopped(run, `${_tag}: ${reason}`))
    )
    const view = yield* Effect.try({
      try: () => page.reduce((so, recorded) => projection.evolve(so, recorded), run.view),
      catch: (error) => stopped(run, String(error))
    })
    const last = page.at(-1)
    if (last === undefined) return
    run.view = view
    progress.advance(last.position, last.at)
    if (last.position - run.triedAt >= SAVED_EVERY && !run.saving) yield* Effect.forkChild(save(run))
  })

/** A view that is not saved is folded again: no reader is concerned. It is tried again after as many events more. */
const save = <View>(run: Run<View>): Effect.Effect<void> =>
  Effect.suspend(() => {
    const { source, projection, progress, view, saved } = run
    const { position, at } = progress
    if (position === saved.position || run.saving) return Effect.void
    run.saving = true
    run.triedAt = position
    return saveView(source, projection, { view, position, at }, saved).pipe(
      Effect.flatMap((now) => {
        if (now !== null) run.saved = now
        return now === null
          ? Effect.logWarning(`the view of ${projection.name} cannot be saved: it is folded anew at each start`)
          : Effect.void
      }),
      // Saved by another, or by a write before whose answer was lost: the next goes on from there.
      Effect.tapErrorTag("CheckpointMoved", () =>
        Effect.map(savedNow(source, projection), (now) => {
          run.saved = now
        })
      ),
      Effect.catch((failure) => Effect.logWarning(`the view of ${projection.name} was not saved`, failure._tag)),
      Effect.ensuring(Effect.sync(() => (run.saving = false)))
    )
  })

function statusOf<View>({ projection, progress, source, stopped: end }: Run<View>, now: number): ModelStatus {
  const lag = Math.max(0, source.log.position() - progress.position)
  return {
    name: projection.name,
    version: projection.version,
    kind: "projection",
    state: end === null ? "running" : "stopped",
    reason: end?.reason ?? null,
    position: progress.position,
    lag,
    lagMs: lag === 0 ? 0 : Math.max(0, now - progress.at)
  }
}
