/**
 * A persistent set of small whole numbers (agent numbers), dense: chunks of 32 words under a spine.
 *
 * Each chunk keeps its population and a summary word (bit w = word w is not 0), so an intersection reads only the words
 * that are set on both sides. Absent chunks are one shared empty chunk.
 *
 * Functions that ask over several sets allocate nothing; `bitsAnd`, `bitsAndNot` and `bitsOr` make new sets. To ask a single set, name it twice: `nextOfBoth(a, a, from)`.
 * Casts of the form `as number` read an index that is in range by construction; words are plain arrays because a typed
 * array of this size costs several times as much to make.
 */
import { countBits } from "./count-bits.ts"
import type { Owner } from "./owner.ts"

const wordsPerChunk = 32
const chunkShift = 10

class Chunk {
  readonly owner: Owner
  readonly words: Array<number>
  summary: number
  count: number
  constructor(owner: Owner, words: Array<number>, summary: number, count: number) {
    this.owner = owner
    this.words = words
    this.summary = summary
    this.count = count
  }
}

/** One version of a bit set. Opaque but for `count`. */
export interface Bits {
  readonly count: number
  readonly owner: Owner
  readonly chunks: ReadonlyArray<Chunk>
}

const emptyChunk = new Chunk(
  undefined,
  Array.from({ length: wordsPerChunk }, () => 0),
  0,
  0
)
const none: Bits = { count: 0, owner: undefined, chunks: [] }

/** The set without members. */
export const emptyBits = (): Bits => none

/** Whether a value is one of these sets: what is encoded needs to know. */
export const isBits = (value: object): value is Bits =>
  value === none || ("chunks" in value && Array.isArray(value.chunks) && value.chunks[0] instanceof Chunk)

/** The number of members. O(1). */
export const bitsCount = (bits: Bits): number => bits.count

/** Whether `index`, a whole number from 0 to 2^31 - 1 as everywhere here, is a member. */
export const bitsHas = (bits: Bits, index: number): boolean => {
  const chunk = bits.chunks[index >>> chunkShift]
  return chunk !== undefined && ((chunk.words[(index >>> 5) & 31] as number) & (1 << (index & 31))) !== 0
}

/** The set with `index`; the same set when it is a member already. Copies one chunk and the spine (n/1024 references). */
export const bitsSet = (bits: Bits, index: number, owner: Owner): Bits => {
  if (bitsHas(bits, index)) return bits
  const at = index >>> chunkShift
  const chunks = ownedSpine(bits, owner)
  while (chunks.length <= at) chunks.push(emptyChunk)
  const chunk = ownedChunk(chunks[at] as Chunk, owner)
  const word = (index >>> 5) & 31
  chunk.words[word] = (chunk.words[word] as number) | (1 << (index & 31))
  chunk.summary |= 1 << word
  chunk.count++
  chunks[at] = chunk
  return { count: bits.count + 1, owner, chunks }
}

/** The set without `index`; the same set when it is no member. Copies one chunk and the spine (n/1024 references). */
export const bitsClear = (bits: Bits, index: number, owner: Owner): Bits => {
  if (!bitsHas(bits, index)) return bits
  const at = index >>> chunkShift
  const chunks = ownedSpine(bits, owner)
  const chunk = ownedChunk(chunks[at] as Chunk, owner)
  const word = (index >>> 5) & 31
  const left = (chunk.words[word] as number) & ~(1 << (index & 31))
  chunk.words[word] = left
  if (left === 0) chunk.summary &= ~(1 << word)
  chunk.count--
  chunks[at] = chunk.count === 0 ? emptyChunk : chunk
  return { count: bits.count - 1, owner, chunks }
}

/** Whether the two sets share a member. Stops at the first. */
export const anyOfBoth = (a: Bits, b: Bits): boolean => nextOfBoth(a, b, 0) >= 0

/** The number of members the two sets share. */
export const countBoth = (a: Bits, b: Bits): number => countAll3(a, b, b)

