/**
 * A persistent map from strings: a hash array mapped trie with keys and values inline (CHAMP), 32-way.
 *
 * Ids come from outside, so collisions can be chosen: below the seven levels that use up the 32 bits of the hash stands
 * an ordered set of the entries by key, so that an edit stays O(log n) whatever the keys are. The hash needs no seed.
 *
 * The order of iteration follows the hash and, within it, the history of the map. No decision and no encoded state may
 * depend on it.
 *
 * Casts read `slots`, whose layout `dataMap` and `nodeMap` fix: key and value of each entry in turn, ascending, then the
 * children, descending. A typed array of each kind would triple the objects of a node.
 *
 * Source: Steindorfer and Vinju, "Optimizing hash-array mapped tries for fast and lean immutable JVM collections" (2015).
 */
import { countBits } from "./count-bits.ts"
import type { Owner } from "./owner.ts"
import type { OrderedSet } from "./ordered-set.ts"
import { emptyOrderedSet, orderedAdd, orderedAtOrAfter, orderedDelete, orderedFrom } from "./ordered-set.ts"

/** One version of a map. Opaque but for `size`. */
export interface Hamt<V> {
  readonly size: number
  readonly root: TrieNode<V>
  /** The entry looked up or set last, which is mostly the next to be asked for: a memo, no part of what the map says. */
  lastKey: string | undefined
  lastValue: V | undefined
}

interface Entry<V> {
  readonly key: string
  readonly value: V
}

/** Entries whose hashes are equal. */
type Bucket<V> = OrderedSet<Entry<V>>

type Child<V> = TrieNode<V> | Bucket<V>

class TrieNode<V> {
  readonly owner: Owner
  dataMap: number
  nodeMap: number
  slots: Array<string | V | Child<V>>
  constructor(owner: Owner, dataMap: number, nodeMap: number, slots: Array<string | V | Child<V>>) {
    this.owner = owner
    this.dataMap = dataMap
    this.nodeMap = nodeMap
    this.slots = slots
  }
}

/** What one edit is about, and what it did: whether anything differs, and by how much the size. */
interface Edit<V> {
  readonly owner: Owner
  readonly key: string
  readonly value: V | undefined
  readonly hash: number
  changed: boolean
  grown: number
}

/** The shift at which the hash is used up and buckets stand. */
const bucketShift = 35

const bits = 5

/** The map without entries. */
export const emptyHamt = <V>(): Hamt<V> => ({
  size: 0,
  root: new TrieNode<V>(undefined, 0, 0, []),
  lastKey: undefined,
  lastValue: undefined
})

/** Whether a value is one of these maps: what is encoded needs to know. */
export const isHamt = (value: object): value is Hamt<unknown> => "root" in value && value.root instanceof TrieNode

/** The number of entries. */
export const hamtSize = <V>(map: Hamt<V>): number => map.size

/** The value under `key`; undefined when there is none. */
export const hamtGet = <V>(map: Hamt<V>, key: string): V | undefined => {
  if (map.size === 0) return undefined
  if (map.lastKey === key) return map.lastValue
  const value = find(map.root, key)
  map.lastKey = key
  map.lastValue = value
  return value
}

const find = <V>(root: TrieNode<V>, key: string): V | undefined => {
  let node = root
  let hash = hashString(key)
  for (let shift = 0; shift < bucketShift; shift += bits) {
    const bit = 1 << (hash & 31)
    if ((node.dataMap & bit) !== 0) {
      const at = countBits(node.dataMap & (bit - 1)) << 1
      return node.slots[at] === key ? (node.slots[at + 1] as V) : undefined
    }
    if ((node.nodeMap & bit) === 0) return undefined
    const slots = node.slots
    node = slots[slots.length - 1 - countBits(node.nodeMap & (bit - 1))] as TrieNode<V>
    hash >>>= bits
  }
  // What stands below the last level is a bucket.
  const found = orderedAtOrAfter(node as unknown as Bucket<V>, probe(key))
  return found?.key === key ? found.value : undefined
}

