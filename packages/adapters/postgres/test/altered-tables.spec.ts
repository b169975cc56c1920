import { expect, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { EventStore } from "../../../core/src/engine/index.ts"
import { countedBatch, headAfter, START } from "../../../testkit/src/contracts/index.ts"
import { Database } from "../src/database.ts"
import { partsIn } from "../src/schema-check.ts"
import { PARTS } from "../src/schema-parts.ts"
import { postgresServer } from "./databases.ts"
import { apart, freshDatabase, opened, storesAt } from "./stores.ts"

class Server extends Context.Service<Server, { readonly url: string }>()("test/Server") {}

layer(Layer.effect(Server, postgresServer), { excludeTestServices: true })("tables that somebody altered", (it) => {
  const made = Effect.gen(function* () {
    const live = storesAt(yield* freshDatabase((yield* Server).url))
    const context = yield* opened(live)
    const { script } = Context.get(context, Database)
    return { live, script, context, store: Context.get(context, EventStore) }
  })

  it.effect("are known from those that the migrations make, part by part", () =>
    Effect.gen(function* () {
      const { context } = yield* made
      expect(yield* partsIn(Context.get(context, Database))).toEqual(PARTS)
    })
  )

  it.effect.each([
    // Without this key a repeated command would be carried out again.
    ["ALTER TABLE parley.commands DROP CONSTRAINT commands_pkey", "commands PRIMARY KEY (centre, command_id)"],
    ["ALTER TABLE parley.events DROP CONSTRAINT events_pkey", "events PRIMARY KEY (centre, position)"],
    ["ALTER TABLE parley.events DROP COLUMN chain", "events.chain bytea"],
    ["ALTER TABLE parley.events ALTER COLUMN at TYPE text", "events.at bigint NOT NULL"],
    [
      "ALTER TABLE parley.rows ALTER COLUMN key TYPE text COLLATE pg_catalog.default",
      "rows.key text COLLATE C NOT NULL"
    ],
    ["ALTER TABLE parley.events ALTER COLUMN data DROP NOT NULL", "events.data json NOT NULL"],
    ["ALTER TABLE parley.heads RENAME COLUMN epoch TO age", "heads.epoch bigint NOT NULL"],
    ["DROP FUNCTION parley.rewrap_1", "rewrap_1(text, text, text[], bytea[])"],
    ["DROP TABLE parley.private", "private PRIMARY KEY (centre, kind, key)"]
  ] as const)("are refused at the start: %s", ([change, part]) =>
    Effect.gen(function* () {
      const { live, script } = yield* made
      yield* script(change)
      expect(yield* Effect.flip(apart(live, Effect.void))).toMatchObject({
        _tag: "StoreRefused",
        operation: "migrate",
        reason: expect.stringContaining(part)
      })
    })
  )

  it.effect("are used where something was only added", () =>
    Effect.gen(function* () {
      const { live, script } = yield* made
      yield* script(`ALTER TABLE parley.events ADD COLUMN seen boolean;
        CREATE INDEX by_type ON parley.events (type);
        CREATE TABLE parley.mine (n int)`)
      const append = Effect.flatMap(EventStore, (store) => store.append("acme", countedBatch(START, 1)))
      yield* apart(live, append)
    })
  )

  it.effect("under a store at work are refused by what is not there, and nothing is written until it is", () =>
    Effect.gen(function* () {
      const { script, store } = yield* made
      const first = countedBatch(START, 2)
      yield* store.append("acme", first)
      yield* script("ALTER TABLE parley.events RENAME COLUMN chain TO links")
      const next = countedBatch(headAfter(first), 2)
      const failure = yield* Effect.flip(store.append("acme", next))
      expect(failure).toMatchObject({
        _tag: "StoreRefused",
        operation: "append",
        reason: expect.stringContaining("chain")
      })
      expect(yield* store.head("acme")).toEqual(headAfter(first))
      yield* script("ALTER TABLE parley.events RENAME COLUMN links TO chain")
      yield* store.append("acme", next)
      expect(yield* store.read("acme", { after: 0, limit: 9 })).toEqual([...first.events, ...next.events])
    })
  )
})
