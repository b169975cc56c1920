/** The databases that specs run against, and what they do with them. */
import { Effect, Layer, Redacted } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { startPostgres, type TestPostgres } from "../../../testkit/src/servers/index.ts"
import { Database } from "../src/database.ts"
import * as Pg from "../src/pg.ts"
import * as Pglite from "../src/pglite.ts"

/** A private server for as long as the scope is open. */
export const postgresServer = Effect.acquireRelease(
  Effect.promise(() => startPostgres()),
  (server: TestPostgres) => Effect.promise(() => server.stop())
)

/** An empty database on a server of its own, through `pg`. */
const onPg = Layer.unwrap(Effect.map(postgresServer, ({ url }) => Pg.layer({ url: Redacted.make(url) })))

/** An empty database on each driver; PGlite's is in memory. */
export const drivers: ReadonlyArray<
  readonly [driver: string, live: Layer.Layer<Database | SqlClient.SqlClient, SqlError.SqlError>]
> = [
  ["pg", onPg],
  ["pglite", Layer.orDie(Pglite.layer())]
]

/** The reason why `effect` failed. */
export const failureOf = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.map(Effect.flip(effect), (error) => error.reason)

let tables = 0

/** A table for one test: `k` is unique, `n` is int8 and not negative. */
export const freshTable = Effect.gen(function* () {
  const database = yield* Database
  const table = `t${++tables}`
  yield* database.query(`create table ${table} (k text primary key, n int8 check (n >= 0))`)
  const insert = (k: string, n = 0) => database.query(`insert into ${table} values ($1, $2)`, [k, n])
  const keys = Effect.map(database.query(`select k from ${table} order by k collate "C"`), (rows) =>
    rows.map((row) => row["k"])
  )
  return { database, table, insert, keys }
})
