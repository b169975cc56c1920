import { expect, layer } from "@effect/vitest"
import { Context, Deferred, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { Ownership } from "../../../core/src/engine/index.ts"
import { Database } from "../src/database.ts"
import { postgresServer } from "./databases.ts"
import { opened, storesAt } from "./stores.ts"

class Server extends Context.Service<Server, { readonly url: string }>()("test/Server") {}

/** Polls, for what happens on a server happens when it will. */
const eventually = <A>(effect: Effect.Effect<A>, wanted: A) =>
  Effect.promise(() => expect.poll(() => Effect.runPromise(effect), { timeout: 5_000 }).toEqual(wanted))

layer(Layer.effect(Server, postgresServer), { excludeTestServices: true })("who owns a centre on Postgres", (it) => {
  const process = (name: string) =>
    Effect.flatMap(Server, ({ url }) => opened(storesAt(url, { applicationName: name })))

  it.effect("is one process: another is refused until the first lets go, or is gone", () =>
    Effect.gen(function* () {
      const first = yield* Scope.make()
      const one = Context.get(yield* Scope.provide(process("one"), first), Ownership)
      const two = Context.get(yield* process("two"), Ownership)
      const held = yield* Scope.make()
      yield* Scope.provide(one.claim("acme"), held)
      expect(yield* Effect.flip(Effect.scoped(two.claim("acme")))).toMatchObject({ _tag: "CentreTaken" })
      yield* Effect.scoped(two.claim("globex"))
      yield* Scope.close(held, Exit.void)
      yield* Effect.scoped(two.claim("acme"))
      yield* Scope.provide(one.claim("acme"), first)
      yield* Scope.close(first, Exit.void)
      yield* eventually(
        Effect.map(Effect.result(Effect.scoped(two.claim("acme"))), ({ _tag }) => _tag),
        "Success"
      )
    })
  )

  it.effect("keeps what it owns over a lost connection, and is told of what another has meanwhile", () =>
    Effect.gen(function* () {
      const context = yield* process("three")
      const { claim } = Context.get(context, Ownership)
      const other = Context.get(yield* process("four"), Database)
      const kept = yield* claim("kept")
      const taken = yield* claim("taken")
      const never = yield* Effect.forkChild(kept.lost)
      // Somebody stands in the server's queue for one of them: it is theirs at the moment at which the connection is lost.
      const done = yield* Deferred.make<void>()
      const winner = yield* Effect.forkChild(
        other.transaction(
          Effect.andThen(
            other.query("SELECT pg_advisory_xact_lock(hashtextextended('parley/centre/taken', 0))"),
            Deferred.await(done)
          )
        )
      )
      const locks = (granted: boolean) =>
        Effect.map(
          other.query("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted = $1", [granted]),
          (rows) => rows.length
        ).pipe(Effect.orDie)
      yield* eventually(locks(false), 1)
      yield* other.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
      yield* taken.lost
      yield* eventually(locks(true), 2)
      expect(never.pollUnsafe()).toBeUndefined()
      yield* Deferred.succeed(done, undefined)
      yield* Fiber.join(winner)
      expect(yield* Effect.flip(Effect.scoped(claim("kept")))).toMatchObject({ _tag: "CentreTaken" })
      yield* Effect.scoped(claim("taken"))
    })
  )

  it.effect("lets go of what it claimed while its connection was replaced", () =>
    Effect.gen(function* () {
      const { claim } = Context.get(yield* process("five"), Ownership)
      const six = yield* process("six")
      const [other, database] = [Context.get(six, Ownership), Context.get(six, Database)]
      const locks = Effect.map(
        database.query(
          "SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND a.application_name = 'five'"
        ),
        (rows) => rows.map(({ pid }) => pid)
      ).pipe(Effect.orDie)
      yield* claim("before")
      // Those who stand in line when the connection goes take theirs on the next one, before what was held is taken again.
      const held = yield* Scope.make()
      const claims = Array.from({ length: 200 }, (_, n) => Effect.result(Scope.provide(claim(`during-${n}`), held)))
      const pids = (yield* locks).filter((pid) => typeof pid === "number")
      const all = yield* Effect.forkChild(Effect.all(claims, { concurrency: "unbounded" }))
      yield* database.query("SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS t (pid)", [pids])
      const tags = (yield* Fiber.join(all)).map(({ _tag }) => _tag)
      expect(tags).toContain("Success")
      yield* eventually(
        Effect.map(locks, (found) => found.length),
        1 + tags.filter((tag) => tag === "Success").length
      )
      yield* Scope.close(held, Exit.void)
      yield* eventually(
        Effect.map(locks, (found) => found.length),
        1
      )
      yield* Effect.scoped(Effect.all(claims.map((_, n) => other.claim(`during-${n}`))))
    })
  )
})
