/**
 * The nodes of an ordered set: a B+tree of leaves and branches.
 *
 * A branch holds a lower bound for each child but the first; bounds may be stale (a key since deleted) but always part
 * their neighbours. Every node but the root holds at least `leastKeys`, so the depth stays logarithmic whatever is
 * deleted.
 *
 * Casts of the form `as K` read an index that is in range by construction; a run-time check there costs a tenth of the
 * walk.
 */
import type { Owner } from "./owner.ts"

/** Negative, zero or positive as `a` stands before, at or after `b`. */
export type Compare<K> = (a: K, b: K) => number

/** The most keys of a leaf and children of a branch. Of 16, 32 and 64 the fastest for queues of 10,000 and of 500,000. */
export const fanOut = 32
const leastKeys = fanOut >>> 3

/** A leaf (`children` undefined; `keys` are the members) or a branch (`keys[i]` is a lower bound of `children[i]`). */
export class TreeNode<K> {
  readonly owner: Owner
  /** Edited in place in leaves only; branches of several versions share them. */
  keys: Array<K>
  children: Array<TreeNode<K>> | undefined
  constructor(owner: Owner, keys: Array<K>, children: Array<TreeNode<K>> | undefined) {
    this.owner = owner
    this.keys = keys
    this.children = children
  }
}

/**
 * Which ends of the tree a search is still at, and so tries before it halves: 1 the first, 2 the last, 3 both. Orders are
 * mostly added to at their end and taken from at their front, and stay at one end on every level.
 */
type Ends = number
export const noEnd: Ends = 0
const bothEnds: Ends = 3

const endsBelow = (ends: Ends, at: number, size: number): Ends =>
  ends & ((at === 0 ? 1 : 0) | (at === size - 1 ? 2 : 0))

/** The index of the first key that is not before `key`; the length when there is none. */
export const firstAtOrAfter = <K>(keys: ReadonlyArray<K>, key: K, compare: Compare<K>, ends: Ends): number => {
  let low = 0
  let high = keys.length
  if (high > 0 && (ends & 2) !== 0 && compare(keys[high - 1] as K, key) < 0) return high
  if (high > 0 && (ends & 1) !== 0 && compare(keys[0] as K, key) >= 0) return 0
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(keys[middle] as K, key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** The index of the child a key belongs to: the last bound that is not after it, or the first child. */
export const childOf = <K>(bounds: ReadonlyArray<K>, key: K, compare: Compare<K>, ends: Ends): number => {
  let low = 1
  let high = bounds.length
  if ((ends & 2) !== 0 && compare(bounds[high - 1] as K, key) <= 0) return high - 1
  if ((ends & 1) !== 0 && compare(bounds[1] as K, key) > 0) return 0
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(bounds[middle] as K, key) <= 0) low = middle + 1
    else high = middle
  }
  return low - 1
}

export const lowest = <K>(node: TreeNode<K>): K => node.keys[0] as K

/** Cuts a list into parts of at most `fanOut`, as even as can be; one empty part for an empty list. */
export const evenly = <T>(items: ReadonlyArray<T>): Array<Array<T>> => {
  const count = Math.max(1, Math.ceil(items.length / fanOut))
  const parts: Array<Array<T>> = []
  for (let i = 0; i < count; i++) {
    parts.push(items.slice(Math.floor((i * items.length) / count), Math.floor(((i + 1) * items.length) / count)))
  }
  return parts
}

/** The list with one item more, in place if the node that holds it is owned. */
const insertAt = <T>(items: Array<T>, index: number, item: T, inPlace: boolean): Array<T> => {
  if (!inPlace) return items.toSpliced(index, 0, item)
  items.push(item)
  for (let i = items.length - 1; i > index; i--) items[i] = items[i - 1] as T
  items[index] = item
  return items
}

/** The list with one item less, in place if the node that holds it is owned. */
const removeAt = <T>(items: Array<T>, index: number, inPlace: boolean): Array<T> => {
  if (!inPlace) return items.toSpliced(index, 1)
  for (let i = index + 1; i < items.length; i++) items[i - 1] = items[i] as T
  items.pop()
  return items
}

/** The leaf with these keys: itself, or another if it is not the owner's. */
const leafWith = <K>(leaf: TreeNode<K>, keys: Array<K>, owned: boolean, owner: Owner): TreeNode<K> => {
  if (!owned) return new TreeNode<K>(owner, keys, undefined)
  leaf.keys = keys
  return leaf
}

