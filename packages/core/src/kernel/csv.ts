/**
 * Comma- and semicolon-separated text, split into rows as it comes in: chunk by chunk, in bounded memory.
 *
 * Lenient where files in the field are: a cell counts as quoted only when its closing quote is followed by the separator
 * or the end of the line; any other cell that begins with a quote (`"a":"x;y","b":"z"`) is taken as it stands, and a
 * separator between two of its quotes belongs to it. A quote that is never closed spoils its own row only.
 */

/** Longest row, in characters. What is longer is left out, up to its next line. */
export const ROW_LENGTH_MAX = 1_048_576

export interface CsvRow {
  /** The line of the file on which the row begins, from 1. */
  readonly line: number
  readonly cells: ReadonlyArray<string>
  /** Cell numbers, from 1, that begin with a quote and do not close it. */
  readonly unclosed: ReadonlyArray<number>
  readonly tooLong: boolean
}

/** Feed it chunks of text of any size; it gives the rows that are complete, and with `end` the last one. */
export class CsvSplitter {
  private readonly separator: string
  private buffer = ""
  private line = 1
  private started = false
  /** The rest of a row that is too long, up to the end of its line. */
  private skipping = false

  constructor(separator = ";") {
    this.separator = separator
  }

  push(chunk: string): ReadonlyArray<CsvRow> {
    this.buffer += chunk
    return this.rows(false)
  }

  end(): ReadonlyArray<CsvRow> {
    return this.rows(true)
  }

  private rows(final: boolean): ReadonlyArray<CsvRow> {
    if (!this.started && this.buffer !== "") {
      this.started = true
      if (this.buffer.startsWith("\ufeff")) this.buffer = this.buffer.slice(1)
    }
    const rows: Array<CsvRow> = []
    const lines = new Lines(this.buffer, final)
    let at = 0
    while (at < this.buffer.length) {
      const taken = this.skipping ? this.skipped(lines, at) : this.taken(lines, at)
      if (taken === null) break
      if (taken.row !== null) rows.push(taken.row)
      this.line += taken.lines
      at = taken.next
    }
    this.buffer = this.buffer.slice(at)
    return rows
  }

  private taken(lines: Lines, at: number): Taken | null {
    const read = readRow(this.buffer, at, lines, this.separator)
    const { line } = this
    if (read === null || read.next - at > ROW_LENGTH_MAX) {
      if (this.buffer.length - at <= ROW_LENGTH_MAX) return null
      this.skipping = true
      return { row: { line, cells: [], unclosed: [], tooLong: true }, next: at, lines: 0 }
    }
    return {
      row: { line, cells: read.cells, unclosed: read.unclosed, tooLong: false },
      next: read.next,
      lines: read.lines
    }
  }

  private skipped(lines: Lines, at: number): Taken | null {
    const end = lines.endFrom(at)
    if (end === null) return { row: null, next: this.buffer.length, lines: 0 }
    this.skipping = false
    return { row: null, next: lines.after(end), lines: 1 }
  }
}

interface Taken {
  readonly row: CsvRow | null
  readonly next: number
  readonly lines: number
}

/** Ends of lines: LF, CR, or both in that order. */
class Lines {
  private readonly text: string
  private readonly final: boolean
  private lf = -1
  private cr = -1

  constructor(text: string, final: boolean) {
    this.text = text
    this.final = final
    this.lf = this.found("\n", 0)
    this.cr = this.found("\r", 0)
  }

  /** Where the line that goes on at `at` ends; null while that is not known. */
  endFrom(at: number): number | null {
    if (this.lf < at) this.lf = this.found("\n", at)
    if (this.cr < at) this.cr = this.found("\r", at)
    const end = Math.min(this.lf, this.cr)
    if (end < this.text.length) return this.isSettled(end) ? end : null
    return this.final ? this.text.length : null
  }

  /** A CR at the end of what has come in may be half of a line's end. */
  isSettled(end: number): boolean {
    return this.final || this.text[end] !== "\r" || end + 1 < this.text.length
  }

