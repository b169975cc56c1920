import { expect, layer } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Stream } from "effect"
import { drivers, failureOf, freshTable } from "../test/databases.ts"
import { Database, type DatabaseService, type Signal } from "./database.ts"
import { sqlStateOf } from "./sql-error.ts"

for (const [driver, live] of drivers) {
  layer(live, { timeout: 60_000 })(`transactions, streams and notifications on ${driver}`, (it) => {
    it.effect("commits a transaction whole, and rolls back one that fails, dies or is interrupted", () =>
      Effect.gen(function* () {
        const { database, insert, keys } = yield* freshTable
        yield* database.transaction(Effect.andThen(insert("a"), insert("b")))
        yield* Effect.exit(database.transaction(Effect.andThen(insert("c"), Effect.fail("no"))))
        yield* Effect.exit(database.transaction(Effect.andThen(insert("c"), Effect.die("no"))))
        yield* Effect.exit(database.transaction(Effect.andThen(insert("c"), Effect.interrupt)))
        expect(yield* failureOf(database.transaction(Effect.andThen(insert("c"), insert("a"))))).toMatchObject({
          _tag: "UniqueViolation"
        })
        expect(yield* keys).toEqual(["a", "b"])
      })
    )

    it.effect("does not take a transaction for committed in which a failure was swallowed", () =>
      Effect.gen(function* () {
        const { database, insert, keys } = yield* freshTable
        const swallowing = Effect.andThen(insert("a"), Effect.exit(insert("a")))
        const error = yield* Effect.flip(database.transaction(swallowing))
        expect(sqlStateOf(error)).toBe("25P02")
        expect(yield* keys).toEqual([])
      })
    )

    it.effect("keeps the outer transaction when an inner one fails", () =>
      Effect.gen(function* () {
        const { database, insert, keys } = yield* freshTable
        yield* database.transaction(
          Effect.gen(function* () {
            yield* insert("a")
            yield* Effect.exit(database.transaction(Effect.andThen(insert("b"), insert("a"))))
            yield* database.transaction(insert("c"))
          })
        )
        expect(yield* keys).toEqual(["a", "c"])
      })
    )

    it.effect("runs what the fibers of one transaction ask for one after another", () =>
      Effect.gen(function* () {
        const { database, insert, keys } = yield* freshTable
        const names = Array.from({ length: 20 }, (_, index) => `k${String(index).padStart(2, "0")}`)
        yield* database.transaction(Effect.forEach(names, (name) => insert(name), { concurrency: "unbounded" }))
        expect(yield* keys).toEqual(names)
      })
    )

    it.effect("keeps transactions of different fibers apart", () =>
      Effect.gen(function* () {
        const { database, insert, keys } = yield* freshTable
        const outcomes = yield* Effect.forEach(
          Array.from({ length: 16 }, (_, index) => index),
          (index) =>
            Effect.exit(
              database.transaction(
                Effect.gen(function* () {
                  yield* insert(`a${index}`)
                  yield* Effect.yieldNow
                  yield* index % 2 === 0 ? insert(`b${index}`) : Effect.fail("no")
                })
              )
            ),
          { concurrency: "unbounded" }
        )
        expect(outcomes.filter(Exit.isSuccess)).toHaveLength(8)
        expect(yield* keys).toHaveLength(16)
      })
    )

    it.effect("streams a long result, alone, in a transaction and in part", () =>
      Effect.gen(function* () {
        const { sql, transaction, query } = yield* Database
        const numbers = (count: number) =>
          sql<{ n: number }>`select n from generate_series(1, ${count}::int) as n`.stream
        for (const count of [0, 1, 1_000, 2_500]) {
          const rows = Array.from(yield* Stream.runCollect(numbers(count)))
          expect([rows.length, rows.at(-1)?.n]).toEqual([count, count === 0 ? undefined : count])
        }
        const inside = Effect.andThen(
          query("create temporary table mine on commit drop as select 1 as n"),
          Stream.runCollect(sql`select n from mine`.stream)
        )
        expect(Array.from(yield* transaction(inside))).toEqual([{ n: 1 }])
        expect(Array.from(yield* Stream.runCollect(Stream.take(numbers(100_000), 3)))).toHaveLength(3)
        const broken = sql`select 1 / (1500 - n) as n from generate_series(1, 2000) as n`.stream
        expect((yield* failureOf(Stream.runCollect(broken)))._tag).toBe("UnknownError")
        expect(yield* query("select 1 as one")).toEqual([{ one: 1 }])
      })
    )

    it.effect("hears notifications from the first Listening on, once they are committed", () =>
      Effect.gen(function* () {
        const database = yield* Database
        const notify = (payload: string) => database.query("select pg_notify('parley_test', $1)", [payload])
        const { heard, fiber } = yield* listenFor(database, 4)
        yield* notify("one")
        yield* Effect.exit(database.transaction(Effect.andThen(notify("never"), Effect.fail("no"))))
        yield* database.transaction(Effect.andThen(notify("two"), notify("three")))
        yield* Fiber.join(fiber)
        const payload = (text: string) => ({ _tag: "Notified", payload: text })
        expect(heard).toEqual([{ _tag: "Listening" }, payload("one"), payload("two"), payload("three")])
        yield* notify("nobody hears this")
      })
    )

    it.effect("refuses a channel that is not a plain name", () =>
      Effect.gen(function* () {
        const { listen } = yield* Database
        expect(() => listen('x"; drop table t')).toThrow("is not a channel's name")
      })
    )
  })
}

/** Listens to `parley_test` until `count` signals were heard; returns once the first was. */
function listenFor(database: DatabaseService, count: number) {
  return Effect.gen(function* () {
    const heard: Array<Signal> = []
    const listening = yield* Deferred.make<void>()
    const fiber = yield* database.listen("parley_test").pipe(
      Stream.take(count),
      Stream.runForEach((signal) => {
        heard.push(signal)
        return Deferred.succeed(listening, undefined)
      }),
      Effect.forkScoped
    )
    yield* Deferred.await(listening)
    return { heard, fiber }
  })
}
