/** The stores that the configuration chooses: Postgres where an address is given, else the embedded database; memory for a fixture. */
import { memoryStores, type StoreFailure, type Stores } from "@parley/core/engine"
import { postgres } from "@parley/postgres/pg"
import { pglite, type DirectoryInUse, type DirectoryUnusable } from "@parley/postgres/pglite"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Config } from "./settings.ts"

export const stores = ({
  databaseUrl,
  dataDirectory,
  fixture
}: Config): Layer.Layer<Stores, StoreFailure | DirectoryInUse | DirectoryUnusable> => {
  // A counterexample is played beside what is kept, never in it.
  if (fixture !== null) return memoryStores
  return databaseUrl === null ? pglite({ directory: dataDirectory }) : postgres({ url: Redacted.make(databaseUrl) })
}

/** Where data lie and what they outlive, in one line. */
export const storesLine = ({ databaseUrl, dataDirectory, fixture }: Config): string => {
  if (fixture !== null) return `the fixture ${fixture}, in memory`
  return databaseUrl === null
    ? `data in ${dataDirectory} (embedded database: kill -9 loses nothing, a power cut may lose the last moments)`
    : `data on the Postgres server at ${new URL(databaseUrl).host}`
}
