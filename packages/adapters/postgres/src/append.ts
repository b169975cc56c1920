/** The append: one statement for a batch, so one round trip and no lock held across one. */
import { type Batch, recordedAt } from "@parley/core/engine"
import type { QueryOptions, Value } from "./database.ts"

/** The channel on which every append of the store tells its centre and its new head, once. */
export const CHANNEL = "parley_log"

/**
 * The head's row is locked, asserted and moved first; all else hangs on it, so that nothing is written where it has
 * moved. A recorded command id breaks the key of `commands` and with it the statement.
 *
 * Events come as lines of JSON beside one document of what stands around them. Measured on Postgres 15 at 32 events a
 * batch, against multi-row VALUES, `json_to_recordset` of whole events and `unnest`: half the processor time of VALUES
 * and `unnest` in this process, and no more than any of them in the server.
 */
const APPEND = `
WITH head AS (
  UPDATE parley.heads SET position = $2::bigint + $3::bigint, epoch = $5::bigint
  WHERE centre = $1::text AND position = $2::bigint AND epoch = $4::bigint
  RETURNING position
), new_events AS (
  INSERT INTO parley.events
    (centre, position, type, schema_version, at, command_id, index, last, actor, correlation, causation, data)
  SELECT $1, $2 + e.ordinal, e.t, e.v, e.a, e.c, e.i, e.l, e.u, e.r, e.s, e.data::json
  FROM head, ROWS FROM (
    json_to_recordset($6::json) AS (t text, v int, a bigint, c text, i int, l boolean, u text, r text, s text),
    string_to_table($7::text, E'\\n')
  ) WITH ORDINALITY AS e (t, v, a, c, i, l, u, r, s, data, ordinal)
), new_commands AS (
  INSERT INTO parley.commands (centre, command_id, fingerprint, position, events, answer, at)
  SELECT $1, c.c, c.f, c.p, c.e, coalesce(c.r, 'null'), c.a
  FROM head, json_to_recordset($8::json) AS c (c text, f text, p bigint, e int, r json, a bigint)
)`

const ROWS = `, new_rows AS (
  INSERT INTO parley.rows (centre, key, value)
  SELECT $1, r.k, r.v FROM head, json_to_recordset($9::json) AS r (k text, v json)
  ON CONFLICT (centre, key) DO UPDATE SET value = excluded.value
)`

const DROPS = `, dropped_rows AS (
  DELETE FROM parley.rows r USING head WHERE r.centre = $1 AND r.key = ANY ($10::text[])
)`

const TELL = ` SELECT pg_notify('${CHANNEL}', position || ' ' || $1) FROM head`

/** Whether the head stood where the batch expects it: a row, or none. Most batches change no rows. */
const WITHOUT_ROWS: AppendStatement = { text: APPEND + TELL, options: { name: "parley_append" } }
const WITH_ROWS: AppendStatement = { text: APPEND + ROWS + TELL, options: { name: "parley_append_rows" } }
const WITH_DROPS: AppendStatement = { text: APPEND + ROWS + DROPS + TELL, options: { name: "parley_append_drops" } }

interface AppendStatement {
  readonly text: string
  readonly options: QueryOptions
}

/** A statement with its values: what `Session.query` takes. */
export interface AppendCall extends AppendStatement {
  readonly values: ReadonlyArray<Value>
}

/** The call that appends a batch at this instant. O(size of the batch). */
export function appendCall(centre: string, batch: Batch, now: number): AppendCall {
  const { expected, epoch, events, commands, rows } = batch
  const around = events.map(({ event, version, at, commandId, index, last, actor, correlationId, causationId }) => ({
    t: event._tag,
    v: version,
    a: at,
    c: commandId,
    i: index,
    l: last,
    u: actor,
    r: correlationId,
    s: causationId
  }))
  // JSON has no raw line breaks.
  const lines = events.map(({ event }) => JSON.stringify(event)).join("\n")
  const answered = commands.map((command) => ({
    c: command.commandId,
    f: command.fingerprint,
    p: command.position,
    e: command.events,
    r: command.answer,
    a: recordedAt(batch, command, now)
  }))
  const values: ReadonlyArray<Value> = [
    centre,
    expected.position,
    events.length,
    expected.epoch,
    epoch,
    JSON.stringify(around),
    lines,
    JSON.stringify(answered)
  ]
  if (rows.length === 0) return { ...WITHOUT_ROWS, values }
  const newest = new Map(rows.map(({ key, row }) => [key, row]))
  const changed = [...newest].flatMap(([k, v]) => (v === null ? [] : [{ k, v }]))
  const withRows = [...values, JSON.stringify(changed)]
  if (changed.length === newest.size) return { ...WITH_ROWS, values: withRows }
  const dropped = [...newest].flatMap(([key, row]) => (row === null ? [key] : []))
  return { ...WITH_DROPS, values: [...withRows, dropped] }
}

/** U+0000 and lone surrogates, as `JSON.stringify` writes them; also a text that merely looks so. */
const ESCAPED = /\\u(?:0000|d[89a-f])/

/** Whether the call may hold text that Postgres cannot: then the batch is made storable and the call made again. */
export function mayBeUnstorable({ values }: AppendCall): boolean {
  return values.some((value) => typeof value === "string" && ESCAPED.test(value))
}
