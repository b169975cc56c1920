/**
 * A dialer's list as people write it: `campaign;email;message;attachments;variables;priority`, one record a row.
 *
 * Text comes in decoded, in chunks of any size, and records go out as they are complete: a million rows pass in bounded
 * memory. A malformed address is accepted, it fails when it is sent to.
 */
import { CsvSplitter, type CsvRow } from "../kernel/csv.ts"
import { readVariables, type Variable } from "./list-variables.ts"

/** The columns, in this order; those at the end may be left out. */
export const COLUMNS = ["campaign", "email", "message", "attachments", "variables", "priority"] as const
export type Column = (typeof COLUMNS)[number]

export const PRIORITY_DEFAULT = 9_999
/** Longest address, message and value of a variable, in characters; most attachments and variables of a record. */
export const ADDRESS_MAX = 1_000
export const MESSAGE_MAX = 500_000
export const VALUE_MAX = 10_000
export const ATTACHMENTS_MAX = 20
export const VARIABLES_MAX = 100

/** A file to start from. */
export const EXAMPLE_FILE = [
  COLUMNS.join(";"),
  'Sales;ana@example.com;Hello ${name}, your order ${order} is on its way.;;"name":"Ana","order":"1017";1',
  'Sales;luis@example.com;;;"name":"Luis","order":"1018";',
  "Sales;mei@example.com",
  ""
].join("\r\n")

/** One record of the file. `row` counts good records from 1, in the order of the file. */
export interface ListRecord {
  readonly row: number
  readonly line: number
  readonly address: string
  /** Null: the template's body, or nothing. */
  readonly message: string | null
  /** Tokens that uploads returned. */
  readonly attachments: ReadonlyArray<string>
  readonly variables: ReadonlyArray<Variable>
  readonly priority: number
}

export type ListFault =
  | "campaign-empty"
  | "campaign-differs"
  | "email-empty"
  | "variables-unreadable"
  | "priority-unreadable"
  | "quote-unclosed"
  | "too-long"
  | "too-many"
  | "too-many-columns"

/** Why a row is no record. `column`: the number of the cell, from 1; null when it is about the row. */
export interface ListError {
  readonly line: number
  readonly column: number | null
  readonly fault: ListFault
}

export interface ListPart {
  readonly records: ReadonlyArray<ListRecord>
  readonly errors: ReadonlyArray<ListError>
}

/** Whom the file is for: its first column names the dialer or the campaign of the dialer. */
export interface ListTarget {
  readonly dialer: string
  readonly campaign: string
}

/** Reads one file. Feed it chunks, then `end`. */
export class ListFileReader {
  private readonly target: ListTarget
  private readonly splitter = new CsvSplitter(";")
  private first = true
  private count = 0

  constructor(target: ListTarget) {
    this.target = target
  }

  push(chunk: string): ListPart {
    return this.part(this.splitter.push(chunk))
  }

  end(): ListPart {
    return this.part(this.splitter.end())
  }

  private part(rows: ReadonlyArray<CsvRow>): ListPart {
    const records: Array<ListRecord> = []
    const errors: Array<ListError> = []
    for (const row of rows) {
      if (isBlank(row)) continue
      const isHeader = this.first && row.cells[0]?.trim().toLowerCase() === COLUMNS[0]
      this.first = false
      if (isHeader) continue
      const read = readRecord(this.target, row)
      if ("fault" in read) errors.push(read)
      else {
        this.count += 1
        records.push({ ...read, row: this.count })
      }
    }
    return { records, errors }
  }
}

const isBlank = ({ cells, tooLong }: CsvRow): boolean => !tooLong && cells.length === 1 && cells[0]?.trim() === ""

function readRecord(target: ListTarget, row: CsvRow): Omit<ListRecord, "row"> | ListError {
  const { line, cells } = row
  const fault = (column: Column | null, what: ListFault): ListError => ({
    line,
    column: column === null ? null : COLUMNS.indexOf(column) + 1,
    fault: what
  })
  if (row.tooLong) return fault(null, "too-long")
  const [campaign = "", email = "", message = "", attached = "", variable = "", rank = ""] = cells
  if (cells.slice(COLUMNS.length).some((cell) => cell.trim() !== "")) return fault(null, "too-many-columns")
  const open = row.unclosed.find((number) => COLUMNS[number - 1] !== "variables")
  if (open !== undefined) return fault(COLUMNS[open - 1] ?? null, "quote-unclosed")
  if (campaign.trim() === "") return fault("campaign", "campaign-empty")
  if (campaign.trim() !== target.dialer && campaign.trim() !== target.campaign)
    return fault("campaign", "campaign-differs")
  const address = email.trim()
  if (address === "") return fault("email", "email-empty")
  if (address.length > ADDRESS_MAX) return fault("email", "too-long")
  if (message.length > MESSAGE_MAX) return fault("message", "too-long")
  const attachments = attached.split(",").flatMap((token) => (token.trim() === "" ? [] : [token.trim()]))
  if (attachments.length > ATTACHMENTS_MAX) return fault("attachments", "too-many")
  const variables = readVariables(variable)
  if (variables === null) return fault("variables", "variables-unreadable")
  if (variables.length > VARIABLES_MAX) return fault("variables", "too-many")
  if (variables.some(({ value }) => value.length > VALUE_MAX)) return fault("variables", "too-long")
  const priority = rank.trim() === "" ? PRIORITY_DEFAULT : priorityIn(rank.trim())
  if (priority === null) return fault("priority", "priority-unreadable")
  return { line, address, message: message.trim() === "" ? null : message, attachments, variables, priority }
}

/** 1 best … 9999. */
const priorityIn = (text: string): number | null => (/^\d{1,4}$/.test(text) && Number(text) >= 1 ? Number(text) : null)
