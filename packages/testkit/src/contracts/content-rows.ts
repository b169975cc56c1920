/** The contract of `ContentRows`. */
import { deepEqual, equal, ok } from "node:assert/strict"
import { ContentRows, type SealedItem } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { type ContractCase, freshCentre, someBytes } from "./contract-case.ts"

type Case = ContractCase<ContentRows>

/** The centre itself as the holder of an item that no contact is named for yet. */
const CENTRE = ""
const AT = 1_790_000_000_000

/** An item held by these, each with a wrap that tells whose it is. */
const itemOf = (id: string, ...holders: ReadonlyArray<string>): SealedItem => ({
  id,
  sealed: new TextEncoder().encode(`sealed ${id}`),
  wraps: wrapsOf(holders)
})

const wrapsOf = (holders: ReadonlyArray<string>) =>
  new Map(holders.map((holder) => [holder, new TextEncoder().encode(`wrapped for ${holder}`)]))

const holdersOf = (item: SealedItem | null) => [...(item?.wraps.keys() ?? [])].toSorted()

const roundTrip: Case = {
  title: "an item comes back with its bytes and the wrap of each holder",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* ContentRows, freshCentre()]
    const items: ReadonlyArray<SealedItem> = [
      itemOf("one", CENTRE),
      itemOf("two", "ana", "bob", "zoë 'quoted' \\ {}"),
      { ...itemOf("empty", "ana"), sealed: new Uint8Array() },
      { ...itemOf("large", "ana"), sealed: someBytes(1_048_576), wraps: new Map([["ana", someBytes(300)]]) }
    ]
    for (const item of items) yield* store.put(centre, item, AT)
    for (const item of items) deepEqual(yield* store.get(centre, item.id), item)
    equal(yield* store.get(centre, "absent"), null)
    equal(yield* store.get(freshCentre(), "one"), null)
  })
}

const ownCopy: Case = {
  title: "what is done to the given bytes afterwards does not reach the item",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* ContentRows, freshCentre()]
    const item = itemOf("one", "ana")
    yield* store.put(centre, item, AT)
    item.sealed.fill(0)
    for (const wrapped of item.wraps.values()) wrapped.fill(0)
    deepEqual(yield* store.get(centre, "one"), itemOf("one", "ana"))
  })
}

const onlyOnce: Case = {
  title: "an id that is taken and an item without a holder are refused",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* ContentRows, freshCentre()]
    yield* store.put(centre, itemOf("one", "ana"), AT)
    const again = yield* Effect.flip(store.put(centre, itemOf("one", "bob"), AT))
    const unheld = yield* Effect.flip(store.put(centre, itemOf("two"), AT))
    const bare = yield* Effect.flip(store.rewrap(centre, "one", new Map()))
    deepEqual([again._tag, unheld._tag, bare._tag], ["StoreRefused", "StoreRefused", "StoreRefused"])
    deepEqual(yield* store.get(centre, "one"), itemOf("one", "ana"))
    equal(yield* store.get(centre, "two"), null)
    yield* store.put(freshCentre(), itemOf("one", "bob"), AT)
  })
}

const rewrapping: Case = {
  title: "new wraps take the place of all old ones, and an absent item stays absent",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* ContentRows, freshCentre()]
    yield* store.put(centre, itemOf("one", CENTRE), AT)
    yield* store.put(centre, itemOf("two", CENTRE), AT)
    yield* store.rewrap(centre, "one", wrapsOf(["ana", "bob"]))
    deepEqual(yield* store.get(centre, "one"), itemOf("one", "ana", "bob"))
    const changed = new Map([
      ["bob", someBytes(3)],
      ["eva", someBytes(4)]
    ])
    yield* store.rewrap(centre, "one", changed)
    deepEqual((yield* store.get(centre, "one"))?.wraps, changed)
    deepEqual(yield* store.get(centre, "two"), itemOf("two", CENTRE))
    yield* store.rewrap(centre, "absent", wrapsOf(["ana"]))
    equal(yield* store.get(centre, "absent"), null)
    deepEqual(yield* store.dropHolder(centre, "ana"), [])
  })
}

const rewrapRace: Case = {
  title: "wraps replaced by several at once are one's or another's, never a mixture",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* ContentRows, freshCentre()]
    yield* store.put(centre, itemOf("one", CENTRE), AT)
    for (let round = 0; round < 5; round++) {
      const sets = [0, 1, 2, 3].map((n) => [`a${round}-${n}`, `b${round}-${n}`])
      yield* Effect.forEach(sets, (holders) => store.rewrap(centre, "one", wrapsOf(holders)), {
        concurrency: "unbounded"
      })
      const held = holdersOf(yield* store.get(centre, "one"))
      ok(
        sets.some((holders) => holders.join() === held.join()),
        held.join()
      )
    }
  })
}

