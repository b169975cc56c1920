import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { bitsCount, bitsHas, bitsSet, emptyBits, isBits } from "./bits.ts"
import { emptyHamt, hamtDelete, hamtEntries, hamtGet, hamtSet, isHamt, type Hamt } from "./hamt.ts"
import { emptyOrderedSet, isOrderedSet, orderedAdd, orderedFrom, orderedHas } from "./ordered-set.ts"
import { makePersisted, NotPersistable, PersistedUnreadable, PIECE_UNITS, STEP_WEIGHT_MAX } from "./persisted.ts"
import { emptyVector, isVector, vectorPush, vectorValues } from "./vector.ts"

const ascending = (a: number, b: number): number => a - b
const codec = makePersisted({ ascending })

const hamtOf = (entries: Iterable<readonly [string, unknown]>): Hamt<unknown> => {
  let map = emptyHamt<unknown>()
  for (const [key, value] of entries) map = hamtSet(map, key, value, undefined)
  return map
}
const vectorOf = (values: Iterable<unknown>) => {
  let vector = emptyVector<unknown>()
  for (const value of values) vector = vectorPush(vector, value, undefined)
  return vector
}
const setOf = (keys: Iterable<number>) => {
  let set = emptyOrderedSet(ascending)
  for (const key of keys) set = orderedAdd(set, key, undefined)
  return set
}
const bitsOf = (members: Iterable<number>) => {
  let bits = emptyBits()
  for (const member of members) bits = bitsSet(bits, member, undefined)
  return bits
}

/** A value with every structure told by its kind and what is in it: what two equal ones have in common. */
const shown = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(shown)
  if (isHamt(value)) return new Map([...hamtEntries(value)].map(([key, item]) => [key, shown(item)]))
  if (isVector(value)) return { vector: [...vectorValues(value)].map(shown) }
  if (isOrderedSet(value)) return { set: [...orderedFrom(value)], compare: value.compare }
  if (isBits(value)) return { bits: codec.persist(value), count: value.count }
  return new Map(Object.entries(value).map(([key, item]) => [key, shown(item)]))
}

const plain = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.integer(),
  fc.double({ noNaN: true }).map((value) => value + 0),
  fc.boolean(),
  fc.constantFrom(null, undefined, "$", "__proto__")
)
const key = fc.oneof(fc.string(), fc.constantFrom("$", "$hamt", "__proto__", "toJSON", "root", "chunks", "0"))
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    plain,
    fc.array(tie("value"), { maxLength: 6 }),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 40 }).map(hamtOf),
    fc.array(tie("value"), { maxLength: 40 }).map(vectorOf),
    fc.array(fc.integer(), { maxLength: 40 }).map(setOf),
    fc.array(fc.nat(5_000), { maxLength: 40 }).map(bitsOf)
  )
}))

describe("a persisted value", () => {
  it("comes back as what it was, structures, absent keys and undefined included", () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(shown(codec.restore(codec.persist(value)))).toEqual(shown(value))
      }),
      { numRuns: 500 }
    )
  })

  it("works again: structures are looked up and edited, sets in their order", () => {
    const value = { map: hamtOf([["a", 1]]), set: setOf([3, 1, 2]), bits: bitsOf([7, 4_000]), gone: undefined }
    const back = codec.restore(codec.persist(value)) as typeof value
    expect(hamtGet(hamtSet(back.map, "b", 2, undefined), "a")).toBe(1)
    expect([...orderedFrom(orderedAdd(back.set, 0, undefined))]).toEqual([0, 1, 2, 3])
    expect(orderedHas(back.set, 2)).toBe(true)
    expect([bitsCount(back.bits), bitsHas(back.bits, 4_000), bitsHas(back.bits, 8)]).toEqual([2, true, false])
    expect(Object.keys(back)).toEqual(["map", "set", "bits", "gone"])
  })

  it("has one canonical form, whatever its maps and records went through", () => {
    const keys = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(keys, keys, fc.infiniteStream(fc.nat()), (here, gone, order) => {
        const absent = gone.filter((one) => !here.includes(one))
        const shuffled = [...here, ...absent]
          .map((one) => [order.next().value ?? 0, one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one)
        let other = hamtOf(shuffled.map((one) => [one, { x: one, y: 1 }]))
        for (const one of absent) other = hamtDelete(other, one, undefined)
        const one = hamtOf(here.map((name) => [name, { y: 1, x: name }]))
        expect([...codec.canonical({ b: one, a: null })]).toEqual([...codec.canonical({ a: null, b: other })])
      })
    )
  })

  it("loses nothing by its canonical form, so that two forms differ where two values do", () => {
    fc.assert(
      fc.property(anything, (value) => {
        const back = codec.restore([...codec.canonical(value)].join("\n"))
        expect(shown(back)).toEqual(shown(value))
        expect([...codec.canonical(back)]).toEqual([...codec.canonical(value)])
      })
    )
  })
})

