import { describe, expect, it } from "vitest"
import { backTest, forecast, ForecastRefused, seriesOf, type Series } from "./forecast.ts"
import { seededCounts } from "../../test/sim-given.ts"
import { drawFraction } from "../kernel/draw.ts"
import { normalQuantile } from "./normal.ts"

/** Ten weeks of hours: quiet nights, a hill at noon, half as many at weekends, a slow growth. */
const rateOf = (day: number, hour: number): number =>
  (day % 7 < 5 ? 1 : 0.5) * (1 + day / 200) * Math.max(2, 60 - (hour - 12) * (hour - 12))

const counts = seededCounts(70 * 24, (nth) => rateOf(Math.floor(nth / 24), nth % 24))
const series: Series = { counts, intervalsPerDay: 24 }

describe("a forecast", () => {
  it("has the level and the shape of each weekday", () => {
    const [monday = [], , , , , saturday = []] = forecast(series, 7)
    for (const [hour, { mean, from, to }] of monday.entries()) {
      expect(Math.abs(mean - rateOf(70, hour))).toBeLessThan(3 * Math.sqrt(rateOf(70, hour)))
      expect(from).toBeLessThan(mean)
      expect(to).toBeGreaterThan(mean)
    }
    const sum = (day: typeof monday): number => day.reduce((total, { mean }) => total + mean, 0)
    expect(sum(saturday) / sum(monday)).toBeGreaterThan(0.42)
    expect(sum(saturday) / sum(monday)).toBeLessThan(0.58)
  })

  it("is better than the plain guess when it is judged by what came, and holds it in its intervals", () => {
    const { intervalError, plainIntervalError, dayError, plainDayError, coverage, bias, days } = backTest(series, 28)
    expect(days).toBe(28)
    expect(intervalError).toBeLessThan(0.9 * plainIntervalError)
    expect(dayError).toBeLessThan(plainDayError + 0.02)
    expect(coverage).toBeGreaterThan(0.92)
    expect(coverage).toBeLessThan(0.985)
    expect(Math.abs(bias)).toBeLessThan(0.06)
  })

  it("of a day that never changes is that day, and judged without error", () => {
    const still = { counts: Array.from({ length: 28 * 4 }, (_, nth) => 10 * (nth % 4)), intervalsPerDay: 4 }
    expect(forecast(still, 1)[0]?.map(({ mean }) => mean)).toEqual([0, 10, 20, 30])
    expect(backTest(still, 7)).toMatchObject({ intervalError: 0, plainDayError: 0, bias: 0, coverage: 1 })
  })

  it("has no interval where no whole cycle of days could be judged so far ahead", () => {
    const ofDays = (days: number): Series => ({ counts: counts.slice(0, days * 24), intervalsPerDay: 24 })
    const judgedAhead = (days: number): ReadonlyArray<number> =>
      forecast(ofDays(days), 30).flatMap(([hour], nth) => (hour?.from === null && hour.to === null ? [] : [nth + 1]))
    expect([judgedAhead(7), judgedAhead(13), judgedAhead(14), judgedAhead(16)]).toEqual([[], [], [1], [1, 2, 3]])
    const { coverage, dayError } = backTest(ofDays(21), 2, { horizonDays: 6 })
    expect(coverage).toBe(null)
    expect(dayError).toBeLessThan(0.2)
  })

  it("holds 95 % of what comes, from the second week on, where days differ by 15 %", () => {
    const differing = (_: number, noise: number): number => 1 + 0.15 * noise
    for (const [weeks, aheads, most] of [
      [2, [1], 0.99],
      [3, [1, 4, 7], 0.99],
      [8, [1, 4, 7], 0.98],
      [20, [1, 4, 7], 0.97]
    ] as const) {
      const [coverage = 0] = coverageOf({ weeks, aheads }, differing)
      expect(coverage).toBeGreaterThan(0.93)
      expect(coverage).toBeLessThan(most)
    }
  })

  it("holds what comes four weeks ahead where the level wanders by 3 % a day, and says so in a back-test", () => {
    const wandering = (level: number, noise: number): number => level * (1 + 0.03 * noise)
    const [coverage = 0, tested = 0] = coverageOf({ weeks: 12, aheads: [28] }, wandering)
    for (const share of [coverage, tested]) {
      expect(share).toBeGreaterThan(0.9)
      expect(share).toBeLessThan(0.99)
    }
  })

  it("is refused for what is no series, or too short", () => {
    expect(() => forecast({ counts: [1, 2, 3], intervalsPerDay: 2 }, 1)).toThrow("no whole days")
    expect(() => forecast({ counts: [1, 2], intervalsPerDay: 2 }, 1)).toThrow("less than one cycle")
    expect(() => forecast({ counts: [-1], intervalsPerDay: 1, daysPerCycle: 1 }, 1)).toThrow(ForecastRefused)
    expect(() => backTest(series, 60)).toThrow("two cycles")
    expect(() => forecast(series, 1, { smoothing: 0 })).toThrow("smoothing")
    for (const days of [Infinity, 1e10, 0, -1, 1.5, Number.NaN]) {
      expect(() => forecast(series, days)).toThrow(ForecastRefused)
      expect(() => backTest(series, days)).toThrow(ForecastRefused)
      expect(() => backTest(series, 1, { horizonDays: days })).toThrow(ForecastRefused)
    }
    expect(() => backTest(series, 1.5)).toThrow("days: 1.5 is not a whole number")
    const bySecond = { counts: Array.from({ length: 86_400 }, () => 1), intervalsPerDay: 86_400, daysPerCycle: 1 }
    expect(() => forecast(bySecond, 1_000)).toThrow("more than 10000000 intervals")
    expect(() => forecast({ counts: [1e308], intervalsPerDay: 1, daysPerCycle: 1 }, 1)).toThrow(ForecastRefused)
    for (const intervalSeconds of [7, 0, -900, Number.NaN])
      expect(() => seriesOf([], { from: 0, intervalSeconds })).toThrow("do not make up a day")
    expect(() => seriesOf([], { from: Number.NaN, intervalSeconds: 900 })).toThrow(ForecastRefused)
    const late = { at: 1_772_409_600_000, event: { _tag: "OwnershipTaken", epoch: 1 } } as const
    expect(() => seriesOf([late], { from: 0, intervalSeconds: 1 })).toThrow("more than 10000000 intervals")
  })
})

