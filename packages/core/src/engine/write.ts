/**
 * One batch, from its commands to their answers: stepped, appended, and where the store would not have it, stepped again
 * without what it met before or cannot take.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { RowRange } from "../centre/index.ts"
import { OpenBatch, type SteppedBatch } from "./batch.ts"
import {
  CentreDefect,
  CommandConflict,
  OwnershipLost,
  StoreUnavailable,
  type AlreadyRecorded,
  type ClockBehind,
  type StoreFailure,
  type StoreRefused
} from "./failures.ts"
import type { Pending } from "./mailbox.ts"
import { committed, failAll, publish, settle, stamp, type Base, type Owned, type Written } from "./owned.ts"
import type { Batch, Head, RecordedCommand } from "./ports.ts"

/** Tries to reach a store that does not answer, and the pause after each, which doubles. */
export const STORE_TRIES_MAX = 5
export const STORE_PAUSE_MS = 50
export const STORE_PAUSE_MAX_MS = 5_000

/** A batch that goes on from a base; nothing is written. */
export const openBatch = (
  { name, centre, store, rowMemory }: Owned,
  base: Base
): Effect.Effect<OpenBatch, ClockBehind> =>
  Effect.map(stamp(base), (at) => {
    const fetch = (keys: ReadonlyArray<string>) => store.rows(name, keys)
    const fetchRange = (range: RowRange) => store.range(name, range)
    return new OpenBatch({ centre, ...base, at, fetch, fetchRange, memory: rowMemory })
  })

/** Whether there is anything to append. */
export const isWorthWriting = ({ events, commands }: SteppedBatch): boolean => events.length + commands.length > 0

/** A bug where no command is to blame, as in a timer, ends the writer; it must not hang who waits. */
export const orDefect =
  ({ name }: Owned) =>
  <A, E>(written: Effect.Effect<A, E>): Effect.Effect<A, E | CentreDefect> =>
    Effect.catchDefect(written, (defect) => Effect.fail(new CentreDefect({ centre: name, message: String(defect) })))

/** Steps, appends and answers, one batch alone. */
export const write = (owned: Owned, batch: ReadonlyArray<Pending>): Written =>
  Effect.gen(function* () {
    const open = yield* openBatch(owned, committed(owned))
    yield* open.add(batch)
    const stepped = open.close()
    if (isWorthWriting(stepped)) {
      const appended = yield* Effect.result(append(owned, stepped))
      if (appended._tag === "Failure") return yield* withoutCause(owned, batch, appended.failure)
    }
    settle(owned, stepped)
    answerAccepted(stepped)
    publish(owned, stepped.events)
    yield* answerRefused(owned, stepped)
    return stepped.postponed
  }).pipe(
    Effect.catchTag("StoreRefused", (failure) => withoutCulprit(owned, batch, failure)),
    orDefect(owned)
  )

export type NotAppended = OwnershipLost | AlreadyRecorded | StoreFailure

/** What was not appended, again: without repeats, or without what the store cannot take. Other failures stand. */
export const withoutCause = (owned: Owned, batch: ReadonlyArray<Pending>, failure: NotAppended): Written => {
  if (failure._tag === "AlreadyRecorded") return withoutRecorded(owned, batch, failure)
  if (failure._tag === "StoreRefused") return withoutCulprit(owned, batch, failure)
  return Effect.fail(failure)
}

export const answerAccepted = ({ accepted }: SteppedBatch): void => {
  for (const { pending, result } of accepted) pending.answer(Exit.succeed(result))
}

/** What is refused now may have been accepted before: a repeat is told what it was told then. */
export const answerRefused = (owned: Owned, { refused }: SteppedBatch): Effect.Effect<void> => {
  const answer = ({ pending, result }: (typeof refused)[number]): void =>
    pending.answer("ok" in result ? Exit.succeed(result) : Exit.fail(result))
  const named = refused.filter(({ pending }) => pending.named)
  for (const one of refused) if (!one.pending.named) answer(one)
  if (named.length === 0) return Effect.void
  const ids = named.map(({ pending }) => pending.origin.commandId)
  return Effect.flatMap(owned.store.commands(owned.name, ids), (recorded) =>
    Effect.forEach(
      named,
      (one) => {
        const record = recorded.get(one.pending.origin.commandId)
        return record === undefined ? Effect.sync(() => answer(one)) : answerRepeat(owned, one.pending, record)
      },
      { discard: true }
    )
  ).pipe(
    // Whoever has an answer by then keeps it.
    Effect.catch((failure) =>
      Effect.sync(() =>
        failAll(
          named.map(({ pending }) => pending),
          failure
        )
      )
    )
  )
}

