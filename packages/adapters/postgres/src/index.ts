/**
 * Parley's stores on Postgres. No driver is loaded here: the layers of a database are in `@parley/postgres/pg` and
 * `@parley/postgres/pglite`.
 */
export { type Row } from "./connection.ts"
export {
  Database,
  type DatabaseService,
  type QueryOptions,
  type Scalar,
  type Session,
  sessionOf,
  type SessionParts,
  type Signal,
  type Value
} from "./database.ts"
export { type ArchivedLog, archiveLog, type ArchiveOptions } from "./archive/archive.ts"
export { ArchiveDirectory } from "./archive/directory.ts"
export { LogAltered } from "./chain-walk.ts"
export { type VerifiedLog, verifyLog } from "./chain.ts"
export { contentRows } from "./content-rows.ts"
export { eventStore } from "./event-store.ts"
export { type Lock, type Locks } from "./locks.ts"
export { ownership } from "./ownership.ts"
export { privateRows } from "./private-rows.ts"
export { readModels } from "./read-models.ts"
export { migrate, SCHEMA_VERSION } from "./schema.ts"
export { snapshots } from "./snapshots.ts"
export { stores } from "./stores.ts"