/** The map with `value` under `key`; the same map when that very value is there already. */
export const hamtSet = <V>(map: Hamt<V>, key: string, value: V, owner: Owner): Hamt<V> => {
  const edit: Edit<V> = { owner, key, value, hash: hashString(key), changed: false, grown: 0 }
  const root = put(map.root, 0, edit, value)
  // An owned edit changes the root in place; the header is new nevertheless, so that versions and sizes can be compared.
  return edit.changed ? { size: map.size + edit.grown, root, lastKey: key, lastValue: value } : map
}

/** The map without `key`; the same map when it has no such entry. */
export const hamtDelete = <V>(map: Hamt<V>, key: string, owner: Owner): Hamt<V> => {
  const edit: Edit<V> = { owner, key, value: undefined, hash: hashString(key), changed: false, grown: 0 }
  const root = remove(map.root, 0, edit)
  return edit.changed ? { size: map.size - 1, root, lastKey: undefined, lastValue: undefined } : map
}

/** The entries in no order that may be relied on. The map must not be edited in place while they are walked. */
export function* hamtEntries<V>(map: Hamt<V>): IterableIterator<readonly [key: string, value: V]> {
  const stack: Array<Child<V>> = [map.root]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!(node instanceof TrieNode)) {
      for (const entry of orderedFrom(node)) yield [entry.key, entry.value]
      continue
    }
    const end = countBits(node.dataMap) << 1
    for (let i = 0; i < end; i += 2) yield [node.slots[i] as string, node.slots[i + 1] as V]
    for (let i = end; i < node.slots.length; i++) stack.push(node.slots[i] as Child<V>)
  }
}

/** The values in no order that may be relied on. The map must not be edited in place while they are walked. */
export function* hamtValues<V>(map: Hamt<V>): IterableIterator<V> {
  const stack: Array<Child<V>> = [map.root]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!(node instanceof TrieNode)) {
      for (const entry of orderedFrom(node)) yield entry.value
      continue
    }
    const end = countBits(node.dataMap) << 1
    for (let i = 1; i < end; i += 2) yield node.slots[i] as V
    for (let i = end; i < node.slots.length; i++) stack.push(node.slots[i] as Child<V>)
  }
}

/**
 * A 32-bit hash of a string, two code units at a time, with MurmurHash3's finish. Signed. Exported for the spec, which
 * builds colliding keys from it.
 */
