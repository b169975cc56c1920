/** Sealed content and private values in memory, with the same promises as on a database; all is gone with the layer. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { StoreRefused } from "../failures.ts"
import { storableText } from "../storable.ts"
import { equal } from "./bytes.ts"
import { ContentRows, PrivateRows, type SealedItem } from "./ports.ts"

/** Deletes what matches and returns the keys it had. */
export function deleteWhere<A>(map: Map<string, A>, matches: (value: A) => boolean): ReadonlyArray<string> {
  const keys = [...map].flatMap(([key, value]) => (matches(value) ? [key] : []))
  for (const key of keys) map.delete(key)
  return keys
}

/** By code units, which for ASCII is the order of `COLLATE "C"`. */
export const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const refused = (operation: string, reason: string) => Effect.fail(new StoreRefused({ operation, reason }))

/** The wrap of the centre itself, while no holder is named. */
const CENTRE = ""

interface Chunks {
  readonly at: number
  readonly bytes: Map<number, Uint8Array>
}

interface Kept {
  readonly item: SealedItem
  readonly at: number
}

/** The content of one centre: items, and further chunks by the id of theirs. */
interface Items {
  readonly items: Map<string, Kept>
  readonly chunks: Map<string, Chunks>
}

/** Drops what matches, with its chunks; the ids of it. */
const dropped = ({ items, chunks }: Items, matches: (kept: Kept) => boolean): ReadonlyArray<string> => {
  const ids = deleteWhere(items, matches)
  for (const id of ids) chunks.delete(id)
  return ids
}

type ContentOf = (centre: string) => Items
type Rows = ContentRows["Service"]

/** Sealed content in memory. */
export const memoryContentRows: Layer.Layer<ContentRows> = Layer.sync(ContentRows, () => {
  const centres = new Map<string, Items>()
  const contentOf: ContentOf = (centre) =>
    entryOf(centres, storableText(centre), () => ({ items: new Map(), chunks: new Map() }))
  return ContentRows.of({ ...bytesIn(contentOf), ...wrapsIn(contentOf), ...droppingIn(contentOf) })
})

const bytesIn = (contentOf: ContentOf): Pick<Rows, "put" | "putChunk" | "get" | "chunk"> => ({
  put: (centre, item, at) =>
    Effect.suspend(() => {
      const { items } = contentOf(centre)
      const id = storableText(item.id)
      if (items.has(id)) return refused("put", "an item of this id is there already")
      if (item.wraps.size === 0) return refused("put", "an item needs a holder")
      items.set(id, { item: { id, sealed: item.sealed.slice(), wraps: wrapsOf(item.wraps) }, at })
      return Effect.void
    }),
  putChunk: (centre, { id, n, bytes }, at) =>
    Effect.suspend(() => {
      const chunks = entryOf(contentOf(centre).chunks, storableText(id), () => ({ at, bytes: new Map() }))
      if (chunks.bytes.has(n)) return refused("putChunk", "a chunk of this number is there already")
      chunks.bytes.set(n, bytes.slice())
      return Effect.void
    }),
  get: (centre, id) => Effect.sync(() => contentOf(centre).items.get(storableText(id))?.item ?? null),
  chunk: (centre, id, n) => Effect.sync(() => contentOf(centre).chunks.get(storableText(id))?.bytes.get(n) ?? null)
})

const wrapsIn = (contentOf: ContentOf): Pick<Rows, "rewrap" | "held" | "changeWraps"> => ({
  rewrap: (centre, id, wraps) =>
    Effect.suspend(() => {
      if (wraps.size === 0) return refused("rewrap", "an item needs a holder")
      const { items } = contentOf(centre)
      const kept = items.get(storableText(id))
      if (kept !== undefined) items.set(kept.item.id, { ...kept, item: { ...kept.item, wraps: wrapsOf(wraps) } })
      return Effect.void
    }),
  held: (centre, holder, { after, limit }) =>
    Effect.sync(() =>
      [...contentOf(centre).items.values()]
        .flatMap(({ item: { id, wraps } }) => {
          const wrapped = wraps.get(storableText(holder))
          return wrapped === undefined || id <= after ? [] : [{ id, wrapped }]
        })
        .toSorted((a, b) => byCode(a.id, b.id))
        .slice(0, limit)
    ),
  changeWraps: (centre, holder, changes) =>
    Effect.sync(() => {
      const [{ items }, name] = [contentOf(centre), storableText(holder)]
      for (const { id, from, to } of changes) {
        const kept = items.get(storableText(id))
        const wrapped = kept?.item.wraps.get(name)
        if (kept === undefined || wrapped === undefined || !equal(wrapped, from)) continue
        const wraps = new Map([...kept.item.wraps, [name, to.slice()]])
        items.set(kept.item.id, { ...kept, item: { ...kept.item, wraps } })
      }
    })
})

const droppingIn = (contentOf: ContentOf): Pick<Rows, "abandon" | "dropHolder" | "drop" | "sweep"> => ({
  abandon: (centre, id) =>
    Effect.sync(() => {
      const { items, chunks } = contentOf(centre)
      if (!items.has(storableText(id))) chunks.delete(storableText(id))
    }),
  dropHolder: (centre, holder) =>
    Effect.sync(() => {
      const content = contentOf(centre)
      const name = storableText(holder)
      const held = [...content.items.values()].filter(({ item }) => item.wraps.has(name))
      for (const { item, at } of held) {
        const wraps = new Map([...item.wraps].filter(([other]) => other !== name))
        content.items.set(item.id, { item: { ...item, wraps }, at })
      }
      return dropped(content, ({ item }) => item.wraps.size === 0).toSorted(byCode)
    }),
  drop: (centre, ids) =>
    Effect.sync(() => {
      const named = new Set(ids.map(storableText))
      return dropped(contentOf(centre), ({ item }) => named.has(item.id)).length
    }),
  sweep: (centre, before) =>
    Effect.sync(() => {
      const content = contentOf(centre)
      const isOrphan = ({ item, at }: Kept) => at < before && item.wraps.size === 1 && item.wraps.has(CENTRE)
      const items = dropped(content, isOrphan).length
      const unfinished = [...content.chunks].filter(([id, { at }]) => at < before && !content.items.has(id))
      for (const [id] of unfinished) content.chunks.delete(id)
      return items + unfinished.length
    })
})

const wrapsOf = (wraps: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> =>
  new Map([...wraps].map(([holder, wrapped]) => [storableText(holder), wrapped.slice()]))

function entryOf<A>(maps: Map<string, A>, key: string, make: () => A): A {
  const known = maps.get(key)
  if (known !== undefined) return known
  const fresh = make()
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
    entryOf(kinds, JSON.stringify([storableText(centre), storableText(kind)]), () => new Map<string, Value>())
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
    replace: (centre, kind, key, { from, to }) =>
      Effect.map(now, (at) => {
        const values = valuesOf(centre, kind)
        const name = storableText(key)
        const kept = values.get(name)
        if (kept === undefined || expired(kept, at) || !equal(kept.value, from)) return false
        values.set(name, { value: to.slice(), expiresAt: kept.expiresAt })
        return true
      }),
    delete: (centre, kind, key) =>
      Effect.sync(() => {
        valuesOf(centre, kind).delete(storableText(key))
      }),
    list: (centre, kind, limit, after) =>
      Effect.map(now, (at) =>
        [...valuesOf(centre, kind)]
          .filter(([key, value]) => !expired(value, at) && (after === undefined || key > after))
          .toSorted(([a], [b]) => byCode(a, b))
          .slice(0, limit)
          .map(([key, { value }]) => ({ key, value: value.slice() }))
      )
  })
})
