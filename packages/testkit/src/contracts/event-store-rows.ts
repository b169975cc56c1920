/** The contract of `EventStore`: decision rows, dropped ones and ranges. */
import { deepEqual, ok } from "node:assert/strict"
import type { Centre } from "@parley/core"
import { EventStore } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { type ContractCase, freshCentre } from "./contract-case.ts"
import { contactId, countedBatch, headAfter, interactionId, START } from "./log-samples.ts"

type Case = ContractCase<EventStore>

const row = (contact: string): Centre.Row => ({ _tag: "Contact", contactId: contactId(contact) })
const changes = (...rows: ReadonlyArray<readonly [string, Centre.Row | null]>): ReadonlyArray<Centre.RowChange> =>
  rows.map(([key, to]) => ({ key, row: to }))

const lastChange: Case = {
  title: "of several changes to a row the last holds, within a batch and over batches",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const first = {
      ...countedBatch(START, 1),
      rows: changes(["a", row("one")], ["b", row("one")], ["a", row("two")], ["a", row("three")])
    }
    yield* store.append(centre, first)
    deepEqual(
      yield* store.rows(centre, ["a", "b", "absent"]),
      new Map([
        ["a", row("three")],
        ["b", row("one")]
      ])
    )
    const thread: Centre.Row = { _tag: "Thread", interactionId: interactionId("i") }
    yield* store.append(centre, { ...countedBatch(headAfter(first), 1), rows: changes(["b", thread]) })
    deepEqual(yield* store.rows(centre, ["b", "b"]), new Map([["b", thread]]))
    deepEqual(yield* store.rows(centre, []), new Map())
    deepEqual(yield* store.rows(freshCentre(), ["a", "b"]), new Map())
  })
}

const dropped: Case = {
  title: "a dropped row is gone, also one written in the same batch, and may be written again",
  check: Effect.gen(function* () {
    const [store, centre, other] = [yield* EventStore, freshCentre(), freshCentre()]
    const first = {
      ...countedBatch(START, 1),
      rows: changes(["a", row("one")], ["b", row("one")], ["c", row("one")], ["c", null], ["absent", null])
    }
    for (const name of [centre, other]) yield* store.append(name, first)
    deepEqual([...(yield* store.rows(centre, ["a", "b", "c", "absent"])).keys()].toSorted(), ["a", "b"])
    const second = {
      ...countedBatch(headAfter(first), 1),
      rows: changes(["a", null], ["b", null], ["b", row("two")], ["d", row("two")])
    }
    yield* store.append(centre, second)
    deepEqual(
      yield* store.rows(centre, ["a", "b", "d"]),
      new Map([
        ["b", row("two")],
        ["d", row("two")]
      ])
    )
    ok((yield* store.rows(other, ["a"])).has("a"))
    const third = { ...countedBatch(headAfter(second), 1), rows: changes(["a", row("three")]) }
    yield* store.append(centre, third)
    deepEqual(yield* store.rows(centre, ["a"]), new Map([["a", row("three")]]))
    const fourth = { ...countedBatch(headAfter(third), 1), rows: changes(["a", null], ["b", null], ["d", null]) }
    yield* store.append(centre, fourth)
    deepEqual(yield* store.range(centre, { prefix: "", limit: 9 }), [])
  })
}

/** Their order by bytes, which no locale gives. */
const ASCENDING = ["A/1", "a", "a/", "a/0", "a/00", "a/1", "a/B", "a/_", "a/a", "a/b", "a/b~", "a0", "a~", "b/1"]

const ranges: Case = {
  title: "a range gives the first rows under its prefix in the order of their bytes",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* EventStore, freshCentre()]
    const range = (prefix: string, limit: number) =>
      Effect.map(store.range(centre, { prefix, limit }), (rows) => rows.map(({ key }) => key))
    deepEqual(yield* range("a/", 9), [])
    const written = changes(...ASCENDING.toReversed().map((key) => [key, row(`of-${key.length}`)] as const))
    const first = { ...countedBatch(START, 1), rows: written }
    yield* store.append(centre, first)
    const under = ASCENDING.filter((key) => key.startsWith("a/"))
    deepEqual(yield* range("a/", 99), under)
    deepEqual(yield* range("a/", 3), under.slice(0, 3))
    deepEqual(yield* range("a/b", 9), ["a/b", "a/b~"])
    deepEqual(yield* range("", 99), ASCENDING)
    deepEqual(yield* range("c/", 9), [])
    const page = (after: string) =>
      Effect.map(store.range(centre, { prefix: "a/", limit: 3, after }), (rows) => rows.map(({ key }) => key))
    for (const at of [0, 2, 4]) deepEqual(yield* page(under[at] ?? ""), under.slice(at + 1, at + 4))
    deepEqual(yield* page("a/000"), under.slice(3, 6))
    deepEqual(yield* page("A"), under.slice(0, 3))
    deepEqual(yield* page("b"), [])
    deepEqual(yield* range("a/", 0), [])
    const found = yield* store.range(centre, { prefix: "a/0", limit: 9 })
    deepEqual(found, [
      { key: "a/0", row: row("of-3") },
      { key: "a/00", row: row("of-4") }
    ])
    const changed = changes(["a/0", null], ["a/00", row("new")], ["a/000", row("new")], ["a/", null])
    yield* store.append(centre, { ...countedBatch(headAfter(first), 1), rows: changed })
    deepEqual(yield* range("a/", 4), ["a/00", "a/000", "a/1", "a/B"])
    deepEqual(yield* store.range(freshCentre(), { prefix: "", limit: 9 }), [])
  })
}

export const eventStoreRows: ReadonlyArray<Case> = [lastChange, dropped, ranges]
