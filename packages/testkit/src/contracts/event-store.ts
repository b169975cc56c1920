/** The contract of `EventStore`, but for its signals. */
import { deepEqual, equal, ok } from "node:assert/strict"
import { Centre } from "@parley/core"
import { EventStore } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { type ContractCase, freshCentre } from "./contract-case.ts"
import { eventStoreCommands } from "./event-store-commands.ts"
import { eventStoreHeads } from "./event-store-heads.ts"
import { eventStoreRows } from "./event-store-rows.ts"
import { eventStoreSignals } from "./event-store-signals.ts"
import { eventStoreTexts } from "./event-store-texts.ts"
import {
  batchOf,
  contactCreated,
  counted,
  countedBatch,
  emptyBatch,
  headAfter,
  idleCommand,
  instantOf,
  recorded,
  START
} from "./log-samples.ts"

type Case = ContractCase<EventStore>

/** Enough for one store to hold: more than its readers take at once. */
const ALL = 10_000

const newCentre: Case = {
  title: "a centre nobody wrote to stands at position 0 in epoch 0 and has no log",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    deepEqual(yield* store.head(centre), START)
    deepEqual(yield* store.read(centre, { after: 0, limit: ALL }), [])
    deepEqual(yield* store.rows(centre, ["contact/1"]), new Map())
    deepEqual(yield* store.commands(centre, ["command"]), new Map())
    ok(!(yield* store.centres).includes(centre))
  })
}

const inOrder: Case = {
  title: "events come back whole, in order and without a gap, on pages of any size",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    let head = START
    const written: Array<Centre.RecordedEvent> = []
    for (const count of [1, 2, 33, 1]) {
      const batch = countedBatch(head, count)
      yield* store.append(centre, batch)
      written.push(...batch.events)
      head = headAfter(batch)
    }
    deepEqual(yield* store.head(centre), head)
    for (const limit of [1, 7, ALL]) {
      const read: Array<Centre.RecordedEvent> = []
      for (let more = true; more;) {
        const page = yield* store.read(centre, { after: read.length, limit })
        ok(page.length <= limit)
        read.push(...page)
        more = page.length > 0
      }
      deepEqual(read, written)
    }
    deepEqual(yield* store.read(centre, { after: 30, limit: 3 }), written.slice(30, 33))
    deepEqual(yield* store.readAny(centre, { after: 30, limit: 3 }), written.slice(30, 33))
    deepEqual(yield* store.readAny(freshCentre(), { after: 0, limit: 3 }), [])
    deepEqual(yield* store.read(centre, { after: head.position, limit: 3 }), [])
    deepEqual(yield* store.read(centre, { after: head.position + 9, limit: 3 }), [])
  })
}

const bigBatch: Case = {
  title: "a batch of 500 events, commands and rows is written in one go",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const events = Array.from({ length: 500 }, (_, n) => contactCreated(`contact-${n}`, `1:hash-of-contact-${n}`))
    const batch = batchOf(START, events, Centre.rowsOf)
    yield* store.append(centre, batch)
    deepEqual(yield* store.read(centre, { after: 0, limit: ALL }), batch.events)
    const keys = batch.rows.map(({ key }) => key)
    deepEqual(sorted(yield* store.rows(centre, keys)), sorted(batch.rows.map(({ key, row }) => [key, row])))
    const ids = batch.commands.map(({ commandId }) => commandId)
    equal((yield* store.commands(centre, ids)).size, 500)
  })
}

const sorted = <A>(entries: Iterable<readonly [string, A]>) => [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1))

const severalEvents: Case = {
  title: "the events of one command keep their index and which is the last",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const events = [1, 2, 3].map((position) => ({
      ...recorded(position, counted(position)),
      commandId: "one",
      index: position - 1,
      last: position === 3
    }))
    const command = { commandId: "one", fingerprint: "print", position: 3, events: 3, answer: null }
    yield* store.append(centre, { expected: START, epoch: 0, events, commands: [command], rows: [], due: null })
    deepEqual(yield* store.read(centre, { after: 0, limit: ALL }), events)
    deepEqual(yield* store.commands(centre, ["one"]), new Map([["one", command]]))
  })
}

const centresApart: Case = {
  title: "centres share nothing, and those with a log are listed in order",
  check: Effect.gen(function* () {
    const store = yield* EventStore
    const stem = freshCentre()
    const names = [`${stem}-b`, `${stem}-a`, `${stem}-B`]
    for (const [index, name] of names.entries()) yield* store.append(name, countedBatch(START, index + 1))
    for (const [index, name] of names.entries()) {
      equal((yield* store.head(name)).position, index + 1)
      equal((yield* store.read(name, { after: 0, limit: ALL })).length, index + 1)
      equal((yield* store.commands(name, ["command-1", "command-3"])).size, index === 2 ? 2 : 1)
    }
    const listed = (yield* store.centres).filter((name) => name.startsWith(stem))
    deepEqual(listed, [`${stem}-B`, `${stem}-a`, `${stem}-b`])
  })
}

const everyInstant: Case = {
  title: "instants and positions come back as the whole numbers they are",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const instants = [-8.64e15, -1, 0, instantOf(1), 8.64e15]
    const events = instants.map((at, index) => ({ ...recorded(index + 1, counted(index)), at }))
    yield* store.append(centre, { ...countedBatch(START, 0), events })
    deepEqual(
      (yield* store.read(centre, { after: 0, limit: ALL })).map(({ at }) => at),
      instants
    )
  })
}

const centresDue: Case = {
  title: "[D14.2a] the centres that must be woken by an instant are those whose last append said so",
  check: Effect.gen(function* () {
    const store = yield* EventStore
    const stem = freshCentre()
    const dueOf = (at: number) =>
      Effect.map(store.due(at), (all) =>
        all.flatMap(({ centre, due }) => (centre.startsWith(stem) ? [[centre, due]] : []))
      )
    yield* store.append(`${stem}-b`, { ...countedBatch(START, 1), due: 1_000 })
    yield* store.append(`${stem}-a`, { ...countedBatch(START, 2), due: 2_000 })
    yield* store.append(`${stem}-c`, { ...countedBatch(START, 1), due: null })
    deepEqual(yield* dueOf(999), [])
    deepEqual(yield* dueOf(1_000), [[`${stem}-b`, 1_000]])
    deepEqual(yield* dueOf(2_000), [
      [`${stem}-b`, 1_000],
      [`${stem}-a`, 2_000]
    ])
    yield* store.append(`${stem}-a`, { ...emptyBatch({ position: 2, epoch: 0 }), commands: [idleCommand("idle", 2)] })
    deepEqual(yield* dueOf(9_999), [[`${stem}-b`, 1_000]])
  })
}

/** What every event store must do. The cases share one store and have a centre each. */
export const eventStoreContract: ReadonlyArray<Case> = [
  newCentre,
  inOrder,
  severalEvents,
  bigBatch,
  centresApart,
  centresDue,
  everyInstant,
  ...eventStoreRows,
  ...eventStoreHeads,
  ...eventStoreCommands,
  ...eventStoreTexts,
  ...eventStoreSignals
]
