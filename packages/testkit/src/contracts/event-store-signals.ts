/** The contract of `EventStore`: who follows a log is woken. */
import { deepEqual, equal, ok } from "node:assert/strict"
import type { Centre } from "@parley/core"
import { EventStore, followLog, type StoreFailure } from "@parley/core/engine"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { type ContractCase, freshCentre } from "./contract-case.ts"
import { countedBatch, headAfter, START } from "./log-samples.ts"

type Case = ContractCase<EventStore>

/** What is read at once: less than the writer may be ahead. */
const PAGE = 17

/** Reads a centre's log from its start as its signals say, until it has read `until` events, each asserted to follow. */
export const tail = Effect.fnUntraced(function* (
  centre: string,
  until: number,
  started: Effect.Effect<unknown> = Effect.void
): Effect.fn.Return<ReadonlyArray<Centre.RecordedEvent>, StoreFailure, EventStore> {
  const store = yield* EventStore
  const seen: Array<Centre.RecordedEvent> = []
  const catchUp = Effect.gen(function* () {
    for (let more = true; more;) {
      const page = yield* store.read(centre, { after: seen.length, limit: PAGE })
      for (const event of page) equal(event.position, seen.push(event))
      more = page.length === PAGE
    }
    yield* started
  })
  yield* store.changes(centre).pipe(
    Stream.mapEffect(() => catchUp),
    Stream.takeUntil(() => seen.length >= until),
    Stream.runDrain
  )
  return seen
})

/** Appends batches of 1 to 5 events from the head on until the log holds `total`; returns them. */
export const writeLog = Effect.fnUntraced(function* (centre: string, total: number) {
  const store = yield* EventStore
  const written: Array<Centre.RecordedEvent> = []
  for (let head = yield* store.head(centre); head.position < total;) {
    const batch = countedBatch(head, Math.min(1 + (head.position % 5), total - head.position))
    yield* store.append(centre, batch)
    written.push(...batch.events)
    head = headAfter(batch)
  }
  return written
})

const tailing: Case = {
  title: "readers that follow while writers append see each position exactly once, in order",
  check: Effect.gen(function* () {
    const [centre, other] = [freshCentre(), freshCentre()]
    const total = 200
    const readers = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(tail(centre, total)))
    const follow = followLog(yield* EventStore, centre, 3)
    const follower = yield* Effect.forkChild(Stream.runCollect(Stream.take(follow, total - 3)))
    const [written] = yield* Effect.all([writeLog(centre, total), writeLog(other, total)], { concurrency: 2 })
    for (const reader of readers) deepEqual(yield* Fiber.join(reader), written)
    deepEqual(yield* Fiber.join(follower), written.slice(3))
    deepEqual(yield* tail(centre, total), written)
  })
}

const atOnce: Case = {
  title: "who begins to follow is woken once without any append",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    equal((yield* Stream.runCollect(Stream.take(store.changes(centre), 1))).length, 1)
  })
}

const othersGo: Case = {
  title: "one reader's end leaves the others following",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const started = yield* Deferred.make<void>()
    const long = yield* Effect.forkChild(tail(centre, 30, Deferred.succeed(started, undefined)))
    yield* Deferred.await(started)
    const first = countedBatch(START, 10)
    yield* store.append(centre, first)
    yield* tail(centre, 10)
    const ended = yield* Effect.forkChild(Stream.runDrain(store.changes(centre)), { startImmediately: true })
    yield* Fiber.interrupt(ended)
    yield* store.append(centre, countedBatch(headAfter(first), 20))
    const seen = yield* Fiber.join(long)
    ok(seen.length === 30)
  })
}

export const eventStoreSignals: ReadonlyArray<Case> = [tailing, atOnce, othersGo]
