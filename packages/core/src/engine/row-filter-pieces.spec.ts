import { describe, expect, it } from "vitest"
import { filterPieces, PIECE_WORDS, readFilter } from "./row-filter-pieces.ts"
import { FIRST_CAPACITY, makeRowFilter, type RowFilter } from "./row-filter.ts"

const filled = (count: number): RowFilter => {
  const filter = makeRowFilter()
  for (let n = 0; n < count; n++) filter.add(`thread/support/1:${n}`)
  return filter
}

const read = (pieces: Iterable<string>): RowFilter => {
  const reading = readFilter()
  for (const piece of pieces) reading.add(piece)
  return reading.done()
}

describe("a row filter that is written and read again", () => {
  it.each([0, 1, FIRST_CAPACITY + 1, 4 * FIRST_CAPACITY])("of %i keys says of every key what it said", (count) => {
    const filter = filled(count)
    const back = read(filterPieces(filter))
    for (let n = 0; n < count; n++) if (!back.mayHave(`thread/support/1:${n}`)) throw new Error(`lost ${n}`)
    for (let n = 0; n < 1_000; n++) expect(back.mayHave(`print/${n}`)).toBe(filter.mayHave(`print/${n}`))
  })

  it("goes on where it was: what is added later is there, and it grows at the same place", () => {
    const [filter, back] = [filled(FIRST_CAPACITY - 1), read(filterPieces(filled(FIRST_CAPACITY - 1)))]
    for (const one of [filter, back]) for (let n = 0; n < 10; n++) one.add(`contact/${n}`)
    for (let n = 0; n < 10; n++) expect(back.mayHave(`contact/${n}`)).toBe(true)
    const sizes = (one: RowFilter) => one.filters().map(({ capacity, count }) => [capacity, count])
    expect(sizes(back)).toEqual(sizes(filter))
    expect(sizes(back)).toHaveLength(2)
  })

  it("loses nothing that was there before it was written, though keys come while it is", () => {
    const filter = filled(FIRST_CAPACITY - 5)
    const pieces: Array<string> = []
    let n = 0
    for (const piece of filterPieces(filter)) {
      pieces.push(piece)
      for (let i = 0; i < 10; i++) filter.add(`contact/${n++}`)
    }
    const back = read(pieces)
    for (let i = 0; i < FIRST_CAPACITY - 5; i++)
      if (!back.mayHave(`thread/support/1:${i}`)) throw new Error(`lost ${i}`)
  })

  it("is refused where a piece is missing, doubled, cut short, or none at all", () => {
    const pieces = [...filterPieces(filled(10))]
    expect(pieces.length).toBeGreaterThan(2)
    expect(pieces[1]).toHaveLength((PIECE_WORDS * 4 * 4) / 3)
    expect(() => read([])).toThrow(/not whole/)
    expect(() => read(pieces.slice(0, -1))).toThrow(/not whole/)
    expect(() => read([...pieces, ...pieces.slice(1)])).toThrow(/more than/)
    expect(() => read(pieces.map((piece, nth) => (nth === 1 ? piece.slice(0, -8) : piece)))).toThrow(/cut short/)
    expect(() => read(pieces.map((piece, nth) => (nth === 1 ? "?" : piece)))).toThrow()
    expect(() => read(["[]"])).toThrow(/sizes/)
    expect(() => read(['[{"capacity":1099511627776,"count":0}]'])).toThrow(/sizes/)
  })
})
