/** The contract of `ReadModels`. */
import { deepEqual, equal, ok } from "node:assert/strict"
import { CheckpointMoved, ReadModels, StoreRefused, type ModelWrite } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { type ContractCase, freshCentre } from "./contract-case.ts"

type Case = ContractCase<ReadModels>

const ONE = { name: "one", version: 1 }
const ALL = { from: -1_000, to: 1_000, limit: 1_000 } as const

/** A step of a model that changes nothing but its checkpoint, and what is said besides. */
const step = (from: number, to: number, more: Partial<ModelWrite> = {}): ModelWrite => ({
  from,
  to,
  at: 1_700_000_000_000 + to,
  documents: [],
  taken: [],
  left: [],
  ...more
})

const json = (value: unknown): string => JSON.stringify(value)

const at = (key: string, sort: number, list = "") => ({ list, sort, key })

const newModel: Case = {
  title: "a model nobody wrote has no checkpoint, no documents and no lists",
  check: Effect.gen(function* () {
    const [models, centre] = [yield* ReadModels, freshCentre()]
    deepEqual(yield* models.checkpoints(centre), [])
    deepEqual(yield* models.documents(centre, ONE, ["a"]), new Map())
    deepEqual(yield* models.list(centre, ONE, { ...ALL, lists: [""], order: "newest" }), [])
    yield* models.drop(centre, ONE)
  })
}

const roundTrip: Case = {
  title: "documents come back as they were written last, and not after they are no more",
  check: Effect.gen(function* () {
    const [models, centre] = [yield* ReadModels, freshCentre()]
    const values = [{ a: [1, null, "x\n\"'\\ \u2028 ñ 🦊", { b: true }] }, "text", 0, [], { deep: { "": -1.5e-9 } }]
    const documents = values.map((value, n) => [`key-${n}`, json(value)] as const)
    yield* models.write(centre, ONE, step(0, 7, { documents }))
    const keys = documents.map(([key]) => key)
    const all = new Map<string, unknown>(values.map((value, n) => [`key-${n}`, value]))
    deepEqual(yield* models.documents(centre, ONE, [...keys, "none"]), all)
    yield* models.write(
      centre,
      ONE,
      step(7, 8, {
        documents: [
          ["key-0", null],
          ["key-1", json("new")],
          ["none", null]
        ]
      })
    )
    all.delete("key-0")
    all.set("key-1", "new")
    deepEqual(yield* models.documents(centre, ONE, keys), all)
    deepEqual(yield* models.checkpoints(centre), [{ ...ONE, position: 8, at: 1_700_000_000_008 }])
    yield* models.write(centre, ONE, step(8, 8, { documents: [["key-1", null]] }))
    deepEqual((yield* models.documents(centre, ONE, ["key-1"])).size, 0)
  })
}

const lists: Case = {
  title: "lists are walked in both orders between two numbers, and several of them as one",
  check: Effect.gen(function* () {
    const [models, centre] = [yield* ReadModels, freshCentre()]
    const documents = ["a", "b", "c", "d"].map((key) => [key, json({ key })] as const)
    const taken = [
      at("a", -5),
      at("b", 2),
      at("c", 10),
      at("d", 99),
      at("b", 2, "even"),
      at("d", 99, "odd"),
      at("a", -5, "odd")
    ]
    yield* models.write(centre, ONE, step(0, 1, { documents, taken }))
    const keys = (request: Partial<Parameters<typeof models.list>[2]>) =>
      models
        .list(centre, ONE, { ...ALL, lists: [""], order: "newest", ...request })
        .pipe(Effect.map((page) => page.map(({ key, sort, document }) => `${key}${sort}${json(document).slice(8, 9)}`)))
    deepEqual(yield* keys({}), ["d99d", "c10c", "b2b", "a-5a"])
    deepEqual(yield* keys({ order: "oldest" }), ["a-5a", "b2b", "c10c", "d99d"])
    deepEqual(yield* keys({ to: 99 }), ["c10c", "b2b", "a-5a"])
    deepEqual(yield* keys({ from: 2, to: 99 }), ["c10c", "b2b"])
    deepEqual(yield* keys({ from: 3, order: "oldest" }), ["c10c", "d99d"])
    deepEqual(yield* keys({ limit: 2 }), ["d99d", "c10c"])
    deepEqual(yield* keys({ limit: 2, order: "oldest" }), ["a-5a", "b2b"])
    deepEqual(yield* keys({ lists: ["odd", "even", "nothing"] }), ["d99d", "b2b", "a-5a"])
    deepEqual(yield* keys({ lists: ["odd", ""], limit: 3 }), ["d99d", "c10c", "b2b"])
    deepEqual(yield* keys({ lists: ["odd", ""], limit: 2, order: "oldest" }), ["a-5a", "b2b"])
    deepEqual(yield* keys({ from: 5, to: 5 }), [])
    deepEqual(yield* keys({ lists: [] }), [])
    deepEqual(yield* keys({ from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER, limit: 1 }), ["d99d"])
  })
}

