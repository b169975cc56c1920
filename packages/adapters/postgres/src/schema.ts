/** The tables of the stores, and the way of a database to their present form. */
import { type StoreFailure, StoreRefused } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { Database, type DatabaseService } from "./database.ts"
import { checkTables } from "./schema-check.ts"
import { ARCHIVES } from "./schema-archives.ts"
import { CONTENT_CHUNKS } from "./schema-chunks.ts"
import { READ_MODELS } from "./schema-read-models.ts"
import { SNAPSHOT_TABLES } from "./schema-snapshots.ts"
import { storeFailures } from "./store-failure.ts"

/**
 * Version 1. Ids are compared byte by byte. Sealed content does not compress. A head is rewritten with every batch, so
 * its page keeps room for that. `json` keeps the text as it was written and is read much faster than `jsonb`. There are
 * no foreign keys: the plan of their check is kept by the session, and one made while a table is tiny scans it whole
 * until the next ANALYZE. For the same reason the function may not scan.
 */
const FIRST = `
CREATE SCHEMA IF NOT EXISTS parley;
CREATE TABLE parley.version (version integer NOT NULL);
INSERT INTO parley.version VALUES (0);

CREATE TABLE parley.heads (
  centre text COLLATE "C" PRIMARY KEY,
  position bigint NOT NULL,
  epoch bigint NOT NULL
) WITH (fillfactor = 20);

CREATE TABLE parley.events (
  centre text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  schema_version integer NOT NULL,
  at bigint NOT NULL,
  command_id text COLLATE "C" NOT NULL,
  index integer NOT NULL,
  last boolean NOT NULL,
  actor text COLLATE "C",
  correlation text COLLATE "C",
  causation text COLLATE "C",
  data json NOT NULL,
  PRIMARY KEY (centre, position)
);

CREATE TABLE parley.commands (
  centre text COLLATE "C" NOT NULL,
  command_id text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  events integer NOT NULL,
  answer json NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (centre, command_id)
);
CREATE INDEX commands_by_age ON parley.commands USING brin (at);

CREATE TABLE parley.rows (
  centre text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  value json NOT NULL,
  PRIMARY KEY (centre, key)
);

CREATE TABLE parley.content (
  centre text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  sealed bytea NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (centre, id)
);
ALTER TABLE parley.content ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE parley.content_wraps (
  centre text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  holder text COLLATE "C" NOT NULL,
  wrapped bytea NOT NULL,
  PRIMARY KEY (centre, id, holder)
);
CREATE INDEX content_wraps_by_holder ON parley.content_wraps (centre, holder, id);

CREATE FUNCTION parley.rewrap_1(of_centre text, of_id text, holders text[], keys bytea[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $rewrap$
BEGIN
  PERFORM FROM parley.content c WHERE c.centre = of_centre AND c.id = of_id FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  DELETE FROM parley.content_wraps w WHERE w.centre = of_centre AND w.id = of_id;
  INSERT INTO parley.content_wraps (centre, id, holder, wrapped)
    SELECT of_centre, of_id, w.holder, w.wrapped FROM unnest(holders, keys) AS w (holder, wrapped);
END $rewrap$;

CREATE TABLE parley.private (
  centre text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  value bytea NOT NULL,
  expires_at bigint,
  PRIMARY KEY (centre, kind, key)
);
CREATE INDEX private_by_expiry ON parley.private (centre, kind, expires_at) WHERE expires_at IS NOT NULL;
`

/**
 * Version 2: a head says when its centre must next be woken, and the log is a chain of hashes (`chain.ts`). What was
 * written before is chained as it stands, each event a batch of its own.
 */
const CHAINED = `
-- No index by what is due: a head is rewritten with every batch, and there are few.
ALTER TABLE parley.heads ADD COLUMN due bigint, ADD COLUMN chain bytea NOT NULL DEFAULT '';
ALTER TABLE parley.events ADD COLUMN chain bytea;
DO $chain$
DECLARE
  last_centre text := NULL;
  hash bytea;
  e record;
BEGIN
  FOR e IN SELECT * FROM parley.events ORDER BY centre, position LOOP
    IF last_centre IS DISTINCT FROM e.centre THEN hash := ''; END IF;
    last_centre := e.centre;
    hash := sha256(hash || convert_to(
      '[{"t":' || to_json(e.type) || ',"v":' || e.schema_version || ',"a":' || e.at || ',"c":' || to_json(e.command_id)
      || ',"i":' || e.index || ',"l":' || to_json(e.last) || ',"u":' || coalesce(to_json(e.actor)::text, 'null')
      || ',"r":' || coalesce(to_json(e.correlation)::text, 'null')
      || ',"s":' || coalesce(to_json(e.causation)::text, 'null') || '}]' || E'\\n' || e.data, 'UTF8'));
    UPDATE parley.events SET chain = hash WHERE centre = e.centre AND position = e.position;
    UPDATE parley.heads SET chain = hash WHERE centre = e.centre;
  END LOOP;
END $chain$;
`

/** From each version to the next: the first makes version 1 of an empty database. One that was released stays as it is. */
const MIGRATIONS: ReadonlyArray<string> = [FIRST, CHAINED, CONTENT_CHUNKS, SNAPSHOT_TABLES, READ_MODELS, ARCHIVES]

/** The version that this code reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length

/** Key of the advisory lock under which one process at a time migrates: "parl" in ASCII. */
const MIGRATION_LOCK = 0x7061_726c

/**
 * Brings the database to `SCHEMA_VERSION` in one transaction, or leaves it as it was. Several processes may do so at
 * once. One that is there already is only read. Fails with `StoreRefused` where the database is newer than this code, or
 * its tables are not as they were made.
 */
export const migrate: Effect.Effect<void, StoreFailure, Database> = Effect.gen(function* () {
  const database = yield* Database
  if ((yield* versionOf(database)) === SCHEMA_VERSION) return yield* checkTables(database)
  yield* database.transaction(
    Effect.gen(function* () {
      yield* database.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK])
      const version = yield* versionOf(database)
      if (version > SCHEMA_VERSION) {
        const reason = `the database has version ${version} of the tables, this code knows ${SCHEMA_VERSION}`
        return yield* new StoreRefused({ operation: "migrate", reason })
      }
      for (const next of MIGRATIONS.slice(version)) yield* database.script(next)
      yield* database.query("UPDATE parley.version SET version = $1", [SCHEMA_VERSION])
      yield* checkTables(database)
    })
  )
}).pipe(storeFailures({ name: "migrate", writes: true }))

/**
 * Whether there are tables, read as data: what `to_regclass` answers may come from the session's cache and be older than
 * a lock just waited for.
 */
const KNOWN = "SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'parley' AND tablename = 'version'"

/** The version the tables have; 0 where there are none. */
export const versionOf = Effect.fnUntraced(function* ({ query }: DatabaseService) {
  if ((yield* query(KNOWN)).length === 0) return 0
  const [row] = yield* query("SELECT version FROM parley.version")
  return typeof row?.["version"] === "number" ? row["version"] : 0
})
