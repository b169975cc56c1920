import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { describe, expect, it } from "vitest"
import { parseOpenMetrics } from "../test/open-metrics-parser.ts"
import { openMetrics } from "./open-metrics.ts"

const textOf = (told: Effect.Effect<unknown>) =>
  Effect.runSync(
    Effect.map(Effect.andThen(told, Metric.snapshot), openMetrics).pipe(
      Effect.provideService(Metric.MetricRegistry, new Map())
    )
  )

const counter = (attributes: Record<string, string>, name = "parley_things_total") =>
  Metric.counter(name, { description: 'Things, "so called"\nand \\ more', attributes, incremental: true })

describe("metrics as OpenMetrics text", () => {
  it("are what a strict reader takes, of every kind", () => {
    const boundaries = [0.001, 1, 10]
    const told = Effect.all([
      Metric.update(counter({ kind: "a" }), 2),
      Metric.update(counter({ kind: "b" }), 3),
      Metric.update(Metric.counter("big_total", { bigint: true }), 12_345_678_901_234_567_890n),
      Metric.update(Metric.gauge("depth", { description: "Depth" }), -1.5),
      Metric.update(Metric.histogram("took_seconds", { boundaries }), 0.5),
      Metric.update(Metric.histogram("took_seconds", { boundaries }), 99),
      Metric.update(Metric.histogram("open_ended", { boundaries: [...boundaries, Infinity] }), 2),
      Metric.update(Metric.summary("seen_bytes", { maxAge: "1 minute", maxSize: 10, quantiles: [0.5, 1] }), 7),
      Metric.update(Metric.frequency("words"), "hello")
    ])
    const families = parseOpenMetrics(textOf(told))
    const sampleOf = (name: string) => families.flatMap(({ samples }) => samples).filter((one) => one.name === name)
    expect(sampleOf("parley_things_total").map(({ value }) => value)).toEqual([2, 3])
    expect(sampleOf("depth")).toEqual([{ name: "depth", labels: {}, value: -1.5 }])
    expect(sampleOf("took_seconds_bucket").map(({ labels, value }) => [labels["le"], value])).toEqual([
      ["0.001", 0],
      ["1.0", 1],
      ["10.0", 1],
      ["+Inf", 2]
    ])
    expect(sampleOf("took_seconds_sum")[0]?.value).toBe(99.5)
    expect(families.find(({ name }) => name === "took_seconds")).toMatchObject({ type: "histogram", unit: "seconds" })
    expect(sampleOf("words_total")).toEqual([{ name: "words_total", labels: { key: "hello" }, value: 1 }])
  })

  it("cannot be broken out of by a label, whatever it holds", () => {
    const evil = 'a"} 1\nparley_fake_total 99 \\" \\n \\'
    const families = parseOpenMetrics(textOf(Metric.update(counter({ kind: evil, "1 odd-name": "x" }), 1)))
    expect(families).toHaveLength(1)
    expect(families[0]?.samples).toEqual([
      { name: "parley_things_total", labels: { kind: evil, _1_odd_name: "x" }, value: 1 }
    ])
  })

  it("leave out what bears the name of another type", () => {
    const told = Effect.all([Metric.update(counter({}, "same_total"), 1), Metric.update(Metric.gauge("same"), 5)])
    expect(parseOpenMetrics(textOf(told))).toMatchObject([{ name: "same", type: "counter" }])
  })

  it("end with their mark even where there are none", () => {
    expect(textOf(Effect.void)).toBe("# EOF\n")
  })
})

describe("the reader of the tests", () => {
  const counterOf = (lines: string) => `# TYPE a counter\n${lines}\n# EOF\n`
  it.each([
    ["no end", "# TYPE a counter\na_total 1\n"],
    ["a counter without _total", counterOf("a 1")],
    ["a series twice", counterOf('a_total{b="c"} 1\na_total{b="c"} 2')],
    ["a line that is none", counterOf('a_total{b="c"\n"} 1')],
    ["a value that is none", counterOf("a_total one")],
    ["a family in two pieces", "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\na 2\n# EOF\n"],
    ["buckets without +Inf", '# TYPE h histogram\nh_bucket{le="1.0"} 1\nh_count 1\nh_sum 1\n# EOF\n'],
    [
      "counts that fall",
      '# TYPE h histogram\nh_bucket{le="1.0"} 2\nh_bucket{le="+Inf"} 1\nh_count 1\nh_sum 1\n# EOF\n'
    ],
    ["a unit of another name", "# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n"]
  ])("refuses %s", (_, text) => {
    expect(() => parseOpenMetrics(text)).toThrow()
  })
})
