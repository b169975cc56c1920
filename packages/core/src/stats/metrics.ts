/**
 * Every metric with its one written definition, as data: what the API serves beside each figure. Ratios lie in [0, 1].
 * `field` says where the figure stands: in a campaign's status row, in an interval, in an agent's day.
 */
import { agentAverageRows, agentCountRows, agentTimeRows, occupancyRow } from "./metric-rows-agent.ts"
import { handlingCountRows, handlingMeanRows, handlingRatioRows, handlingTimeRows } from "./metric-rows-handling.ts"
import { countRows, memberRows, nowRows, ratioRows, type Row } from "./metric-rows.ts"

/** `day`: counted since local midnight. `now`: as it stands. `interval`: counted in the interval. */
export type MetricClock = "day" | "now" | "interval"
export type MetricUnit = "count" | "ratio" | "ms" | "seconds" | "instant"

export interface Metric {
  readonly id: string
  readonly label: string
  readonly formula: string
  readonly unit: MetricUnit
  readonly clock: MetricClock
  readonly includes: string
  readonly source: string
  readonly field: string
}

const made =
  (unit: MetricUnit, clock: MetricClock, folder: string, suffix = "") =>
  ([id, label, formula, includes, source]: Row): Metric => ({
    id,
    label,
    formula,
    unit,
    clock,
    includes,
    source,
    field: `${folder}${id}${suffix}`
  })

const HOUSE = "docs/domain.md"

const averageHold: Row = [
  "averageHold",
  "Average hold",
  "waits of the answered ÷ answered",
  "answered entries only",
  `${HOUSE} 6.7`
]
const waits: Row = ["answeredWaitMs", "Waits of the answered", "Σ wait", "answered only", `${HOUSE} 6.7`]
const averageHoldEma: Row = [
  "averageHoldEma",
  "Average hold, moving",
  "(3 · old + new) ÷ 4, the first wait as it is; each wait and result floored to whole seconds",
  "answered entries only; begins anew at local midnight",
  "the queue engine of this field"
]
const longestWait: Row = [
  "longestWaitEnded",
  "Longest wait ended",
  "max wait of those that ended",
  "answered, abandoned, overflowed and withdrawn entries; with the longest wait now it is the longest of the day",
  `${HOUSE} 6.10`
]

/** The sums and what is computed from them, under the folders where they stand. */
const summed = (clock: MetricClock, sums: string, ratios: string): ReadonlyArray<Metric> => [
  ...ratioRows.map(made("ratio", clock, ratios)),
  made("ms", clock, ratios, "Ms")(averageHold),
  ...handlingMeanRows.map(made("ms", clock, ratios, "Ms")),
  ...handlingRatioRows.map(made("ratio", clock, ratios)),
  ...countRows.map(made("count", clock, sums)),
  made("ms", clock, sums)(waits),
  ...handlingCountRows.map(made("count", clock, sums)),
  ...handlingTimeRows.map(made("ms", clock, sums))
]

/** All metrics of a campaign's status row, in the order in which they are shown. */
export const metrics: ReadonlyArray<Metric> = [
  ...summed("day", "today.", "today."),
  made("seconds", "day", "today.", "Seconds")(averageHoldEma),
  made("ms", "day", "today.", "Ms")(longestWait),
  ...nowRows.map(made("count", "now", "")),
  made(
    "instant",
    "now",
    ""
  )(["longestWaitSince", "Longest wait since", "start of the longest wait now", "the set of ACD", `${HOUSE} 6.8`]),
  ...memberRows.map(made("count", "now", ""))
]

/** All metrics of an interval; `openAtStart` and `openAtEnd` are of its edges. */
export const intervalMetrics: ReadonlyArray<Metric> = [
  ...summed("interval", "figures.", "ratios."),
  made("ms", "interval", "", "Ms")(longestWait),
  made(
    "count",
    "interval",
    ""
  )(["openAtStart", "Open at start", "entries without an outcome when it begins", "backlogged too", `${HOUSE} 6.3`]),
  made(
    "count",
    "interval",
    ""
  )(["openAtEnd", "Open at end", "open at start + entered − outcomes", "backlogged too", `${HOUSE} 6.3`])
]

/** How an agent's time went, in a day or in any interval. */
export const agentTimeMetrics: ReadonlyArray<Metric> = [
  ...agentTimeRows.map(made("ms", "day", "times.")),
  made("ratio", "day", "times.")(occupancyRow)
]

/** All metrics of an agent's day. */
export const agentDayMetrics: ReadonlyArray<Metric> = [
  ...agentTimeMetrics,
  ...agentCountRows.map(made("count", "day", "")),
  ...agentAverageRows.map(made("ms", "day", "", "Ms"))
]
