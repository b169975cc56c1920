/** Figures as CSV. Source: RFC 4180 (lines end in CRLF; a field with a quote, comma or line break is quoted). */
import type { AgentInterval } from "./agent-times.ts"
import type { Interval } from "./intervals-read.ts"
import { agentTimeMetrics, intervalMetrics } from "./metrics.ts"

export type Cell = string | number | null

const RISKY = /[",\r\n]/

const cell = (value: Cell): string => {
  const text = value === null ? "" : String(value)
  return RISKY.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const line = (cells: ReadonlyArray<Cell>): string => `${cells.map(cell).join(",")}\r\n`

/** One line of names, then one line for each row; null is an empty field. */
export const csvOf = (names: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<Cell>>): string =>
  [names, ...rows].map(line).join("")

/** Intervals as CSV: their edges and local date, then the ids of the metrics as header. Instants are milliseconds. */
export const intervalsCsv = (rows: ReadonlyArray<Interval>): string =>
  csvOf(
    ["from", "to", "date", ...intervalMetrics.map(({ id }) => id)],
    rows.map((row) => {
      const values: { readonly [field: string]: number | null } = valuesOf(row)
      return [row.from, row.to, row.date, ...intervalMetrics.map(({ field }) => values[field] ?? null)]
    })
  )

/** By the field of their metric. */
const valuesOf = ({ figures, ratios, openAtStart, openAtEnd, longestWaitEndedMs }: Interval) => ({
  ...prefixed("figures.", figures),
  ...prefixed("ratios.", ratios),
  openAtStart,
  openAtEnd,
  longestWaitEndedMs
})

const prefixed = <Name extends string>(prefix: string, values: Readonly<Record<Name, number | null>>) =>
  Object.fromEntries(Object.entries<number | null>(values).map(([name, value]) => [`${prefix}${name}`, value]))

/** An agent's intervals as CSV, in the same form. */
export const agentIntervalsCsv = (rows: ReadonlyArray<AgentInterval>): string =>
  csvOf(
    ["from", "to", "date", ...agentTimeMetrics.map(({ id }) => id)],
    rows.map(({ from, to, date, times }) => {
      const values: { readonly [field: string]: number | null } = prefixed("times.", times)
      return [from, to, date, ...agentTimeMetrics.map(({ field }) => values[field] ?? null)]
    })
  )
