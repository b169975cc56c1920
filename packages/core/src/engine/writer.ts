/**
 * The single writer of a centre: drains the mailbox, steps each command against the state so far, appends all their
 * events in one transaction, then answers and publishes.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Centre, RowRange, State } from "../centre/index.ts"
import { stepBatch, type SteppedBatch } from "./batch.ts"
import {
  CentreDefect,
  ClockBehind,
  CommandConflict,
  OwnershipLost,
  StoreUnavailable,
  type AlreadyRecorded,
  type SendFailure,
  type StoreFailure,
  type StoreRefused
} from "./failures.ts"
import type { Log } from "./log.ts"
import type { Mailbox, Pending } from "./mailbox.ts"
import type { RowMemory } from "./row-memory.ts"
import type { Batch, EventStore, Head, RecordedCommand } from "./ports.ts"

/** Commands of one batch, at most. */
export const BATCH_MAX = 256
/** How far the clock may stand before the last event: until it has caught up the time of the log stands still. */
export const CLOCK_BEHIND_MAX_MS = 60_000
/** Tries to reach a store that does not answer, and the pause after each, which doubles. */
export const STORE_TRIES_MAX = 5
export const STORE_PAUSE_MS = 50
export const STORE_PAUSE_MAX_MS = 5_000
/** A timer waits no longer than this at once: longer ones overflow what platforms can count. */
const SLEEP_MAX_MS = 86_400_000

export interface Owned {
  readonly name: string
  readonly centre: Centre
  readonly store: EventStore["Service"]
  readonly mailbox: Mailbox
  readonly log: Log
  readonly rowMemory: RowMemory
  /** The epoch this owner writes in. */
  readonly epoch: number
  /** As committed. */
  state: State
  head: Head
  /** The store does not answer: new commands are refused at the door. */
  away: boolean
}

/** What ends a writer: another owner, a clock not to be trusted, a store that refuses what must be written, a bug. */
export type WriterEnd = OwnershipLost | ClockBehind | StoreRefused | CentreDefect

/** Runs until interrupted, or until the centre can be written no more. A store that is away is waited for. */
export const runWriter = Effect.fnUntraced(function* (owned: Owned): Effect.fn.Return<never, WriterEnd> {
  let postponed: ReadonlyArray<Pending> = []
  for (;;) {
    if (postponed.length === 0) yield* awaitWork(owned)
    // Those just answered may send again at once: they come into the same batch.
    yield* Effect.yieldNow
    // Not to be torn between the commit and its answers; what is in flight is finished before a stop.
    postponed = yield* Effect.uninterruptible(writeNext(owned, postponed))
  }
})

const awaitWork = Effect.fnUntraced(function* ({ centre, mailbox, state }: Owned) {
  const due = centre.nextDeadline(state)
  if (due === null) return yield* mailbox.arrival
  const now = yield* Clock.currentTimeMillis
  if (due <= now) return
  return yield* Effect.raceFirst(mailbox.arrival, Effect.sleep(Math.min(due - now, SLEEP_MAX_MS)))
})

/** One batch. Its commands are answered, save those put off because too much was due, or told apart by no id. */
const writeNext = Effect.fnUntraced(function* (
  owned: Owned,
  postponed: ReadonlyArray<Pending>
): Effect.fn.Return<ReadonlyArray<Pending>, WriterEnd> {
  const { first, twins } = apart([...postponed, ...owned.mailbox.take(BATCH_MAX - postponed.length)])
  return yield* write(owned, first).pipe(
    Effect.map((left) => [...left, ...twins]),
    Effect.catchTag("StoreUnavailable", (failure) => {
      failAll([...first, ...twins], failure)
      return Effect.as(Effect.sleep(STORE_PAUSE_MS), [])
    }),
    Effect.tapError((failure) => Effect.sync(() => failAll([...first, ...twins], failure)))
  )
})

/** Of several commands with one id only the first goes on; the others ask again once it is recorded. */
function apart(batch: ReadonlyArray<Pending>): { readonly first: Array<Pending>; readonly twins: Array<Pending> } {
  const seen = new Set<string>()
  const first: Array<Pending> = []
  const twins: Array<Pending> = []
  for (const pending of batch) {
    const { commandId } = pending.origin
    if (seen.has(commandId)) twins.push(pending)
    else first.push(pending)
    seen.add(commandId)
  }
  return { first, twins }
}

