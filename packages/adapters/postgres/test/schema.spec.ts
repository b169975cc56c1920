import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, layer } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { ContentRows, EventStore, ReadModels, Snapshots } from "../../../core/src/engine/index.ts"
import { countedBatch, START } from "../../../testkit/src/contracts/index.ts"
import { Database } from "../src/database.ts"
import * as Pg from "../src/pg.ts"
import { SCHEMA_VERSION } from "../src/schema.ts"
import { postgresServer } from "./databases.ts"
import { apart, freshDatabase, opened, storesAt } from "./stores.ts"

/** Tables of version 1 as they were written, with a log in them. */
const FROZEN = join(import.meta.dirname, "fixtures", "version-1.sql")

class Server extends Context.Service<Server, { readonly url: string }>()("test/Server") {}

layer(Layer.effect(Server, postgresServer), { excludeTestServices: true })("the tables", (it) => {
  const fresh = Effect.flatMap(Server, ({ url }) => freshDatabase(url))

  it.effect("are made once by processes that start at once on an empty database, and kept by later ones", () =>
    Effect.gen(function* () {
      const live = storesAt(yield* fresh)
      const all = yield* Effect.all([opened(live), opened(live), opened(live), opened(live)], { concurrency: 4 })
      for (const [position, context] of all.entries()) {
        const store = Context.get(context, EventStore)
        yield* store.append("acme", countedBatch({ ...START, position }, 1))
      }
      const head = Effect.flatMap(EventStore, (store) => store.head("acme"))
      expect(yield* apart(live, head)).toEqual({ position: 4, epoch: 0 })
    })
  )

  it.effect("of a version newer than this code are refused and left as they are", () =>
    Effect.gen(function* () {
      const live = storesAt(yield* fresh)
      const version = Effect.flatMap(Database, ({ query }) => query("SELECT version FROM parley.version"))
      const context = yield* opened(live)
      yield* Context.get(context, Database).query("UPDATE parley.version SET version = 99")
      const failure = yield* Effect.flip(apart(live, Effect.void))
      expect(failure).toMatchObject({ _tag: "StoreRefused", operation: "migrate" })
      expect(failure).toHaveProperty(
        "reason",
        expect.stringContaining(`99 of the tables, this code knows ${SCHEMA_VERSION}`)
      )
      expect(yield* Effect.provide(version, context)).toEqual([{ version: 99 }])
    })
  )

  it.effect("of version 1 with data in them come to the present version, and the data stays", () =>
    Effect.gen(function* () {
      const url = yield* fresh
      const version1 = yield* Effect.promise(() => readFile(FROZEN, "utf8"))
      yield* Effect.flatMap(Database, ({ script }) =>
        script(`${version1};
          INSERT INTO parley.content VALUES ('acme', 'old', '\\x01ff', 7);
          INSERT INTO parley.content_wraps VALUES ('acme', 'old', '', '\\x02');`)
      ).pipe(Effect.provide(Layer.fresh(Pg.layer({ url: Redacted.make(url) }))))
      const context = yield* opened(storesAt(url))
      expect(yield* Context.get(context, Database).query("SELECT version FROM parley.version")).toEqual([
        { version: SCHEMA_VERSION }
      ])
      const contents = Context.get(context, ContentRows)
      const old = { id: "old", sealed: Uint8Array.of(1, 255), wraps: new Map([["", Uint8Array.of(2)]]) }
      expect(yield* contents.get("acme", "old")).toEqual(old)
      yield* contents.putChunk("acme", { id: "old", n: 1, bytes: Uint8Array.of(3) }, 8)
      expect(yield* contents.chunk("acme", "old", 1)).toEqual(Uint8Array.of(3))
      expect(yield* contents.sweep("acme", 8)).toBe(1)
      const snapshots = Context.get(context, Snapshots)
      yield* snapshots.complete("acme", { position: 3, epoch: 0, head: "{}" })
      expect(yield* snapshots.heads("acme")).toEqual([{ position: 3, epoch: 0, head: "{}" }])
      const models = Context.get(context, ReadModels)
      const write = { from: 0, to: 3, at: 0, documents: [["k", "1"]], taken: [], left: [] } as const
      yield* models.write("acme", { name: "m", version: 1 }, write)
      expect(yield* models.checkpoints("acme")).toHaveLength(1)
      expect(yield* Context.get(context, EventStore).head("acme")).toEqual({ position: 5, epoch: 0 })
    })
  )

  it.effect("that are there already are used by a role that may not make any", () =>
    Effect.gen(function* () {
      const url = yield* fresh
      const context = yield* opened(storesAt(url))
      const clerk = `clerk_${process.pid}`
      yield* Context.get(context, Database).script(`
        CREATE ROLE ${clerk} LOGIN PASSWORD 'clerk';
        REVOKE ALL ON SCHEMA public FROM PUBLIC;
        GRANT USAGE ON SCHEMA parley TO ${clerk};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA parley TO ${clerk}`)
      const address = new URL(url)
      address.username = clerk
      address.password = "clerk"
      const write = Effect.flatMap(EventStore, (store) => store.append("acme", countedBatch(START, 1)))
      yield* apart(storesAt(address.href), write)
      expect(yield* Context.get(context, EventStore).head("acme")).toEqual({ position: 1, epoch: 0 })
    })
  )

  it.effect("compare every text byte by byte, on a server whose own order is another", () =>
    Effect.gen(function* () {
      const { query } = Context.get(yield* opened(storesAt(yield* fresh)), Database)
      const columns = yield* query(`SELECT table_name, column_name, collation_name FROM information_schema.columns
        WHERE table_schema = 'parley' AND data_type = 'text'`)
      expect(columns.length).toBeGreaterThan(15)
      expect(columns.filter((column) => column["collation_name"] !== "C")).toEqual([])
    })
  )
})