/** The member number `n` (from 0, ascending) of those both sets share; -1 when there are not as many. */
export const nthOfBoth = (a: Bits, b: Bits, n: number): number => nthAll3(a, b, b, n)

/** The least member not below `from` that both sets share; -1 when there is none. */
export const nextOfBoth = (a: Bits, b: Bits, from: number): number => nextAll3(a, b, b, from)

/** Calls `visit` with each member both sets share, ascending, until it answers false. */
export const forEachBoth = (a: Bits, b: Bits, visit: (index: number) => boolean | void): void =>
  forEachAll3(a, b, b, visit)

/** The number of members the three sets share. */
export const countAll3 = (a: Bits, b: Bits, c: Bits): number => {
  let total = 0
  const end = Math.min(a.chunks.length, b.chunks.length, c.chunks.length)
  for (let at = 0; at < end; at++)
    total += countShared(a.chunks[at] as Chunk, b.chunks[at] as Chunk, c.chunks[at] as Chunk)
  return total
}

/** The member number `n` (from 0, ascending) of those the three sets share; -1 when there are not as many. */
export const nthAll3 = (a: Bits, b: Bits, c: Bits, n: number): number => {
  let skip = n
  const end = Math.min(a.chunks.length, b.chunks.length, c.chunks.length)
  for (let at = 0; at < end; at++) {
    const x = a.chunks[at] as Chunk
    const y = b.chunks[at] as Chunk
    const z = c.chunks[at] as Chunk
    const shared = countShared(x, y, z)
    if (skip < shared) return (at << chunkShift) | nthShared(x, y, z, skip)
    skip -= shared
  }
  return -1
}

/** The least member not below `from` that the three sets share; -1 when there is none. */
export const nextAll3 = (a: Bits, b: Bits, c: Bits, from: number): number => {
  const end = Math.min(a.chunks.length, b.chunks.length, c.chunks.length)
  // In the first word only the bits from `from` on count, in the first chunk only the words from that one on.
  let firstWord = (from >>> 5) & 31
  let mask = -1 << (from & 31)
  for (let at = from >>> chunkShift; at < end; at++) {
    const x = a.chunks[at] as Chunk
    const y = b.chunks[at] as Chunk
    const z = c.chunks[at] as Chunk
    let left = x.summary & y.summary & z.summary & (-1 << firstWord)
    for (; left !== 0; left &= left - 1) {
      const word = lowestBit(left)
      let both = (x.words[word] as number) & (y.words[word] as number) & (z.words[word] as number)
      if (word === firstWord) both &= mask
      if (both !== 0) return (at << chunkShift) | (word << 5) | lowestBit(both)
    }
    firstWord = 0
    mask = -1
  }
  return -1
}

/** Calls `visit` with each member the three sets share, ascending, until it answers false. */
export const forEachAll3 = (a: Bits, b: Bits, c: Bits, visit: (index: number) => boolean | void): void => {
  const end = Math.min(a.chunks.length, b.chunks.length, c.chunks.length)
  for (let at = 0; at < end; at++) {
    const x = a.chunks[at] as Chunk
    const y = b.chunks[at] as Chunk
    const z = c.chunks[at] as Chunk
    for (let left = x.summary & y.summary & z.summary; left !== 0; left &= left - 1) {
      const word = lowestBit(left)
      let both = (x.words[word] as number) & (y.words[word] as number) & (z.words[word] as number)
      for (; both !== 0; both &= both - 1) {
        if (visit((at << chunkShift) | (word << 5) | lowestBit(both)) === false) return
      }
    }
  }
}

/** The members that both sets have. */
export const bitsAnd = (a: Bits, b: Bits): Bits => combined(a, b, Math.min(a.chunks.length, b.chunks.length), and)
/** The members of the first that the second has not. */
export const bitsAndNot = (a: Bits, b: Bits): Bits => (b.count === 0 ? a : combined(a, b, a.chunks.length, andNot))
/** The members of either. */
export const bitsOr = (a: Bits, b: Bits): Bits =>
  a.count === 0 ? b : b.count === 0 ? a : combined(a, b, Math.max(a.chunks.length, b.chunks.length), or)

