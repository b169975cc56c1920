/**
 * Values as JSON, and back to working structures. A structure of the kernel becomes a record with the tag `$`; all else
 * is written as it is, and what is neither is refused.
 */
import { bitsSet, emptyBits, forEachBoth, isBits, type Bits } from "./bits.ts"
import { emptyHamt, hamtEntries, hamtSet, isHamt, type Hamt } from "./hamt.ts"
import { isOrderedSet, orderedFrom, orderedFromSorted, type Compare, type OrderedSet } from "./ordered-set.ts"
import { newOwner } from "./owner.ts"
import { emptyVector, isVector, vectorPush, vectorValues, type Vector } from "./vector.ts"

/** The orders that ordered sets are kept in, by the name under which each is written. */
export interface Orders {
  readonly [name: string]: Compare<never>
}

/** What cannot be written: a function, an object of an unknown class, NaN, an unnamed order. */
export class NotPersistable extends TypeError {
  override readonly name = "NotPersistable"
}

/** What was never written by this codec, or not wholly. */
export class PersistedUnreadable extends Error {
  override readonly name = "PersistedUnreadable"
}

export type Kind = "list" | "record" | "hamt" | "vector" | "set" | "bits"

/** How a value is built that is more than a text, a number, a boolean or null. */
export function kindOf(value: object): Kind {
  if (Array.isArray(value)) return "list"
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw new NotPersistable(`an object of the class ${value.constructor.name}`)
  if ("root" in value) {
    if (isHamt(value)) return "hamt"
    if (isVector(value)) return "vector"
    if (isOrderedSet(value)) return "set"
  }
  return "chunks" in value && isBits(value) ? "bits" : "record"
}

export type PlainRecord = Readonly<Record<string, unknown>>
/** Whether a value is a record and no structure. Throws for an object of an unknown class. */
export const isRecord = (value: object): value is PlainRecord => kindOf(value) === "record"

const [DOLLAR, UNDERSCORE] = [0x24, 0x5f]

/** Whether a key of a record could be taken for a tag, or be lost where records are built. */
export function isOdd(key: string): boolean {
  const first = key.charCodeAt(0)
  return first === DOLLAR || (first === UNDERSCORE && key === "__proto__")
}

/** By code units: the one order of keys and texts. */
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The entries of a map; in a canonical form by key, whatever its history. */
export const entriesOf = (map: Hamt<unknown>, canonical: boolean): Iterable<readonly [string, unknown]> =>
  canonical ? [...hamtEntries(map)].sort(([a], [b]) => byCode(a, b)) : hamtEntries(map)

/** The keys of a record; in a canonical form ascending. */
export const keysOf = (record: object, canonical: boolean): ReadonlyArray<string> =>
  canonical ? Object.keys(record).sort(byCode) : Object.keys(record)

export function membersOf(bits: Bits): ReadonlyArray<number> {
  const members: Array<number> = []
  forEachBoth(bits, bits, (index) => {
    members.push(index)
  })
  return members
}

/** The name of the order that a set is kept in. */
export function orderOf({ compare }: OrderedSet<unknown>, orders: Orders): string {
  for (const name of Object.keys(orders)) if (orders[name] === compare) return name
  throw new NotPersistable("an ordered set whose order has no name")
}

export interface Form {
  readonly orders: Orders
  readonly canonical: boolean
}

/** A value as `JSON.stringify` may write it. O(size). */
export function toJson(value: unknown, form: Form): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value
    case "number":
      if (Number.isNaN(value)) throw new NotPersistable("a number that is none")
      return Number.isFinite(value) ? value : { $: String(value) }
    case "undefined":
      return { $: "undefined" }
    case "object":
      return value === null ? null : objectToJson(value, form)
    default:
      throw new NotPersistable(`a ${typeof value}`)
  }
}

function objectToJson(value: object, form: Form): unknown {
  const kind = kindOf(value)
  if (Array.isArray(value)) return value.map((item) => toJson(item, form))
  if (isRecord(value)) return recordToJson(value, form)
  return { $: kind, ...(isOrderedSet(value) ? { order: orderOf(value, form.orders) } : {}), of: itemsOf(value, form) }
}

function recordToJson(record: PlainRecord, form: Form): unknown {
  const keys = keysOf(record, form.canonical)
  if (keys.some(isOdd)) return { $: "record", of: keys.flatMap((key) => [key, toJson(record[key], form)]) }
  const json: Record<string, unknown> = {}
  for (const key of keys) json[key] = toJson(record[key], form)
  return json
}

