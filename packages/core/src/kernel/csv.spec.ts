import fc from "fast-check"
import { expect, test } from "vitest"
import { CsvSplitter, ROW_LENGTH_MAX, type CsvRow } from "./csv.ts"

const split = (...chunks: ReadonlyArray<string>): ReadonlyArray<CsvRow> => {
  const splitter = new CsvSplitter()
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()]
}
const cellsOf = (...chunks: ReadonlyArray<string>) => split(...chunks).map(({ cells }) => cells)

test("[D9.5j] lines end with LF, CR or both, and a mark at the start of the file is no part of it", () => {
  const rows = split("\ufeffa;b\r\nc;d\re;f\n\ng")
  expect(rows.map(({ cells }) => cells)).toEqual([["a", "b"], ["c", "d"], ["e", "f"], [""], ["g"]])
  expect(rows.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5])
})

test("[D9.5j] a quoted cell may hold separators, quotes and lines", () => {
  const rows = split('a;"x;y";"say ""hi""";"two\r\nlines";""\nnext')
  expect(rows.map(({ cells }) => cells)).toEqual([["a", "x;y", 'say "hi"', "two\r\nlines", ""], ["next"]])
  expect(rows.map(({ line }) => line)).toEqual([1, 3])
})

test("[D9.5j] a cell that only begins with a quote is taken as it stands, with what is between its quotes", () => {
  expect(cellsOf('"a":"x;y","b":"z";5')).toEqual([['"a":"x;y","b":"z"', "5"]])
  expect(cellsOf('"""a"":""x;y""";5')).toEqual([['"a":"x;y"', "5"]])
  expect(cellsOf('24" wide;b')).toEqual([['24" wide', "b"]])
})

test("a quote that is never closed spoils its row only", () => {
  const rows = split('"open;b\n"a":"x";c\nd')
  expect(rows).toEqual([
    { line: 1, cells: ['"open', "b"], unclosed: [1], tooLong: false },
    { line: 2, cells: ['"a":"x"', "c"], unclosed: [], tooLong: false },
    { line: 3, cells: ["d"], unclosed: [], tooLong: false }
  ])
})

test("a row that is too long is left out, and the next one read", () => {
  const long = "x".repeat(ROW_LENGTH_MAX + 1)
  const rows = split("a\n", long, long, "\nb\n")
  expect(rows.map(({ line, cells, tooLong }) => [line, cells, tooLong])).toEqual([
    [1, ["a"], false],
    [2, [], true],
    [3, ["b"], false]
  ])
})

const pieces = fc.array(fc.constantFrom("a", "b", '"', '""', ";", "\n", "\r", "\r\n", '"x":"y"', " ", ","))

test("[D9.5o] wherever a file is cut into chunks, its rows are the same", () => {
  fc.assert(
    fc.property(pieces, fc.array(fc.nat(40)), (parts, cuts) => {
      const text = parts.join("")
      const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((x, y) => x - y), text.length]
      const chunks = places.slice(1).map((end, index) => text.slice(places[index], end))
      expect(split(...chunks)).toEqual(split(text))
    })
  )
})

test("[D9.5j] what a strict writer quotes comes back as it was", () => {
  const cell = fc.array(fc.constantFrom("a", '"', ";", "\n", "\r\n", " ")).map((parts) => parts.join(""))
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const text = rows.map((cells) => cells.map(quoted).join(";")).join("\r\n")
      expect(cellsOf(text)).toEqual(rows)
    })
  )
})