  /** The first character of the next line. */
  after(end: number): number {
    return this.text[end] === "\r" && this.text[end + 1] === "\n" ? end + 2 : Math.min(end + 1, this.text.length)
  }

  get isWhole(): boolean {
    return this.final
  }

  private found(what: string, from: number): number {
    const index = this.text.indexOf(what, from)
    return index < 0 ? this.text.length : index
  }
}

interface ReadRow {
  readonly cells: ReadonlyArray<string>
  readonly unclosed: ReadonlyArray<number>
  readonly next: number
  readonly lines: number
}

/** The row that begins at `start`; null while its end has not come in. */
function readRow(text: string, start: number, lines: Lines, separator: string): ReadRow | null {
  const plainEnd = lines.endFrom(start)
  if (plainEnd !== null) {
    const line = text.slice(start, plainEnd)
    if (!line.includes('"'))
      return { cells: line.split(separator), unclosed: [], next: lines.after(plainEnd), lines: 1 }
  }
  const cells: Array<string> = []
  const unclosed: Array<number> = []
  let broken = 0
  for (let at = start; ;) {
    const cell = readCell(text, at, lines, separator)
    if (cell === null) return null
    cells.push(cell.text)
    broken += cell.lines
    if (cell.unclosed) unclosed.push(cells.length)
    if (text[cell.end] !== separator) return { cells, unclosed, next: lines.after(cell.end), lines: broken + 1 }
    at = cell.end + separator.length
  }
}

interface Cell {
  readonly text: string
  /** Where its separator, the end of its line or of the text stands. */
  readonly end: number
  readonly unclosed: boolean
  /** Ends of lines within it. */
  readonly lines: number
}

/** The first character from there on that is neither a space nor a tab. */
function afterBlanks(text: string, start: number): number {
  let at = start
  while (text[at] === " " || text[at] === "\t") at += 1
  return at
}

function readCell(text: string, start: number, lines: Lines, separator: string): Cell | null {
  const first = afterBlanks(text, start)
  if (text[first] === '"') {
    const quoted = readQuoted(text, first, lines, separator)
    if (quoted !== "raw") return quoted
  }
  const end = lines.endFrom(start)
  if (end === null) return null
  const raw = text[first] === '"' ? toggled(text, first, end, separator) : null
  const until = raw ?? plainEndOf(text, start, end, separator)
  return { text: text.slice(start, until), end: until, unclosed: text[first] === '"' && raw === null, lines: 0 }
}

const plainEndOf = (text: string, start: number, end: number, separator: string): number => {
  const index = text.indexOf(separator, start)
  return index < 0 || index > end ? end : index
}

/** A cell in quotes, doubled ones within it standing for one; "raw" when it turns out not to be one. */
function readQuoted(text: string, open: number, lines: Lines, separator: string): Cell | "raw" | null {
  for (let at = open + 1; ; at += 2) {
    at = text.indexOf('"', at)
    if (at < 0) return lines.isWhole || text.length - open > ROW_LENGTH_MAX ? "raw" : null
    if (at + 1 >= text.length && !lines.isWhole) return null
    const next = text[at + 1]
    if (next === '"') continue
    if (next !== undefined && next !== separator && next !== "\n" && next !== "\r") return "raw"
    if (next === "\r" && !lines.isSettled(at + 1)) return null
    const inside = text.slice(open + 1, at)
    return { text: inside.replaceAll('""', '"'), end: at + 1, unclosed: false, lines: breaksIn(inside) }
  }
}

const breaksIn = (text: string): number => (text.match(/\r\n|\r|\n/g) ?? []).length

/** The first separator that is outside quotes, or the end of the line; null when a quote stays open. */
function toggled(text: string, start: number, end: number, separator: string): number | null {
  let inside = false
  for (let at = start; at < end; at++) {
    if (text[at] === '"') inside = !inside
    else if (!inside && text[at] === separator) return at
  }
  return inside ? null : end
}
