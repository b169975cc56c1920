import { expect, it, layer } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer, Redacted, References, Result, Stream } from "effect"
import type { SqlError } from "effect/sql"
import type { TestPostgres } from "../../../testkit/src/servers/index.ts"
import { postgresServer } from "../test/databases.ts"
import { Database, type DatabaseService, type Signal } from "./database.ts"
import * as Pg from "./pg.ts"
import { CONNECTIONS_MAX, type PgConfig } from "./pg-config.ts"
import { sqlStateOf } from "./sql-error.ts"

class Server extends Context.Service<Server, TestPostgres>()("test/Server") {}

const server = Layer.effect(Server, postgresServer)

/** A database of that server's, with its own connections. */
const open = (config: Partial<PgConfig> = {}) =>
  Effect.gen(function* () {
    const { url } = yield* Server
    const context = yield* Layer.build(Layer.fresh(Pg.layer({ url: Redacted.make(url), ...config })))
    return Context.get(context, Database)
  })

const tagOf = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.map(Effect.flip(effect), (error) => error.reason._tag)

/** Until the server says so: what it does to other connections takes effect a little later. */
const until = (query: Effect.Effect<ReadonlyArray<object>, SqlError.SqlError>) =>
  query.pipe(Effect.repeat({ until: (rows) => rows.length > 0 }), Effect.timeout("20 seconds"), Effect.orDie)

const others = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"

/** Cuts the connections of `victim`, whatever they do; returns once the server has let go of them. */
const terminate = (killer: DatabaseService, victim: string) =>
  Effect.gen(function* () {
    yield* killer.query(`select pg_terminate_backend(pid) ${others} and application_name = $1`, [victim])
    yield* until(
      killer.query(`select 1 as gone where not exists (select 1 ${others} and application_name = $1)`, [victim])
    )
  })

const running = (observer: DatabaseService, mark: string) =>
  observer.query(`select pid ${others} and state = 'active' and query like $1`, [`%${mark}%`])

