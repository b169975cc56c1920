/**
 * A persistent ordered set: a B+tree of keys under a comparator fixed at creation.
 *
 * A branch holds a lower bound for each child but the first; bounds may be stale (a key since deleted) but always part
 * their neighbours. Every node but the root holds at least `leastKeys`, so the depth stays logarithmic whatever is
 * deleted. The comparator must be a total order and pure; keys that compare as 0 are one key.
 *
 * Casts of the form `as K` read an index that is in range by construction; a run-time check there costs a tenth of the
 * walk.
 */
import type { Owner } from "./owner.ts"

/** Negative, zero or positive as `a` stands before, at or after `b`. */
export type Compare<K> = (a: K, b: K) => number

/** The most keys of a leaf and children of a branch. Measured: 16 and 64 are slower at 10,000 and at 500,000. */
const fanOut = 32
const leastKeys = fanOut >>> 2

/** A leaf (`children` undefined; `keys` are the members) or a branch (`keys[i]` is a lower bound of `children[i]`). */
class TreeNode<K> {
  readonly owner: Owner
  keys: Array<K>
  children: Array<TreeNode<K>> | undefined
  constructor(owner: Owner, keys: Array<K>, children: Array<TreeNode<K>> | undefined) {
    this.owner = owner
    this.keys = keys
    this.children = children
  }
}

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
  return { compare: set.compare, size: set.size + 1, root: root.keys.length > fanOut ? raise(root, owner) : root }
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
  const at = firstAtOrAfter(leaf.keys, key, set.compare)
  return at < leaf.keys.length && set.compare(leaf.keys[at] as K, key) === 0
}

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
  const at = firstAtOrAfter(leaf.keys, key, set.compare)
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
      const at = fromKey === undefined ? 0 : childOf(node.keys, fromKey, set.compare)
      this.branches.push(node)
      this.positions.push(at)
      node = node.children[at] as TreeNode<K>
    }
    this.keys = node.keys
    this.index = fromKey === undefined ? 0 : firstAtOrAfter(node.keys, fromKey, set.compare)
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

/** The index of the first key that is not before `key`; the length when there is none. */
const firstAtOrAfter = <K>(keys: ReadonlyArray<K>, key: K, compare: Compare<K>): number => {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(keys[middle] as K, key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** The index of the child a key belongs to: the last bound that is not after it, or the first child. */
const childOf = <K>(bounds: ReadonlyArray<K>, key: K, compare: Compare<K>): number => {
  let low = 1
  let high = bounds.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(bounds[middle] as K, key) <= 0) low = middle + 1
    else high = middle
  }
  return low - 1
}

const leafOf = <K>(set: OrderedSet<K>, key: K): TreeNode<K> => {
  let node = set.root
  while (node.children !== undefined) {
    node = node.children[childOf(node.keys, key, set.compare)] as TreeNode<K>
  }
  return node
}

const lowest = <K>(node: TreeNode<K>): K => node.keys[0] as K

/** Cuts a list into parts of at most `fanOut`, as even as can be; one empty part for an empty list. */
const evenly = <T>(items: ReadonlyArray<T>): Array<Array<T>> => {
  const count = Math.max(1, Math.ceil(items.length / fanOut))
  const parts: Array<Array<T>> = []
  for (let i = 0; i < count; i++) {
    parts.push(items.slice(Math.floor((i * items.length) / count), Math.floor(((i + 1) * items.length) / count)))
  }
  return parts
}

const editable = <K>(node: TreeNode<K>, owner: Owner): TreeNode<K> =>
  owner !== undefined && node.owner === owner ? node : new TreeNode(owner, node.keys.slice(), node.children?.slice())

const insertAt = <T>(items: Array<T>, index: number, item: T): void => {
  items.push(item)
  for (let i = items.length - 1; i > index; i--) items[i] = items[i - 1] as T
  items[index] = item
}

