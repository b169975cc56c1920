/**
 * A persistent ordered set: a B+tree of keys under a comparator fixed at creation. The nodes are in `ordered-tree.ts`.
 *
 * The comparator must be a total order and pure; keys that compare as 0 are one key. An edit costs O(log n) comparisons
 * and copies a path of nodes, but for those the owner may edit.
 */
import type { Compare } from "./ordered-tree.ts"
import {
  addTo,
  childOf,
  deleteFrom,
  evenly,
  fanOut,
  firstAtOrAfter,
  lowest,
  noEnd,
  raise,
  TreeNode
} from "./ordered-tree.ts"
import type { Owner } from "./owner.ts"

export type { Compare } from "./ordered-tree.ts"

/** One version of an ordered set. Opaque but for `size`. */
export interface OrderedSet<K> {
  readonly compare: Compare<K>
  readonly size: number
  readonly root: TreeNode<K>
}

/** The set without members. */
export const emptyOrderedSet = <K>(compare: Compare<K>): OrderedSet<K> => ({
  compare,
  size: 0,
  root: new TreeNode<K>(undefined, [], undefined)
})

/**
 * The set of `keys`, which must ascend strictly; throws a defect at the first that does not. O(n), several times faster
 * than adding one by one.
 */
export const orderedFromSorted = <K>(compare: Compare<K>, keys: ReadonlyArray<K>): OrderedSet<K> => {
  for (let i = 1; i < keys.length; i++) {
    if (compare(keys[i - 1] as K, keys[i] as K) >= 0) throw new Error(`orderedFromSorted: key ${i} does not ascend`)
  }
  let level: Array<TreeNode<K>> = evenly(keys).map((part) => new TreeNode<K>(undefined, part, undefined))
  while (level.length > 1) {
    level = evenly(level).map((part) => new TreeNode<K>(undefined, part.map(lowest), part))
  }
  return { compare, size: keys.length, root: level[0] as TreeNode<K> }
}

/** The set with `key`; the same set when it is a member already. O(log n). */
export const orderedAdd = <K>(set: OrderedSet<K>, key: K, owner: Owner): OrderedSet<K> => {
  const root = addTo(set.root, key, set.compare, owner)
  if (root === undefined) return set
  return {
    compare: set.compare,
    size: set.size + 1,
    root: root.keys.length > fanOut ? raise(root, key, set.compare, owner) : root
  }
}

/** The set without `key`; the same set when it is no member. O(log n). */
export const orderedDelete = <K>(set: OrderedSet<K>, key: K, owner: Owner): OrderedSet<K> => {
  const root = deleteFrom(set.root, key, set.compare, owner)
  if (root === undefined) return set
  const only = root.children?.length === 1 ? root.children[0] : undefined
  return { compare: set.compare, size: set.size - 1, root: only ?? root }
}

/** Whether `key` is a member. O(log n). */
export const orderedHas = <K>(set: OrderedSet<K>, key: K): boolean => {
  const leaf = leafOf(set, key)
  const at = firstAtOrAfter(leaf.keys, key, set.compare, noEnd)
  return at < leaf.keys.length && set.compare(leaf.keys[at] as K, key) === 0
}

/** Whether a value is one of these sets: what is encoded needs to know. */
export const isOrderedSet = (value: object): value is OrderedSet<unknown> =>
  "root" in value && value.root instanceof TreeNode

/** The number of members. */
export const orderedSize = <K>(set: OrderedSet<K>): number => set.size

/** The least member; undefined when there is none. */
export const orderedFirst = <K>(set: OrderedSet<K>): K | undefined => {
  let node = set.root
  while (node.children !== undefined) node = node.children[0] as TreeNode<K>
  return node.keys[0]
}

/** The least member that is not before `key`; undefined when there is none. O(log n). */
export const orderedAtOrAfter = <K>(set: OrderedSet<K>, key: K): K | undefined => {
  const leaf = leafOf(set, key)
  const at = firstAtOrAfter(leaf.keys, key, set.compare, noEnd)
  return at < leaf.keys.length ? leaf.keys[at] : new OrderedWalk(set, key).next().value
}

/** The least member that is after `key`; undefined when there is none. O(log n). */
export const orderedAfter = <K>(set: OrderedSet<K>, key: K): K | undefined => {
  const walk = new OrderedWalk(set, key)
  const found = walk.next()
  return found.done !== true && set.compare(found.value, key) === 0 ? walk.next().value : found.value
}

/**
 * The members in ascending order, from the first that is not before `fromKey`. Lazy: O(log n) to begin, then O(1) a
 * step. Edits under an owner that owns nodes of this very set must not happen while it is walked.
 */
export const orderedFrom = <K>(set: OrderedSet<K>, fromKey?: K): IterableIterator<K> => new OrderedWalk(set, fromKey)

/** A walk over one version: the path down to the current leaf, as branches and positions in them. */
class OrderedWalk<K> implements IterableIterator<K> {
  private readonly branches: Array<TreeNode<K>> = []
  private readonly positions: Array<number> = []
  private keys: ReadonlyArray<K>
  private index: number

  constructor(set: OrderedSet<K>, fromKey: K | undefined) {
    let node = set.root
    while (node.children !== undefined) {
      const at = fromKey === undefined ? 0 : childOf(node.keys, fromKey, set.compare, noEnd)
      this.branches.push(node)
      this.positions.push(at)
      node = node.children[at] as TreeNode<K>
    }
    this.keys = node.keys
    this.index = fromKey === undefined ? 0 : firstAtOrAfter(node.keys, fromKey, set.compare, noEnd)
  }

  next(): IteratorResult<K, undefined> {
    if (this.index >= this.keys.length && !this.advance()) return { done: true, value: undefined }
    return { done: false, value: this.keys[this.index++] as K }
  }

  [Symbol.iterator](): IterableIterator<K> {
    return this
  }

  /** Goes to the next leaf; false when there is none. */
  private advance(): boolean {
    for (let depth = this.branches.length - 1; depth >= 0; depth--) {
      const at = (this.positions[depth] as number) + 1
      let node = this.branches[depth]?.children?.[at]
      if (node === undefined) continue
      this.positions[depth] = at
      while (node.children !== undefined) {
        this.branches[++depth] = node
        this.positions[depth] = 0
        node = node.children[0] as TreeNode<K>
      }
      this.keys = node.keys
      this.index = 0
      return true
    }
    return false
  }
}

const leafOf = <K>(set: OrderedSet<K>, key: K): TreeNode<K> => {
  let node = set.root
  while (node.children !== undefined) {
    node = node.children[childOf(node.keys, key, set.compare, noEnd)] as TreeNode<K>
  }
  return node
}