export const hashString = (text: string): number => {
  const length = text.length
  let hash = length
  let i = 1
  for (; i < length; i += 2) {
    hash = Math.imul(hash ^ (text.charCodeAt(i - 1) | (text.charCodeAt(i) << 16)), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  if (i === length) hash = Math.imul(hash ^ text.charCodeAt(i - 1), 0x9e3779b1)
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

const byKey = (a: { readonly key: string }, b: { readonly key: string }): number =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : 0

/** An entry to search a bucket with: its value is never read. */
const probe = <V>(key: string): Entry<V> => ({ key }) as Entry<V>

const owned = <V>(node: TrieNode<V>, owner: Owner): boolean => owner !== undefined && node.owner === owner

/** The node with these maps and slots: itself, or another if it is not the owner's. */
const edited = <V>(
  node: TrieNode<V>,
  owner: Owner,
  dataMap: number,
  nodeMap: number,
  slots: TrieNode<V>["slots"]
): TrieNode<V> => {
  if (!owned(node, owner)) return new TrieNode(owner, dataMap, nodeMap, slots)
  node.dataMap = dataMap
  node.nodeMap = nodeMap
  node.slots = slots
  return node
}

/** The node with another item in one slot. */
const replaced = <V>(node: TrieNode<V>, owner: Owner, at: number, item: string | V | Child<V>): TrieNode<V> => {
  const target = owned(node, owner) ? node : new TrieNode(owner, node.dataMap, node.nodeMap, node.slots.slice())
  target.slots[at] = item
  return target
}

const put = <V>(node: TrieNode<V>, shift: number, edit: Edit<V>, value: V): TrieNode<V> => {
  const bit = 1 << ((edit.hash >>> shift) & 31)
  const { slots, dataMap, nodeMap } = node
  if ((nodeMap & bit) !== 0) {
    const at = slots.length - 1 - countBits(nodeMap & (bit - 1))
    const before = slots[at] as Child<V>
    const after =
      shift + bits === bucketShift
        ? putInBucket(before as Bucket<V>, edit, value)
        : put(before as TrieNode<V>, shift + bits, edit, value)
    return after === before ? node : replaced(node, edit.owner, at, after)
  }
  const at = countBits(dataMap & (bit - 1)) << 1
  if ((dataMap & bit) === 0) {
    edit.changed = true
    edit.grown = 1
    const items = slots.toSpliced(at, 0, edit.key, value)
    return edited(node, edit.owner, dataMap | bit, nodeMap, items)
  }
  const key = slots[at] as string
  if (key === edit.key && slots[at + 1] === value) return node
  edit.changed = true
  if (key === edit.key) return replaced(node, edit.owner, at + 1, value)
  edit.grown = 1
  const child = pair(shift + bits, edit, value, { key, value: slots[at + 1] as V }, hashString(key))
  const items = slots.toSpliced(at, 2)
  items.splice(items.length - countBits(nodeMap & (bit - 1)), 0, child)
  return edited(node, edit.owner, dataMap ^ bit, nodeMap | bit, items)
}

/** The child that holds two entries whose hashes agree below `shift`. */
const pair = <V>(shift: number, edit: Edit<V>, value: V, other: Entry<V>, otherHash: number): Child<V> => {
  if (shift === bucketShift) {
    const bucket = orderedAdd(emptyOrderedSet<Entry<V>>(byKey), other, edit.owner)
    return orderedAdd(bucket, { key: edit.key, value }, edit.owner)
  }
  const mine = (edit.hash >>> shift) & 31
  const others = (otherHash >>> shift) & 31
  if (mine === others) {
    return new TrieNode<V>(edit.owner, 0, 1 << mine, [pair(shift + bits, edit, value, other, otherHash)])
  }
  const slots = mine < others ? [edit.key, value, other.key, other.value] : [other.key, other.value, edit.key, value]
  return new TrieNode<V>(edit.owner, (1 << mine) | (1 << others), 0, slots)
}

const putInBucket = <V>(bucket: Bucket<V>, edit: Edit<V>, value: V): Bucket<V> => {
  const entry = { key: edit.key, value }
  const found = orderedAtOrAfter(bucket, entry)
  if (found?.key === edit.key && found.value === value) return bucket
  edit.changed = true
  if (found?.key === edit.key) return orderedAdd(orderedDelete(bucket, entry, edit.owner), entry, edit.owner)
  edit.grown = 1
  return orderedAdd(bucket, entry, edit.owner)
}

const remove = <V>(node: TrieNode<V>, shift: number, edit: Edit<V>): TrieNode<V> => {
  const bit = 1 << ((edit.hash >>> shift) & 31)
  const { slots, dataMap, nodeMap } = node
  if ((dataMap & bit) !== 0) {
    const at = countBits(dataMap & (bit - 1)) << 1
    if (slots[at] !== edit.key) return node
    edit.changed = true
    return edited(node, edit.owner, dataMap ^ bit, nodeMap, slots.toSpliced(at, 2))
  }
  if ((nodeMap & bit) === 0) return node
  const at = slots.length - 1 - countBits(nodeMap & (bit - 1))
  const before = slots[at] as Child<V>
  const after =
    shift + bits === bucketShift
      ? removeFromBucket(before as Bucket<V>, edit)
      : remove(before as TrieNode<V>, shift + bits, edit)
  const only = edit.changed ? onlyEntry(after) : undefined
  if (only === undefined) return after === before ? node : replaced(node, edit.owner, at, after)
  const items = slots.toSpliced(at, 1)
  items.splice(countBits(dataMap & (bit - 1)) << 1, 0, only.key, only.value)
  return edited(node, edit.owner, dataMap | bit, nodeMap ^ bit, items)
}

const removeFromBucket = <V>(bucket: Bucket<V>, edit: Edit<V>): Bucket<V> => {
  const after = orderedDelete(bucket, probe<V>(edit.key), edit.owner)
  edit.changed = after !== bucket
  return after
}

/** The entry of a child that holds one alone and so must stand in its parent; undefined for any other. */
const onlyEntry = <V>(child: Child<V>): Entry<V> | undefined => {
  if (!(child instanceof TrieNode)) {
    return child.size === 1 ? orderedAtOrAfter(child, probe("")) : undefined
  }
  if (child.nodeMap !== 0 || child.slots.length !== 2) return undefined
  return { key: child.slots[0] as string, value: child.slots[1] as V }
}
