/** The contract of `PrivateRows`. */
import { deepEqual, equal } from "node:assert/strict"
import { PrivateRows } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { type ContractCase, freshCentre, someBytes } from "./contract-case.ts"

type Case = ContractCase<PrivateRows>

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const roundTrip: Case = {
  title: "a value comes back as it was put last, and not after it was deleted",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* PrivateRows, freshCentre()]
    equal(yield* store.get(centre, "kind", "key"), null)
    for (const value of [bytes("one"), new Uint8Array(), someBytes(65_536), bytes("two")]) {
      yield* store.put(centre, "kind", "key", value, null)
      deepEqual(yield* store.get(centre, "kind", "key"), value)
    }
    yield* store.delete(centre, "kind", "key")
    equal(yield* store.get(centre, "kind", "key"), null)
    yield* store.delete(centre, "kind", "key")
  })
}

const ownCopy: Case = {
  title: "what is done to the given bytes afterwards does not reach the value",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* PrivateRows, freshCentre()]
    const value = bytes("one")
    yield* store.put(centre, "kind", "key", value, null)
    value.fill(0)
    deepEqual(yield* store.get(centre, "kind", "key"), bytes("one"))
  })
}

const apart: Case = {
  title: "kinds and centres are name spaces of their own",
  check: Effect.gen(function* () {
    const [store, centre, other] = [yield* PrivateRows, freshCentre(), freshCentre()]
    yield* store.put(centre, "a", "key", bytes("1"), null)
    yield* store.put(centre, "b", "key", bytes("2"), null)
    yield* store.put(other, "a", "key", bytes("3"), null)
    yield* store.put(centre, `a","key`, "", bytes("4"), null)
    yield* store.delete(centre, "b", "key")
    deepEqual(yield* store.get(centre, "a", "key"), bytes("1"))
    equal(yield* store.get(centre, "b", "key"), null)
    deepEqual(yield* store.get(other, "a", "key"), bytes("3"))
    deepEqual(yield* store.list(centre, "a", 9), [{ key: "key", value: bytes("1") }])
  })
}

const listing: Case = {
  title: "a kind is listed by key ascending, up to a limit",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* PrivateRows, freshCentre()]
    deepEqual(yield* store.list(centre, "kind", 9), [])
    for (const key of ["b", "a-2", "B", "a", "10", "9"]) yield* store.put(centre, "kind", key, bytes(key), null)
    const keys = (limit: number) =>
      Effect.map(store.list(centre, "kind", limit), (entries) => entries.map(({ key }) => key))
    deepEqual(yield* keys(9), ["10", "9", "B", "a", "a-2", "b"])
    deepEqual(yield* keys(2), ["10", "9"])
    const after = (key: string) =>
      Effect.map(store.list(centre, "kind", 3, key), (entries) => entries.map((entry) => entry.key))
    deepEqual(yield* after("9"), ["B", "a", "a-2"])
    deepEqual(yield* after("a-1"), ["a-2", "b"])
    deepEqual(yield* after("b"), [])
    deepEqual((yield* store.list(centre, "kind", 1))[0]?.value, bytes("10"))
  })
}

const expiring: Case = {
  title: "from its expiry on a value is as if absent",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* PrivateRows, freshCentre()]
    yield* TestClock.setTime(1_000)
    yield* store.put(centre, "kind", "short", bytes("short"), 2_000)
    yield* store.put(centre, "kind", "long", bytes("long"), 3_000)
    yield* store.put(centre, "kind", "ever", bytes("ever"), null)
    yield* store.put(centre, "kind", "gone", bytes("gone"), 1_000)
    const keys = Effect.map(store.list(centre, "kind", 9), (entries) => entries.map(({ key }) => key))
    deepEqual(yield* keys, ["ever", "long", "short"])
    equal(yield* store.get(centre, "kind", "gone"), null)
    yield* TestClock.setTime(1_999)
    deepEqual(yield* store.get(centre, "kind", "short"), bytes("short"))
    yield* TestClock.setTime(2_000)
    equal(yield* store.get(centre, "kind", "short"), null)
    deepEqual(yield* keys, ["ever", "long"])
    yield* store.put(centre, "kind", "long", bytes("longer"), null)
    yield* TestClock.setTime(9_000)
    deepEqual(yield* store.get(centre, "kind", "long"), bytes("longer"))
    yield* store.put(centre, "kind", "ever", bytes("once more"), 9_001)
    yield* TestClock.setTime(9_001)
    deepEqual(yield* keys, ["long"])
  }).pipe(Effect.provide(TestClock.layer()))
}