describe("a large value", () => {
  const large = {
    interactions: hamtOf(
      Array.from({ length: 3_000 }, (_, i) => [
        `i${i}`,
        { id: `i${i}`, offers: [{ at: i }], owner: null, s: "x".repeat(50) }
      ])
    ),
    deep: {
      deeper: [vectorOf(Array.from({ length: 5_000 }, (_, i) => ({ at: i }))), bitsOf([...Array(3_000).keys()])]
    },
    set: setOf(Array.from({ length: 4_000 }, (_, i) => i * 7)),
    odd: Object.fromEntries(Array.from({ length: 1_500 }, (_, i) => [`$${i}`, [i, undefined]]))
  }

  it("is written in pieces of bounded size, each a JSON document of its own, and read piece by piece", () => {
    const pieces = [...codec.pieces(large)]
    expect(pieces.length).toBeGreaterThan(5)
    // A step may go beyond: by its texts' code units, which are escaped to six at most, and its values and keys.
    for (const piece of pieces) expect(piece.length).toBeLessThan(PIECE_UNITS + STEP_WEIGHT_MAX * 16 * 6)
    for (const piece of pieces) expect(Array.isArray(JSON.parse(piece))).toBe(true)
    const reading = codec.restoring()
    for (const piece of pieces) reading.add(piece)
    expect(shown(reading.done())).toEqual(shown(large))
  })

  it("is written as it is asked for: the value may change meanwhile, for what is written is a version of it", () => {
    const pieces = codec.pieces(large)
    const first = pieces.next().value ?? ""
    hamtSet(large.interactions, "i1", "another", undefined)
    expect(shown(codec.restore([first, ...pieces].join("\n")))).toEqual(shown(large))
  })

  it("is refused when a piece is missing, cut short, doubled, or not there at all", () => {
    const pieces = [...codec.pieces(large)]
    const read = (some: ReadonlyArray<string>) => () => {
      const reading = codec.restoring()
      for (const piece of some) reading.add(piece)
      return reading.done()
    }
    expect(read(pieces)).not.toThrow()
    expect(read(pieces.slice(0, -1))).toThrow(PersistedUnreadable)
    expect(read(pieces.map((piece, nth) => (nth === 1 ? piece.slice(0, -40) : piece)))).toThrow(PersistedUnreadable)
    expect(read([...pieces, ...pieces])).toThrow(PersistedUnreadable)
    expect(read([])).toThrow(PersistedUnreadable)
  })
})

describe("what is no value", () => {
  class Stranger {}
  it.each([
    ["a function", () => 1],
    ["a class", new Stranger()],
    ["a native map", new Map()],
    ["a date", new Date(0)],
    ["not a number", Number.NaN],
    ["a big integer", 1n],
    ["a symbol", Symbol("x")],
    ["a set of an order without a name", emptyOrderedSet((a: number, b: number) => b - a)]
  ])("%s is refused, however deep it stands", (_name, value) => {
    expect(() => codec.persist(value)).toThrow(NotPersistable)
    const deep = { a: hamtOf(Array.from({ length: 3_000 }, (_, i) => [`k${i}`, i === 2_999 ? [{ value }] : i])) }
    expect(() => codec.persist(deep)).toThrow(NotPersistable)
  })

  it.each([
    "",
    "{}",
    "null",
    "[0]",
    "[[3]]",
    "[[9,1]]",
    "[[2]]",
    '[[3,{"$":"nothing"}]]',
    '[[3,{"$":"hamt","of":[1,2]}]]',
    '[[3,{"$":"bits","of":["a"]}]]',
    '[[3,{"$":"set","order":"toString","of":[]}]]',
    '[[3,{"$":"set","order":"ascending","of":[2,1]}]]'
  ])("the text %s is refused", (text) => {
    expect(() => codec.restore(text)).toThrow(PersistedUnreadable)
  })
})
