/** What must hold of a log and of what lies beside it, whatever befell those who wrote it. */
import { Centre } from "@parley/core"
import { EventStore, PAGE_MAX, RowTable, type Stores } from "@parley/core/engine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Journal } from "./journal.ts"
import { plainly } from "./plainly.ts"

export type Log = ReadonlyArray<Centre.RecordedEvent>

/** The log of a centre up to a position. */
export const wholeLog = Effect.fnUntraced(function* (
  stores: Context.Context<Stores>,
  centre: string,
  position: number
) {
  const store = Context.get(stores, EventStore)
  const log: Array<Centre.RecordedEvent> = []
  while (log.length < position) {
    const page = yield* store.read(centre, { after: log.at(-1)?.position ?? 0, limit: PAGE_MAX })
    if (page.length === 0) break
    for (const event of page) log.push(event)
  }
  return log.filter((event) => event.position <= position)
})

/** Positions are whole numbers from 1, each once, up to the head. */
export const gapFaults = (log: Log, position: number): ReadonlyArray<string> => {
  const gap = log.findIndex((event, index) => event.position !== index + 1)
  if (gap >= 0) return [`there is a gap before position ${log[gap]?.position}`]
  return log.length === position ? [] : [`the log has ${log.length} events, its head stands at ${position}`]
}

/** Decision rows are the fold of the log, no more and no less. */
export const rowFaults = Effect.fnUntraced(function* (stores: Context.Context<Stores>, centre: string, log: Log) {
  const fold = new RowTable()
  for (const { event } of log) for (const change of Centre.rowsOf(event)) fold.write(change)
  const rows = yield* Context.get(stores, EventStore).range(centre, { prefix: "", limit: Number.MAX_SAFE_INTEGER })
  return plainly(rows) === plainly(fold.all()) ? [] : ["the decision rows are not the fold of the log"]
})

/** The events of each command. */
export function batchesIn(log: Log): ReadonlyMap<string, Log> {
  const batches = new Map<string, Array<Centre.RecordedEvent>>()
  for (const event of log) {
    const batch = batches.get(event.commandId)
    if (batch === undefined) batches.set(event.commandId, [event])
    else batch.push(event)
  }
  return batches
}

/** Each command is in the log once, and whole. */
export function twiceFaults(log: Log): ReadonlyArray<string> {
  const faults: Array<string> = []
  for (const [commandId, events] of batchesIn(log)) {
    const begin = events[0]?.position ?? 0
    const isWhole = events.every(
      ({ position, index, last }, n) => index === n && last === (n === events.length - 1) && position === begin + n
    )
    if (!isWhole) faults.push(`${commandId} is not in the log once and whole`)
  }
  return faults
}

/** What was acknowledged is where it was said to be, and has one answer; what was said not to be there was not. */
export const lostFaults = Effect.fnUntraced(function* (
  stores: Context.Context<Stores>,
  centre: string,
  { journal, log }: { readonly journal: Journal; readonly log: Log }
) {
  const faults: Array<string> = []
  const said = new Map<string, string>()
  for (const line of journal.lines()) {
    if (line._tag === "Failed" && line.recorded && !line.unknown)
      faults.push(`${line.commandId} was said not to be carried out (${line.failure}), and was`)
    if (line._tag !== "Acknowledged") continue
    const { commandId, position, answer } = line
    const at = log[position - 1]
    if (at === undefined || at.commandId !== commandId || !at.last)
      faults.push(`${commandId} was acknowledged at ${position}, where it is not`)
    const text = plainly([position, answer])
    if ((said.get(commandId) ?? text) !== text) faults.push(`${commandId} was answered in two ways`)
    said.set(commandId, text)
  }
  const ids = [...said.keys()]
  for (let from = 0; from < ids.length; from += IDS_PAGE) {
    const recorded = yield* Context.get(stores, EventStore).commands(centre, ids.slice(from, from + IDS_PAGE))
    for (const [id, { position, answer }] of recorded)
      if (said.get(id) !== plainly([position, answer ?? null])) faults.push(`${id} is recorded otherwise than told`)
  }
  return faults
})

/** Recorded commands that are read at once. */
const IDS_PAGE = 1_000
