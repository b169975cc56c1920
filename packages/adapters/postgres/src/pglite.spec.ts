import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { Database } from "./database.ts"
import * as Pglite from "./pglite.ts"

const freshDirectory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "parley-pglite-"))),
  (directory) => Effect.promise(() => rm(directory, { recursive: true }))
)

/** The database in a directory, open for as long as `use` runs. */
const within = <A, E>(directory: string, use: Effect.Effect<A, E, Database>) =>
  Effect.provide(use, Layer.fresh(Pglite.layer({ directory })))

it.live("a PGlite directory keeps what was committed, and refuses a second user meanwhile", () =>
  Effect.gen(function* () {
    const directory = yield* freshDirectory
    const second = Effect.flip(within(directory, Effect.void))
    const refused = yield* within(
      directory,
      Effect.gen(function* () {
        const { query, script } = yield* Database
        yield* script("create table t (k text); insert into t values ('kept')")
        yield* Effect.exit(Effect.andThen(query("insert into t values ($1)", ["kept too"]), Effect.fail("no")))
        return yield* second
      })
    )
    expect(refused).toEqual(new Pglite.DirectoryInUse({ directory }))
    const rows = yield* within(
      directory,
      Effect.flatMap(Database, ({ query }) => query("select k from t order by k"))
    )
    expect(rows).toEqual([{ k: "kept" }, { k: "kept too" }])
  })
)

it.live("a PGlite that is closed answers with an error of the connection", () =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const context = yield* Layer.buildWithScope(Pglite.layer(), scope)
    const { query, transaction } = yield* Effect.provide(Database, context)
    yield* query("select 1")
    yield* Scope.close(scope, Exit.void)
    expect((yield* Effect.flip(query("select 1"))).reason._tag).toBe("ConnectionError")
    expect((yield* Effect.flip(transaction(query("select 1")))).reason._tag).toBe("ConnectionError")
  })
)

it.live("who waits for another's transaction on PGlite can be interrupted, and the database goes on", () =>
  Effect.gen(function* () {
    const { query, transaction } = yield* Database
    const entered = yield* Deferred.make<void>()
    const leave = yield* Deferred.make<void>()
    const holder = yield* Effect.forkChild(
      transaction(
        Effect.gen(function* () {
          yield* query("create table w (k text)")
          yield* Deferred.succeed(entered, undefined)
          yield* Deferred.await(leave)
          yield* query("insert into w values ('mine')")
        })
      )
    )
    yield* Deferred.await(entered)
    const waiting = yield* Effect.forkChild(query("select k from w"), { startImmediately: true })
    const interrupted = yield* Effect.forkChild(query("drop table w"), { startImmediately: true })
    yield* Fiber.interrupt(interrupted)
    yield* Deferred.succeed(leave, undefined)
    yield* Fiber.join(holder)
    expect(yield* Fiber.join(waiting)).toEqual([{ k: "mine" }])
  }).pipe(Effect.provide(Pglite.layer()))
)

it.live("a transaction left open on PGlite is rolled back before the next has its turn", () =>
  Effect.gen(function* () {
    const { query, script, sql } = yield* Database
    yield* script("create table o (k text)")
    yield* Effect.scoped(
      Effect.flatMap(sql.reserve, (connection) =>
        connection.executeUnprepared("begin; insert into o values ('x')", [], undefined)
      )
    )
    expect(yield* query("select k from o")).toEqual([])
  }).pipe(Effect.provide(Pglite.layer()))
)