/** Normal draws of series `nth`. */
function* normals(nth: number): Generator<number, never> {
  for (let n = 0; ; n++)
    yield normalQuantile(0.5 / 2 ** 53 + drawFraction({ seed: "level", name: String(nth), purpose: "noise", n }))
}

const SERIES = 100

/**
 * Over many series of six intervals a day whose mean is moved from day to day: the share of intervals that hold what comes
 * so many days ahead, and that of back-tests.
 */
function coverageOf(
  { weeks, aheads }: { readonly weeks: number; readonly aheads: ReadonlyArray<number> },
  move: (level: number, noise: number) => number
): ReadonlyArray<number> {
  const sums = { held: 0, all: 0, tested: 0, tests: 0 }
  for (let nth = 0; nth < SERIES; nth++) {
    const noises = normals(nth)
    const days = weeks * 7 + Math.max(...aheads)
    let level = 1
    const came = Array.from({ length: days }, (_, day) => {
      level = move(level, noises.next().value)
      return [200, 600, 900, 800, 500, 100].map((mean) => {
        const expected = level * mean * (day % 7 < 5 ? 1 : 0.5)
        return Math.max(0, Math.round(expected + Math.sqrt(expected) * noises.next().value))
      })
    })
    const series = { counts: came.slice(0, weeks * 7).flat(), intervalsPerDay: 6 }
    const expected = forecast(series, Math.max(...aheads))
    for (const ahead of aheads)
      for (const [hour, { from, to }] of (expected[ahead - 1] ?? []).entries()) {
        const count = came[weeks * 7 + ahead - 1]?.[hour] ?? -1
        if (from === null || to === null) throw new Error(`no interval ${ahead} days ahead`)
        sums.all += 1
        if (from <= count && count <= to) sums.held += 1
      }
    const horizonDays = Math.max(...aheads)
    const testable = weeks * 7 - 3 * 7 - horizonDays
    if (testable < 1) continue
    sums.tested += backTest(series, Math.min(7, testable), { horizonDays }).coverage ?? 0
    sums.tests += 1
  }
  return [sums.held / sums.all, ...(sums.tests === 0 ? [] : [sums.tested / sums.tests])]
}
