/** The contract of `EventStore`: heads, epochs and who wins a race. */
import { deepEqual, equal, ok } from "node:assert/strict"
import type { Centre } from "@parley/core"
import { type Batch, EventStore, type HeadMoved } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type ContractCase, freshCentre } from "./contract-case.ts"
import {
  contactCreated,
  contactId,
  counted,
  countedBatch,
  emptyBatch,
  headAfter,
  recorded,
  START
} from "./log-samples.ts"

type Case = ContractCase<EventStore>

const WRITERS = 8

/** The head that an append was told of, which must have been refused for it. */
const toldHead = (append: Effect.Effect<void, unknown>) =>
  Effect.map(Effect.flip(append), (failure) => {
    ok(isHeadMoved(failure), `HeadMoved was expected, not ${String(failure)}`)
    return { position: failure.position, epoch: failure.epoch }
  })

const isHeadMoved = (failure: unknown): failure is HeadMoved =>
  typeof failure === "object" && failure !== null && "_tag" in failure && failure._tag === "HeadMoved"

/** `of` racing batches at the centre's present head, each with an event, a command and a row that tell its number. */
const race = Effect.fnUntraced(function* (centre: string, of: number) {
  const store = yield* EventStore
  const head = yield* store.head(centre)
  const position = head.position + 1
  const batches = Array.from({ length: of }, (_, n): Batch => {
    const commandId = `racer-${n}-at-${position}`
    const row: Centre.Row = { _tag: "Contact", contactId: contactId(`contact-${n}`) }
    return {
      expected: head,
      epoch: head.epoch,
      events: [{ ...recorded(position, contactCreated(`contact-${n}`, "1:hash-of-the-racers")), commandId }],
      commands: [{ commandId, fingerprint: "print", position, events: 1, answer: null }],
      rows: [{ key: `row-at-${position}`, row }],
      due: null
    }
  })
  const results = yield* Effect.forEach(batches, (batch) => Effect.result(store.append(centre, batch)), {
    concurrency: "unbounded"
  })
  const winners = batches.filter((_, index) => results[index] !== undefined && Result.isSuccess(results[index]))
  const losers = results.flatMap((result) => (Result.isFailure(result) ? [result.failure] : []))
  return { batches, winners, losers, head: { position, epoch: head.epoch } }
})

const oneWins: Case = {
  title: "of appends that race for one head exactly one is written, and the others are told the head it made",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    for (const writers of [2, WRITERS, 2, WRITERS]) {
      const { batches, winners, losers, head } = yield* race(centre, writers)
      const [winner] = winners
      ok(winner !== undefined)
      equal(winners.length, 1)
      for (const loser of losers) deepEqual(yield* toldHead(Effect.fail(loser)), head)
      deepEqual(yield* store.head(centre), head)
      deepEqual(yield* store.read(centre, { after: head.position - 1, limit: 9 }), winner.events)
      const ids = batches.flatMap(({ commands }) => commands.map(({ commandId }) => commandId))
      deepEqual([...(yield* store.commands(centre, ids)).keys()], [winner.commands[0]?.commandId])
      const key = `row-at-${head.position}`
      deepEqual((yield* store.rows(centre, [key])).get(key), winner.rows[0]?.row)
    }
  })
}

const writersInTurn: Case = {
  title: "writers who go on from the head they are told lose nothing and leave no gap",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const each = 10
    const write = (writer: number) =>
      Effect.gen(function* () {
        let head = yield* store.head(centre)
        for (let n = 0; n < each;) {
          const event = { ...recorded(head.position + 1, counted(writer * each + n)), commandId: `w${writer}-${n}` }
          const written = yield* Effect.result(store.append(centre, { ...emptyBatch(head), events: [event] }))
          if (Result.isSuccess(written)) n += 1
          head = Result.isSuccess(written)
            ? { ...head, position: head.position + 1 }
            : yield* toldHead(Effect.fail(written.failure))
        }
      })
    yield* Effect.forEach([...Array(WRITERS).keys()], write, { concurrency: "unbounded" })
    const events = yield* store.read(centre, { after: 0, limit: WRITERS * each + 1 })
    deepEqual(
      events.map(({ position }) => position),
      [...Array(WRITERS * each).keys()].map((index) => index + 1)
    )
    equal(new Set(events.map(({ commandId }) => commandId)).size, WRITERS * each)
  })
}

