/**
 * A persistent vector: a radix tree of 16-way nodes, from whole numbers 0, 1, 2 … to values.
 *
 * For records that bear a dense number (agents, campaigns): numbers are given in order and never taken back, so a
 * vector grows at its end and never shrinks.
 *
 * Casts read `items`, which hold nodes above the last level and values on it.
 */
import type { Owner } from "./owner.ts"

const bits = 4
const width = 16
const mask = 15

class RadixNode<V> {
  readonly owner: Owner
  readonly items: Array<RadixNode<V> | V>
  constructor(owner: Owner, items: Array<RadixNode<V> | V>) {
    this.owner = owner
    this.items = items
  }
}

/** One version of a vector. Opaque but for `length`. */
export interface Vector<V> {
  readonly length: number
  /** The bits of an index that are used up below the root. */
  readonly shift: number
  readonly root: RadixNode<V>
}

/** The vector without values. */
export const emptyVector = <V>(): Vector<V> => ({ length: 0, shift: 0, root: new RadixNode<V>(undefined, []) })

/** Whether a value is one of these vectors: what is encoded needs to know. */
export const isVector = (value: object): value is Vector<unknown> => "root" in value && value.root instanceof RadixNode

/** The number of values. */
export const vectorLength = <V>(vector: Vector<V>): number => vector.length

/** The value at `index`, a whole number not below 0; undefined from the length on. O(log n), at most 8 steps. */
export const vectorGet = <V>(vector: Vector<V>, index: number): V | undefined => {
  if (index >= vector.length) return undefined
  return leafOf(vector, index).items[index & mask] as V
}

/** The vector with `value` at `index`; the same vector if that very value is there. An index out of range is a defect. */
export const vectorSet = <V>(vector: Vector<V>, index: number, value: V, owner: Owner): Vector<V> => {
  if (!(index >= 0 && index < vector.length)) throw new RangeError(`vectorSet: index ${index} of ${vector.length}`)
  if (leafOf(vector, index).items[index & mask] === value) return vector
  return { length: vector.length, shift: vector.shift, root: put(vector.root, vector.shift, index, value, owner) }
}

/** The vector with `value` behind its last. */
export const vectorPush = <V>(vector: Vector<V>, value: V, owner: Owner): Vector<V> => {
  const index = vector.length
  const full = index >>> vector.shift >= width
  const shift = full ? vector.shift + bits : vector.shift
  const root = full ? new RadixNode<V>(owner, [vector.root]) : vector.root
  return { length: index + 1, shift, root: put(root, shift, index, value, owner) }
}

/** The values in order. The vector must not be edited in place while they are walked. */
export function* vectorValues<V>(vector: Vector<V>): IterableIterator<V> {
  for (let from = 0; from < vector.length; from += width) {
    for (const item of leafOf(vector, from).items) yield item as V
  }
}

const leafOf = <V>(vector: Vector<V>, index: number): RadixNode<V> => {
  let node = vector.root
  for (let shift = vector.shift; shift > 0; shift -= bits) node = node.items[(index >>> shift) & mask] as RadixNode<V>
  return node
}

const put = <V>(node: RadixNode<V>, shift: number, index: number, value: V, owner: Owner): RadixNode<V> => {
  const target = owner !== undefined && node.owner === owner ? node : new RadixNode<V>(owner, node.items.slice())
  const at = (index >>> shift) & mask
  if (shift === 0) {
    target.items[at] = value
    return target
  }
  // Only a push comes to where no child is yet.
  const child = (target.items[at] as RadixNode<V> | undefined) ?? new RadixNode<V>(owner, [])
  target.items[at] = put(child, shift - bits, index, value, owner)
  return target
}
