/**
 * Points as people export them: `Agent;Measure;Date;Points`, one agent, measure and day a row.
 *
 * Text comes in decoded, in chunks of any size; rows go out as they are complete. What is good may be recorded, whatever
 * else is wrong: of a row read twice the last holds, and a whole file read again changes nothing.
 */
import * as Schema from "effect/Schema"
import { CsvSplitter, type CsvRow } from "../kernel/csv.ts"
import { AgentId } from "../kernel/fields.ts"
import { dateFault, type PointsTarget } from "./decide.ts"
import type { PointsFault } from "./commands.ts"
import { POINTS_MAX, POINTS_PER_COMMAND_MAX, type PointsEntry } from "./events.ts"

/** The columns, in this order. The header that names them is needed, in any case of letters. */
export const POINTS_COLUMNS = ["agent", "measure", "date", "points"] as const
export type PointsColumn = (typeof POINTS_COLUMNS)[number]

/** Rows of one file, at most; what comes after is left out, and told once. */
export const POINTS_FILE_ROWS_MAX = 100_000

/** A file to start from. */
export const POINTS_EXAMPLE_FILE = ["Agent;Measure;Date;Points", "ann;sales;2026-03-02;12", ""].join("\r\n")

export type PointsFileFault =
  | PointsFault
  | "header-missing"
  | "columns-missing"
  | "too-many-columns"
  | "quote-unclosed"
  | "too-long"
  | "date-unreadable"
  | "points-unreadable"
  | "too-many-rows"

/** Why a row holds no points. `line`: of the file, from 1; `column`: the number of the cell, from 1; null: the row's. */
export interface PointsFileError {
  readonly line: number
  readonly column: number | null
  readonly fault: PointsFileFault
}

export interface PointsPart {
  readonly entries: ReadonlyArray<PointsEntry>
  readonly errors: ReadonlyArray<PointsFileError>
}

/** Reads one file. Feed it chunks, then `end`. */
export class PointsFileReader {
  private readonly target: PointsTarget
  private readonly splitter = new CsvSplitter(";")
  private header: "expected" | "read" | "missing" = "expected"
  private count = 0

  constructor(target: PointsTarget) {
    this.target = target
  }

  push(chunk: string): PointsPart {
    return this.part(this.splitter.push(chunk))
  }

  end(): PointsPart {
    return this.part(this.splitter.end())
  }

  private part(rows: ReadonlyArray<CsvRow>): PointsPart {
    const entries: Array<PointsEntry> = []
    const errors: Array<PointsFileError> = []
    for (const row of rows) {
      if (isBlank(row) || this.header === "missing" || this.count > POINTS_FILE_ROWS_MAX) continue
      if (this.header === "expected") {
        this.header = isHeader(row) ? "read" : "missing"
        if (this.header === "missing") errors.push(rowFault(row, "header-missing"))
        continue
      }
      this.count += 1
      const read = this.count > POINTS_FILE_ROWS_MAX ? rowFault(row, "too-many-rows") : readEntry(this.target, row)
      if ("fault" in read) errors.push(read)
      else entries.push(read)
    }
    return { entries, errors }
  }
}

/** What the entries of a file are recorded with, in turn. */
export const pointsInParts = (entries: ReadonlyArray<PointsEntry>): ReadonlyArray<ReadonlyArray<PointsEntry>> =>
  Array.from({ length: Math.ceil(entries.length / POINTS_PER_COMMAND_MAX) }, (_, part) =>
    entries.slice(part * POINTS_PER_COMMAND_MAX, (part + 1) * POINTS_PER_COMMAND_MAX)
  )

const isBlank = ({ cells, tooLong }: CsvRow): boolean => !tooLong && cells.every((cell) => cell.trim() === "")

const isHeader = ({ cells }: CsvRow): boolean =>
  cells.length === POINTS_COLUMNS.length &&
  POINTS_COLUMNS.every((name, index) => cells[index]?.trim().toLowerCase() === name)

const rowFault = ({ line }: CsvRow, fault: PointsFileFault): PointsFileError => ({ line, column: null, fault })

const isAgentId = Schema.is(AgentId)

function readEntry(target: PointsTarget, row: CsvRow): PointsEntry | PointsFileError {
  const fault = (column: PointsColumn, what: PointsFileFault): PointsFileError => ({
    line: row.line,
    column: POINTS_COLUMNS.indexOf(column) + 1,
    fault: what
  })
  if (row.tooLong) return rowFault(row, "too-long")
  const [open] = row.unclosed
  if (open !== undefined) return { line: row.line, column: open, fault: "quote-unclosed" }
  if (row.cells.length < POINTS_COLUMNS.length) return rowFault(row, "columns-missing")
  if (row.cells.slice(POINTS_COLUMNS.length).some((cell) => cell.trim() !== ""))
    return rowFault(row, "too-many-columns")
  const [agentId = "", measure = "", date = "", written = ""] = row.cells.map((cell) => cell.trim())
  if (!isAgentId(agentId) || !target.isAgent(agentId)) return fault("agent", "agent-unknown")
  if (!target.isMeasure(measure)) return fault("measure", "measure-unknown")
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return fault("date", "date-unreadable")
  const wrongDate = dateFault(date, target.today)
  if (wrongDate !== null) return fault("date", wrongDate)
  const points = pointsIn(written)
  return points === null ? fault("points", "points-unreadable") : { agentId, measure, date, points }
}

const pointsIn = (text: string): number | null =>
  /^\d{1,7}$/.test(text) && Number(text) <= POINTS_MAX ? Number(text) : null