const failAll = (batch: ReadonlyArray<Pending>, failure: SendFailure): void => {
  for (const pending of batch) pending.answer(Effect.fail(failure))
}

type Written = Effect.Effect<ReadonlyArray<Pending>, WriterEnd | StoreUnavailable>

/** A bug where no command is to blame, as in a timer, ends the writer; it must not hang who waits. */
const orDefect =
  ({ name }: Owned) =>
  (written: Written): Written =>
    Effect.catchDefect(written, (defect) => new CentreDefect({ centre: name, message: String(defect) }))

/** Steps and appends. A batch that meets recorded ids or is refused is not appended but stepped again without them. */
export const write = (owned: Owned, batch: ReadonlyArray<Pending>): Written =>
  Effect.gen(function* () {
    const at = yield* stamp(owned)
    const fetch = (keys: ReadonlyArray<string>) => owned.store.rows(owned.name, keys)
    const fetchRange = (range: RowRange) => owned.store.range(owned.name, range)
    const { centre, state, rowMemory } = owned
    const stepped = yield* stepBatch({ centre, state, at, fetch, fetchRange, memory: rowMemory }, batch)
    if (stepped.events.length > 0 || stepped.commands.length > 0) {
      const appended = yield* Effect.result(append(owned, stepped))
      if (appended._tag === "Failure") {
        const { failure } = appended
        if (failure._tag === "AlreadyRecorded") return yield* withoutRecorded(owned, batch, failure)
        if (failure._tag === "StoreRefused") return yield* withoutCulprit(owned, batch, failure)
        return yield* Effect.fail(failure)
      }
    }
    commit(owned, stepped)
    yield* answerRefused(owned, stepped)
    return stepped.postponed
  }).pipe(
    Effect.catchTag("StoreRefused", (failure) => withoutCulprit(owned, batch, failure)),
    orDefect(owned)
  )

/** The instant of this batch: the clock's, and never before the last event's. */
const stamp = Effect.fnUntraced(function* ({ state }: Owned) {
  const clock = yield* Clock.currentTimeMillis
  const last = state.facts.at
  if (last - clock > CLOCK_BEHIND_MAX_MS) return yield* new ClockBehind({ clock, last, limitMs: CLOCK_BEHIND_MAX_MS })
  return Math.max(clock, last)
})

function commit(owned: Owned, stepped: SteppedBatch): void {
  owned.state = stepped.state
  owned.head = { position: stepped.state.facts.position, epoch: owned.epoch }
  for (const change of stepped.rows) owned.rowMemory.wrote(change)
  for (const { pending, result } of stepped.accepted) pending.answer(Effect.succeed(result))
  owned.log.append(stepped.events)
}

/** What is refused now may have been accepted before: a repeat is told what it was told then. */
const answerRefused = Effect.fnUntraced(function* (owned: Owned, { refused }: SteppedBatch) {
  const ids = refused.filter(({ pending }) => pending.named).map(({ pending }) => pending.origin.commandId)
  const recorded = ids.length === 0 ? new Map<string, never>() : yield* owned.store.commands(owned.name, ids)
  for (const { pending, result } of refused) {
    const record = recorded.get(pending.origin.commandId)
    if (record !== undefined) yield* answerRepeat(owned, pending, record)
    else pending.answer("ok" in result ? Effect.succeed(result) : Effect.fail(result))
  }
})

/**
 * Appends, and finds out what became of an append whose answer was lost. While the store is away the batch is kept and
 * tried again; its senders are told after STORE_TRIES_MAX tries that its outcome is not known.
 */
const append = Effect.fnUntraced(function* (owned: Owned, stepped: SteppedBatch) {
  const { name, store, head, epoch } = owned
  const { events, rows, commands } = stepped
  const batch: Batch = { expected: head, epoch, events, rows, commands }
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
    if (owned.away) for (const { pending } of stepped.accepted) pending.answer(Effect.fail(unknownOutcome(failure)))
    // The only place where a stop of the engine may leave a batch whose outcome is not known.
    yield* Effect.interruptible(Effect.sleep(Math.min(STORE_PAUSE_MS * 2 ** (tries - 1), STORE_PAUSE_MAX_MS)))
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
  if (fingerprint !== pending.fingerprint) return pending.answer(Effect.fail(new CommandConflict({ commandId })))
  const { events: limit } = record
  const events = limit === 0 ? [] : yield* store.read(name, { after: position - limit, limit })
  pending.answer(Effect.succeed({ ok: true, position, events, answer, repeated: true }))
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