const manyExpired: Case = {
  title: "what has expired does not crowd out what has not",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* PrivateRows, freshCentre()]
    yield* TestClock.setTime(1_000)
    yield* Effect.forEach(
      [...Array(150).keys()],
      (n) => store.put(centre, "kind", `a-${n}`, bytes("a"), n % 2 === 0 ? 500 : 2_000),
      { concurrency: 8, discard: true }
    )
    yield* store.put(centre, "kind", "z", bytes("z"), null)
    equal((yield* store.list(centre, "kind", 999)).length, 76)
    yield* TestClock.setTime(2_000)
    deepEqual(yield* store.list(centre, "kind", 1), [{ key: "z", value: bytes("z") }])
  }).pipe(Effect.provide(TestClock.layer()))
}

const ifAbsent: Case = {
  title: "a value is put if absent, or expired, by exactly one of those who try at once",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* PrivateRows, freshCentre()]
    yield* TestClock.setTime(1_000)
    const attempt = Effect.forEach(
      [...Array(8).keys()],
      (n) =>
        Effect.map(store.putIfAbsent(centre, "kind", "key", bytes(`${n}`)), (wrote) => (wrote ? [bytes(`${n}`)] : [])),
      { concurrency: "unbounded" }
    )
    const winners = (yield* attempt).flat()
    equal(winners.length, 1)
    deepEqual(yield* store.get(centre, "kind", "key"), winners[0])
    equal((yield* attempt).flat().length, 0)
    yield* store.put(centre, "kind", "key", bytes("expiring"), 2_000)
    equal((yield* attempt).flat().length, 0)
    yield* TestClock.setTime(2_000)
    const heirs = (yield* attempt).flat()
    equal(heirs.length, 1)
    yield* TestClock.setTime(9_000)
    deepEqual(yield* store.get(centre, "kind", "key"), heirs[0])
  }).pipe(Effect.provide(TestClock.layer()))
}

const replacing: Case = {
  title: "a value is replaced by exactly one of those who saw it, and never one that is gone",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* PrivateRows, freshCentre()]
    yield* TestClock.setTime(1_000)
    yield* store.put(centre, "kind", "key", bytes("old"), 2_000)
    const attempt = (from: string) =>
      Effect.forEach(
        [...Array(8).keys()],
        (n) =>
          Effect.map(store.replace(centre, "kind", "key", { from: bytes(from), to: bytes(`new ${n}`) }), (wrote) =>
            wrote ? [`new ${n}`] : []
          ),
        { concurrency: "unbounded" }
      )
    const [winner = "none", ...others] = (yield* attempt("old")).flat()
    deepEqual(others, [])
    deepEqual(yield* store.get(centre, "kind", "key"), bytes(winner))
    deepEqual((yield* attempt("old")).flat(), [])
    yield* TestClock.setTime(2_000)
    deepEqual((yield* attempt(winner)).flat(), [])
    equal(yield* store.get(centre, "kind", "key"), null)
    equal(yield* store.replace(centre, "kind", "absent", { from: bytes(""), to: bytes("new") }), false)
    equal(yield* store.get(centre, "kind", "absent"), null)
  }).pipe(Effect.provide(TestClock.layer()))
}

const texts: Case = {
  title: "keys may be any text, U+0000 is cleared",
  check: Effect.gen(function* () {
    const [store, centre] = [yield* PrivateRows, freshCentre()]
    const keys = ["ñ 🦊", `"'\\ {} $1`, "", "line\nbreak"]
    for (const key of keys) yield* store.put(centre, "kind 'é'", key, bytes(key), null)
    for (const key of keys) deepEqual(yield* store.get(centre, "kind 'é'", key), bytes(key))
    yield* store.put(centre, "kind\u0000", "k\u0000ey", bytes("cleared"), null)
    deepEqual(yield* store.list(centre, "kind", 9), [{ key: "key", value: bytes("cleared") }])
    deepEqual(yield* store.get(centre, "kind\u0000", "key\u0000"), bytes("cleared"))
    equal(yield* store.putIfAbsent(centre, "kind", "\u0000key", bytes("no")), false)
    yield* store.delete(centre, "kind", "key\u0000")
    deepEqual(yield* store.list(centre, "kind", 9), [])
  })
}

/** What every store of private values must do. The cases share one store and have a centre each. */
export const privateRowsContract: ReadonlyArray<Case> = [
  roundTrip,
  ownCopy,
  apart,
  listing,
  expiring,
  manyExpired,
  ifAbsent,
  replacing,
  texts
]
