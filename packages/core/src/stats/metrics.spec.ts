import { describe, expect, it } from "vitest"
import { addCounts, noCounts } from "./counts.ts"
import { figureNames, figureRatiosOf, noFigures } from "./figures.ts"
import { intervalMetrics, metrics } from "./metrics.ts"
import { ratioOr, ratiosOf } from "./ratios.ts"

/** Call Centre Helper's vector: four service levels of one day. */
const day = { ...noCounts, entered: 1_070, answered: 1_000, abandoned: 60, answeredWithin: 860, abandonedWithin: 20 }
const rounded = (ratio: number | null) => Number(ratioOr(ratio, 0).toFixed(4))

describe("the ratios of a set of counts", () => {
  it("[D6.5f] [D6.5b] [D6.5c] [D6.5d] [D6.5e] are those of the check vector", () => {
    const { serviceLevel, serviceLevel2, serviceLevel3, serviceLevel4 } = ratiosOf(day)
    expect([serviceLevel, serviceLevel2, serviceLevel3, serviceLevel4].map(rounded)).toEqual([
      0.86, 0.8302, 0.8113, 0.8269
    ])
  })

  it("[D6.6a] [D6.6b] say what share of the ended, and of the entered, was abandoned", () => {
    const { abandonRatio, abandonOfEnteredRatio } = ratiosOf(day)
    expect([abandonRatio, abandonOfEnteredRatio]).toEqual([60 / 1_060, 60 / 1_070])
  })

  it("average the waits of the answered", () => {
    expect(ratiosOf({ ...noCounts, answered: 4, answeredWaitMs: 10_000 }).averageHoldMs).toBe(2_500)
  })

  it("[D6.1b] are null where nothing was counted", () => {
    expect(Object.values(ratiosOf(noCounts))).toEqual([null, null, null, null, null, null, null])
  })

  it("[D6.1b] have a service level 4 of null when all were abandoned within T", () => {
    expect(ratiosOf({ ...noCounts, abandoned: 3, abandonedWithin: 3 }).serviceLevel4).toBeNull()
  })

  it("[D6.1c] become 0 or 1 by a helper for those who want a number", () => {
    expect([ratioOr(null, 0), ratioOr(null, 1), ratioOr(0.25, 1)]).toEqual([0, 1, 0.25])
  })

  it("[D6.3e] of two intervals together are computed from their added counts, not from their ratios", () => {
    const morning = { ...noCounts, answered: 1, answeredWithin: 1, answeredWaitMs: 1_000 }
    const evening = { ...noCounts, answered: 3, answeredWithin: 0, answeredWaitMs: 9_000 }
    const both = ratiosOf(addCounts(morning, evening))
    expect([both.serviceLevel, both.averageHoldMs]).toEqual([0.25, 2_500])
  })
})

describe("the definitions", () => {
  it("[D6.1a] are complete: id, label, formula, unit, clock, what is included, source, each said once", () => {
    expect(metrics.length).toBeGreaterThan(30)
    expect(new Set(metrics.map(({ id }) => id)).size).toBe(metrics.length)
    expect(new Set(metrics.map(({ field }) => field)).size).toBe(metrics.length)
    for (const metric of metrics) for (const text of Object.values(metric)) expect(text, metric.id).toMatch(/\S/)
  })

  it("[D6.1a] cover every count and every ratio", () => {
    const fields = new Set(metrics.map(({ field }) => field))
    for (const name of [...figureNames, ...Object.keys(figureRatiosOf(noFigures))])
      expect([...fields]).toContain(`today.${name}`)
  })

  it("[D6.1a] cover every figure of an interval, under the same ids", () => {
    const fields = new Set(intervalMetrics.map(({ field }) => field))
    for (const name of figureNames) expect([...fields]).toContain(`figures.${name}`)
    for (const name of Object.keys(figureRatiosOf(noFigures))) expect([...fields]).toContain(`ratios.${name}`)
    const daily = new Map(metrics.map((metric) => [metric.id, metric]))
    for (const { id, formula } of intervalMetrics)
      if (!id.startsWith("open")) expect([id, daily.get(id)?.formula]).toEqual([id, formula])
  })
})