/** The branch with another child at one place. Its bounds are shared with the branch it was made from. */
const branchWith = <K>(branch: TreeNode<K>, at: number, child: TreeNode<K>, owner: Owner): TreeNode<K> => {
  const children = branch.children as Array<TreeNode<K>>
  const owned = owner !== undefined && branch.owner === owner
  const target = owned ? branch : new TreeNode<K>(owner, branch.keys, children.slice())
  ;(target.children as Array<TreeNode<K>>)[at] = child
  return target
}

/** The node with the key, with one key too many at most; undefined when it holds the key already. */
export const addTo = <K>(
  node: TreeNode<K>,
  key: K,
  compare: Compare<K>,
  owner: Owner,
  ends: Ends = bothEnds
): TreeNode<K> | undefined => {
  const keys = node.keys
  if (node.children === undefined) {
    const at = firstAtOrAfter(keys, key, compare, ends)
    if (at < keys.length && compare(keys[at] as K, key) === 0) return undefined
    const owned = owner !== undefined && node.owner === owner
    return leafWith(node, insertAt(keys, at, key, owned), owned, owner)
  }
  const at = childOf(keys, key, compare, ends)
  const before = node.children[at] as TreeNode<K>
  const child = addTo(before, key, compare, owner, endsBelow(ends, at, keys.length))
  if (child === undefined) return undefined
  const overfull = child.keys.length > fanOut
  if (child === before && !overfull) return node
  const branch = branchWith(node, at, child, owner)
  if (overfull) {
    const right = split(child, key, compare, owner)
    branch.keys = keys.toSpliced(at + 1, 0, lowest(right))
    branch.children?.splice(at + 1, 0, right)
  }
  return branch
}

/** Cuts a node that this edit made or owns, in place, before child or key `at`; returns its right part. */
const cut = <K>(node: TreeNode<K>, at: number, owner: Owner): TreeNode<K> => {
  const right = new TreeNode<K>(owner, node.keys.slice(at), node.children?.slice(at))
  node.keys = node.keys.slice(0, at)
  node.children = node.children?.slice(0, at)
  return right
}

/** Cuts a node overfull with `key`: in half, but near its end if the key came last, so that ascending keys fill nodes. */
const split = <K>(node: TreeNode<K>, key: K, compare: Compare<K>, owner: Owner): TreeNode<K> => {
  const size = node.keys.length
  return cut(node, compare(node.keys[size - 1] as K, key) <= 0 ? size - leastKeys : size >>> 1, owner)
}

/** The root above an overfull one. */
export const raise = <K>(root: TreeNode<K>, key: K, compare: Compare<K>, owner: Owner): TreeNode<K> => {
  const right = split(root, key, compare, owner)
  return new TreeNode(owner, [lowest(root), lowest(right)], [root, right])
}

/** The node without the key, with one key too few at most; undefined when it does not hold the key. */
export const deleteFrom = <K>(
  node: TreeNode<K>,
  key: K,
  compare: Compare<K>,
  owner: Owner,
  ends: Ends = bothEnds
): TreeNode<K> | undefined => {
  const keys = node.keys
  if (node.children === undefined) {
    const at = firstAtOrAfter(keys, key, compare, ends)
    if (at >= keys.length || compare(keys[at] as K, key) !== 0) return undefined
    const owned = owner !== undefined && node.owner === owner
    return leafWith(node, removeAt(keys, at, owned), owned, owner)
  }
  const at = childOf(keys, key, compare, ends)
  const before = node.children[at] as TreeNode<K>
  const child = deleteFrom(before, key, compare, owner, endsBelow(ends, at, keys.length))
  if (child === undefined) return undefined
  const tooFew = child.keys.length < leastKeys
  if (child === before && !tooFew) return node
  const branch = branchWith(node, at, child, owner)
  if (tooFew) join(branch, branch.children as Array<TreeNode<K>>, at === 0 ? 1 : at, owner)
  return branch
}

/** Makes one node of the children on both sides of bound `at`, or two even ones where one would be too full. */
const join = <K>(branch: TreeNode<K>, children: Array<TreeNode<K>>, at: number, owner: Owner): void => {
  const left = children[at - 1] as TreeNode<K>
  const right = children[at] as TreeNode<K>
  // The first bound of a branch is not kept true; the bound its parent has is.
  const bounds = right.children === undefined ? right.keys : right.keys.with(0, branch.keys[at] as K)
  const both = left.children?.concat(right.children ?? [])
  const whole = new TreeNode<K>(owner, left.keys.concat(bounds), both)
  children[at - 1] = whole
  if (whole.keys.length > fanOut) {
    const second = cut(whole, whole.keys.length >>> 1, owner)
    children[at] = second
    branch.keys = branch.keys.with(at, lowest(second))
  } else {
    children.splice(at, 1)
    branch.keys = branch.keys.toSpliced(at, 1)
  }
}
