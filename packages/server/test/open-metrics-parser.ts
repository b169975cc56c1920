/**
 * A strict reader of OpenMetrics text: throws at whatever the format does not allow.
 * Source: OpenMetrics 1.0, its ABNF and its rules for each type.
 */

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Family {
  readonly name: string
  readonly type: string
  readonly unit: string | null
  readonly help: string | null
  readonly samples: ReadonlyArray<Sample>
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/
const NUMBER = /^(?:[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|NaN|[+-]Inf)$/
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:\\[\\"n]|[^\\"\n])*)"/
const SUFFIXES: Readonly<Record<string, ReadonlyArray<string>>> = {
  counter: ["_total", "_created"],
  gauge: [""],
  histogram: ["_bucket", "_count", "_sum", "_created"],
  summary: ["", "_count", "_sum", "_created"]
}

const fail = (what: string, line: string): never => {
  throw new Error(`${what}: ${line}`)
}

function numberOf(text: string, line: string): number {
  if (!NUMBER.test(text)) return fail("no number", line)
  return text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text)
}

function labelsOf(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (let rest = text; rest !== "";) {
    const match = LABEL.exec(rest) ?? fail("a label that is none", line)
    const [whole, name = "", value = ""] = match
    if (name in labels) fail("a label twice", line)
    labels[name] = value.replaceAll(/\\(.)/g, (_, one: string) => (one === "n" ? "\n" : one))
    rest = rest.slice(whole.length)
    if (rest === "") break
    if (!rest.startsWith(",") || rest === ",") fail("labels that are not parted by commas", line)
    rest = rest.slice(1)
  }
  return labels
}

const byLabel = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1)

/** Buckets of each series go up in bound and count, end with `+Inf`, and agree with the count. */
function checkHistogram({ name, samples }: Family): void {
  const series = new Map<string, Array<Sample>>()
  for (const sample of samples) {
    const key = JSON.stringify(
      Object.entries(sample.labels)
        .filter(([label]) => label !== "le")
        .sort(byLabel)
    )
    series.set(key, [...(series.get(key) ?? []), sample])
  }
  for (const own of series.values()) {
    const buckets = own.filter((one) => one.name === `${name}_bucket`)
    const bounds = buckets.map(({ labels }) => labels["le"] ?? fail("a bucket without le", name))
    if (bounds.at(-1) !== "+Inf") fail("buckets that do not end with +Inf", name)
    for (const text of bounds.slice(0, -1)) if (!/[.e]/.test(text)) fail("a bound that is no float", `${name} ${text}`)
    const numbers = bounds.map((text) => numberOf(text, name))
    if (numbers.some((one, index) => index > 0 && one <= (numbers[index - 1] ?? Infinity))) fail("bounds", name)
    const counts = buckets.map(({ value }) => value)
    if (counts.some((one, index) => index > 0 && one < (counts[index - 1] ?? Infinity))) fail("counts fall", name)
    const count = own.find((one) => one.name === `${name}_count`)?.value
    if (count !== counts.at(-1)) fail("a count that is not that of +Inf", name)
    if (!own.some((one) => one.name === `${name}_sum`)) fail("no sum", name)
  }
}

function checkFamily(family: Family): void {
  const { name, type, unit, samples } = family
  const allowed = (SUFFIXES[type] ?? fail("an unknown type", type)).map((suffix) => `${name}${suffix}`)
  if (type === "counter" && name.endsWith("_total")) fail("a counter whose family ends with _total", name)
  if (unit !== null && !name.endsWith(`_${unit}`)) fail("a unit that the name does not end with", name)
  const seen = new Set<string>()
  for (const sample of samples) {
    if (!allowed.includes(sample.name)) fail(`a sample that is none of a ${type}`, sample.name)
    const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort(byLabel)])
    if (seen.has(key)) fail("a series twice", key)
    seen.add(key)
    if (type === "counter" && !(sample.value >= 0)) fail("a counter that is no count", key)
  }
  if (type === "histogram") checkHistogram(family)
}

/** All families, in order. */
export function parseOpenMetrics(text: string): ReadonlyArray<Family> {
  if (!text.endsWith("# EOF\n")) fail("no # EOF at the end", text.slice(-20))
  const lines = text.split("\n").slice(0, -2)
  const families = new Map<string, Family & { samples: Array<Sample> }>()
  let current: (Family & { samples: Array<Sample> }) | null = null
  for (const line of lines) {
    if (line.startsWith("#")) {
      const [, what = "", name = "", rest = ""] = /^# (TYPE|UNIT|HELP) (\S+) (.*)$/.exec(line) ?? fail("no line", line)
      if (!METRIC_NAME.test(name)) fail("no name", line)
      if (what === "TYPE") {
        if (families.has(name)) fail("a family twice, or not in one piece", line)
        current = { name, type: rest, unit: null, help: null, samples: [] }
        families.set(name, current)
        continue
      }
      if (current === null || current.name !== name || current.samples.length > 0) fail("out of place", line)
      const next: Family & { samples: Array<Sample> } = {
        ...(current ?? fail("no family", line)),
        [what === "UNIT" ? "unit" : "help"]: rest
      }
      families.set(name, next)
      current = next
      continue
    }
    const [, name = "", labels = "", value = ""] = SAMPLE.exec(line) ?? fail("no sample", line)
    if (current === null) return fail("a sample of no family", line)
    current.samples.push({ name, labels: labelsOf(labels, line), value: numberOf(value, line) })
  }
  for (const family of families.values()) checkFamily(family)
  return [...families.values()]
}