const removeAt = <T>(items: Array<T>, index: number): void => {
  for (let i = index + 1; i < items.length; i++) items[i - 1] = items[i] as T
  items.pop()
}

/** The node with the key, with one key too many at most; undefined when it holds the key already. */
const addTo = <K>(node: TreeNode<K>, key: K, compare: Compare<K>, owner: Owner): TreeNode<K> | undefined => {
  if (node.children === undefined) {
    const at = firstAtOrAfter(node.keys, key, compare)
    if (at < node.keys.length && compare(node.keys[at] as K, key) === 0) return undefined
    const leaf = editable(node, owner)
    insertAt(leaf.keys, at, key)
    return leaf
  }
  const at = childOf(node.keys, key, compare)
  const before = node.children[at] as TreeNode<K>
  const child = addTo(before, key, compare, owner)
  if (child === undefined) return undefined
  if (child === before && child.keys.length <= fanOut) return node
  const branch = editable(node, owner)
  const children = branch.children as Array<TreeNode<K>>
  children[at] = child
  if (child.keys.length > fanOut) {
    const right = cut(child, owner)
    insertAt(branch.keys, at + 1, lowest(right))
    insertAt(children, at + 1, right)
  }
  return branch
}

/** Cuts an overfull node, which this edit made, in place; returns its right part. */
const cut = <K>(node: TreeNode<K>, owner: Owner): TreeNode<K> => {
  const half = node.keys.length >>> 1
  const right = new TreeNode<K>(owner, node.keys.slice(half), node.children?.slice(half))
  node.keys = node.keys.slice(0, half)
  node.children = node.children?.slice(0, half)
  return right
}

const raise = <K>(root: TreeNode<K>, owner: Owner): TreeNode<K> => {
  const right = cut(root, owner)
  return new TreeNode(owner, [lowest(root), lowest(right)], [root, right])
}

/** The node without the key, with one key too few at most; undefined when it does not hold the key. */
const deleteFrom = <K>(node: TreeNode<K>, key: K, compare: Compare<K>, owner: Owner): TreeNode<K> | undefined => {
  if (node.children === undefined) {
    const at = firstAtOrAfter(node.keys, key, compare)
    if (at >= node.keys.length || compare(node.keys[at] as K, key) !== 0) return undefined
    const leaf = editable(node, owner)
    removeAt(leaf.keys, at)
    return leaf
  }
  const at = childOf(node.keys, key, compare)
  const before = node.children[at] as TreeNode<K>
  const child = deleteFrom(before, key, compare, owner)
  if (child === undefined) return undefined
  if (child === before && child.keys.length >= leastKeys) return node
  const branch = editable(node, owner)
  const children = branch.children as Array<TreeNode<K>>
  children[at] = child
  if (child.keys.length < leastKeys) join(branch, children, at === 0 ? 1 : at, owner)
  return branch
}

/** Makes one node of the children on both sides of bound `at`, or two even ones where one would be too full. */
const join = <K>(branch: TreeNode<K>, children: Array<TreeNode<K>>, at: number, owner: Owner): void => {
  const left = children[at - 1] as TreeNode<K>
  const right = children[at] as TreeNode<K>
  // The lower bound of the first child of `right` may be below the bound its parent has: the parent's is the tight one.
  const rightKeys = right.children === undefined ? right.keys : [branch.keys[at] as K, ...right.keys.slice(1)]
  const whole = new TreeNode<K>(owner, [...left.keys, ...rightKeys], joined(left.children, right.children))
  children[at - 1] = whole
  if (whole.keys.length > fanOut) {
    const second = cut(whole, owner)
    children[at] = second
    branch.keys[at] = lowest(second)
  } else {
    removeAt(children, at)
    removeAt(branch.keys, at)
  }
}

const joined = <T>(left: Array<T> | undefined, right: Array<T> | undefined): Array<T> | undefined =>
  left === undefined || right === undefined ? undefined : [...left, ...right]
