/** The stores of the core on one database. */
import type { StoreFailure, Stores } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { SqlError } from "effect/sql/SqlError"
import { contentRows } from "./content-rows.ts"
import type { Database } from "./database.ts"
import { eventStore } from "./event-store.ts"
import { ownership } from "./ownership.ts"
import { privateRows } from "./private-rows.ts"
import { readModels } from "./read-models.ts"
import { migrate } from "./schema.ts"
import { snapshots } from "./snapshots.ts"
import { type Operation, storeFailures } from "./store-failure.ts"

/**
 * Brings the tables of the database to their present form, then opens the stores on it. Fails with `StoreRefused` where
 * the database is newer than this code.
 */
export const stores: Layer.Layer<Stores, StoreFailure, Database> = Layer.mergeAll(
  eventStore,
  contentRows,
  privateRows,
  ownership,
  snapshots,
  readModels
).pipe(Layer.provide(Layer.effectDiscard(migrate)))

/** The stores on a database of their own; what opening it fails with is told as a failure of theirs. */
export const storesOn = <E>(
  database: Layer.Layer<Database, E>
): Layer.Layer<Stores, StoreFailure | Exclude<E, SqlError>> =>
  stores.pipe(
    Layer.provide(database),
    Layer.catch((error) => Layer.effectContext(storeFailures(OPEN)(Effect.fail(error))))
  )

const OPEN: Operation = { name: "open", writes: false }