const dropping: Case = {
  title: "dropping a holder takes its wraps, and the items that nobody else holds",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* ContentRows, freshCentre()]
    const items = [itemOf("d", "ana"), itemOf("b", "ana", "bob"), itemOf("a", "ana"), itemOf("c", "bob")]
    for (const item of items) yield* store.put(centre, item, AT)
    const elsewhere = freshCentre()
    yield* store.put(elsewhere, itemOf("a", "ana"), AT)
    deepEqual(yield* store.dropHolder(centre, "ana"), ["a", "d"])
    deepEqual([yield* store.get(centre, "a"), yield* store.get(centre, "d")], [null, null])
    deepEqual(yield* store.get(centre, "b"), itemOf("b", "bob"))
    deepEqual(yield* store.get(centre, "c"), itemOf("c", "bob"))
    deepEqual(yield* store.get(elsewhere, "a"), itemOf("a", "ana"))
    deepEqual(yield* store.dropHolder(centre, "ana"), [])
    deepEqual(yield* store.dropHolder(centre, "bob"), ["b", "c"])
    yield* store.put(centre, itemOf("a", "ana"), AT)
  })
}

const lastOfTwo: Case = {
  title: "of holders dropped at once the last takes the item with it",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* ContentRows, freshCentre()]
    for (let round = 0; round < 10; round++) {
      const holders = ["ana", "bob", "eva"]
      yield* store.put(centre, itemOf("shared", ...holders), AT)
      const dropped = yield* Effect.forEach(holders, (holder) => store.dropHolder(centre, holder), {
        concurrency: "unbounded"
      })
      deepEqual(dropped.flat(), ["shared"])
      equal(yield* store.get(centre, "shared"), null)
    }
  })
}

const sweeping: Case = {
  title: "what only the centre holds is swept once it is older",
  check: Effect.gen(function* () {
    const [store, centre, elsewhere] = [yield* ContentRows, freshCentre(), freshCentre()]
    yield* store.put(centre, itemOf("old", CENTRE), AT)
    yield* store.put(centre, itemOf("young", CENTRE), AT + 1)
    yield* store.put(centre, itemOf("named", "ana"), AT)
    yield* store.put(centre, itemOf("both", CENTRE, "ana"), AT)
    yield* store.put(centre, itemOf("since", CENTRE), AT)
    yield* store.rewrap(centre, "since", wrapsOf(["ana"]))
    yield* store.put(elsewhere, itemOf("old", CENTRE), AT)
    equal(yield* store.sweep(centre, AT), 0)
    equal(yield* store.sweep(centre, AT + 1), 1)
    equal(yield* store.get(centre, "old"), null)
    for (const id of ["young", "named", "both", "since"]) ok((yield* store.get(centre, id)) !== null, id)
    ok((yield* store.get(elsewhere, "old")) !== null)
    equal(yield* store.sweep(centre, AT + 2), 1)
    equal(yield* store.sweep(centre, AT + 2), 0)
  })
}

const someChunk = (id: string, n: number) => ({ id, n, bytes: new TextEncoder().encode(`${id} ${n}`) })

const chunks: Case = {
  title: "further chunks are their item's, one of each number, and go with it",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* ContentRows, freshCentre()]
    const large = { id: "one", n: 3, bytes: someBytes(65_552) }
    for (const chunk of [someChunk("one", 1), someChunk("one", 2), large, someChunk("two", 1)])
      yield* store.putChunk(centre, chunk, AT)
    equal((yield* Effect.flip(store.putChunk(centre, someChunk("one", 2), AT)))._tag, "StoreRefused")
    equal(yield* store.get(centre, "one"), null)
    yield* store.put(centre, itemOf("one", "ana"), AT)
    yield* store.put(centre, itemOf("two", "bob"), AT)
    deepEqual(yield* store.chunk(centre, "one", 2), someChunk("one", 2).bytes)
    deepEqual(yield* store.chunk(centre, "one", 3), large.bytes)
    deepEqual([yield* store.chunk(centre, "one", 4), yield* store.chunk(freshCentre(), "one", 1)], [null, null])
    yield* store.dropHolder(centre, "ana")
    for (const n of [1, 2, 3]) equal(yield* store.chunk(centre, "one", n), null)
    deepEqual(yield* store.chunk(centre, "two", 1), someChunk("two", 1).bytes)
    yield* store.putChunk(centre, someChunk("one", 1), AT)
  })
}

