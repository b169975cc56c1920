import { describe, expect, it } from "vitest"
import { agentDayMetrics, agentIntervals, agentIntervalsCsv, agentLogs, csvOf, project } from "../src/stats/index.ts"
import { dayOf, desk, HOUR, MINUTE, works } from "./given-desk.ts"
import { localTimes } from "./local-times.ts"
import { NINE } from "./story.ts"

describe("an agent's intervals", () => {
  it("[D6.13a] [D6.13b] [D6.13c] are cut to any window, add up to it, and end with what was known", () => {
    const story = desk()
    works(story, "i1", "voice", 20)
    works(story, "i2", "email", 20)
    const read = (more: { step: "quarter" | "hour" | "day"; now?: number; zone?: string }) =>
      agentIntervals(project(agentLogs, story.log), localTimes, {
        agentId: "ann",
        zone: "Asia/Kathmandu",
        now: story.now,
        from: NINE,
        to: NINE + HOUR,
        ...more
      })
    const times = (page: ReturnType<typeof read>) =>
      page?.rows.map(({ from, times: { loggedMs, spokenMs } }) =>
        [from - NINE, loggedMs, spokenMs].map((ms) => ms / MINUTE)
      )
    expect(times(read({ step: "quarter" }))).toEqual([
      [0, 15, 15],
      [15, 15, 5],
      [30, 10, 0],
      [45, 0, 0]
    ])
    expect(times(read({ step: "hour" }))).toEqual([
      [0, 15, 15],
      [15, 25, 5]
    ])
    expect(times(read({ step: "day", now: NINE + 10 * MINUTE }))).toEqual([[0, 10, 10]])
    expect(read({ step: "day", zone: "No/Where" })).toBeNull()
  })

  it("[D6.13f] are exported as CSV, one column for each figure of time", () => {
    const story = desk()
    works(story, "i1", "voice", 20)
    const page = agentIntervals(project(agentLogs, story.log), localTimes, {
      agentId: "ann",
      zone: "UTC",
      now: story.now,
      from: NINE,
      to: NINE + 2 * HOUR,
      step: "hour"
    })
    expect(agentIntervalsCsv(page?.rows ?? [])).toBe(
      [
        "from,to,date,loggedMs,spokenMs,attendedMs,breakMs,freeMs,occupiedMs,idleBreakMs,occupancy",
        `${NINE},${NINE + HOUR},2026-03-02,1200000,1200000,0,0,0,1200000,0,1`,
        `${NINE + HOUR},${NINE + 2 * HOUR},2026-03-02,0,0,0,0,0,0,0,`,
        ""
      ].join("\r\n")
    )
    expect(csvOf(["a,b"], [['say "hi"', null, 1, "x\r\ny"]])).toBe('"a,b"\r\n"say ""hi""",,1,"x\r\ny"\r\n')
  })

  it("[D6.1a] have a definition for each figure of the day", () => {
    const day: { readonly [field: string]: unknown } = { ...dayOf(desk()) }
    for (const { field } of agentDayMetrics) {
      const found = field.split(".").reduce<unknown>((part, name) => Object(part)[name], day)
      expect(found, field).not.toBeUndefined()
    }
    expect(agentDayMetrics.map(({ field }) => field)).toEqual(
      expect.arrayContaining(Object.keys(dayOf(desk()).times).map((name) => `times.${name}`))
    )
  })
})
