/** The append: one statement for a batch, so one round trip and no lock held across one. */
import type { Centre } from "@parley/core"
import { type Batch, recordedAt } from "@parley/core/engine"
import type { QueryOptions, Value } from "./database.ts"

/** The channel on which every append of the store tells its centre and its new head, once. */
export const CHANNEL = "parley_log"

/**
 * The head's row is locked, asserted and moved first; all else hangs on it, so that nothing is written where it has
 * moved. A recorded command id breaks the key of `commands` and with it the statement. The last event of a batch carries
 * the chain: the hash of the chain before it and of the batch as it came.
 */
const HEAD = `
WITH head AS (
  UPDATE parley.heads SET position = $2::bigint + $3::bigint, epoch = $5::bigint, due = $6::bigint,
    chain = CASE WHEN $3 = 0 THEN chain ELSE sha256(chain || convert_to($7::text || E'\\n' || $8::text, 'UTF8')) END
  WHERE centre = $1::text AND position = $2 AND epoch = $4::bigint
  RETURNING position, chain
)`

/**
 * Events come as lines of JSON beside one document of what stands around them. Measured on Postgres 15 at 32 events a
 * batch, against multi-row VALUES, `json_to_recordset` of whole events and `unnest`: half the processor time of VALUES
 * and `unnest` in this process, and no more than any of them in the server.
 */
const MANY = `${HEAD}, new_events AS (
  INSERT INTO parley.events
    (centre, position, type, schema_version, at, command_id, index, last, actor, correlation, causation, data, chain)
  SELECT $1, $2 + e.ordinal, e.t, e.v, e.a, e.c, e.i, e.l, e.u, e.r, e.s, e.data::json,
    CASE WHEN e.ordinal = $3 THEN head.chain END
  FROM head, ROWS FROM (
    json_to_recordset($7::json) AS (t text, v int, a bigint, c text, i int, l boolean, u text, r text, s text),
    string_to_table($8, E'\\n')
  ) WITH ORDINALITY AS e (t, v, a, c, i, l, u, r, s, data, ordinal)
), new_commands AS (
  INSERT INTO parley.commands (centre, command_id, fingerprint, position, events, answer, at)
  SELECT $1, c.c, c.f, c.p, c.e, coalesce(c.r, 'null'), c.a
  FROM head, json_to_recordset($9::json) AS c (c text, f text, p bigint, e int, r json, a bigint)
)`

const rowsAt = (place: string): string => `, new_rows AS (
  INSERT INTO parley.rows (centre, key, value)
  SELECT $1, r.k, r.v FROM head, json_to_recordset(${place}::json) AS r (k text, v json)
  ON CONFLICT (centre, key) DO UPDATE SET value = excluded.value
)`
const ROWS = rowsAt("$10")

const DROPS = `, dropped_rows AS (
  DELETE FROM parley.rows r USING head WHERE r.centre = $1 AND r.key = ANY ($11::text[])
)`

/** One command of one event: without a document to take apart, a tenth to a fifth less work for the server. */
const ONE = `${HEAD}, new_events AS (
  INSERT INTO parley.events
    (centre, position, type, schema_version, at, command_id, index, last, actor, correlation, causation, data, chain)
  SELECT $1, head.position, $9::text, $10::int, $11::bigint, $12::text, 0, true, $13::text, $14::text, $15::text,
    $8::json, head.chain
  FROM head
), new_commands AS (
  INSERT INTO parley.commands (centre, command_id, fingerprint, position, events, answer, at)
  SELECT $1, $12, $16::text, head.position, 1, $17::json, $11 FROM head
)`

const TELL = ` SELECT pg_notify('${CHANNEL}', position || ' ' || $1) FROM head`

/** Whether the head stood where the batch expects it: a row, or none. Most batches change no rows. */
const OF_ONE: AppendStatement = { text: ONE + TELL, options: { name: "parley_append_one" } }
const OF_ONE_WITH_ROWS: AppendStatement = {
  text: ONE + rowsAt("$18") + TELL,
  options: { name: "parley_append_one_rows" }
}
const WITHOUT_ROWS: AppendStatement = { text: MANY + TELL, options: { name: "parley_append" } }
const WITH_ROWS: AppendStatement = { text: MANY + ROWS + TELL, options: { name: "parley_append_rows" } }
const WITH_DROPS: AppendStatement = { text: MANY + ROWS + DROPS + TELL, options: { name: "parley_append_drops" } }

