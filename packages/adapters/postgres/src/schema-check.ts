/** Whether the tables are as the migrations make them: a column, key or function that somebody took away would be missed in silence. */
import { StoreRefused } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import type { Session } from "./database.ts"
import { PARTS } from "./schema-parts.ts"

/** Parts that a refusal names; the others are counted. */
const NAMED_MAX = 3

/**
 * Columns with type, order of text and whether they must be there, keys in the order of their columns, and functions. Read
 * from the catalog, which every role may.
 */
const FOUND = `
SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
  || coalesce(' COLLATE ' || (SELECT l.collname FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation), '')
  || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END AS part
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = 'parley' AND c.relkind = 'r'
UNION ALL
SELECT c.relname || ' PRIMARY KEY (' || (
  SELECT string_agg(a.attname, ', ' ORDER BY k.n)
  FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, n)
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
) || ')'
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'parley' AND i.indisprimary AND i.indisvalid
UNION ALL
SELECT p.proname || '(' || oidvectortypes(p.proargtypes) || ')'
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'parley'`

/** All parts there are, by name. */
export const partsIn = (session: Session): Effect.Effect<ReadonlyArray<string>, SqlError> =>
  Effect.map(session.query(FOUND), (rows) => rows.map((row) => String(row["part"])).toSorted())

/** Fails with `StoreRefused` where a part is not there as it was made. What was added is nobody's concern. */
export const checkTables = Effect.fnUntraced(function* (
  session: Session
): Effect.fn.Return<void, SqlError | StoreRefused> {
  const found = new Set(yield* partsIn(session))
  const missing = PARTS.filter((part) => !found.has(part))
  if (missing.length === 0) return
  const more = missing.length > NAMED_MAX ? `, and ${missing.length - NAMED_MAX} more` : ""
  const reason = `the tables were altered: not there is ${missing.slice(0, NAMED_MAX).join("; ")}${more} (schema parley)`
  return yield* new StoreRefused({ operation: "migrate", reason })
})
