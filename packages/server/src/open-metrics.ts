/**
 * Effect's metrics as OpenMetrics text. Effect's own writer gives the older format, in which nobody sees that an answer was
 * cut off, and whose counters OpenMetrics does not take.
 *
 * Source: OpenMetrics 1.0 (IETF draft-richih-opsawg-openmetrics-00).
 */
import type * as Metric from "effect/Metric"

export const OPEN_METRICS_MEDIA_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"

type Snapshot = Metric.Metric.Snapshot
type Labels = ReadonlyArray<readonly [name: string, value: string]>

interface Family {
  readonly name: string
  readonly type: "counter" | "gauge" | "histogram" | "summary"
  readonly help: string | undefined
  readonly lines: Array<string>
}

const TYPES = {
  Counter: "counter",
  Frequency: "counter",
  Gauge: "gauge",
  Histogram: "histogram",
  Summary: "summary"
} as const

/** Units that a name may end with. */
const UNITS = ["seconds", "bytes", "ratio", "celsius"]

const nameOf = (text: string): string => text.replaceAll(/[^a-zA-Z0-9_:]/g, "_").replace(/^(?=\d)/, "_")
const labelOf = (text: string): string => text.replaceAll(/[^a-zA-Z0-9_]/g, "_").replace(/^(?=\d)/, "_")
const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"')

function number(value: number | bigint): string {
  if (typeof value === "bigint" || Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf"
}

/** As a floating-point number, which bounds must be. */
const bound = (value: number): string => (Number.isInteger(value) ? `${value}.0` : number(value))

const labelled = (labels: Labels): string =>
  labels.length === 0 ? "" : `{${labels.map(([name, value]) => `${labelOf(name)}="${escaped(value)}"`).join(",")}}`

/** The lines of one series. A bound that is infinite is the one that all have. */
function linesOf(name: string, metric: Snapshot): ReadonlyArray<string> {
  const labels: Labels = Object.entries(metric.attributes ?? {})
  const line = (suffix: string, value: number | bigint, more: Labels = []): string =>
    `${name}${suffix}${labelled([...labels, ...more])} ${number(value)}`
  switch (metric.type) {
    case "Counter":
      return [line("_total", metric.state.count)]
    case "Frequency":
      return [...metric.state.occurrences].map(([key, count]) => line("_total", count, [["key", key]]))
    case "Gauge":
      return [line("", metric.state.value)]
    case "Histogram": {
      const { buckets, count, sum } = metric.state
      const finite = buckets.filter(([upper]) => Number.isFinite(upper))
      return [
        ...finite.map(([upper, seen]) => line("_bucket", seen, [["le", bound(upper)]])),
        line("_bucket", count, [["le", "+Inf"]]),
        line("_count", count),
        line("_sum", sum)
      ]
    }
    case "Summary": {
      const { quantiles, count, sum } = metric.state
      const seen = quantiles.flatMap(([at, value]) => (value === undefined ? [] : [[at, value] as const]))
      return [
        ...seen.map(([at, value]) => line("", value, [["quantile", bound(at)]])),
        line("_count", count),
        line("_sum", sum)
      ]
    }
  }
}

/** All of them. Of two that are not of one type though they bear one name, the later is left out. O(series). */
export function openMetrics(snapshot: ReadonlyArray<Snapshot>): string {
  const families = new Map<string, Family>()
  for (const metric of snapshot) {
    const type = TYPES[metric.type]
    const whole = nameOf(metric.id)
    const name = type === "counter" ? whole.replace(/_total$/, "") : whole
    const family = families.get(name) ?? { name, type, help: metric.description, lines: [] }
    if (family.type !== type) continue
    families.set(name, family)
    family.lines.push(...linesOf(name, metric))
  }
  const text = [...families.values()].flatMap(({ name, type, help, lines }) => {
    const unit = UNITS.find((one) => name.endsWith(`_${one}`))
    return [
      `# TYPE ${name} ${type}`,
      ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
      ...(help === undefined ? [] : [`# HELP ${name} ${escaped(help)}`]),
      ...lines
    ]
  })
  return [...text, "# EOF", ""].join("\n")
}