interface AppendStatement {
  readonly text: string
  readonly options: QueryOptions
}

/** A statement with its values: what `Session.query` takes. */
export interface AppendCall extends AppendStatement {
  readonly values: ReadonlyArray<Value>
}

/** What stands around an event, in the order of fields in which it is hashed. */
export const around = (one: Omit<Centre.RecordedEvent, "event" | "position"> & { readonly type: string }) => ({
  t: one.type,
  v: one.version,
  a: one.at,
  c: one.commandId,
  i: one.index,
  l: one.last,
  u: one.actor,
  r: one.correlationId,
  s: one.causationId
})

/** The call that appends a batch at this instant. O(size of the batch). */
export function appendCall(centre: string, batch: Batch, now: number): AppendCall {
  const { expected, epoch, events, rows, due } = batch
  const values: ReadonlyArray<Value> = [
    centre,
    expected.position,
    events.length,
    expected.epoch,
    epoch,
    due,
    JSON.stringify(events.map((one) => around({ ...one, type: one.event._tag }))),
    // JSON has no raw line breaks.
    events.map(({ event }) => JSON.stringify(event)).join("\n")
  ]
  const changes = rows.length === 0 ? NO_CHANGES : changesOf(batch)
  return callOfOne(batch, values, changes) ?? callWithRows(callOfMany(batch, values, now), changes)
}

/** Rows that are written, and those that are dropped. */
interface Changes {
  readonly written: ReadonlyArray<{ readonly k: string; readonly v: unknown }>
  readonly dropped: ReadonlyArray<string>
}

const NO_CHANGES: Changes = { written: [], dropped: [] }

/** Of several changes to one key the last. */
function changesOf({ rows }: Batch): Changes {
  const newest = new Map(rows.map(({ key, row }) => [key, row]))
  return {
    written: [...newest].flatMap(([k, v]) => (v === null ? [] : [{ k, v }])),
    dropped: [...newest].flatMap(([key, row]) => (row === null ? [key] : []))
  }
}

/** The call of one command that wrote one event and drops no rows; null for any other batch. */
function callOfOne(
  { events, commands }: Batch,
  values: ReadonlyArray<Value>,
  { written, dropped }: Changes
): AppendCall | null {
  const [one, command] = [events[0], commands[0]]
  if (events.length !== 1 || commands.length !== 1 || one === undefined || command === undefined) return null
  const { event, version, at, commandId, index, last, actor, correlationId, causationId } = one
  if (index !== 0 || !last || command.commandId !== commandId || command.events !== 1 || dropped.length > 0) return null
  const { fingerprint, answer } = command
  const more = [event._tag, version, at, commandId, actor, correlationId, causationId, fingerprint]
  const ofOne = [...values, ...more, JSON.stringify(answer)]
  return written.length === 0
    ? { ...OF_ONE, values: ofOne }
    : { ...OF_ONE_WITH_ROWS, values: [...ofOne, JSON.stringify(written)] }
}

function callOfMany(batch: Batch, values: ReadonlyArray<Value>, now: number): AppendCall {
  const answered = batch.commands.map((command) => ({
    c: command.commandId,
    f: command.fingerprint,
    p: command.position,
    e: command.events,
    r: command.answer,
    a: recordedAt(batch, command, now)
  }))
  return { ...WITHOUT_ROWS, values: [...values, JSON.stringify(answered)] }
}

function callWithRows(call: AppendCall, { written, dropped }: Changes): AppendCall {
  if (written.length + dropped.length === 0) return call
  const withRows = [...call.values, JSON.stringify(written)]
  return dropped.length === 0
    ? { ...WITH_ROWS, values: withRows }
    : { ...WITH_DROPS, values: [...withRows, [...dropped]] }
}

/** U+0000 and lone surrogates, as `JSON.stringify` writes them; also a text that merely looks so. */
const ESCAPED = /\\u(?:0000|d[89a-f])/

/** Whether the call may hold text that Postgres cannot: then the batch is made storable and the call made again. */
export function mayBeUnstorable({ values }: AppendCall): boolean {
  return values.some((value) => typeof value === "string" && ESCAPED.test(value))
}
