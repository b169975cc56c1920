import { expect, it } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer, Metric, Redacted } from "effect"
import { postgresServer } from "../test/databases.ts"
import { Database } from "./database.ts"
import * as Pg from "./pg.ts"

const figure = (id: string, labels: Readonly<Record<string, string>>) =>
  Effect.map(Metric.snapshot, (all) => {
    const found = all.find(
      (one) => one.id === id && Object.entries(labels).every(([name, value]) => one.attributes?.[name] === value)
    )
    return found?.type === "Gauge" ? found.state.value : undefined
  })

it.live("a pool tells the connections it lends, those that are free and who waits, until it is closed", () =>
  Effect.gen(function* () {
    const { url } = yield* postgresServer
    yield* Effect.scoped(
      Effect.gen(function* () {
        const built = yield* Layer.build(Pg.layer({ url: Redacted.make(url), connectionsMax: 2 }))
        const { query, transaction } = Context.get(built, Database)
        const [begun, end] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
        const held = transaction(
          query("select 1").pipe(
            Effect.andThen(Deferred.succeed(begun, undefined)),
            Effect.andThen(Deferred.await(end))
          )
        )
        const first = yield* Effect.forkChild(held)
        yield* Deferred.await(begun)
        expect(yield* figure("parley_db_connections", { pool: "main", state: "in-use" })).toBe(1)
        const second = yield* Effect.forkChild(transaction(Effect.andThen(query("select 1"), Deferred.await(end))))
        const third = yield* Effect.forkChild(query("select 1"), { startImmediately: true })
        const waiting = figure("parley_db_waiting", { pool: "main" })
        yield* Effect.repeat(Effect.andThen(Effect.yieldNow, waiting), { until: (count) => count === 1 })
        expect(yield* figure("parley_db_connections", { pool: "main", state: "in-use" })).toBe(2)
        expect(yield* figure("parley_db_connections_max", { pool: "main" })).toBe(2)
        expect(yield* figure("parley_db_connections", { pool: "append", state: "in-use" })).toBe(0)
        yield* Deferred.succeed(end, undefined)
        yield* Effect.all([Fiber.join(first), Fiber.join(second), Fiber.join(third)])
        expect(yield* waiting).toBe(0)
        expect(yield* figure("parley_db_connections", { pool: "main", state: "in-use" })).toBe(0)
        expect(yield* figure("parley_db_connections", { pool: "main", state: "idle" })).toBe(2)
      })
    )
    expect(yield* figure("parley_db_connections", { pool: "main" })).toBeUndefined()
  }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
)
