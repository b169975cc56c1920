/** Parley's database in this process: PGlite, in memory or in a directory. */
import { join } from "node:path"
import type { PGlite } from "@electric-sql/pglite"
import type { StoreFailure, Stores } from "@parley/core/engine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Reactivity from "effect/reactivity/Reactivity"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Stream from "effect/Stream"
import { ArchiveDirectory } from "./archive/directory.ts"
import { Database, quotedChannel, sessionOf, type Signal, SIGNALS_WAITING_MAX } from "./database.ts"
import { type DirectoryInUse, type DirectoryUnusable, lockDirectory } from "./directory-lock.ts"
import { localLocks } from "./locks.ts"
import { makePgliteClient, openPglite, type PgliteHandle } from "./pglite-client.ts"
import { storesOn } from "./stores.ts"

export { DirectoryInUse, DirectoryUnusable, LOCK_FILE } from "./directory-lock.ts"

/** Where a PGlite keeps its data. */
export interface PgliteConfig {
  /**
   * The data directory: the database lies in its `postgres` folder, its lock in `parley.lock`. Left out: in memory.
   * PGlite never calls fsync: a kill -9 loses nothing, a power cut may.
   */
  readonly directory?: string
}

/** Where the stores keep what they are given: PGlite never calls fsync, so a kill -9 loses nothing, a power cut may. */
export type PgliteStoresConfig = ({ readonly directory: string } | { readonly memory: true }) & {
  /** Where the files of archived logs lie; left out, what was archived cannot be read. */
  readonly archiveDirectory?: string
}

/**
 * The stores of the core in this process, with their tables brought to their present form. A directory that is
 * in use, here or in another process, is refused with `DirectoryInUse`.
 */
export const pglite = (
  config: PgliteStoresConfig
): Layer.Layer<Stores, StoreFailure | DirectoryInUse | DirectoryUnusable> =>
  storesOn(layer("directory" in config ? { directory: config.directory } : {})).pipe(
    Layer.provide(Layer.succeed(ArchiveDirectory, config.archiveDirectory ?? null))
  )

/** The folder of the database in the data directory. */
export const DATABASE_FOLDER = "postgres"

/**
 * The database and its `SqlClient`. A second one on the same directory, in this process or another, is refused with
 * `DirectoryInUse`, for both would write and one would lose all it wrote.
 */
export const layer = (
  config: PgliteConfig = {}
): Layer.Layer<Database | SqlClient, SqlError | DirectoryInUse | DirectoryUnusable> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { directory } = config
      if (directory !== undefined) yield* lockDirectory(directory)
      const handle = yield* openPglite(directory === undefined ? undefined : join(directory, DATABASE_FOLDER))
      const session = sessionOf(yield* makePgliteClient(handle))
      const database = Database.of({
        ...session,
        driver: "pglite",
        append: session,
        keyed: session,
        listen: (channel) => pgliteListen(handle, channel),
        lock: localLocks()
      })
      return Context.make(Database, database).pipe(Context.add(SqlClient, session.sql))
    })
  ).pipe(Layer.provide(Reactivity.layer))

/** `listen` within the process. Beginning and ending it wait for an open transaction. */
function pgliteListen({ engine, turn }: PgliteHandle, channel: string): Stream.Stream<Signal> {
  const name = quotedChannel(channel)
  return Stream.callback<Signal>(
    (queue) => {
      const notified = (payload: string): void => {
        Queue.offerUnsafe(queue, { _tag: "Notified", payload })
      }
      const listen = Effect.promise(() => engine.listen(name, notified))
      return Effect.acquireRelease(turn.withPermit(listen), () => turn.withPermit(unlisten(engine, name, notified)), {
        interruptible: true
      }).pipe(Effect.andThen(Effect.sync(() => Queue.offerUnsafe(queue, { _tag: "Listening" }))))
    },
    { bufferSize: SIGNALS_WAITING_MAX, strategy: "sliding" }
  )
}

/** A PGlite that is closed hears nothing more. */
function unlisten(engine: PGlite, name: string, heard: (payload: string) => void): Effect.Effect<void> {
  return Effect.ignore(Effect.tryPromise(() => engine.unlisten(name, heard)))
}