const places: Case = {
  title: "a place is the last's who took it, and is left only by who stands there",
  check: Effect.gen(function* () {
    const [models, centre] = [yield* ReadModels, freshCentre()]
    const standing = models
      .list(centre, ONE, { ...ALL, lists: [""], order: "oldest" })
      .pipe(Effect.map((page) => page.map(({ key, sort }) => `${sort}${key}`)))
    const documents = ["a", "b"].map((key) => [key, json(key)] as const)
    yield* models.write(centre, ONE, step(0, 1, { documents, taken: [at("a", 1), at("b", 2)] }))
    yield* models.write(centre, ONE, step(1, 2, { taken: [at("b", 1)] }))
    deepEqual(yield* standing, ["1b", "2b"])
    yield* models.write(centre, ONE, step(2, 3, { left: [at("a", 1), at("a", 2), at("a", 7), at("b", 1, "other")] }))
    deepEqual(yield* standing, ["1b", "2b"])
    yield* models.write(centre, ONE, step(3, 4, { left: [at("b", 2)], taken: [at("a", 3)] }))
    deepEqual(yield* standing, ["1b", "3a"])
  })
}

const apart: Case = {
  title: "centres, models and versions share nothing; each is dropped by itself",
  check: Effect.gen(function* () {
    const [models, centre, other] = [yield* ReadModels, freshCentre(), freshCentre()]
    const ids = [ONE, { name: "one", version: 2 }, { name: "one/1", version: 1 }, { name: "Two", version: 1 }]
    const all = [...ids.map((id) => [centre, id] as const), [other, ONE] as const]
    for (const [n, [where, id]] of all.entries())
      yield* models.write(where, id, step(0, n + 1, { documents: [["k", json(n)]], taken: [at("k", n)] }))
    const read = Effect.forEach(all, ([where, id]) =>
      Effect.all([
        Effect.map(models.documents(where, id, ["k"]), (found) => found.get("k")),
        Effect.map(models.list(where, id, { ...ALL, lists: [""], order: "newest" }), (page) => page[0]?.sort)
      ])
    )
    deepEqual(
      yield* read,
      [0, 1, 2, 3, 4].map((n) => [n, n])
    )
    const named = Effect.map(models.checkpoints(centre), (found) =>
      found.map(({ name, version }) => `${name} ${version}`)
    )
    deepEqual(yield* named, ["Two 1", "one 1", "one 2", "one/1 1"])
    yield* models.drop(centre, ONE)
    deepEqual(yield* named, ["Two 1", "one 2", "one/1 1"])
    deepEqual(yield* read, [[undefined, undefined], ...[1, 2, 3, 4].map((n) => [n, n])])
    const stale = yield* Effect.flip(models.write(centre, ONE, step(1, 9)))
    deepEqual(stale, new CheckpointMoved({ position: 0 }))
    yield* models.write(centre, ONE, step(0, 1, { documents: [["new", json(1)]] }))
    equal((yield* models.documents(centre, ONE, ["k", "new"])).size, 1)
  })
}

const moved: Case = {
  title: "nothing is written where the checkpoint has moved, and where it stands is told",
  check: Effect.gen(function* () {
    const [models, centre] = [yield* ReadModels, freshCentre()]
    const documents = [["k", json("first")] as const]
    yield* models.write(centre, ONE, step(0, 5, { documents, taken: [at("k", 1)] }))
    for (const from of [0, 4, 6]) {
      const late = step(from, 9, { documents: [["k", json("late")]], taken: [at("k", 2)], left: [at("k", 1)] })
      deepEqual(yield* Effect.flip(models.write(centre, ONE, late)), new CheckpointMoved({ position: 5 }))
    }
    deepEqual(yield* models.documents(centre, ONE, ["k"]), new Map([["k", "first"]]))
    const page = yield* models.list(centre, ONE, { ...ALL, lists: [""], order: "newest" })
    deepEqual(page, [{ key: "k", sort: 1, document: "first" }])
  })
}

const RACERS = 4
const RACE_TO = 40

