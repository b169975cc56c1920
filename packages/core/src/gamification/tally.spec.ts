import { describe, expect, it } from "vitest"
import { AgentId } from "../kernel/fields.ts"
import { daysTaken, POINT_DAYS_MAX, pointsOn, sumOver, withPoints, type Tally } from "./tally.ts"

const none: Tally = { agentId: AgentId.make("ann"), measure: 0, firstBlock: 0, blocks: [] }
const TODAY = 20_514

/** Numbers that follow from a seed. */
function* numbers(seed: number): Generator<number, number> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    yield state >>> 8
  }
}

describe("the points of one agent and measure", () => {
  it.each([1, 2, 3, 4, 5])(
    "[D7.10a] are what a plain map of days holds, in whatever order they come: seed %i",
    (seed) => {
      const random = numbers(seed)
      const { from, to } = daysTaken(TODAY)
      const plain = new Map<number, number>()
      let tally = none
      for (let n = 0; n < 500; n++) {
        const day = from + (random.next().value % (to - from + 1))
        const points = random.next().value % 5
        plain.set(day, points)
        tally = withPoints(tally, day, points)
        expect(pointsOn(tally, day)).toBe(points)
      }
      for (let day = from - 50; day <= to + 50; day++) expect(pointsOn(tally, day)).toBe(plain.get(day) ?? 0)
      const [first, last] = [from + (seed % 7) * 40, to - seed * 13]
      const within = [...plain].filter(([day]) => first <= day && day <= last)
      expect(sumOver(tally, { from: first, to: last })).toBe(within.reduce((sum, [, points]) => sum + points, 0))
    }
  )

  it("[D7.10a] are kept of all days that are taken, and of few more however long it goes on", () => {
    let tally = none
    for (let day = TODAY; day < TODAY + 3 * POINT_DAYS_MAX; day++) tally = withPoints(tally, day, 1)
    const { from, to } = daysTaken(TODAY + 3 * POINT_DAYS_MAX - 2)
    expect(sumOver(tally, { from, to })).toBe(POINT_DAYS_MAX)
    expect(sumOver(tally, { from: 0, to: 1_000_000 })).toBeLessThanOrEqual(POINT_DAYS_MAX + 64)
    expect(withPoints(tally, TODAY, 5)).toBe(tally)
    expect(sumOver(withPoints(tally, TODAY + 9 * POINT_DAYS_MAX, 7), { from: 0, to: 1_000_000 })).toBe(7)
  })
})
