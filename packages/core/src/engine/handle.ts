/** One centre as its users hold it: send, follow, read. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { rowsOf, type Centre, type CentreCommand, type RecordedEvent, type State } from "../centre/index.ts"
import { CentreClosed, LogUnreadable, StoreRefused, type OwnershipLost, type StoreFailure } from "./failures.ts"
import { makeLog, PAGE_MAX, type Log } from "./log.ts"
import { LANES, makeMailbox, type Ended, type Lane, type Pending } from "./mailbox.ts"
import { formatFault } from "./log-format.ts"
import { makeModels, type Models } from "./models.ts"
import type { EventStore, Head, ReadModels, Snapshots } from "./ports.ts"
import { makeRowMemory, type RowMemory } from "./row-memory.ts"
import { newestStart, type Start } from "./snapshots/read.ts"
import { makeSchedule } from "./snapshots/schedule.ts"
import { makeSend, pendingOf, type Ear, type Send } from "./send.ts"
import type { Ending, Owned, WriterEnd } from "./owned.ts"
import { write } from "./write.ts"
import { BATCH_MAX, runWriter } from "./writer.ts"

export interface CentreHandle extends Pick<Models, "project" | "model"> {
  readonly name: string
  /** In which epoch this process owns the centre: what effects on the world are claimed in. */
  readonly epoch: number
  readonly send: Send
  /** The committed log after a position, and all that comes. Slow readers hold up nobody. */
  readonly events: (after: number) => Stream.Stream<RecordedEvent, StoreFailure | LogUnreadable>
  /** What comes after a position, at least one event and PAGE_MAX at most: waits for it. From memory where it is recent. */
  readonly next: (after: number) => Effect.Effect<ReadonlyArray<RecordedEvent>, StoreFailure | LogUnreadable>
  /** One page after a position, at most `limit` and PAGE_MAX; empty at the end of the log. */
  readonly page: (after: number, limit: number) => Effect.Effect<ReadonlyArray<RecordedEvent>, StoreFailure>
  /** The committed state and its version. */
  readonly state: Effect.Effect<{ readonly position: number; readonly state: State }>
  /** The state as it was at a past position. O(state + events since the last snapshot before it, or all up to it). */
  readonly stateAt: (position: number) => Effect.Effect<State, StoreFailure | LogUnreadable>
  /** Completes when the log has come to this position. */
  readonly reached: (position: number) => Effect.Effect<void>
  /** How many commands wait in a lane for the writer. */
  readonly waiting: (lane: Lane) => number
  /** How the read models and projections that were started stand. */
  readonly models: Models["status"]
  readonly centre: Centre
  /** Completes when this process can write the centre no more, and says why. */
  readonly ended: Effect.Effect<Ending>
  /** Whether it has. */
  readonly isOver: () => boolean
}

export interface Opening {
  readonly name: string
  readonly centre: Centre
  readonly store: EventStore["Service"]
  readonly snapshots: Snapshots["Service"]
  readonly readModels: ReadModels["Service"]
  readonly newId: () => string
  /** For a centre that has no log yet. */
  readonly create: { readonly zone: string }
  /** Fails when the centre is this process's no more. */
  readonly lost: Effect.Effect<never, OwnershipLost>
  /** Hears of every command at its end. Default: nobody does. */
  readonly ear?: Ear
}

export type OpenFailure = StoreFailure | LogUnreadable | WriterEnd

/** Reads the log, takes ownership, and starts to write. Closes with its scope: what was taken up is written first. */
export const openCentre = Effect.fnUntraced(function* (
  opening: Opening
): Effect.fn.Return<CentreHandle, OpenFailure, Scope.Scope> {
  const { name, centre, store } = opening
  const head = yield* store.head(name)
  const start = yield* newestStart(opening, { upTo: head, withRows: true })
  const rowMemory = makeRowMemory(start?.rows ?? undefined)
  const state = yield* foldLog(opening, head.position, start, rowMemory)
  const fault = formatFault(state)
  if (fault !== null) return yield* new LogUnreadable({ centre: name, position: head.position, reason: fault })
  const log = makeLog(name, store, head.position)
  const mailbox = makeMailbox()
  const owned: Owned = {
    name,
    centre,
    store,
    mailbox,
    log,
    rowMemory,
    epoch: head.epoch + 1,
    state,
    head,
    away: false,
    stopping: Deferred.makeUnsafe<void>(),
    ended: Deferred.makeUnsafe<Ending>()
  }
  yield* takeOver(owned, opening)

  const scope = yield* Effect.scope
  const schedule = makeSchedule(owned, opening.snapshots, start ?? { position: 0, parts: 0 })
  const photographer = yield* Effect.forkIn(schedule.run, scope)
  const writer = yield* Effect.forkIn(runWriter(owned), scope)
  yield* Effect.forkIn(endWith(owned, writer, opening.lost), scope)
  yield* Effect.addFinalizer(() =>
    Effect.gen(function* () {
      yield* Deferred.succeed(owned.stopping, undefined)
      yield* Fiber.interrupt(writer)
      yield* Fiber.interrupt(photographer)
      const isOurs = !Deferred.isDoneUnsafe(owned.ended)
      yield* close(owned, new CentreClosed({ centre: name }))
      if (isOurs) yield* schedule.close
    })
  )
  const models = yield* makeModels({ centre: name, log, store: opening.readModels }, scope)
  return {
    name,
    epoch: owned.epoch,
    centre,
    send: yield* makeSend({ owned, newId: opening.newId, ear: opening.ear ?? (() => undefined) }),
    events: (after) => follow(log, after),
    next: log.after,
    page: (after, limit) => store.read(name, { after, limit: Math.min(limit, PAGE_MAX) }),
    state: Effect.sync(() => ({ position: owned.head.position, state: owned.state })),
    stateAt: (position) => stateAt(opening, { ...owned.head, position: Math.min(position, owned.head.position) }),
    reached: log.reached,
    waiting: mailbox.size,
    project: models.project,
    model: models.model,
    models: models.status,
    ended: Deferred.await(owned.ended),
    isOver: () => Deferred.isDoneUnsafe(owned.ended)
  }
})

