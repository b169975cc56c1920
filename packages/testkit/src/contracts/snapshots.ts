/** The contract of `Snapshots`. */
import { deepEqual, equal } from "node:assert/strict"
import { Snapshots, type SnapshotHead, type SnapshotPlace } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { type ContractCase, freshCentre } from "./contract-case.ts"

type Case = ContractCase<Snapshots>

const at = (position: number, epoch = 1): SnapshotPlace => ({ position, epoch })
const headAt = (position: number, epoch = 1): SnapshotHead => ({ ...at(position, epoch), head: `${position}/${epoch}` })
const ALL = { from: 0, limit: 100 }

const roundTrip: Case = {
  title: "a snapshot comes back part by part, as it was written",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* Snapshots, freshCentre()]
    const parts = ["[]", "", `["\\u0000 'quoted' \\\\ {} zoë \u{1f600}"]`, "x".repeat(300_000)]
    // In any order, as they may come after a failure.
    for (const nth of [2, 0, 3, 1]) yield* store.putPart(centre, at(7), nth, parts[nth] ?? "")
    deepEqual(yield* store.parts(centre, at(7), ALL), parts)
    deepEqual(yield* store.parts(centre, at(7), { from: 1, limit: 2 }), parts.slice(1, 3))
    deepEqual(yield* store.parts(centre, at(7), { from: 4, limit: 2 }), [])
    yield* store.putPart(centre, at(7), 1, "again")
    deepEqual(yield* store.parts(centre, at(7), { from: 1, limit: 1 }), ["again"])
  })
}

const missing: Case = {
  title: "a part that is missing is passed over",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* Snapshots, freshCentre()]
    yield* store.putPart(centre, at(7), 0, "a")
    yield* store.putPart(centre, at(7), 2, "c")
    deepEqual(yield* store.parts(centre, at(7), ALL), ["a", "c"])
  })
}

const whole: Case = {
  title: "a snapshot is there once it is whole, the newest first",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* Snapshots, freshCentre()]
    yield* store.putPart(centre, at(9), 0, "a")
    deepEqual(yield* store.heads(centre), [])
    for (const head of [headAt(9), headAt(100), headAt(20, 3), headAt(20, 2)]) yield* store.complete(centre, head)
    deepEqual(yield* store.heads(centre), [headAt(100), headAt(20, 3), headAt(20, 2), headAt(9)])
    yield* store.complete(centre, { ...headAt(9), head: "anew" })
    equal((yield* store.heads(centre)).at(-1)?.head, "anew")
  })
}

const apart: Case = {
  title: "centres, positions and epochs are apart",
  check: Effect.gen(function* () {
    const [store, centre, other] = [yield* Snapshots, freshCentre(), freshCentre()]
    yield* store.putPart(centre, at(7), 0, "a")
    yield* store.putPart(centre, at(7, 2), 0, "b")
    yield* store.putPart(centre, at(8), 0, "c")
    yield* store.putPart(other, at(7), 0, "d")
    yield* store.complete(other, headAt(7))
    deepEqual(yield* store.heads(centre), [])
    deepEqual(yield* store.parts(centre, at(7), ALL), ["a"])
    deepEqual(yield* store.parts(centre, at(7, 2), ALL), ["b"])
    equal(yield* store.prune(centre, 1), 0)
    equal(yield* store.prune(other, 0), 1)
    deepEqual(yield* store.parts(other, at(7), ALL), [])
    deepEqual(yield* store.parts(centre, at(7), ALL), ["a"])
  })
}

const pruning: Case = {
  title: "all but the newest are dropped, and what was begun before them and never came to be whole",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* Snapshots, freshCentre()]
    for (const position of [10, 15, 20, 25, 30, 35]) yield* store.putPart(centre, at(position), 0, `${position}`)
    for (const position of [10, 20, 30]) yield* store.complete(centre, headAt(position))
    equal(yield* store.prune(centre, 2), 1)
    deepEqual(yield* store.heads(centre), [headAt(30), headAt(20)])
    for (const position of [10, 15, 25]) deepEqual(yield* store.parts(centre, at(position), ALL), [], `${position}`)
    // What is begun after the newest may be under way.
    for (const position of [20, 30, 35])
      deepEqual(yield* store.parts(centre, at(position), ALL), [`${position}`], `${position}`)
    equal(yield* store.prune(centre, 2), 0)
  })
}

/** What every store of snapshots must do. The cases share one store and have a centre each. */
export const snapshotsContract: ReadonlyArray<Case> = [roundTrip, missing, whole, apart, pruning]