const brokenOff: Case = {
  title: "chunks without an item are abandoned at once or swept once they are older, those of an item never",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* ContentRows, freshCentre()]
    for (const id of ["left", "young", "whole", "unheld", "dropped"])
      for (const n of [1, 2]) yield* store.putChunk(centre, someChunk(id, n), id === "young" ? AT + 1 : AT)
    yield* store.put(centre, itemOf("whole", "ana"), AT)
    yield* store.put(centre, itemOf("unheld", CENTRE), AT)
    for (const id of ["dropped", "whole", "absent"]) yield* store.abandon(centre, id)
    const there = Effect.filter(["left", "young", "whole", "unheld", "dropped"], (id) =>
      Effect.map(store.chunk(centre, id, 2), (chunk) => chunk !== null)
    )
    deepEqual(yield* there, ["left", "young", "whole", "unheld"])
    equal(yield* store.sweep(centre, AT), 0)
    equal(yield* store.sweep(centre, AT + 1), 2)
    deepEqual(yield* there, ["young", "whole"])
    equal(yield* store.sweep(centre, AT + 1), 0)
  })
}

const listing: Case = {
  title: "what a holder holds is listed in pages by id, with the holder's wraps",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* ContentRows, freshCentre()]
    for (const id of ["b", "a", "D", "c-1", "c"]) yield* store.put(centre, itemOf(id, "ana", CENTRE), AT)
    yield* store.put(centre, itemOf("e", "bob"), AT)
    yield* store.put(freshCentre(), itemOf("f", "ana"), AT)
    const page = (holder: string, after: string) => store.held(centre, holder, { after, limit: 3 })
    const wrapped = new TextEncoder().encode("wrapped for ana")
    deepEqual(yield* page("ana", ""), [
      { id: "D", wrapped },
      { id: "a", wrapped },
      { id: "b", wrapped }
    ])
    deepEqual(yield* page("ana", "b"), [
      { id: "c", wrapped },
      { id: "c-1", wrapped }
    ])
    deepEqual([yield* page("ana", "c-1"), yield* page("eva", "")], [[], []])
    equal((yield* page(CENTRE, "")).length, 3)
  })
}

const changing: Case = {
  title: "a wrap is changed if it is still as it was; what was placed, changed or dropped since is left alone",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* ContentRows, freshCentre()]
    const ids = ["same", "placed", "changed", "dropped"]
    for (const id of ids) yield* store.put(centre, itemOf(id, CENTRE, "bob"), AT)
    const from = new TextEncoder().encode("wrapped for ")
    const changes = ids.map((id) => ({ id, from, to: someBytes(40) }))
    yield* store.rewrap(centre, "placed", wrapsOf(["ana"]))
    yield* store.rewrap(centre, "changed", new Map([[CENTRE, someBytes(9)]]))
    yield* store.drop(centre, ["dropped"])
    yield* store.changeWraps(centre, CENTRE, changes)
    deepEqual((yield* store.get(centre, "same"))?.wraps, new Map([...wrapsOf(["bob"]), [CENTRE, someBytes(40)]]))
    deepEqual((yield* store.get(centre, "placed"))?.wraps, wrapsOf(["ana"]))
    deepEqual((yield* store.get(centre, "changed"))?.wraps, new Map([[CENTRE, someBytes(9)]]))
    equal(yield* store.get(centre, "dropped"), null)
    yield* store.changeWraps(centre, "eva", changes)
    yield* store.changeWraps(centre, CENTRE, [])
  })
}

const droppingNamed: Case = {
  title: "items are dropped by name, whoever holds them, and those that are not there are not counted",
  check: Effect.gen(function* () {
    const [store, centre, elsewhere] = [yield* ContentRows, freshCentre(), freshCentre()]
    for (const id of ["a", "b", "c"]) yield* store.put(centre, itemOf(id, "ana", "bob"), AT)
    yield* store.put(elsewhere, itemOf("a", "ana"), AT)
    equal(yield* store.drop(centre, ["a", "c", "absent"]), 2)
    equal(yield* store.drop(centre, ["a", "c"]), 0)
    equal(yield* store.drop(centre, []), 0)
    deepEqual(yield* store.get(centre, "b"), itemOf("b", "ana", "bob"))
    deepEqual(yield* store.get(elsewhere, "a"), itemOf("a", "ana"))
    deepEqual(yield* store.dropHolder(centre, "ana"), [])
    yield* store.put(centre, itemOf("a", "ana"), AT)
  })
}

/** What every store of sealed content must do. The cases share one store and have a centre each. */
export const contentRowsContract: ReadonlyArray<Case> = [
  roundTrip,
  ownCopy,
  onlyOnce,
  rewrapping,
  rewrapRace,
  dropping,
  lastOfTwo,
  sweeping,
  chunks,
  brokenOff,
  listing,
  changing,
  droppingNamed
]
