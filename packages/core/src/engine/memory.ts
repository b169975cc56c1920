/** The stores in memory, with the same promises as on a database; all is gone with the layer. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { RecordedEvent } from "../centre/index.ts"
import { AlreadyRecorded, CentreTaken, type AppendFailure, HeadMoved, StoreRefused } from "./failures.ts"
import { type Batch, EventStore, type Head, Ownership, type RecordedCommand, type Stores } from "./ports.ts"
import { byCode, deleteWhere, memoryContentRows, memoryPrivateRows } from "./content/memory.ts"
import { RowTable } from "../centre/row-table.ts"
import { memorySnapshots } from "./snapshots/memory.ts"
import { memoryReadModels } from "./memory-read-models.ts"
import { makeSignals } from "./signals.ts"
import { storableText } from "./storable.ts"
import { batchFault, NOT_STORABLE, recordedAt, storableBatch } from "./stored.ts"

interface Log {
  head: Head
  due: number | null
  readonly events: Array<RecordedEvent>
  readonly commands: Map<string, { readonly command: RecordedCommand; readonly at: number }>
  readonly rows: RowTable
}

const NEW_CENTRE: Head = { position: 0, epoch: 0 }

/** Logs, rows and commands in memory. */
export const memoryEventStore: Layer.Layer<EventStore> = Layer.sync(EventStore, () => {
  const logs = new Map<string, Log>()
  const signals = makeSignals()
  const logOf = (centre: string) => logs.get(storableText(centre))
  return EventStore.of({
    head: (centre) => Effect.sync(() => logOf(centre)?.head ?? NEW_CENTRE),
    append: Effect.fnUntraced(function* (centre, batch) {
      const name = storableText(centre)
      yield* appended(logs, name, batch, yield* Clock.currentTimeMillis)
      signals.signal(name)
    }),
    read: (centre, range) => Effect.sync(() => within(logOf(centre), range)),
    readAny: (centre, range) => Effect.sync(() => within(logOf(centre), range)),
    rows: (centre, keys) => Effect.sync(() => found(keys, (key) => logOf(centre)?.rows.get(key) ?? undefined)),
    range: (centre, { prefix, limit, after = "" }) =>
      Effect.sync(
        () => logOf(centre)?.rows.within({ prefix: storableText(prefix), limit, after: storableText(after) }) ?? []
      ),
    commands: (centre, ids) => Effect.sync(() => found(ids, (id) => logOf(centre)?.commands.get(id)?.command)),
    forgetCommands: (centre, before) =>
      Effect.sync(() => {
        const log = logOf(centre)
        return log === undefined ? 0 : deleteWhere(log.commands, ({ at }) => at < before).length
      }),
    changes: (centre) => signals.changes(storableText(centre)),
    due: (until) =>
      Effect.sync(() =>
        [...logs]
          .flatMap(([centre, { due }]) => (due !== null && due <= until ? [{ centre, due }] : []))
          .toSorted((a, b) => a.due - b.due || byCode(a.centre, b.centre))
      ),
    centres: Effect.sync(() =>
      [...logs].flatMap(([name, log]) => (log.head.position > 0 ? [name] : [])).toSorted(byCode)
    )
  })
})

const within = (log: Log | undefined, { after, limit }: { readonly after: number; readonly limit: number }) =>
  log?.events.slice(Math.max(after, 0), Math.max(after, 0) + limit) ?? []

function appended(
  logs: Map<string, Log>,
  centre: string,
  batch: Batch,
  now: number
): Effect.Effect<void, AppendFailure> {
  return Effect.suspend((): Effect.Effect<void, AppendFailure> => {
    const fault = batchFault(batch)
    if (fault !== null) return refused("append", fault)
    const known = logs.get(centre)
    const head = known?.head ?? NEW_CENTRE
    const { expected, epoch, commands } = batch
    if (head.position !== expected.position || head.epoch !== expected.epoch) return Effect.fail(new HeadMoved(head))
    const ids = commands.flatMap(({ commandId }) => (known?.commands.has(storableText(commandId)) ? [commandId] : []))
    if (ids.length > 0) return Effect.fail(new AlreadyRecorded({ ids }))
    const clean = storableBatch(batch)
    if (clean === null) return refused("append", NOT_STORABLE)
    const log: Log = known ?? { head, due: null, events: [], commands: new Map(), rows: new RowTable() }
    logs.set(centre, log)
    log.events.push(...clean.events)
    for (const command of clean.commands)
      log.commands.set(command.commandId, { command, at: recordedAt(clean, command, now) })
    for (const change of clean.rows) log.rows.write(change)
    log.head = { position: head.position + clean.events.length, epoch }
    log.due = batch.due
    return Effect.void
  })
}

/** What `look` finds for each name, under the name as it was given. */
function found<A>(names: ReadonlyArray<string>, look: (name: string) => A | undefined): ReadonlyMap<string, A> {
  const all = new Map<string, A>()
  for (const name of names) {
    const value = look(storableText(name))
    if (value !== undefined) all.set(name, value)
  }
  return all
}

const refused = (operation: string, reason: string) => Effect.fail(new StoreRefused({ operation, reason }))

/** Claims within these stores: one at a time has a centre. */
export const memoryOwnership: Layer.Layer<Ownership> = Layer.sync(Ownership, () => {
  const claimed = new Set<string>()
  return Ownership.of({
    claim: (centre) => {
      const name = storableText(centre)
      const claim = Effect.suspend(() => {
        if (claimed.has(name)) return Effect.fail(new CentreTaken({ centre }))
        claimed.add(name)
        return Effect.succeed({ lost: Effect.never })
      })
      return Effect.acquireRelease(claim, () => Effect.sync(() => claimed.delete(name)))
    }
  })
})

/** All of them. Layers built apart share nothing. */
export const memoryStores: Layer.Layer<Stores> = Layer.mergeAll(
  memoryEventStore,
  memoryContentRows,
  memoryPrivateRows,
  memoryOwnership,
  memorySnapshots,
  memoryReadModels
)
