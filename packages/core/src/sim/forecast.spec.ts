import { describe, expect, it } from "vitest"
import { backTest, forecast, ForecastRefused, seriesOf, type Series } from "./forecast.ts"
import { seededCounts } from "../../test/sim-given.ts"

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

  it("is refused for what is no series, or too short", () => {
    expect(() => forecast({ counts: [1, 2, 3], intervalsPerDay: 2 }, 1)).toThrow("no whole days")
    expect(() => forecast({ counts: [1, 2], intervalsPerDay: 2 }, 1)).toThrow("less than one cycle")
    expect(() => forecast({ counts: [-1], intervalsPerDay: 1, daysPerCycle: 1 }, 1)).toThrow(ForecastRefused)
    expect(() => backTest(series, 60)).toThrow("two cycles")
    expect(() => forecast(series, 1, { smoothing: 0 })).toThrow("smoothing")
    expect(() => seriesOf([], { from: 0, intervalSeconds: 7 })).toThrow("do not make up a day")
  })
})
