/** Rows of the event store's tables, read into what they stand for. What cannot be read is `StoreRefused`. */
import { Centre } from "@parley/core"
import {
  decodeEvent,
  eventFault,
  type Head,
  isUnknown,
  type RecordedCommand,
  StoredAnswer,
  StoredRow,
  StoreRefused,
  type UnknownEvent
} from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Row } from "./connection.ts"
import type { Positions, Tuple } from "./log-page.ts"

const NEW_CENTRE: Head = { position: 0, epoch: 0 }

/** The head in the row of a centre; of a centre without one, the start. */
export function headOf([row]: ReadonlyArray<Row>): Effect.Effect<Head, StoreRefused> {
  if (row === undefined) return Effect.succeed(NEW_CENTRE)
  const { position, epoch } = row
  if (typeof position !== "number" || typeof epoch !== "number") return refused("head", "a head that cannot be read")
  return Effect.succeed({ position, epoch })
}

/**
 * The events at these positions as far as the log goes. The first row tells the head; where there is no event it is the
 * only one, without any. All that should be there must be: a gap is refused.
 */
export const eventsOf = (
  rows: ReadonlyArray<Tuple>,
  positions: Positions
): Effect.Effect<ReadonlyArray<Centre.RecordedEvent>, StoreRefused> =>
  Effect.flatMap(anyEventsOf(rows, positions), (events) => {
    const known: Array<Centre.RecordedEvent> = []
    for (const one of events) {
      if (one.event === null) return refused("read", `${unknownFault(one)} at position ${one.position}`)
      known.push(one)
    }
    return Effect.succeed(known)
  })

const unknownFault = ({ version, unknown: { type } }: UnknownEvent): string =>
  eventFault({ type, version, data: undefined })

/** The same, with events that this code does not know as they stand there. */
export function anyEventsOf(
  rows: ReadonlyArray<Tuple>,
  { start, end }: Positions
): Effect.Effect<ReadonlyArray<Centre.RecordedEvent | UnknownEvent>, StoreRefused> {
  const head = rows[0]?.[0] ?? (rows.length === 0 ? 0 : null)
  if (typeof head !== "number") return refused("read", "a head that cannot be read")
  const events: Array<Centre.RecordedEvent | UnknownEvent> = []
  for (const row of rows) {
    if (row[1] === null) break
    const expected = start + events.length + 1
    const event = eventOf(row)
    if (typeof event === "string") return refused("read", `${event} at position ${expected}`)
    if (event.position !== expected) return refused("read", `a gap: ${event.position} stands where ${expected} should`)
    events.push(event)
  }
  if (typeof head !== "number") return refused("read", "a head that cannot be read")
  const last = start + events.length
  if (last < Math.min(end, head)) return refused("read", `a gap: nothing stands at ${last + 1}, the head is ${head}`)
  if (last > head && events.length > 0) return refused("read", `an event stands at ${last}, after the head ${head}`)
  return Effect.succeed(events)
}

/** What stands around the event of a row (`log-page.ts` names its columns); null when it cannot be read. */
export function envelopeOf(row: Tuple): (Omit<Centre.RecordedEvent, "event"> & { readonly type: string }) | null {
  const position = row[1]
  const type = row[2]
  const version = row[3]
  const at = row[4]
  const commandId = row[5]
  const index = row[6]
  const last = row[7]
  const actor = row[8]
  const correlationId = row[9]
  const causationId = row[10]
  if (
    typeof position !== "number" ||
    typeof type !== "string" ||
    typeof version !== "number" ||
    typeof at !== "number" ||
    typeof commandId !== "string" ||
    typeof index !== "number" ||
    typeof last !== "boolean" ||
    !isTextOrNull(actor) ||
    !isTextOrNull(correlationId) ||
    !isTextOrNull(causationId)
  ) {
    return null
  }
  return { type, position, at, commandId, index, last, version, actor, correlationId, causationId }
}

/** The event of a row, or why there is none. */
function eventOf(row: Tuple): Centre.RecordedEvent | UnknownEvent | string {
  const around = envelopeOf(row)
  if (around === null) return "an event that cannot be read"
  const { type, position, at, commandId, index, last, version, actor, correlationId, causationId } = around
  const stored = { type, version, data: parsed(row[11]) }
  if (isUnknown(stored)) {
    const { type: _, ...rest } = around
    return { ...rest, event: null, unknown: { type, data: stored.data } }
  }
  const event = decodeEvent(stored)
  if (event === null) return eventFault(stored)
  // What was stored in an older version is the newest by now. Written out: a log is read whole.
  const newest = Centre.versionOf(type)
  return { position, at, commandId, index, last, version: newest, actor, correlationId, causationId, event }
}

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === "string"

/** The value of a JSON column; undefined when it is none. */
function parsed(json: unknown): unknown {
  if (typeof json !== "string") return undefined
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

const decodeKeyed = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ key: Schema.String, row: StoredRow })))

/** Decision rows with their keys, in the order they come in. */
export const keyedRowsOf = (rows: ReadonlyArray<Row>): Effect.Effect<ReadonlyArray<Centre.KeyedRow>, StoreRefused> =>
  decodeKeyed(rows.map(({ key, value }) => ({ key, row: parsed(value) }))).pipe(
    Effect.catch(() => refused("rows", "a row that cannot be read"))
  )

/** Decision rows by their keys. */
export const decisionRowsOf = (
  rows: ReadonlyArray<Row>
): Effect.Effect<ReadonlyMap<Centre.RowKey, Centre.Row>, StoreRefused> =>
  Effect.map(keyedRowsOf(rows), (keyed) => new Map(keyed.map(({ key, row }) => [key, row])))

const decodeCommands = Schema.decodeUnknownEffect(
  Schema.Array(
    Schema.Struct({
      commandId: Schema.String,
      fingerprint: Schema.String,
      position: Schema.Int,
      events: Schema.Int,
      answer: StoredAnswer
    })
  )
)

/** Recorded commands by their ids. */
export const commandsOf = (
  rows: ReadonlyArray<Row>
): Effect.Effect<ReadonlyMap<string, RecordedCommand>, StoreRefused> =>
  decodeCommands(
    rows.map(({ command_id, answer, ...rest }) => ({ ...rest, commandId: command_id, answer: parsed(answer) }))
  ).pipe(
    Effect.map((decoded) => new Map(decoded.map((command) => [command.commandId, command]))),
    Effect.catch(() => refused("commands", "a recorded command that cannot be read"))
  )

const refused = (operation: string, reason: string) => Effect.fail(new StoreRefused({ operation, reason }))
