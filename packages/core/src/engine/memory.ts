/** The three stores in memory, with the same promises as on a database; all is gone with the layer. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { RecordedEvent } from "../centre/index.ts"
import { AlreadyRecorded, CentreTaken, type AppendFailure, HeadMoved, StoreRefused } from "./failures.ts"
import {
  type Batch,
  ContentRows,
  EventStore,
  type Head,
  Ownership,
  PrivateRows,
  type RecordedCommand,
  type SealedItem,
  type Stores
} from "./ports.ts"
import { RowTable } from "../centre/row-table.ts"
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
    read: (centre, { after, limit }) =>
      Effect.sync(() => logOf(centre)?.events.slice(Math.max(after, 0), Math.max(after, 0) + limit) ?? []),
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
    due: (at) =>
      Effect.sync(() =>
        [...logs].flatMap(([name, { due }]) => (due !== null && due <= at ? [name] : [])).toSorted(byCode)
      ),
    centres: Effect.sync(() =>
      [...logs].flatMap(([name, log]) => (log.head.position > 0 ? [name] : [])).toSorted(byCode)
    )
  })
})

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

/** Deletes what matches and returns the keys it had. */
function deleteWhere<A>(map: Map<string, A>, matches: (value: A) => boolean): ReadonlyArray<string> {
  const keys = [...map].flatMap(([key, value]) => (matches(value) ? [key] : []))
  for (const key of keys) map.delete(key)
  return keys
}

/** By code units, which for ASCII is the order of `COLLATE "C"`. */
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const refused = (operation: string, reason: string) => Effect.fail(new StoreRefused({ operation, reason }))

/** The wrap of the centre itself, while no holder is named. */
const CENTRE = ""

/** Sealed content in memory. */
export const memoryContentRows: Layer.Layer<ContentRows> = Layer.sync(ContentRows, () => {
  const centres = new Map<string, Map<string, { readonly item: SealedItem; readonly at: number }>>()
  const itemsOf = (centre: string) => entryOf(centres, storableText(centre))
  return ContentRows.of({
    put: (centre, item, at) =>
      Effect.suspend(() => {
        const items = itemsOf(centre)
        const id = storableText(item.id)
        if (items.has(id)) return refused("put", "an item of this id is there already")
        if (item.wraps.size === 0) return refused("put", "an item needs a holder")
        items.set(id, { item: { id, sealed: item.sealed.slice(), wraps: wrapsOf(item.wraps) }, at })
        return Effect.void
      }),
    get: (centre, id) => Effect.sync(() => itemsOf(centre).get(storableText(id))?.item ?? null),
    rewrap: (centre, id, wraps) =>
      Effect.suspend(() => {
        if (wraps.size === 0) return refused("rewrap", "an item needs a holder")
        const items = itemsOf(centre)
        const kept = items.get(storableText(id))
        if (kept !== undefined) items.set(kept.item.id, { ...kept, item: { ...kept.item, wraps: wrapsOf(wraps) } })
        return Effect.void
      }),
    dropHolder: (centre, holder) =>
      Effect.sync(() => {
        const items = itemsOf(centre)
        const name = storableText(holder)
        const held = [...items.values()].filter(({ item }) => item.wraps.has(name))
        for (const { item, at } of held) {
          const wraps = new Map([...item.wraps].filter(([other]) => other !== name))
          items.set(item.id, { item: { ...item, wraps }, at })
        }
        return deleteWhere(items, ({ item }) => item.wraps.size === 0).toSorted(byCode)
      }),
    sweep: (centre, before) =>
      Effect.sync(
        () =>
          deleteWhere(itemsOf(centre), ({ item, at }) => at < before && item.wraps.size === 1 && item.wraps.has(CENTRE))
            .length
      )
  })
})

const wrapsOf = (wraps: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> =>
  new Map([...wraps].map(([holder, wrapped]) => [storableText(holder), wrapped.slice()]))

function entryOf<A>(maps: Map<string, Map<string, A>>, key: string): Map<string, A> {
  const known = maps.get(key)
  if (known !== undefined) return known
  const fresh = new Map<string, A>()
  maps.set(key, fresh)
  return fresh
}

interface Value {
  readonly value: Uint8Array
  readonly expiresAt: number | null
}

/** Private values in memory. What has expired goes when something that expires is put beside it. */
export const memoryPrivateRows: Layer.Layer<PrivateRows> = Layer.sync(PrivateRows, () => {
  const kinds = new Map<string, Map<string, Value>>()
  const valuesOf = (centre: string, kind: string) =>
    entryOf(kinds, JSON.stringify([storableText(centre), storableText(kind)]))
  const expired = ({ expiresAt }: Value, now: number) => expiresAt !== null && expiresAt <= now
  const now = Clock.currentTimeMillis
  return PrivateRows.of({
    get: (centre, kind, key) =>
      Effect.map(now, (at) => {
        const kept = valuesOf(centre, kind).get(storableText(key))
        return kept === undefined || expired(kept, at) ? null : kept.value.slice()
      }),
    put: (centre, kind, key, value, expiresAt) =>
      Effect.map(now, (at) => {
        const values = valuesOf(centre, kind)
        if (expiresAt !== null) deleteWhere(values, (other) => expired(other, at))
        values.set(storableText(key), { value: value.slice(), expiresAt })
      }),
    putIfAbsent: (centre, kind, key, value) =>
      Effect.map(now, (at) => {
        const values = valuesOf(centre, kind)
        const name = storableText(key)
        const kept = values.get(name)
        if (kept !== undefined && !expired(kept, at)) return false
        values.set(name, { value: value.slice(), expiresAt: null })
        return true
      }),
    delete: (centre, kind, key) =>
      Effect.sync(() => {
        valuesOf(centre, kind).delete(storableText(key))
      }),
    list: (centre, kind, limit) =>
      Effect.map(now, (at) =>
        [...valuesOf(centre, kind)]
          .filter(([, value]) => !expired(value, at))
          .toSorted(([a], [b]) => byCode(a, b))
          .slice(0, limit)
          .map(([key, { value }]) => ({ key, value: value.slice() }))
      )
  })
})

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
  memoryOwnership
)
