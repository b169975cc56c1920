import { describe, expect, it } from "vitest"
import { POINTS_EXAMPLE_FILE, POINTS_FILE_ROWS_MAX, PointsFileReader, pointsInParts } from "./points-file.ts"

const target = {
  isAgent: (id: string) => ["ann", "bob@example.org"].includes(id),
  isMeasure: (name: string) => ["sales", "first calls"].includes(name),
  today: "2026-03-02"
}

function read(text: string, chunk = text.length) {
  const reader = new PointsFileReader(target)
  const parts = []
  for (let at = 0; at < text.length; at += chunk) parts.push(reader.push(text.slice(at, at + chunk)))
  parts.push(reader.end())
  return { entries: parts.flatMap(({ entries }) => entries), errors: parts.flatMap(({ errors }) => errors) }
}

const rows = (...lines: ReadonlyArray<string>): string => ["Agent;Measure;Date;Points", ...lines].join("\n")

describe("a file of points", () => {
  it("[D7.10c] is Agent;Measure;Date;Points, a row for each agent, measure and day", () => {
    const text = rows(
      "ann;sales;2026-03-02;12",
      ' bob@example.org ; "first calls";2026-02-28;0',
      "",
      ";;;",
      "ann;sales;2026-03-03;1;;"
    )
    const expected = [
      { agentId: "ann", measure: "sales", date: "2026-03-02", points: 12 },
      { agentId: "bob@example.org", measure: "first calls", date: "2026-02-28", points: 0 },
      { agentId: "ann", measure: "sales", date: "2026-03-03", points: 1 }
    ]
    expect(read(text)).toEqual({ entries: expected, errors: [] })
    expect(read(`\ufeff${text.replaceAll("\n", "\r\n")}`, 3).entries).toEqual(expected)
    expect(read(POINTS_EXAMPLE_FILE)).toEqual({ entries: [expected[0]], errors: [] })
  })

  it.each(["agent;measure;date;points", "AGENT; Measure ;DATE;Points"])("[D7.10c] knows its header as %s", (header) => {
    expect(read(`${header}\nann;sales;2026-03-02;1`).entries).toHaveLength(1)
  })

  it.each([
    "ann;sales;2026-03-02;1",
    "Agent;Date;Measure;Points",
    "Agent;Measure;Date",
    "Agent;Measure;Date;Points;More"
  ])("[D7.10c] is not read without its header: %s", (first) => {
    const missing = { line: 2, column: null, fault: "header-missing" }
    expect(read(`\n${first}\nann;sales;2026-03-02;1`)).toEqual({ entries: [], errors: [missing] })
  })

  it.each([
    ["nobody;sales;2026-03-02;1", 1, "agent-unknown"],
    [";sales;2026-03-02;1", 1, "agent-unknown"],
    ["not an id;sales;2026-03-02;1", 1, "agent-unknown"],
    ["ann;Sales;2026-03-02;1", 2, "measure-unknown"],
    ["ann;sales;02/03/2026;1", 3, "date-unreadable"],
    ["ann;sales;2026-3-2;1", 3, "date-unreadable"],
    ["ann;sales;2026-02-30;1", 3, "date-unknown"],
    ["ann;sales;2026-03-04;1", 3, "date-ahead"],
    ["ann;sales;2024-03-02;1", 3, "date-too-old"],
    ["ann;sales;2026-03-02;1.5", 4, "points-unreadable"],
    ["ann;sales;2026-03-02;-1", 4, "points-unreadable"],
    ["ann;sales;2026-03-02;1000001", 4, "points-unreadable"],
    ["ann;sales;2026-03-02;", 4, "points-unreadable"],
    ['ann;"sales;2026-03-02;1', 2, "quote-unclosed"],
    ["ann;sales;2026-03-02", null, "columns-missing"],
    ["ann;sales;2026-03-02;1;more", null, "too-many-columns"]
  ] as const)("[D7.10c] tells what is wrong with a row, and takes the others: %s", (row, column, fault) => {
    const { entries, errors } = read(rows("ann;sales;2026-03-01;1", row, "ann;sales;2026-03-02;2"))
    expect(errors).toEqual([{ line: 3, column, fault }])
    expect(entries.map(({ points }) => points)).toEqual([1, 2])
  })

  it("[D7.10c] is read up to a number of rows, and the rest is told once", () => {
    const reader = new PointsFileReader(target)
    reader.push("Agent;Measure;Date;Points\n")
    const block = "ann;sales;2026-03-02;1\n".repeat(1_000)
    let read = 0
    for (let n = 0; n < POINTS_FILE_ROWS_MAX / 1_000; n++) read += reader.push(block).entries.length
    expect(read).toBe(POINTS_FILE_ROWS_MAX)
    const line = POINTS_FILE_ROWS_MAX + 2
    expect(reader.push(block)).toEqual({ entries: [], errors: [{ line, column: null, fault: "too-many-rows" }] })
    expect(reader.end()).toEqual({ entries: [], errors: [] })
  })

  it("[D7.10c] is recorded in parts that one command takes", () => {
    const { entries } = read(rows(...Array.from({ length: 1_001 }, () => "ann;sales;2026-03-02;1")))
    expect(pointsInParts(entries).map((part) => part.length)).toEqual([500, 500, 1])
    expect(pointsInParts([])).toEqual([])
  })
})
