/** The contract of `EventStore`: recorded commands. */
import { deepEqual, equal } from "node:assert/strict"
import { AlreadyRecorded, type Batch, EventStore, type RecordedCommand } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import { type ContractCase, freshCentre } from "./contract-case.ts"
import { contactId, countedBatch, emptyBatch, headAfter, idleCommand, instantOf, START } from "./log-samples.ts"

type Case = ContractCase<EventStore>

const repeated: Case = {
  title: "[L12] a batch that repeats recorded command ids writes nothing and is told all of them",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const first = { ...countedBatch(START, 3) }
    yield* store.append(centre, { ...first, commands: [...first.commands, idleCommand("idle", 3)] })
    const head = headAfter(first)
    const next = countedBatch(head, 2)
    const repeat: Batch = {
      ...next,
      epoch: 7,
      commands: [...next.commands, idleCommand("idle", 3), idleCommand("command-2", 3), idleCommand("new", 3)],
      rows: [{ key: "row", row: { _tag: "Contact", contactId: contactId("contact") } }]
    }
    const failure = yield* Effect.flip(store.append(centre, repeat))
    deepEqual(told(failure), ["command-2", "idle"])
    deepEqual(yield* store.head(centre), head)
    deepEqual(yield* store.read(centre, { after: 0, limit: 9 }), first.events)
    deepEqual(yield* store.rows(centre, ["row"]), new Map())
    const kept = yield* store.commands(centre, ["command-2", "idle", "new", "command-4"])
    deepEqual(kept.get("command-2"), first.commands[1])
    deepEqual([...kept.keys()].toSorted(), ["command-2", "idle"])
    yield* store.append(centre, next)
  })
}

const told = (failure: unknown): ReadonlyArray<string> =>
  failure instanceof AlreadyRecorded ? failure.ids.toSorted() : [`not AlreadyRecorded but ${String(failure)}`]

const onlyCommands: Case = {
  title: "[L12] commands that wrote nothing are recorded, and repeated alone are known",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const batch = { ...emptyBatch(START), commands: [idleCommand("a", 0), idleCommand("b", 0)] }
    yield* store.append(centre, batch)
    deepEqual(yield* store.head(centre), START)
    deepEqual(told(yield* Effect.flip(store.append(centre, batch))), ["a", "b"])
    const other = { ...batch, commands: [idleCommand("b", 0), idleCommand("c", 0)] }
    deepEqual(told(yield* Effect.flip(store.append(centre, other))), ["b"])
    deepEqual([...(yield* store.commands(centre, ["a", "b", "c"])).keys()].toSorted(), ["a", "b"])
  })
}

const racing: Case = {
  title: "[L12] of batches that race with one command id and no event exactly one is written",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const batch = { ...emptyBatch(START), commands: [idleCommand("same", 0)] }
    const results = yield* Effect.forEach([...Array(8).keys()], () => Effect.result(store.append(centre, batch)), {
      concurrency: "unbounded"
    })
    equal(results.filter(Result.isSuccess).length, 1)
    for (const result of results) if (Result.isFailure(result)) deepEqual(told(result.failure), ["same"])
  })
}

const headFirst: Case = {
  title: "who repeats a command at a head that has moved is told of the head",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const batch = countedBatch(START, 1)
    yield* store.append(centre, batch)
    equal((yield* Effect.flip(store.append(centre, batch)))._tag, "HeadMoved")
  })
}

const answers: Case = {
  title: "a recorded command comes back with its answer as it was",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const commands: ReadonlyArray<RecordedCommand> = [
      { ...idleCommand("none", 0), answer: null },
      { ...idleCommand("empty", 0), answer: {} },
      { ...idleCommand("full", 0), answer: { text: "ñ \"'\\\n\t{}", number: -1.5e-7, yes: true, no: null } }
    ]
    yield* store.append(centre, { ...emptyBatch(START), commands })
    const found = yield* store.commands(centre, ["none", "empty", "full", "unknown"])
    deepEqual(found, new Map(commands.map((command) => [command.commandId, command])))
    deepEqual(yield* store.commands(centre, []), new Map())
  })
}

const forgotten: Case = {
  title: "recorded commands are forgotten by the instant of their last event, those without one by when they came",
  check: Effect.gen(function* () {
    const [store, centre, other] = [yield* EventStore, freshCentre(), freshCentre()]
    const first = countedBatch(START, 3)
    yield* store.append(other, first)
    yield* TestClock.setTime(instantOf(2))
    yield* store.append(centre, { ...first, commands: [...first.commands, idleCommand("idle", 3)] })
    const known = Effect.map(store.commands(centre, ["command-1", "command-2", "command-3", "idle"]), (commands) =>
      [...commands.keys()].toSorted()
    )
    equal(yield* store.forgetCommands(centre, instantOf(1)), 0)
    equal(yield* store.forgetCommands(centre, instantOf(2)), 1)
    deepEqual(yield* known, ["command-2", "command-3", "idle"])
    equal(yield* store.forgetCommands(centre, instantOf(3)), 2)
    deepEqual(yield* known, ["command-3"])
    equal((yield* store.commands(other, ["command-1", "command-2", "command-3"])).size, 3)
    const repeat = { ...countedBatch(headAfter(first), 1), commands: [{ ...idleCommand("command-1", 4) }] }
    yield* store.append(centre, repeat)
    equal((yield* store.read(centre, { after: 0, limit: 9 })).length, 4)
  }).pipe(Effect.provide(TestClock.layer()))
}

export const eventStoreCommands: ReadonlyArray<Case> = [repeated, onlyCommands, racing, headFirst, answers, forgotten]
