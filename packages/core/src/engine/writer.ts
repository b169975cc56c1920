/**
 * The single writer of a centre. While one batch is on its way to the store, the commands that come are stepped on top of
 * it, into the next: store and rules are at work at the same time. What is stepped is answered only when it is committed;
 * where a batch is not, what was stepped on top of it is stepped again.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import type { OpenBatch, SteppedBatch } from "./batch.ts"
import type { StoreUnavailable } from "./failures.ts"
import type { Pending } from "./mailbox.ts"
import { committed, failAll, publish, settle, type Base, type Owned, type WriterEnd } from "./owned.ts"
import {
  answerAccepted,
  answerRefused,
  append,
  isWorthWriting,
  openBatch,
  orDefect,
  STORE_PAUSE_MS,
  withoutCause,
  type NotAppended
} from "./write.ts"

/** Commands of one batch, at most. */
export const BATCH_MAX = 256
/** A timer waits no longer than this at once: longer ones overflow what platforms can count. */
const SLEEP_MAX_MS = 86_400_000

/** What lies before the writer, beside the mailbox. */
interface Desk {
  /** Put off, because too much was due or told apart by no id; they come first. */
  waiting: ReadonlyArray<Pending>
  /** Taken up: on its way to the store, and stepped on top of it. */
  current: OpenBatch | null
  ahead: OpenBatch | null
  /** Committed, and not told to readers yet. */
  untold: { readonly stepped: SteppedBatch; isAnswered: boolean } | null
  /** Looks up whether those who were refused repeat what was once accepted. */
  telling: Fiber.Fiber<void> | null
}

/** An append on its way; `exit` is there when it is over, and the mailbox is nudged. */
interface Flight {
  exit: Exit.Exit<void, NotAppended> | null
  readonly over: Effect.Effect<unknown>
}

/** Runs until interrupted, or until the centre can be written no more. A store that is away is waited for. */
export const runWriter = Effect.fnUntraced(function* (owned: Owned): Effect.fn.Return<never, WriterEnd> {
  const desk: Desk = { waiting: [], current: null, ahead: null, untold: null, telling: null }
  const shift = workOff(owned, desk).pipe(
    // What is committed is told whatever keeps the next batch from being begun.
    Effect.ensuring(Effect.suspend(() => tell(owned, desk))),
    orDefect(owned),
    Effect.tapError((failure) =>
      Effect.sync(() => {
        // Who is told that it is over, and asks for the centre again, must not be given this one.
        if (failure._tag !== "StoreUnavailable") Deferred.doneUnsafe(owned.ended, Effect.succeed(failure))
        clear(desk, failure)
      })
    ),
    Effect.catchTag("StoreUnavailable", () => Effect.sleep(STORE_PAUSE_MS)),
    Effect.ensuring(Effect.suspend(() => (desk.telling === null ? Effect.void : Fiber.await(desk.telling))))
  )
  for (;;) {
    if (desk.waiting.length === 0) yield* awaitWork(owned)
    // Not to be torn between a commit and its answers; what was taken up is finished before a stop.
    yield* Effect.uninterruptible(shift)
  }
})

/** Whoever is in hand is told why it goes no further. */
function clear(desk: Desk, failure: WriterEnd | StoreUnavailable): void {
  const { current, ahead, waiting } = desk
  desk.current = null
  desk.ahead = null
  desk.waiting = []
  failAll([...(current?.taken ?? []), ...(ahead?.taken ?? []), ...waiting], failure)
}

const awaitWork = Effect.fnUntraced(function* ({ centre, mailbox, state }: Owned) {
  const due = centre.nextDeadline(state)
  if (due === null) return yield* mailbox.arrival()
  const now = yield* Clock.currentTimeMillis
  if (due <= now) return
  return yield* Effect.raceFirst(mailbox.arrival(), Effect.sleep(Math.min(due - now, SLEEP_MAX_MS)))
})

/** Writes until nothing is left to write. */
const workOff = Effect.fnUntraced(function* (
  owned: Owned,
  desk: Desk
): Effect.fn.Return<void, WriterEnd | StoreUnavailable> {
  desk.current = yield* begin(owned, desk)
  while (desk.current !== null) {
    const stepped = desk.current.close()
    desk.waiting = [...stepped.postponed, ...desk.waiting]
    const flight = yield* launch(owned, stepped)
    yield* tell(owned, desk)
    yield* stepAhead(owned, desk, stepped, flight)
    if (flight.exit === null) yield* flight.over
    const failure = failureOf(flight)
    desk.current = failure === null ? yield* landed(owned, desk, stepped) : yield* lost(owned, desk, failure)
  }
})

/** A batch on the committed state; null when there is nothing to do, or nothing that can be done at once. */
const begin = Effect.fnUntraced(function* (
  owned: Owned,
  desk: Desk
): Effect.fn.Return<OpenBatch | null, WriterEnd | StoreUnavailable> {
  const { first, twins } = apart([...desk.waiting, ...take(owned, BATCH_MAX - desk.waiting.length)])
  desk.waiting = twins
  const due = owned.centre.nextDeadline(owned.state)
  const open = yield* openBatch(owned, committed(owned))
  if (first.length === 0 && (due === null || due > open.at)) return null
  desk.current = open
  const added = yield* Effect.result(open.add(first))
  if (Result.isSuccess(added)) return open
  // What is written from here on comes after it.
  yield* tell(owned, desk)
  const left = yield* withoutCause(owned, first, added.failure)
  desk.waiting = [...left, ...desk.waiting]
  return null
})