function itemsOf(value: object, form: Form): ReadonlyArray<unknown> {
  if (isHamt(value)) {
    const items: Array<unknown> = []
    for (const [key, item] of entriesOf(value, form.canonical)) items.push(key, toJson(item, form))
    return items
  }
  if (isBits(value)) return membersOf(value)
  const items: Array<unknown> = []
  const inside = isVector(value) ? vectorValues(value) : isOrderedSet(value) ? orderedFrom(value) : []
  for (const item of inside) items.push(toJson(item, form))
  return items
}

/**
 * The value that `toJson` made this of. JSON just parsed, and nobody else's: what holds no structure is handed back as it
 * is, and the rest is changed in place.
 */
export function fromJson(json: unknown, orders: Orders): unknown {
  if (typeof json !== "object" || json === null) return json
  if (Array.isArray(json)) return listFrom(json, orders)
  const record: Record<string, unknown> = Object(json)
  if ("$" in record) return taggedFrom(record, orders)
  for (const key of Object.keys(record)) {
    const before = record[key]
    if (typeof before !== "object" || before === null) continue
    const after = fromJson(before, orders)
    if (after !== before) record[key] = after
  }
  return record
}

function listFrom(list: Array<unknown>, orders: Orders): Array<unknown> {
  for (let i = 0; i < list.length; i++) list[i] = fromJson(list[i], orders)
  return list
}

function taggedFrom(tagged: Readonly<Record<string, unknown>>, orders: Orders): unknown {
  const { $: tag, order, of } = tagged
  if (tag === "undefined") return undefined
  if (tag === "Infinity" || tag === "-Infinity") return Number(tag)
  if (!isStructure(tag) || !Array.isArray(of)) throw new PersistedUnreadable("a tag that is none")
  const builder = builderOf(tag, order, orders)
  if (!builder.keyed) for (const item of of) builder.add(undefined, fromJson(item, orders))
  else for (let i = 0; i < of.length; i += 2) builder.add(of[i], fromJson(of[i + 1], orders))
  return builder.done()
}

const STRUCTURES: ReadonlySet<unknown> = new Set<Kind>(["list", "record", "hamt", "vector", "set", "bits"])
export const isStructure = (tag: unknown): tag is Kind => STRUCTURES.has(tag)

/** Makes a structure of what is in it. Throws `PersistedUnreadable` for what cannot be. */
export interface Builder {
  /** Whether what is added has keys. */
  readonly keyed: boolean
  readonly add: (key: unknown, value: unknown) => void
  readonly done: () => unknown
}

export function builderOf(kind: Kind, order: unknown, orders: Orders): Builder {
  const owner = newOwner()
  const items: Array<unknown> = []
  const push = (_key: unknown, value: unknown): void => {
    items.push(value)
  }
  switch (kind) {
    case "list":
      return { keyed: false, add: push, done: () => items }
    case "record": {
      const entries: Array<readonly [string, unknown]> = []
      return {
        keyed: true,
        add: (key, value) => entries.push([textOf(key), value]),
        done: () => Object.fromEntries(entries)
      }
    }
    case "hamt": {
      let map: Hamt<unknown> = emptyHamt()
      return { keyed: true, add: (key, value) => (map = hamtSet(map, textOf(key), value, owner)), done: () => map }
    }
    case "vector": {
      let vector: Vector<unknown> = emptyVector()
      return { keyed: false, add: (_key, value) => (vector = vectorPush(vector, value, owner)), done: () => vector }
    }
    case "bits": {
      let bits = emptyBits()
      return { keyed: false, add: (_key, value) => (bits = bitsSet(bits, numberOf(value), owner)), done: () => bits }
    }
    case "set":
      return { keyed: false, add: push, done: () => setOf(items, order, orders) }
  }
}

/** The members were written in the order of that name, and are held to it. */
function setOf(members: ReadonlyArray<unknown>, order: unknown, orders: Orders): unknown {
  const compare = typeof order === "string" && Object.hasOwn(orders, order) ? orders[order] : undefined
  if (compare === undefined) throw new PersistedUnreadable("an ordered set of an unknown order")
  try {
    // What a set of this order held when it was written is what its order compares.
    return orderedFromSorted(compare, members as ReadonlyArray<never>)
  } catch (cause) {
    throw new PersistedUnreadable(`an ordered set out of its order ${String(order)}`, { cause })
  }
}

function textOf(key: unknown): string {
  if (typeof key !== "string") throw new PersistedUnreadable("a key that is no text")
  return key
}

function numberOf(value: unknown): number {
  if (!Number.isInteger(value)) throw new PersistedUnreadable("a member that is no whole number")
  return Number(value)
}