const wrongHead: Case = {
  title: "an append before or after the head is told the true head, and nothing of it is written",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    deepEqual(yield* toldHead(store.append(centre, countedBatch({ position: 3, epoch: 0 }, 1))), START)
    deepEqual(yield* toldHead(store.append(centre, countedBatch({ position: 0, epoch: 1 }, 1))), START)
    const first = countedBatch(START, 2)
    yield* store.append(centre, first)
    const head = headAfter(first)
    for (const position of [0, 1, 3]) {
      deepEqual(yield* toldHead(store.append(centre, countedBatch({ position, epoch: 0 }, 2))), head)
    }
    deepEqual(yield* store.head(centre), head)
    deepEqual(yield* store.read(centre, { after: 0, limit: 9 }), first.events)
    deepEqual(yield* store.commands(centre, ["command-3", "command-4", "command-5"]), new Map())
  })
}

const emptyBatches: Case = {
  title: "a batch without events asserts the head all the same",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    yield* store.append(centre, emptyBatch(START))
    deepEqual(yield* store.head(centre), START)
    ok(!(yield* store.centres).includes(centre), "a centre without events has no log")
    const first = countedBatch(START, 1)
    yield* store.append(centre, first)
    yield* store.append(centre, emptyBatch(headAfter(first)))
    deepEqual(yield* toldHead(store.append(centre, emptyBatch(START))), headAfter(first))
    deepEqual(yield* store.head(centre), headAfter(first))
  })
}

const epochFence: Case = {
  title: "a new owner's first append, even of nothing, shuts the old owner out",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const old = { ...countedBatch(START, 1), epoch: 1 }
    yield* store.append(centre, old)
    const before = headAfter(old)
    const taken = { ...emptyBatch(before), epoch: 2 }
    yield* store.append(centre, taken)
    const head = { position: 1, epoch: 2 }
    deepEqual(yield* store.head(centre), head)
    deepEqual(yield* toldHead(store.append(centre, countedBatch(before, 1))), head)
    deepEqual(yield* toldHead(store.append(centre, emptyBatch(before))), head)
    deepEqual(yield* toldHead(store.append(centre, taken)), head)
    yield* store.append(centre, { ...countedBatch(head, 1), epoch: 5 })
    deepEqual(yield* store.head(centre), { position: 2, epoch: 5 })
  })
}

const faultyBatches: Case = {
  title: "a batch with a gap, an epoch that goes back or a command id twice is refused",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const first = { ...countedBatch(START, 1), epoch: 3 }
    yield* store.append(centre, first)
    const next = countedBatch(headAfter(first), 2)
    const [event, ...others] = next.events
    ok(event !== undefined)
    const faulty: ReadonlyArray<Batch> = [
      { ...next, epoch: 2 },
      { ...next, events: others },
      { ...next, events: [event, event] },
      { ...next, events: [...next.events].toReversed() },
      { ...next, commands: next.commands.flatMap((command) => [command, command]) },
      { ...next, commands: next.commands.map((command) => ({ ...command, position: 4 })) }
    ]
    for (const batch of faulty) equal((yield* Effect.flip(store.append(centre, batch)))._tag, "StoreRefused")
    deepEqual(yield* store.head(centre), headAfter(first))
    yield* store.append(centre, next)
  })
}

export const eventStoreHeads: ReadonlyArray<Case> = [
  oneWins,
  writersInTurn,
  wrongHead,
  emptyBatches,
  epochFence,
  faultyBatches
]