/** Up to so many commands of the mailbox; none any more when the owner is to stop. */
const take = ({ mailbox, stopping }: Owned, limit: number): ReadonlyArray<Pending> =>
  limit <= 0 || Deferred.isDoneUnsafe(stopping) ? [] : mailbox.take(limit)

/** Of several commands with one id only the first goes on; the others ask again once it is recorded. */
function apart(batch: ReadonlyArray<Pending>, taken: ReadonlyArray<Pending> = []) {
  const seen = new Set<string>(taken.map(({ origin }) => origin.commandId))
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

const launch = (owned: Owned, stepped: SteppedBatch): Effect.Effect<Flight> => {
  if (!isWorthWriting(stepped)) return Effect.succeed({ exit: Exit.void, over: Effect.void })
  const flight: { exit: Flight["exit"] } = { exit: null }
  const flying = Effect.onExit(append(owned, stepped), (exit) =>
    Effect.sync(() => {
      flight.exit = exit
      owned.mailbox.nudge()
    })
  )
  return Effect.map(Effect.forkChild(flying, { startImmediately: true }), (fiber) =>
    Object.assign(flight, { over: Fiber.await(fiber) })
  )
}

/** Steps what comes while a batch is on its way, on top of it. */
const stepAhead = Effect.fnUntraced(function* (owned: Owned, desk: Desk, stepped: SteppedBatch, flight: Flight) {
  const base = { state: stepped.state, uncommitted: stepped.rows }
  const isOver = (): boolean => flight.exit !== null
  while (!isOver() && desk.waiting.length === 0) {
    const taken: ReadonlyArray<Pending> = desk.ahead?.taken ?? []
    if (taken.length >= BATCH_MAX || Deferred.isDoneUnsafe(owned.stopping)) return
    const { first, twins } = apart(take(owned, BATCH_MAX - taken.length), taken)
    desk.waiting = twins
    if (first.length === 0) yield* owned.mailbox.arrival(isOver)
    else yield* addAhead(owned, desk, base, first)
  }
})

/** Whatever hinders this is met again, and answered, when the batch before is committed. */
const addAhead = (owned: Owned, desk: Desk, base: Base, first: ReadonlyArray<Pending>): Effect.Effect<void> =>
  Effect.suspend(() => (desk.ahead === null ? openBatch(owned, base) : Effect.succeed(desk.ahead))).pipe(
    Effect.flatMap((open) => {
      desk.ahead = open
      return open.add(first)
    }),
    Effect.catchCause(() =>
      Effect.sync(() => {
        desk.waiting = [...(desk.ahead?.taken ?? first), ...desk.waiting]
        desk.ahead = null
      })
    )
  )

/** Why a flight did not land; null when it did. Throws what no store may throw. */
function failureOf({ exit }: Flight): NotAppended | null {
  if (exit === null || Exit.isSuccess(exit)) return null
  return Result.getOrThrowWith(Cause.findError(exit.cause), Cause.squash)
}

/** The next batch after one that is committed. Senders are answered once the next is on its way, or before it is begun. */
const landed = Effect.fnUntraced(function* (owned: Owned, desk: Desk, stepped: SteppedBatch) {
  settle(owned, stepped)
  desk.untold = { stepped, isAnswered: false }
  const { ahead } = desk
  desk.ahead = null
  if (ahead !== null) return ahead
  answerAccepted(stepped)
  desk.untold.isAnswered = true
  const next = yield* begin(owned, desk)
  if (next === null) yield* tell(owned, desk)
  return next
})

/** The next batch after one that the store would not have. What was stepped on top of it rests on nothing. */
const lost = Effect.fnUntraced(function* (owned: Owned, desk: Desk, failure: NotAppended) {
  const batch = desk.current?.taken ?? []
  const again = new Set(batch)
  desk.waiting = [...(desk.ahead?.taken ?? []), ...desk.waiting].filter((pending) => !again.has(pending))
  desk.ahead = null
  const left = yield* withoutCause(owned, batch, failure)
  desk.waiting = [...left, ...desk.waiting]
  return yield* begin(owned, desk)
})

/** Answers and readers of what is committed: while the store is at work on what follows. */
const tell = Effect.fnUntraced(function* (owned: Owned, desk: Desk) {
  const { untold } = desk
  if (untold === null) return
  desk.untold = null
  const { stepped, isAnswered } = untold
  if (!isAnswered) answerAccepted(stepped)
  publish(owned, stepped.events)
  if (stepped.refused.length === 0) return
  if (desk.telling !== null) yield* Fiber.await(desk.telling)
  desk.telling = yield* Effect.forkChild(answerRefused(owned, stepped), { startImmediately: true })
})
