/** Parley's database on a Postgres server, through `pg`. */
import type { StoreFailure, Stores } from "@parley/core/engine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { ArchiveDirectory } from "./archive/directory.ts"
import { Database, sessionOf } from "./database.ts"
import { makePgClient } from "./pg-client.ts"
import {
  APPEND_CONNECTIONS_MAX,
  clientConfig,
  CONNECTIONS_MAX,
  KEYED_CONNECTIONS_MAX,
  type PgConfig
} from "./pg-config.ts"
import { pgListen } from "./pg-listen.ts"
import { makePgLocks } from "./pg-locks.ts"
import { APPEND_PLANNER_SETTINGS, KEYED_PLANNER_SETTINGS } from "./planner.ts"
import { preparedStatements } from "./prepared-statements.ts"
import { storesOn } from "./stores.ts"

export type { PgConfig } from "./pg-config.ts"

/** The stores of the core at an address, with their tables brought to their present form. */
export const postgres = (config: PgConfig): Layer.Layer<Stores, StoreFailure> =>
  storesOn(layer(config)).pipe(Layer.provide(Layer.succeed(ArchiveDirectory, config.archiveDirectory ?? null)))

/**
 * The database at an address, and its `SqlClient` for what is written against effect/sql. Fails where the server
 * cannot be reached or refuses; later losses are errors of the statements they hit, and the next one connects anew.
 */
export const layer = (config: PgConfig): Layer.Layer<Database | SqlClient, SqlError> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const prepared = preparedStatements()
      const client = clientConfig(config)
      const main = yield* makePgClient({
        name: "main",
        client,
        connectionsMax: config.connectionsMax ?? CONNECTIONS_MAX,
        prepared
      })
      const append = yield* makePgClient({
        name: "append",
        client: clientConfig(config, APPEND_PLANNER_SETTINGS),
        connectionsMax: config.appendConnectionsMax ?? APPEND_CONNECTIONS_MAX,
        prepared
      })
      const keyed = yield* makePgClient({
        name: "keyed",
        client: clientConfig(config, KEYED_PLANNER_SETTINGS),
        connectionsMax: config.keyedConnectionsMax ?? KEYED_CONNECTIONS_MAX,
        prepared
      })
      const database = Database.of({
        ...sessionOf(main),
        driver: "pg",
        append: sessionOf(append),
        keyed: sessionOf(keyed),
        listen: (channel) => pgListen(client, channel),
        lock: yield* makePgLocks(client)
      })
      return Context.make(Database, database).pipe(Context.add(SqlClient, main.sql))
    })
  ).pipe(Layer.provide(Reactivity.layer))
