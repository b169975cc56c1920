import * as Metric from "effect/Metric"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { PlainHistogram } from "./plain-histogram.ts"

test("a plain histogram tells what Effect's own tells: at, below, between and beyond its bounds", () => {
  const boundaries = [0.5, 1, 2.5, 10]
  const values = [0, 0.5, 0.500_1, 1, 2, 2.5, 9.99, 10, 10.01, 1e9]
  const plain = new PlainHistogram(boundaries)
  const own = Metric.histogram("own", { boundaries })
  for (const value of values) plain.observe(value)
  const told = Effect.gen(function* () {
    for (const value of values) yield* Metric.update(own, value)
    return yield* Metric.value(own)
  }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()), Effect.runSync)
  expect(plain.state()).toEqual(told)
  expect(told.buckets.map(([, count]) => count)).toEqual([2, 4, 6, 8])
})

test("one that saw nothing tells nothing, as Effect's own does", () => {
  const own = Metric.histogram("own", { boundaries: [1, 2] })
  const told = Effect.runSync(Effect.provideService(Metric.value(own), Metric.MetricRegistry, new Map()))
  expect(new PlainHistogram([1, 2]).state()).toEqual(told)
})
