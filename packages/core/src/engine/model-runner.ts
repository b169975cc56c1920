/** Folding a read model into its store, from its checkpoint on, for as long as the log grows. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { RecordedEvent } from "../centre/index.ts"
import type { ReadModel } from "../stats/index.ts"
import { ModelStopped, type CheckpointMoved, type LogUnreadable, type StoreFailure } from "./failures.ts"
import type { Log } from "./log.ts"
import { ModelFolding } from "./model-folding.ts"
import { waitingForStore } from "./patience.ts"
import type { ModelWrite, ReadModels } from "./ports.ts"
import type { Progress } from "./progress.ts"

/** Changed documents that are written at once while catching up, about. */
const CHANGED_MAX = 2_000
/** Events between two checkpoints, about: what is folded again after a restart. */
const EVENTS_MAX = 20_000
/** How long a model that is abreast gathers events before it writes, unless a reader waits. */
const LINGER_MS = 20

/** The log and the store of a centre's models. */
export interface ModelSource {
  readonly centre: string
  readonly log: Pick<Log, "after" | "position">
  readonly store: ReadModels["Service"]
}

/** What is folded, and who hears of it. */
export interface ModelJob<Doc> {
  readonly source: ModelSource
  readonly model: ReadModel<Doc>
  readonly progress: Progress
  /** Called whenever all that there is has been written. */
  readonly abreast: () => void
}

/** One run from a checkpoint. */
interface Run<Doc> extends ModelJob<Doc> {
  readonly folding: ModelFolding<Doc>
  /** Of the last event folded, and its instant. */
  folded: number
  at: number
  /** Where the next write goes on from. */
  taken: number
  /** The page after the one that is being folded. */
  ahead: Fiber.Fiber<ReadonlyArray<RecordedEvent>, ModelStopped> | null
  writing: Fiber.Fiber<void, CheckpointMoved | ModelStopped> | null
}

type Folding = Effect.Effect<void, CheckpointMoved | ModelStopped>

/**
 * Folds without an end. Where another process has moved the checkpoint, it goes on from there. Fails with `ModelStopped`
 * where the model throws, or the log or a document cannot be read.
 */
export const runModel = <Doc>(job: ModelJob<Doc>): Effect.Effect<never, ModelStopped> =>
  Effect.forever(Effect.catchTag(runFromCheckpoint(job), "CheckpointMoved", () => Effect.void))

const runFromCheckpoint = <Doc>(job: ModelJob<Doc>): Effect.Effect<never, CheckpointMoved | ModelStopped> =>
  Effect.gen(function* () {
    const { source, model, progress } = job
    const found = yield* patiently(job, source.store.checkpoints(source.centre))
    const known = found.find(({ name, version }) => name === model.name && version === model.version)
    const { position, at } = known ?? { position: 0, at: 0 }
    if (position > source.log.position())
      return yield* stopped(job, `its checkpoint ${position} is beyond the end of the log, ${source.log.position()}`)
    const folding = new ModelFolding(model)
    const run: Run<Doc> = { ...job, folding, folded: position, taken: position, at, ahead: null, writing: null }
    progress.advance(position, at)
    if (!isBehind(run)) job.abreast()
    return yield* Effect.forever(cycle(run))
  })

/** Folds what there is, waiting for at least one event, and writes it. */
const cycle = <Doc>(run: Run<Doc>): Folding =>
  Effect.gen(function* () {
    yield* foldPage(run)
    yield* catchUp(run)
    if (!isFull(run) && !run.progress.isAwaited(run.folded)) {
      yield* Effect.raceFirst(Effect.sleep(LINGER_MS), run.progress.nextReader)
      yield* catchUp(run)
    }
    yield* write(run)
    // Nobody would hear how a write went while there is nothing to fold.
    if (isBehind(run)) return
    yield* written(run)
    if (!isBehind(run)) run.abreast()
  })

const isBehind = <Doc>({ source, folded }: Run<Doc>): boolean => source.log.position() > folded