const race: Case = {
  title: "of processes that fold one model at once each event takes effect once",
  check: Effect.gen(function* () {
    const [models, centre] = [yield* ReadModels, freshCentre()]
    const position = Effect.map(models.checkpoints(centre), ([one]) => one?.position ?? 0)
    const sum = Effect.map(models.documents(centre, ONE, ["sum"]), (found) => Number(found.get("sum") ?? 0))
    let lost = 0
    const racer = Effect.gen(function* () {
      for (let from = yield* position; from < RACE_TO; from = yield* position) {
        const next = (yield* sum) + from + 1
        yield* Effect.yieldNow
        const write = step(from, from + 1, { documents: [["sum", json(next)]], taken: [at("sum", from)] })
        const outcome = yield* Effect.result(models.write(centre, ONE, write))
        if (outcome._tag === "Failure" && outcome.failure._tag === "CheckpointMoved") lost += 1
        else if (outcome._tag === "Failure") return yield* outcome.failure
      }
    })
    yield* Effect.all(
      Array.from({ length: RACERS }, () => racer),
      { concurrency: "unbounded" }
    )
    equal(yield* sum, (RACE_TO * (RACE_TO + 1)) / 2)
    const page = yield* models.list(centre, ONE, { ...ALL, lists: [""], order: "oldest" })
    deepEqual(
      page.map(({ sort }) => sort),
      [...Array(RACE_TO).keys()]
    )
    ok(lost > 0, "nobody raced")
  })
}

const many: Case = {
  title: "thousands of documents and places are written in one go",
  check: Effect.gen(function* () {
    const [models, centre] = [yield* ReadModels, freshCentre()]
    const keys = Array.from({ length: 5_000 }, (_, n) => `key-${n}`)
    const documents = keys.map((key, n) => [key, json({ n, filler: "x".repeat(200) })] as const)
    yield* models.write(centre, ONE, step(0, 1, { documents, taken: keys.map((key, n) => at(key, n)) }))
    equal((yield* models.documents(centre, ONE, keys)).size, 5_000)
    const left = keys.slice(100).map((key, n) => at(key, n + 100))
    const gone = keys.slice(100).map((key) => [key, null] as const)
    yield* models.write(centre, ONE, step(1, 2, { documents: gone, left }))
    const page = yield* models.list(centre, ONE, { lists: [""], from: 0, to: 9_999, limit: 1_000, order: "newest" })
    deepEqual(
      page.map(({ sort }) => sort),
      [...Array(100).keys()].reverse()
    )
  })
}

const refusedWrites: Case = {
  title: "what contradicts itself is refused",
  check: Effect.gen(function* () {
    const [models, centre] = [yield* ReadModels, freshCentre()]
    const wrong: ReadonlyArray<ModelWrite> = [
      step(5, 4),
      step(-1, 4),
      step(0, 1, {
        documents: [
          ["k", "1"],
          ["k", null]
        ]
      }),
      step(0, 1, { taken: [at("a", 1), at("b", 1)] }),
      step(0, 1, { taken: [at("a", 1)], left: [at("b", 1)] }),
      step(0, 1, { taken: [at("a", 0.5)] })
    ]
    for (const write of wrong) ok((yield* Effect.flip(models.write(centre, ONE, write))) instanceof StoreRefused)
    deepEqual(yield* models.checkpoints(centre), [])
  })
}

const texts: Case = {
  title: "keys and lists may be any text, U+0000 is cleared",
  check: Effect.gen(function* () {
    const [models, centre] = [yield* ReadModels, freshCentre()]
    const model = { name: "model 'é'\u0000", version: 1 }
    const keys = ["ñ 🦊", `"'\\ {} $1,`, "", "line\nbreak"]
    const documents = keys.map((key) => [key, json(key)] as const)
    yield* models.write(
      centre,
      model,
      step(0, 1, { documents, taken: keys.map((key, n) => at(key, n, `${key}\u0000`)) })
    )
    deepEqual(yield* models.documents(centre, model, keys), new Map(keys.map((key) => [key, key])))
    for (const [n, key] of keys.entries()) {
      const page = yield* models.list(
        centre,
        { ...model, name: "model 'é'" },
        { ...ALL, lists: [key], order: "newest" }
      )
      deepEqual(page, [{ key, sort: n, document: key }])
    }
    yield* models.write(centre, model, step(1, 2, { documents: [["k\u0000ey", json("a\u0000b \ud800")]] }))
    deepEqual((yield* models.documents(centre, model, ["\u0000key"])).get("\u0000key"), "a\u0000b \ud800")
  })
}

/** What every store of read models must do. The cases share one store and have a centre each. */
export const readModelsContract: ReadonlyArray<Case> = [
  newModel,
  roundTrip,
  lists,
  places,
  apart,
  moved,
  race,
  many,
  refusedWrites,
  texts
]
