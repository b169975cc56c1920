import { expect, layer } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer, Redacted, References, Schedule, Stream } from "effect"
import { TestClock } from "effect/testing"
import { EventStore } from "../../../core/src/engine/index.ts"
import { countedBatch, START, tail, writeLog } from "../../../testkit/src/contracts/index.ts"
import { Database } from "../src/database.ts"
import * as Pg from "../src/pg.ts"
import { stores } from "../src/stores.ts"
import { postgresServer } from "./databases.ts"
import { opened, storesAt } from "./stores.ts"

class Server extends Context.Service<Server, { readonly url: string }>()("test/Server") {}

const LISTENERS = `SELECT pid FROM pg_stat_activity
  WHERE query LIKE 'LISTEN%' AND datname = current_database() AND state = 'idle'`

let logs = 0

/** Two processes on one database, as stores with connections of their own: one writes, the other follows. */
const two = Effect.gen(function* () {
  const live = storesAt((yield* Server).url)
  const centre = `followed-${++logs}`
  const [writer, follower] = [yield* opened(live), yield* opened(live)]
  const { query } = Context.get(writer, Database)
  const listeners = Effect.map(query(LISTENERS), (rows) => rows.length)
  const untilListening = (count: number) =>
    Effect.repeat(listeners, { until: (now) => now === count, schedule: Schedule.spaced("5 millis") })
  return { centre, writer, follower, query, listeners, untilListening }
})

layer(Layer.effect(Server, postgresServer), { excludeTestServices: true })("who follows a log on Postgres", (it) => {
  it.effect("is woken by another process, though listeners are killed meanwhile", () =>
    Effect.gen(function* () {
      const { centre, writer, follower, query, untilListening } = yield* two
      const started = yield* Deferred.make<void>()
      const tailing = yield* Effect.forkChild(
        Effect.provide(tail(centre, 300, Deferred.succeed(started, undefined)), follower)
      )
      yield* Deferred.await(started)
      yield* untilListening(1)
      const writing = yield* Effect.forkChild(Effect.provide(writeLog(centre, 300), writer))
      yield* query(`SELECT pg_terminate_backend(pid) FROM (${LISTENERS}) AS l`)
      yield* untilListening(1)
      expect(yield* Fiber.join(tailing)).toEqual(yield* Fiber.join(writing))
    }).pipe(Effect.provideService(References.MinimumLogLevel, "None"))
  )

  /** A store whose clock stands still, so that it never polls, and that begins to listen when told. */
  const unpolled = Effect.gen(function* () {
    const gate = yield* Deferred.make<void>()
    const { url } = yield* Server
    const gated = Layer.effect(
      Database,
      Effect.map(Database, (database) => ({
        ...database,
        listen: (channel: string) => Stream.unwrap(Effect.as(Deferred.await(gate), database.listen(channel)))
      }))
    )
    const live = Layer.provide(stores, Layer.provide(gated, Pg.layer({ url: Redacted.make(url) })))
    const follower = yield* Effect.provide(opened(live), TestClock.layer())
    return { follower, listen: Deferred.succeed(gate, undefined) }
  })

  /** Begins to follow, and returns when what there is has been read. */
  const following = Effect.fnUntraced(function* (centre: string, until: number) {
    const started = yield* Deferred.make<void>()
    const fiber = yield* Effect.forkChild(tail(centre, until, Deferred.succeed(started, undefined)))
    yield* Deferred.await(started)
    return Effect.timeout(Fiber.join(fiber), "30 seconds")
  })

  it.effect("needs no poll where notifications arrive, nor when the store comes to listen late", () =>
    Effect.gen(function* () {
      const { centre, writer, untilListening } = yield* two
      const { follower, listen } = yield* unpolled
      const unheard = yield* Effect.provide(following(centre, 3), follower)
      yield* Effect.provide(writeLog(centre, 3), writer)
      yield* listen
      expect(yield* unheard).toHaveLength(3)
      yield* untilListening(0)
      const heard = yield* Effect.provide(following(centre, 9), follower)
      yield* untilListening(1)
      yield* Effect.provide(writeLog(centre, 9), writer)
      expect(yield* heard).toHaveLength(9)
    })
  )

  it.effect("is woken by its own process before the server's word", () =>
    Effect.gen(function* () {
      const { centre } = yield* two
      const { follower } = yield* unpolled
      for (const total of [1, 2, 3]) {
        const own = yield* Effect.provide(following(centre, total), follower)
        yield* Effect.provide(writeLog(centre, total), follower)
        expect(yield* own).toHaveLength(total)
      }
    })
  )

  it.effect("shares one connection with all others of the store, given back when nobody follows", () =>
    Effect.gen(function* () {
      const { centre, follower, listeners, untilListening } = yield* two
      expect(yield* listeners).toBe(0)
      const store = Context.get(follower, EventStore)
      const fibers = yield* Effect.forEach([centre, centre, "other", "third"], (name) =>
        Effect.forkChild(Stream.runDrain(store.changes(name)), { startImmediately: true })
      )
      yield* untilListening(1)
      yield* Effect.forEach(fibers, (fiber) => Fiber.interrupt(fiber))
      yield* untilListening(0)
      const again = yield* Effect.forkChild(Stream.runDrain(store.changes(centre)), { startImmediately: true })
      yield* untilListening(1)
      yield* Fiber.interrupt(again)
    })
  )

  it.effect("sees within the next poll what nobody told", () =>
    Effect.gen(function* () {
      const { centre, writer, follower, query, untilListening } = yield* two
      yield* Context.get(writer, EventStore).append(centre, countedBatch(START, 1))
      const started = yield* Deferred.make<void>()
      const tailing = yield* Effect.forkChild(
        Effect.provide(tail(centre, 2, Deferred.succeed(started, undefined)), follower)
      )
      yield* Deferred.await(started)
      yield* untilListening(1)
      yield* query(
        `WITH head AS (UPDATE parley.heads SET position = 2 WHERE centre = $1 RETURNING centre)
        INSERT INTO parley.events
        SELECT centre, 2, type, schema_version, at, 'untold', index, last, actor, correlation, causation, data
        FROM parley.events e JOIN head USING (centre)`,
        [centre]
      )
      const seen = yield* Effect.timeout(Fiber.join(tailing), "30 seconds")
      expect(seen.map(({ commandId }) => commandId)).toEqual(["command-1", "untold"])
    })
  )
})