/** The first append of this owner. A new centre begins with `CentreCreated`. */
const takeOver = Effect.fnUntraced(function* (owned: Owned, { newId, create }: Opening) {
  const commands: ReadonlyArray<CentreCommand> = [
    ...(owned.head.position === 0 ? [{ _tag: "CreateCentre" as const, seed: newId(), zone: create.zone }] : []),
    { _tag: "TakeOwnership", epoch: owned.epoch }
  ]
  const results: Array<Ended> = []
  const batch = commands.map((command) =>
    pendingOf(command, { commandId: newId(), named: false }, (result) => results.push(result))
  )
  // After an outage more may be due than one batch fires: then the command is put off to the next.
  for (let left: ReadonlyArray<Pending> = batch; left.length > 0;) left = yield* write(owned, left)
  for (const ended of results) {
    const answered = yield* Effect.result(ended)
    if (answered._tag === "Success" && !answered.success.ok)
      return yield* new StoreRefused({ operation: "open", reason: JSON.stringify(answered.success.rejection) })
    if (answered._tag === "Failure") {
      const { failure } = answered
      if (failure._tag === "StoreUnavailable" || failure._tag === "StoreRefused") return yield* Effect.fail(failure)
      return yield* new StoreRefused({ operation: "open", reason: failure._tag })
    }
  }
})

/** Waits until the writer ends, or must. It ends when it has nothing to do, and callers may see to it that it always has. */
const endWith = (owned: Owned, writer: Fiber.Fiber<never, WriterEnd>, lost: Opening["lost"]): Effect.Effect<void> =>
  Effect.gen(function* () {
    const end = yield* Effect.flip(Effect.raceFirst(Fiber.join(writer), lost))
    yield* Deferred.succeed(owned.stopping, undefined)
    yield* Fiber.interrupt(writer)
    yield* close(owned, end)
  })

/** No command is taken up any more; those that wait are told why. */
const close = (owned: Owned, end: Ending) =>
  Effect.sync(() => {
    Deferred.doneUnsafe(owned.ended, Effect.succeed(end))
    while (LANES.some((lane) => owned.mailbox.size(lane) > 0))
      for (const pending of owned.mailbox.take(BATCH_MAX)) pending.answer(Exit.fail(end))
  })

/** The log after a position, page by page, without an end. */
const follow = (log: Log, after: number): Stream.Stream<RecordedEvent, StoreFailure | LogUnreadable> =>
  Stream.flattenIterable(
    Stream.unfold(after, (position) =>
      Effect.map(log.after(position), (page) => [page, page[page.length - 1]?.position ?? position] as const)
    )
  )

const stateAt = (opening: Opening, upTo: Head) =>
  Effect.flatMap(newestStart(opening, { upTo, withRows: false }), (start) => foldLog(opening, upTo.position, start))

/** The state after the first `position` events of the log, from where it may begin; the memory, if given, learns the rows they wrote. */
const foldLog = Effect.fnUntraced(function* (
  { name, centre, store }: Opening,
  position: number,
  start: Start | null,
  rowMemory?: RowMemory
) {
  const fold = start?.fold ?? centre.fold(centre.initial)
  for (let at = start?.position ?? 0; at < position;) {
    const page = yield* store.read(name, { after: at, limit: Math.min(PAGE_MAX, position - at) })
    if (page[0]?.position !== at + 1)
      return yield* new LogUnreadable({ centre: name, position: at + 1, reason: "the event is missing" })
    yield* Effect.try({
      try: () => {
        fold.add(page)
        if (rowMemory !== undefined)
          for (const { event } of page) for (const change of rowsOf(event)) rowMemory.wrote(change)
      },
      catch: (error) => new LogUnreadable({ centre: name, position: at + 1, reason: String(error) })
    })
    at += page.length
  }
  return fold.done()
})
