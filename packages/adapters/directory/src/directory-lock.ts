/** One process at a time in a content directory. */
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"

/** Another process, or another user in this one, has the directory. */
export class ContentDirectoryInUse extends Data.TaggedError("ContentDirectoryInUse")<{ readonly directory: string }> {
  override get message(): string {
    return `${this.directory} is in use by another process`
  }
}

/** The directory cannot be made or its lock file not opened. */
export class ContentDirectoryUnusable extends Data.TaggedError("ContentDirectoryUnusable")<{
  readonly directory: string
  readonly cause: unknown
}> {
  override get message(): string {
    return `${this.directory} cannot be used: ${this.cause instanceof Error ? this.cause.message : String(this.cause)}`
  }
}

export type DirectoryFailure = ContentDirectoryInUse | ContentDirectoryUnusable

/** The file whose lock stands for the directory. It stays, empty; who deletes it lets a second in. */
export const LOCK_FILE = "parley-content.lock"
/** Of directories: their owner alone. */
export const DIRECTORY_MODE = 0o700

/**
 * Has the directory for itself until the scope closes; makes it where it is missing. The lock is SQLite's on an empty
 * file, so the kernel holds it: it is free at once when its process is gone, however it went. It does nothing on file
 * systems without such locks (NFS without its lock daemon, some shared folders of virtual machines).
 */
export const lockDirectory = (directory: string): Effect.Effect<void, DirectoryFailure, Scope.Scope> => {
  const make = Effect.tryPromise({
    try: () => mkdir(directory, { recursive: true, mode: DIRECTORY_MODE }),
    catch: (cause) => new ContentDirectoryUnusable({ directory, cause })
  })
  const lock = Effect.try({
    try: () => locked(join(directory, LOCK_FILE)),
    catch: (cause) =>
      isBusy(cause) ? new ContentDirectoryInUse({ directory }) : new ContentDirectoryUnusable({ directory, cause })
  })
  return Effect.asVoid(
    Effect.acquireRelease(Effect.andThen(make, lock), (database) => Effect.sync(() => database.close()))
  )
}

/** The lock is held as long as the database is open. */
function locked(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
    return database
  } catch (cause) {
    database.close()
    throw cause
  }
}

/** Source: SQLite, result code SQLITE_BUSY. */
const SQLITE_BUSY = 5

const isBusy = (cause: unknown): boolean => Predicate.hasProperty(cause, "errcode") && cause.errcode === SQLITE_BUSY
