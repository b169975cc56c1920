import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { drivers, failureOf, freshTable } from "../test/databases.ts"
import { Database } from "./database.ts"
import { sqlStateOf } from "./sql-error.ts"
import { UnsafeInteger } from "./sql-types.ts"

for (const [driver, live] of drivers) {
  layer(live, { timeout: 60_000 })(`a database on ${driver}`, (it) => {
    it.effect("reads columns alike on every driver", () =>
      Effect.gen(function* () {
        const { query, driver: named } = yield* Database
        expect(named).toBe(driver)
        const rows = yield* query(
          `select 1::int4 as i4, 9007199254740991::int8 as i8, -1::int2 as i2, 1.5::float8 as f8, 2.50::numeric as num,
             true as yes, 'é😀' as txt, null::text as nothing, '{"b": 1,  "a": 2}'::json as doc, '{"a":2}'::jsonb as bin,
             '\\x00ff'::bytea as bytes, array['a', null, '"{,}\\'] as texts, array[1, null, 3]::int8[] as longs,
             '{}'::int8[] as none, array[true, false] as flags, timestamptz '2026-01-02 03:04:05.678Z' as at`
        )
        expect(rows.map((row) => ({ ...row, bytes: Array.from(bytesOf(row["bytes"])) }))).toEqual([
          {
            i4: 1,
            i8: 9_007_199_254_740_991,
            i2: -1,
            f8: 1.5,
            num: "2.50",
            yes: true,
            txt: "é😀",
            nothing: null,
            doc: '{"b": 1,  "a": 2}',
            bin: '{"a": 2}',
            bytes: [0, 255],
            texts: ["a", null, '"{,}\\'],
            longs: [1, null, 3],
            none: [],
            flags: [true, false],
            at: new Date("2026-01-02T03:04:05.678Z")
          }
        ])
      })
    )

    it.effect("binds values alike on every driver", () =>
      Effect.gen(function* () {
        const { query } = yield* Database
        const json = '{"z": [1, "é"],  "a": null}'
        const [row] = yield* query(
          `select $1::text as a, $2::int8 as b, $3::int8 as c, $4::bool as d, $5::json as e, $6::bytea as f,
             $7::text[] as g, $8::int8[] as h, $9::float8 as i, $10::text as j, $11::bool[] as k`,
          ["", 5, 7n, false, json, Uint8Array.of(0, 92, 255), ["x", null, 'q"\\,{}'], [1, 2], 0.1, null, [true]]
        )
        expect({ ...row, f: Array.from(bytesOf(row?.["f"])) }).toEqual({
          a: "",
          b: 5,
          c: 7,
          d: false,
          e: json,
          f: [0, 92, 255],
          g: ["x", null, 'q"\\,{}'],
          h: [1, 2],
          i: 0.1,
          j: null,
          k: [true]
        })
      })
    )

    it.effect("refuses an int8 that a number cannot hold, and goes on", () =>
      Effect.gen(function* () {
        const { query } = yield* Database
        for (const text of ["9007199254740992::int8", "array[-9007199254740992]::int8[]"]) {
          const reason = yield* failureOf(query(`select ${text} as n`))
          expect([reason._tag, reason.cause instanceof UnsafeInteger]).toEqual(["UnknownError", true])
        }
        expect(yield* query("select 1 as one")).toEqual([{ one: 1 }])
      })
    )

    it.effect("tells violations, mistakes and missing things apart", () =>
      Effect.gen(function* () {
        const { database, table, insert, keys } = yield* freshTable
        yield* insert("a")
        expect(yield* failureOf(insert("a"))).toMatchObject({ _tag: "UniqueViolation", constraint: `${table}_pkey` })
        expect((yield* failureOf(insert("b", -1)))._tag).toBe("ConstraintError")
        expect((yield* failureOf(database.query("selec 1")))._tag).toBe("SqlSyntaxError")
        expect((yield* failureOf(database.query("select 1/0")))._tag).toBe("UnknownError")
        const missing = yield* Effect.flip(database.query("select * from no_such_table"))
        expect([missing.reason._tag, sqlStateOf(missing)]).toEqual(["SqlSyntaxError", "42P01"])
        expect(yield* keys).toEqual(["a"])
      })
    )

    it.effect("runs a named statement again and again, also after it has failed", () =>
      Effect.gen(function* () {
        const { database, table, keys } = yield* freshTable
        const text = `insert into ${table} values ($1, 1)`
        const insert = (k: string) => database.query(text, [k], { name: `${table}_insert` })
        yield* insert("a")
        expect((yield* failureOf(insert("a")))._tag).toBe("UniqueViolation")
        yield* Effect.forEach(["b", "c", "d"], insert, { concurrency: "unbounded" })
        yield* database.transaction(insert("e"))
        expect(yield* keys).toEqual(["a", "b", "c", "d", "e"])
      })
    )

    it.effect("runs a script of several statements, whole or not at all", () =>
      Effect.gen(function* () {
        const { database, table, keys } = yield* freshTable
        yield* database.script(`insert into ${table} values ('a', 1); insert into ${table} values ('b;', 1)`)
        yield* Effect.flip(database.script(`insert into ${table} values ('c', 1); select 1/0`))
        expect(yield* keys).toEqual(["a", "b;"])
      })
    )

    it.effect("has connections for appends whose plans suit keys, on the same data", () =>
      Effect.gen(function* () {
        const { database, table, keys } = yield* freshTable
        const { append } = database
        expect(yield* append.query("show enable_seqscan")).toEqual([{ enable_seqscan: "off" }])
        expect(yield* append.query("show plan_cache_mode")).toEqual([{ plan_cache_mode: "force_generic_plan" }])
        yield* append.transaction(append.query(`insert into ${table} values ($1, $2)`, ["a", 1]))
        expect(yield* keys).toEqual(["a"])
      })
    )

    it.effect("is effect/sql's client too, in the same transactions", () =>
      Effect.gen(function* () {
        const { database, table, keys } = yield* freshTable
        const sql = yield* SqlClient.SqlClient
        const first = { k: "a", n: 1 }
        const second = { k: "b", n: 2 }
        const both = Effect.andThen(
          sql`insert into ${sql(table)} ${sql.insert([first, second])}`,
          database.query(`insert into ${table} values ('c', 3)`)
        )
        yield* Effect.exit(sql.withTransaction(Effect.andThen(both, Effect.fail("no"))))
        expect(yield* keys).toEqual([])
        yield* sql.withTransaction(both)
        yield* sql`update ${sql(table)} as t set n = d.n::int8 from ${sql.updateValues([{ ...first, n: 10 }, second], "d")} where t.k = d.k`
        expect(yield* sql`select n from ${sql(table)} where k in ${sql.in(["a", "b"])} order by n`.values).toEqual([
          [2],
          [10]
        ])
      })
    )
  })
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new Error(`not bytes: ${String(value)}`)
}
