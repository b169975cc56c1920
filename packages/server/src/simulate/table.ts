/** The figures of a run for people: each with its standard error and what Erlang's formula says, and a chart of the waits. */
import { MEASURES, type ErlangFigures, type MeasureName, type Simulated } from "@parley/core/sim"
import type { Arguments } from "./arguments.ts"
import type { Waits } from "./waits.ts"

const labels: { readonly [name in MeasureName]: string } = {
  abandonRatio: "Abandoned",
  meanWaitSeconds: "Mean wait",
  occupancyRatio: "Occupancy",
  serviceLevelRatio: "Service level",
  serviceLevel2Ratio: "Service level 2"
}

const BAR_MAX = 40

export function tableOf(args: Arguments, simulated: Simulated, formula: ErlangFigures, waits: Waits): string {
  const { measures, standardErrors, interactions, unanswered } = simulated
  const shown = (name: MeasureName, value: number | null): string => {
    if (value === null) return "–"
    if (value === Infinity) return "∞"
    return name === "meanWaitSeconds" ? `${value.toFixed(2)} s` : `${(value * 100).toFixed(2)} %`
  }
  const rows = MEASURES.map((name) => [
    labels[name],
    shown(name, measures[name]),
    `± ${shown(name, standardErrors[name])}`,
    shown(name, formula[name])
  ])
  const lines = [
    `${args.arrivalsPerHour} arrivals an hour, ${args.handleSeconds} s each, ${args.agents} agents; in time within ${args.thresholdSeconds} s`,
    `${interactions} interactions, seed ${args.seed}, ${args.eligibility} × ${args.delivery}`,
    "",
    ...aligned([["", "simulated", "std. error", args.patienceSeconds === null ? "Erlang C" : "Erlang A"], ...rows])
  ]
  if (formula.meanWaitSeconds === Infinity)
    lines.push(
      "",
      "More comes than can be handled: the queue grows without end, and the waits with the length of the run."
    )
  if (unanswered > 0) lines.push("", `${unanswered} of them still waited when the run ended.`)
  return [...lines, "", ...chartOf(waits)].join("\n")
}

/** The first column to the left, the others to the right. */
function aligned(rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row.map((cell, nth) => (nth === 0 ? cell.padEnd(widths[nth] ?? 0) : cell.padStart(widths[nth] ?? 0))).join("  ")
  )
}

/** Answered, then those who left. */
function chartOf({ classes }: Waits): ReadonlyArray<string> {
  const total = classes.reduce((sum, { answered, abandoned }) => sum + answered + abandoned, 0)
  if (total === 0) return ["nobody was answered"]
  const most = Math.max(...classes.map(({ answered, abandoned }) => answered + abandoned))
  const width = Math.max(...classes.map(({ label }) => label.length))
  const bar = (count: number): number => Math.round((BAR_MAX * count) / most)
  return [
    "Waits: █ answered, ░ left",
    ...classes.map(({ label, answered, abandoned }) => {
      const share = ((100 * (answered + abandoned)) / total).toFixed(1).padStart(5)
      return `${label.padEnd(width)} ${share} % ${"█".repeat(bar(answered))}${"░".repeat(bar(abandoned))}`
    })
  ]
}
