/**
 * What proofs need and users should not build on: the table of conditions (a mutant is this table with one entry
 * replaced), the indexes and their rebuilding, the facts inside a state, the kernel's structures.
 */
export { makeWith } from "./centre/centre.ts"
export { reindex } from "./centre/reindex.ts"
export type { Facts, State } from "./centre/state.ts"
export { ln } from "./kernel/arithmetic.ts"
export { drawFraction } from "./kernel/draw.ts"
export { bitsHas, type Bits } from "./kernel/bits.ts"
export { emptyHamt, hamtEntries, hamtGet, hamtSize, hamtValues, type Hamt } from "./kernel/hamt.ts"
export { orderedFrom, orderedSize, type OrderedSet } from "./kernel/ordered-set.ts"
export { vectorGet, vectorLength, vectorValues, type Vector } from "./kernel/vector.ts"
export {
  conditions,
  hindrances,
  makeRules,
  builtIn,
  type Conditions,
  type Indexes,
  type Rules
} from "./routing/index.ts"
