import { describe, expect, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { ContentRows, EventStore, ReadModels } from "../../../core/src/engine/index.ts"
import { engineModelContract, storesContract } from "../../../testkit/src/contracts/index.ts"
import { Database } from "../src/database.ts"
import { postgresServer } from "./databases.ts"
import { storesAt } from "./stores.ts"

/** Each so-many-th call of the event store fails in turn. */
const EVERY = 19
/** Real transactions, a few thousand of them. */
const MODEL_MS_MAX = 180_000

const onServer = Layer.unwrap(Effect.map(postgresServer, ({ url }) => storesAt(url)))

describe("the stores on Postgres", () => {
  layer(onServer, { excludeTestServices: true })((it) => {
    for (const [store, cases] of storesContract) {
      describe(store, () => {
        for (const { title, check } of cases) it.effect(title, () => check)
      })
    }

    describe("the engine on them", () => {
      for (const { title, check } of engineModelContract(EVERY)) it.effect(title, () => check, MODEL_MS_MAX)
    })

    it.effect("sweep all that there is to sweep, over many pages", () =>
      Effect.gen(function* () {
        const [{ query }, { sweep, get }] = [yield* Database, yield* ContentRows]
        yield* query(`INSERT INTO parley.content SELECT 'many', 'item-' || n, '', n FROM generate_series(1, 2500) AS n`)
        yield* query(`INSERT INTO parley.content_wraps SELECT centre, id, CASE WHEN at % 2 = 0 THEN '' ELSE 'ana' END, ''
          FROM parley.content WHERE centre = 'many'`)
        expect(yield* sweep("many", 2_401)).toBe(1_200)
        expect(yield* sweep("many", 2_401)).toBe(0)
        expect(yield* get("many", "item-2402")).not.toBeNull()
        expect(yield* get("many", "item-1")).not.toBeNull()
        const left = yield* query("SELECT count(*) AS wraps FROM parley.content_wraps WHERE centre = 'many'")
        expect(left).toEqual([{ wraps: 1_300 }])
      })
    )

    it.effect("drop a read model over many pages, and what an earlier drop that was cut off left behind", () =>
      Effect.gen(function* () {
        const [{ query }, { drop, checkpoints }] = [yield* Database, yield* ReadModels]
        yield* query(`INSERT INTO parley.read_models (centre, name, version, position, at, dropped)
          VALUES ('many', 'whole', 1, 9, 9, false), ('many', 'cut', 1, 9, 9, true), ('many', 'kept', 1, 9, 9, false)`)
        yield* query(`INSERT INTO parley.read_documents SELECT m.id, 'key-' || n, 'null' FROM parley.read_models m,
          generate_series(1, CASE m.name WHEN 'whole' THEN 25000 ELSE 10 END) AS n WHERE m.centre = 'many'`)
        yield* query(`INSERT INTO parley.read_places SELECT d.model, '', row_number() OVER (), d.key
          FROM parley.read_documents d JOIN parley.read_models m ON m.id = d.model WHERE m.centre = 'many'`)
        yield* drop("many", { name: "whole", version: 1 })
        expect((yield* checkpoints("many")).map(({ name }) => name)).toEqual(["kept"])
        for (const table of ["read_documents", "read_places"]) {
          const left = yield* query(`SELECT m.name, count(*) AS n FROM parley.${table} d
            LEFT JOIN parley.read_models m ON m.id = d.model WHERE m.centre = 'many' OR m.id IS NULL GROUP BY 1`)
          expect(left).toEqual([{ name: "kept", n: 10 }])
        }
        expect(yield* query("SELECT name FROM parley.read_models WHERE centre = 'many'")).toEqual([{ name: "kept" }])
      })
    )

    it.effect("forget all commands that are old enough, over many pages", () =>
      Effect.gen(function* () {
        const [{ query }, { forgetCommands }] = [yield* Database, yield* EventStore]
        yield* query(`INSERT INTO parley.commands SELECT 'many', 'command-' || n, '', n, 1, 'null', n
          FROM generate_series(1, 25000) AS n`)
        expect(yield* forgetCommands("many", 21_001)).toBe(21_000)
        expect(yield* forgetCommands("many", 21_001)).toBe(0)
      })
    )
  })
})