const isFull = <Doc>({ folding, folded, taken }: Run<Doc>): boolean =>
  folding.changedCount >= CHANGED_MAX || folded - taken >= EVENTS_MAX

const catchUp = <Doc>(run: Run<Doc>): Folding =>
  Effect.gen(function* () {
    while (isBehind(run) && !isFull(run)) yield* foldPage(run)
  })

const foldPage = <Doc>(run: Run<Doc>): Folding =>
  Effect.gen(function* () {
    const { log } = run.source
    const page = yield* run.ahead === null ? patiently(run, log.after(run.folded)) : Fiber.join(run.ahead)
    const last = page.at(-1)
    if (last === undefined) return
    const isMore = log.position() > last.position
    run.ahead = isMore ? yield* Effect.forkChild(patiently(run, log.after(last.position))) : null
    for (let start = 0; ;) {
      const lacking = yield* attempt(run, () => run.folding.fold(page, start))
      if (lacking === null) break
      yield* learn(run, lacking.keys)
      start = lacking.at
    }
    ;[run.folded, run.at] = [last.position, last.at]
  })

const learn = <Doc>(run: Run<Doc>, keys: ReadonlyArray<string>): Folding =>
  Effect.gen(function* () {
    const { source, model, folding } = run
    const found = yield* patiently(run, source.store.documents(source.centre, model, keys))
    const known: Array<readonly [string, Doc | null]> = []
    for (const key of keys) {
      const stored = found.get(key)
      const document = stored === undefined ? null : yield* attempt(run, () => model.decode(stored))
      if (document === null && stored !== undefined) return yield* stopped(run, `${key} is no document of it`)
      known.push([key, document])
    }
    folding.learn(known)
  })

/** Begins to write what has changed, once the write before has come to pass. Readers are shown it when it has. */
const write = <Doc>(run: Run<Doc>): Folding =>
  Effect.gen(function* () {
    const { folded: to, at, taken: from } = run
    const next = yield* attempt(run, () => run.folding.take({ from, to, at }))
    yield* written(run)
    if (isEmpty(next) && to - from < EVENTS_MAX) {
      run.folding.settled()
      return run.progress.advance(to, at)
    }
    run.taken = to
    run.writing = yield* Effect.forkChild(store(run, next))
  })

const isEmpty = ({ documents, taken, left }: ModelWrite): boolean => documents.length + taken.length + left.length === 0

const store = <Doc>(run: Run<Doc>, next: ModelWrite): Folding =>
  waitingForStore(run.source.store.write(run.source.centre, run.model, next)).pipe(
    Effect.mapError((failure) =>
      failure._tag === "CheckpointMoved" ? failure : stopped(run, `${failure._tag}: ${failure.reason}`)
    ),
    Effect.map(() => {
      run.folding.settled()
      run.progress.advance(next.to, next.at)
    })
  )

/** Once the last write has come to pass. */
const written = <Doc>(run: Run<Doc>): Folding =>
  Effect.gen(function* () {
    if (run.writing === null) return
    yield* Fiber.join(run.writing)
    run.writing = null
  })

const stopped = <Doc>({ model, progress }: ModelJob<Doc>, reason: string): ModelStopped =>
  new ModelStopped({ name: model.name, version: model.version, position: progress.position, reason })

/** What the model does: it stops where it throws. */
const attempt = <Doc, A>(job: ModelJob<Doc>, act: () => A): Effect.Effect<A, ModelStopped> =>
  Effect.try({ try: act, catch: (error) => stopped(job, String(error)) })

/** A store that is away is waited for; what it refuses, and a log that cannot be read, stop the model. */
const patiently = <Doc, A>(
  job: ModelJob<Doc>,
  effect: Effect.Effect<A, StoreFailure | LogUnreadable>
): Effect.Effect<A, ModelStopped> =>
  Effect.mapError(waitingForStore(effect), (failure) => stopped(job, `${failure._tag}: ${failure.reason}`))
