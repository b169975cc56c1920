/** The stores that the configuration chooses: Postgres where an address is given, else the embedded database; memory for a fixture. */
import { join } from "node:path"
import { ContentRows, contentRowsOver, memoryStores, type StoreFailure, type Stores } from "@parley/core/engine"
import { contentDirectory, type DirectoryFailure } from "@parley/directory"
import { postgres } from "@parley/postgres/pg"
import { pglite, type DirectoryInUse, type DirectoryUnusable } from "@parley/postgres/pglite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Config } from "./settings-schema.ts"

export const stores = (
  config: Config
): Layer.Layer<Stores, StoreFailure | DirectoryInUse | DirectoryUnusable | DirectoryFailure> => {
  const { databaseUrl, dataDirectory, contentDirectory: directory, fixture } = config
  // A counterexample is played beside what is kept, never in it.
  if (fixture !== null) return memoryStores
  const database =
    databaseUrl === null
      ? pglite({ directory: dataDirectory, archiveDirectory: archiveDirectoryOf(config) })
      : postgres({ url: Redacted.make(databaseUrl), archiveDirectory: archiveDirectoryOf(config) })
  return directory === null ? database : withContentIn(directory, database)
}

/** Where the archived parts of logs lie. */
export const archiveDirectoryOf = ({ archiveDirectory, dataDirectory }: Config): string =>
  archiveDirectory ?? join(dataDirectory, "archive")

/** Content is put into the directory; what the database has of it from before stays readable. */
const withContentIn = <E>(
  directory: string,
  database: Layer.Layer<Stores, E>
): Layer.Layer<Stores, StoreFailure | DirectoryFailure | E> => {
  const content = Layer.effect(
    ContentRows,
    Effect.gen(function* () {
      const files = yield* Effect.provide(ContentRows, yield* Layer.build(contentDirectory({ directory })))
      return contentRowsOver(files, yield* ContentRows)
    })
  )
  return Layer.provideMerge(content, database)
}

/** Where data lie and what they outlive, in one line. */
export const storesLine = ({ databaseUrl, dataDirectory, contentDirectory: directory, fixture }: Config): string => {
  if (fixture !== null) return `the fixture ${fixture}, in memory`
  const content = directory === null ? "" : `, content in ${directory}`
  return databaseUrl === null
    ? `data in ${dataDirectory}${content} (embedded database: kill -9 loses nothing, a power cut may lose the last moments)`
    : `data on the Postgres server at ${new URL(databaseUrl).host}${content}`
}