/**
 * Appends, and finds out what became of an append whose answer was lost. While the store is away the batch is kept and
 * tried again; its senders are told after STORE_TRIES_MAX tries that its outcome is not known.
 */
export const append = Effect.fnUntraced(function* (
  owned: Owned,
  stepped: SteppedBatch
): Effect.fn.Return<void, NotAppended> {
  const { name, centre, store, head, epoch } = owned
  const { events, rows, commands } = stepped
  const batch: Batch = { expected: head, epoch, events, rows, commands, due: centre.nextDeadline(stepped.state) }
  for (let tries = 1; ; tries++) {
    const appended = yield* Effect.result(store.append(name, batch))
    owned.away = appended._tag === "Failure" && appended.failure._tag === "StoreUnavailable" && tries >= STORE_TRIES_MAX
    if (appended._tag === "Success") return
    const { failure } = appended
    if (failure._tag === "HeadMoved") {
      // After an append of unknown outcome the head may have been moved by it.
      if (tries > 1 && isOurs(owned, batch, failure)) return
      return yield* new OwnershipLost({ centre: name, epoch: failure.epoch })
    }
    if (failure._tag !== "StoreUnavailable") return yield* Effect.fail(failure)
    if (owned.away) for (const { pending } of stepped.accepted) pending.answer(Exit.fail(unknownOutcome(failure)))
    // The only place where a stop of the engine may leave a batch whose outcome is not known.
    const pauseMs = Math.min(STORE_PAUSE_MS * 2 ** (tries - 1), STORE_PAUSE_MAX_MS)
    yield* Effect.raceFirst(Effect.sleep(pauseMs), Deferred.await(owned.stopping))
    if (Deferred.isDoneUnsafe(owned.stopping)) return yield* unknownOutcome(failure)
  }
})

const unknownOutcome = ({ operation, reason }: StoreUnavailable): StoreUnavailable =>
  new StoreUnavailable({ operation, reason, unknown: true })

/** Whether the head stands where this batch put it, in this owner's epoch: nobody else writes in it. */
const isOurs = ({ epoch }: Owned, batch: Batch, head: Head): boolean =>
  batch.events.length > 0 && head.epoch === epoch && head.position === batch.expected.position + batch.events.length

/** Repeats are answered from the record; the rest is stepped again. */
const withoutRecorded = (owned: Owned, batch: ReadonlyArray<Pending>, { ids }: AlreadyRecorded): Written =>
  Effect.gen(function* () {
    const recorded = yield* owned.store.commands(owned.name, ids)
    for (const pending of batch) {
      const record = recorded.get(pending.origin.commandId)
      if (record !== undefined) yield* answerRepeat(owned, pending, record)
    }
    return yield* write(
      owned,
      batch.filter((pending) => !recorded.has(pending.origin.commandId))
    )
  }).pipe(Effect.catchTag("StoreRefused", (failure) => withoutCulprit(owned, batch, failure)))

const answerRepeat = Effect.fnUntraced(function* (
  { name, store }: Owned,
  pending: Pending,
  record: RecordedCommand
): Effect.fn.Return<void, StoreFailure> {
  const { commandId, fingerprint, position, answer } = record
  if (fingerprint !== pending.fingerprint) return pending.answer(Exit.fail(new CommandConflict({ commandId })))
  const { events: limit } = record
  const events = limit === 0 ? [] : yield* store.read(name, { after: position - limit, limit })
  pending.answer(Exit.succeed({ ok: true, position, events, answer, repeated: true }))
})

/** Halves a refused batch until the culprit stands alone. With no command in it, what is due cannot be written. */
const withoutCulprit = (owned: Owned, batch: ReadonlyArray<Pending>, failure: StoreRefused): Written => {
  if (batch.length === 0) return Effect.fail(failure)
  if (batch.length === 1) {
    failAll(batch, failure)
    return Effect.succeed([])
  }
  const middle = Math.floor(batch.length / 2)
  return Effect.flatMap(write(owned, batch.slice(0, middle)), (left) =>
    Effect.map(write(owned, batch.slice(middle)), (more) => [...left, ...more])
  )
}