layer(server, { timeout: 60_000, excludeTestServices: true })("connections of pg", (it) => {
  it.effect("that the server cut while idle are replaced: whoever meets one first need only try again", () =>
    Effect.gen(function* () {
      const killer = yield* open({ applicationName: "killer" })
      const { query } = yield* open({ applicationName: "victim", connectionsMax: 3 })
      for (let round = 0; round < 5; round++) {
        yield* Effect.forEach([1, 2, 3], () => query("select pg_sleep(0.01)"), { concurrency: "unbounded" })
        yield* terminate(killer, "victim")
        const again = Effect.retry(query("select 1 as one"), { times: 3, while: (error) => error.isRetryable })
        expect(yield* again).toEqual([{ one: 1 }])
      }
    })
  )

  it.effect("that the server cuts while they work fail that statement and no other", () =>
    Effect.gen(function* () {
      const killer = yield* open({ applicationName: "killer2" })
      const { query } = yield* open({ applicationName: "victim2", connectionsMax: 1 })
      const fiber = yield* Effect.forkChild(tagOf(query("select pg_sleep(60), 'victim2'")))
      yield* until(running(killer, "victim2"))
      yield* terminate(killer, "victim2")
      expect(yield* Fiber.join(fiber)).toBe("ConnectionError")
      expect(yield* query("select 1 as one")).toEqual([{ one: 1 }])
    })
  )

  it.effect("that are cut in a transaction roll it back and say so, inner transactions too", () =>
    Effect.gen(function* () {
      const killer = yield* open({ applicationName: "killer3" })
      const { query, script, transaction } = yield* open({ applicationName: "victim3" })
      yield* script("create table cut (k text)")
      const cutInside = transaction(
        Effect.gen(function* () {
          yield* query("insert into cut values ('a')")
          yield* transaction(Effect.andThen(query("insert into cut values ('b')"), terminate(killer, "victim3")))
          yield* query("insert into cut values ('c')")
        })
      )
      expect(yield* tagOf(cutInside)).toBe("ConnectionError")
      const cutThenFail = transaction(Effect.andThen(terminate(killer, "victim3"), Effect.fail("business")))
      expect(yield* Effect.flip(cutThenFail)).toBe("business")
      expect(yield* query("select k from cut")).toEqual([])
    })
  )

  it.effect("are given one statement at a time, for pg will soon refuse a second", () =>
    Effect.gen(function* () {
      const warnings: Array<string> = []
      const warned = (warning: Error) => warnings.push(warning.message)
      yield* Effect.acquireRelease(
        Effect.sync(() => process.on("warning", warned)),
        () => Effect.sync(() => process.off("warning", warned))
      )
      const { query, transaction } = yield* open()
      const one = query("select 1 as one")
      yield* transaction(Effect.all([one, one, one, one], { concurrency: "unbounded" }))
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      expect(warnings.filter((message) => message.includes("client.query()"))).toEqual([])
    })
  )

  it.effect("stop the server's work when the fiber is interrupted, and are used again", () =>
    Effect.gen(function* () {
      const observer = yield* open()
      const { query, transaction } = yield* open({ connectionsMax: 1 })
      const [before] = yield* query("select pg_backend_pid() as pid")
      const long = query("select pg_sleep(60), 'long'")
      for (const work of [long, transaction(long)]) {
        const fiber = yield* Effect.forkChild(work)
        yield* until(running(observer, "'long'"))
        yield* Fiber.interrupt(fiber)
        expect(yield* running(observer, "'long'")).toEqual([])
      }
      expect(yield* query("select pg_backend_pid() as pid")).toEqual([before])
    })
  )

  it.effect("are never hit by a late request to stop what ran before", () =>
    Effect.gen(function* () {
      const { query } = yield* open({ connectionsMax: 2 })
      yield* Effect.forEach(
        Array.from({ length: 200 }, (_, index) => index),
        (index) => {
          const short = Effect.asVoid(query("select pg_sleep(0.002)"))
          return index % 2 === 0 ? Effect.asVoid(Effect.timeoutOption(short, index % 7)) : short
        },
        { concurrency: 8 }
      )
      expect(yield* query("select 1 as one")).toEqual([{ one: 1 }])
    })
  )

  it.effect("are limited: who waits for one can leave the queue", () =>
    Effect.gen(function* () {
      const { query, transaction } = yield* open({ connectionsMax: 1 })
      const entered = yield* Deferred.make<void>()
      const leave = yield* Deferred.make<void>()
      const holder = yield* Effect.forkChild(
        transaction(Effect.andThen(Deferred.succeed(entered, undefined), Deferred.await(leave)))
      )
      yield* Deferred.await(entered)
      const impatient = yield* Effect.forEach(Array.from({ length: 5 }), () =>
        Effect.forkChild(query("select 1"), { startImmediately: true })
      )
      const patient = yield* Effect.forkChild(query("select 2 as two"), { startImmediately: true })
      yield* Fiber.interruptAll(impatient)
      yield* Deferred.succeed(leave, undefined)
      yield* Fiber.join(holder)
      expect(yield* Fiber.join(patient)).toEqual([{ two: 2 }])
    })
  )

  it.effect("never outnumber their limit, however much is asked at once", () =>
    Effect.gen(function* () {
      const observer = yield* open({ applicationName: "counter" })
      const { query } = yield* open({ applicationName: "counted" })
      const work = Effect.forEach(Array.from({ length: 100 }), () => query("select pg_sleep(0.01)"), {
        concurrency: "unbounded"
      })
      const fiber = yield* Effect.forkChild(work)
      const counts: Array<number> = []
      while (fiber.pollUnsafe() === undefined) {
        const rows = yield* observer.query(`select 1 ${others} and application_name = 'counted' and state = 'active'`)
        counts.push(rows.length)
      }
      expect(Math.max(...counts)).toBeLessThanOrEqual(CONNECTIONS_MAX)
    })
  )

  it.effect("give up a statement and a lock after their time", () =>
    Effect.gen(function* () {
      const { transaction, query: first, script } = yield* open()
      const { query: second } = yield* open({ statementTimeoutMs: 200, lockTimeoutMs: 50 })
      yield* script("create table locked (k int primary key); insert into locked values (1)")
      expect(yield* tagOf(second("select pg_sleep(60)"))).toBe("StatementTimeoutError")
      const lock = "select k from locked for update"
      expect(yield* transaction(Effect.andThen(first(lock), tagOf(second(lock))))).toBe("LockTimeoutError")
    })
  )

  it.effect("end a deadlock for one of the two", () =>
    Effect.gen(function* () {
      const { query, script, transaction } = yield* open()
      yield* script("create table crossed (k int primary key); insert into crossed values (1), (2)")
      const lock = (k: number) => query("select k from crossed where k = $1 for update", [k])
      const lockedOne = yield* Deferred.make<void>()
      const lockedTwo = yield* Deferred.make<void>()
      const meet = (mine: Deferred.Deferred<void>, other: Deferred.Deferred<void>) =>
        Effect.andThen(Deferred.succeed(mine, undefined), Deferred.await(other))
      const outcomes = yield* Effect.all(
        [
          Effect.result(transaction(Effect.andThen(lock(1), Effect.andThen(meet(lockedOne, lockedTwo), lock(2))))),
          Effect.result(transaction(Effect.andThen(lock(2), Effect.andThen(meet(lockedTwo, lockedOne), lock(1)))))
        ],
        { concurrency: "unbounded" }
      )
      const tags = outcomes.map((outcome) => (Result.isFailure(outcome) ? outcome.failure.reason._tag : "done"))
      expect(tags.toSorted()).toEqual(["DeadlockError", "done"])
    })
  )

  it.effect("run a prepared statement again after what it reads has changed", () =>
    Effect.gen(function* () {
      const { query, script } = yield* open({ connectionsMax: 1 })
      yield* script("create table changing (a int); insert into changing values (1)")
      const all = query("select * from changing", [], { name: "changing_all" })
      expect(yield* all).toEqual([{ a: 1 }])
      yield* script("alter table changing add column b int default 2")
      expect(sqlStateOf(yield* Effect.flip(all))).toBe("0A000")
      expect(yield* all).toEqual([{ a: 1, b: 2 }])
    })
  )

  it.effect("keep the start-up options of the address beside their own", () =>
    Effect.gen(function* () {
      const { url } = yield* Server
      const withOptions = `${url}?options=${encodeURIComponent("-c work_mem=5MB")}`
      const { query, append } = yield* open({ url: Redacted.make(withOptions) })
      expect(yield* query("show work_mem")).toEqual([{ work_mem: "5MB" }])
      expect(yield* append.query("show work_mem")).toEqual([{ work_mem: "5MB" }])
      expect(yield* append.query("show enable_seqscan")).toEqual([{ enable_seqscan: "off" }])
    })
  )

  it.effect("are refused at once with a wrong password or where nobody listens", () =>
    Effect.gen(function* () {
      const { url } = yield* Server
      const wrong = (change: (url: URL) => void) => {
        const changed = new URL(url)
        change(changed)
        return tagOf(Effect.scoped(open({ url: Redacted.make(changed.href) })))
      }
      expect(yield* wrong((changed) => (changed.password = "wrong"))).toBe("AuthenticationError")
      expect(yield* wrong((changed) => (changed.port = "1"))).toBe("ConnectionError")
    })
  )
})

it.live("a listener outlives a crash of the server, and says when it listens again", () =>
  Effect.gen(function* () {
    const { url, stopImmediately, restart } = yield* postgresServer
    const { listen, query } = Context.get(yield* Layer.build(Pg.layer({ url: Redacted.make(url) })), Database)
    const heard: Array<Signal> = []
    const fiber = yield* listen("parley_test").pipe(
      Stream.mapEffect((signal) => {
        heard.push(signal)
        if (signal._tag === "Notified") return Effect.succeed(signal.payload === "after")
        const first = heard.length === 1
        const crash = Effect.promise(() => stopImmediately().then(restart))
        return first ? Effect.as(crash, false) : Effect.as(query("select pg_notify('parley_test', 'after')"), false)
      }),
      Stream.takeUntil((done) => done),
      Stream.runDrain,
      Effect.forkChild
    )
    yield* Effect.timeout(Fiber.join(fiber), "30 seconds")
    expect(heard).toEqual([{ _tag: "Listening" }, { _tag: "Listening" }, { _tag: "Notified", payload: "after" }])
  }).pipe(Effect.provideService(References.MinimumLogLevel, "None"))
)