const and = (a: number, b: number): number => a & b
const andNot = (a: number, b: number): number => a & ~b
const or = (a: number, b: number): number => a | b

/** A new set, owned by nobody: O(highest member ÷ 32). */
function combined(a: Bits, b: Bits, length: number, operation: (a: number, b: number) => number): Bits {
  const chunks: Array<Chunk> = []
  let count = 0
  for (let at = 0; at < length; at++) {
    const x = a.chunks[at] ?? emptyChunk
    const y = b.chunks[at] ?? emptyChunk
    const chunk = new Chunk(undefined, emptyChunk.words.slice(), 0, 0)
    for (let left = x.summary | y.summary; left !== 0; left &= left - 1) {
      const word = lowestBit(left)
      const value = operation(x.words[word] as number, y.words[word] as number)
      if (value === 0) continue
      chunk.words[word] = value
      chunk.summary |= 1 << word
      chunk.count += countBits(value)
    }
    chunks.push(chunk.count === 0 ? emptyChunk : chunk)
    count += chunk.count
  }
  return chunks.length === 0 ? none : { count, owner: undefined, chunks }
}

/** The spine to write to: the set's own if the owner made it, else a copy. */
const ownedSpine = (bits: Bits, owner: Owner): Array<Chunk> =>
  // Read-only at the surface; the owner of the set may write.
  owner !== undefined && bits.owner === owner ? (bits.chunks as Array<Chunk>) : bits.chunks.slice()

const ownedChunk = (chunk: Chunk, owner: Owner): Chunk =>
  owner !== undefined && chunk.owner === owner
    ? chunk
    : new Chunk(owner, chunk.words.slice(), chunk.summary, chunk.count)

/** From this many words on it is faster to count all of a chunk, two at a time, than to look for those set. */
const manyWords = 12

/** The number of members three chunks share. */
const countShared = (x: Chunk, y: Chunk, z: Chunk): number => {
  let left = x.summary & y.summary & z.summary
  if (left === 0) return 0
  const xs = x.words
  const ys = y.words
  const zs = z.words
  let total = 0
  if (countBits(left) < manyWords) {
    for (; left !== 0; left &= left - 1) {
      const word = lowestBit(left)
      total += countBits((xs[word] as number) & (ys[word] as number) & (zs[word] as number))
    }
    return total
  }
  for (let word = 0; word < wordsPerChunk; word += 2) {
    const next = word + 1
    let m = (xs[word] as number) & (ys[word] as number) & (zs[word] as number)
    let n = (xs[next] as number) & (ys[next] as number) & (zs[next] as number)
    // As `countBits`, but the two are added once each holds its counts in four bits.
    m -= (m >>> 1) & 0x55555555
    n -= (n >>> 1) & 0x55555555
    m = (m & 0x33333333) + ((m >>> 2) & 0x33333333) + (n & 0x33333333) + ((n >>> 2) & 0x33333333)
    total += Math.imul((m & 0x0f0f0f0f) + ((m >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24
  }
  return total
}

/** The place in the chunk of the member number `n` of those three chunks share, which are more than `n`. */
const nthShared = (x: Chunk, y: Chunk, z: Chunk, n: number): number => {
  let skip = n
  for (let word = 0; ; word++) {
    let shared = (x.words[word] as number) & (y.words[word] as number) & (z.words[word] as number)
    const count = countBits(shared)
    if (skip < count) {
      for (; skip > 0; skip--) shared &= shared - 1
      return (word << 5) | lowestBit(shared)
    }
    skip -= count
  }
}

/** The number of the lowest bit set in a word that is not 0. */
const lowestBit = (word: number): number => 31 - Math.clz32(word & -word)
