import { describe, expect, it } from "vitest"
import {
  drill,
  foldModel,
  intervalMetrics,
  intervals,
  intervalsBy,
  intervalsCsv,
  readIntervals,
  type Interval,
  type IntervalsRequest,
  type Page
} from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, centre, finish, leave } from "./given.ts"
import { localTimes } from "./local-times.ts"
import { MIDNIGHT, NINE, type Story } from "./story.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const read = (story: Story, more: Partial<IntervalsRequest> = {}, definition?: Parameters<typeof intervalsBy>[0]) => {
  const model = definition === undefined ? intervals : intervalsBy(definition)
  const request = { campaign: "sales", from: MIDNIGHT, to: MIDNIGHT + DAY, step: "hour", zone: "UTC", ...more } as const
  const page = foldModel(model, story.log).ask(readIntervals(localTimes, request))
  if (page === null) throw new Error("the zone is unknown")
  return page.rows
}

const moved = (rows: ReadonlyArray<Interval>) => rows.filter(({ figures }) => figures.arrived + figures.answered > 0)
const minutesOf = ({ from, to }: Interval) => [(from - NINE) / MINUTE, (to - NINE) / MINUTE]

/** Ann accepts i1 after 10 s, i2 after 30 s; i3 arrives in the next quarter and leaves in the next hour. */
const morning = () => {
  const story = centre(agents("ann"), campaign("sales", { serviceLevelSeconds: 20, offerTimeoutSeconds: 600 }, ["ann"]))
  arrive(story, "i1", "sales")
  story.wait(10)
  accept(story, "i1")
  arrive(story, "i2", "sales")
  story.wait(30)
  accept(story, "i2")
  story.until(NINE + 20 * MINUTE)
  arrive(story, "i3", "sales")
  story.until(NINE + 61 * MINUTE)
  leave(story, "i3")
  return story
}

describe("intervals", () => {
  it("[D6.13a] [D14.2i] are quarter-hours, hours or days of any zone, applied when they are read", () => {
    const story = morning()
    const figures = (rows: ReadonlyArray<Interval>) =>
      moved(rows).map((row) => [...minutesOf(row), row.figures.entered, row.figures.answered])
    expect(figures(read(story, { step: "quarter" }))).toEqual([
      [0, 15, 2, 2],
      [15, 30, 1, 0]
    ])
    expect(figures(read(story))).toEqual([[0, 60, 3, 2]])
    // Kathmandu is 5:45 before UTC: its hours begin at a quarter past.
    expect(figures(read(story, { zone: "Asia/Kathmandu" }))).toEqual([
      [-45, 15, 2, 2],
      [15, 75, 1, 0]
    ])
    const [day] = moved(read(story, { step: "day", zone: "Asia/Kathmandu", from: NINE - DAY, to: NINE + DAY }))
    expect(day).toMatchObject({ date: "2026-03-02", from: MIDNIGHT - 345 * MINUTE, to: MIDNIGHT + DAY - 345 * MINUTE })
    expect(foldModel(intervals, story.log).ask(readIntervals(localTimes, { ...anyDay, zone: "No/Where" }))).toBeNull()
  })

  it("[D6.13a] [D6.3c] of long windows come in pages, of which none is left out", () => {
    const story = morning()
    const window = {
      campaign: "sales",
      step: "quarter",
      zone: "UTC",
      from: MIDNIGHT - 120 * DAY,
      to: MIDNIGHT + DAY
    } as const
    const view = foldModel(intervals, story.log)
    const pages: Array<number> = []
    let answered = 0
    for (let from: number | null = window.from; from !== null;) {
      const page: Page<Interval> | null = view.ask(readIntervals(localTimes, { ...window, from }))
      pages.push(page?.rows.length ?? 0)
      answered += page?.rows.reduce((sum, { figures }) => sum + figures.answered, 0) ?? 0
      from = page?.next ?? null
    }
    expect(pages).toEqual([10_000, 121 * 96 - 10_000])
    expect(answered).toBe(2)
  })

  it("[D6.13a] [D14.2i] follow the wall clock where it is set: such a day has 23 hours, and no hour is mixed", () => {
    const story = centre(campaign("sales"))
    const clocksSet = Date.UTC(2026, 2, 29, 1)
    const hours = (zone: string) =>
      read(story, { zone, from: clocksSet - 60 * MINUTE, to: clocksSet + 23 * HOUR - HOUR }).length
    expect([hours("Europe/Berlin"), hours("UTC")]).toEqual([23, 23])
    const howe = Date.UTC(2026, 3, 4, 15)
    const rows = read(story, { zone: "Australia/Lord_Howe", from: howe - 90 * MINUTE, to: howe + 2 * HOUR })
    expect(rows.map(({ from, to }) => (to - from) / MINUTE)).toEqual([30, 60, 30, 60, 30])
  })

  it("[D6.13b] are cut to any past window, and each is exact", () => {
    const story = morning()
    const rows = read(story, { from: NINE + 5_000, to: NINE + 25 * MINUTE, step: "quarter" })
    expect(rows.map((row) => [row.from - NINE, row.to - NINE, row.figures.entered, row.figures.answered])).toEqual([
      [5_000, 15 * MINUTE, 1, 2],
      [15 * MINUTE, 25 * MINUTE, 1, 0]
    ])
  })

  it("[D6.13c] are as of any instant or position, whatever came later", () => {
    const story = morning()
    const answered = story.log.find(({ event }) => event._tag === "OfferAccepted")?.position ?? 0
    const figures = (asOf: IntervalsRequest["asOf"]) =>
      read(story, { step: "day", ...(asOf === undefined ? {} : { asOf }) }).map((row) => [
        row.figures.entered,
        row.figures.answered,
        row.openAtEnd
      ])
    expect(figures({ at: NINE + 9_999 })).toEqual([[1, 0, 1]])
    expect(figures({ at: NINE + 21 * MINUTE })).toEqual([[3, 2, 1]])
    expect(figures({ position: answered })).toEqual([[1, 1, 0]])
    expect(figures(undefined)).toEqual([[3, 2, 0]])
  })

  it("[D6.13d] are recomputed when the definition of T changes, for the whole log", () => {
    const story = morning()
    const within = (seconds: number | null) =>
      read(story, { step: "day" }, { serviceLevelSeconds: seconds, shortAbandonSeconds: null }).map(
        ({ ratios }) => ratios.serviceLevel
      )
    expect([within(null), within(30), within(9)]).toEqual([[1 / 2], [1], [0]])
    const short = read(story, { step: "day" }, { serviceLevelSeconds: null, shortAbandonSeconds: 3_600 })
    expect(short.map(({ figures }) => figures.abandonedShort)).toEqual([1])
  })

  it("[D6.13e] are drilled to the events that each figure counted, page by page", () => {
    const story = morning()
    const view = foldModel(intervals, story.log)
    const tagsOf = (positions: ReadonlyArray<number>) => positions.map((at) => story.log[at - 1]?.event._tag)
    const answers = view.ask(drill({ ...anyDay, figure: "answered" }))
    expect(tagsOf(answers.positions)).toEqual(["OfferAccepted", "OfferAccepted"])
    expect(tagsOf(view.ask(drill({ ...anyDay, figure: "answeredWithin" })).positions)).toEqual(["OfferAccepted"])
    const first = view.ask(drill({ ...anyDay, figure: "entered", limit: 2 }))
    expect(tagsOf(first.positions)).toEqual(["InteractionQueued", "InteractionQueued"])
    const rest = view.ask(drill({ ...anyDay, figure: "entered", after: first.next ?? 0 }))
    expect([tagsOf(rest.positions), rest.next]).toEqual([["InteractionQueued"], null])
    expect(tagsOf(view.ask(drill({ ...anyDay, figure: "serviceLevel2" })).positions)).toEqual([
      "OfferAccepted",
      "OfferAccepted",
      "InteractionAbandoned"
    ])
    expect(view.ask(drill({ agentId: "ann", from: NINE, to: NINE + 20_000, figure: "answered" })).positions).toEqual(
      answers.positions.slice(0, 1)
    )
  })

  it("[D6.13f] are exported as CSV, the metrics' ids as header and nothing where there is no figure", () => {
    const story = morning()
    const lines = intervalsCsv(read(story, { from: NINE, to: NINE + 2 * HOUR })).split("\r\n")
    const cells = lines.map((line) => line.split(","))
    expect(cells[0]).toEqual(["from", "to", "date", ...intervalMetrics.map(({ id }) => id)])
    const cell = (row: number, id: string) => cells[row]?.[(cells[0] ?? []).indexOf(id)]
    expect([cell(1, "from"), cell(1, "date"), cell(1, "answered")]).toEqual([String(NINE), "2026-03-02", "2"])
    expect([cell(1, "serviceLevel"), cell(2, "serviceLevel"), cell(2, "abandoned")]).toEqual(["0.5", "", "1"])
    expect(lines).toHaveLength(4)
    expect(lines[3]).toBe("")
  })

  it("[D6.3c] [D6.3d] [D6.3e] balance, and those of an hour are its four quarters added", () => {
    const story = morning()
    for (const row of read(story, { step: "quarter" })) {
      const { entered, answered, abandoned, withdrawn } = row.figures
      expect(row.openAtStart + entered).toBe(answered + abandoned + withdrawn + row.openAtEnd)
    }
    const quarters = read(story, { step: "quarter", from: NINE, to: NINE + HOUR })
    const [hour] = read(story, { from: NINE, to: NINE + HOUR })
    for (const name of ["entered", "answered", "answeredWaitMs", "answeredWithin"] as const)
      expect(quarters.reduce((sum, { figures }) => sum + figures[name], 0)).toBe(hour?.figures[name])
    expect(hour?.longestWaitEndedMs).toBe(30_000)
  })

  it("are of a campaign, of an agent in all campaigns, or of an agent in one", () => {
    const story = centre(agents("ann"), campaign("sales", {}, ["ann"]), campaign("care", {}, ["ann"]))
    for (const name of ["sales", "care"]) {
      arrive(story, `${name}1`, name)
      accept(story, `${name}1`)
      finish(story, `${name}1`)
    }
    const view = foldModel(intervals, story.log)
    const completed = (scope: { campaign?: string; agentId?: string }) =>
      view.ask(readIntervals(localTimes, { ...window, ...scope }))?.rows.map(({ figures }) => figures.completed)
    expect(completed({ agentId: "ann" })).toEqual([2])
    expect(completed({ agentId: "ann", campaign: "care" })).toEqual([1])
    expect(completed({ campaign: "care" })).toEqual([1])
    expect(completed({ agentId: "bob" })).toEqual([0])
  })
})

const window = { from: MIDNIGHT, to: MIDNIGHT + DAY, step: "day", zone: "UTC" } as const
const anyDay = { campaign: "sales", ...window }

describe("a quarter-hour with many events", () => {
  /** So many clients arrive and leave again, one each second. */
  const busy = (count: number) => {
    const story = centre(campaign("sales"))
    for (let n = 0; n < count; n++) {
      arrive(story, `i${n}`, "sales")
      leave(story, `i${n}`)
      story.wait(1)
    }
    return story
  }

  it("[D6.13b] [D6.13c] [D6.13e] is exact wherever it is cut, and drilled to every one of them", () => {
    const story = busy(130)
    const view = foldModel(intervals, story.log)
    const entered = (from: number, to: number, asOf?: IntervalsRequest["asOf"]) =>
      read(story, { from: NINE + from, to: NINE + to, step: "quarter", ...(asOf === undefined ? {} : { asOf }) }).map(
        ({ figures, openAtStart, openAtEnd }) => [figures.entered, openAtStart, openAtEnd]
      )
    expect(entered(0, 15 * MINUTE)).toEqual([[130, 0, 0]])
    expect(entered(20_000, 117_000)).toEqual([[97, 0, 0]])
    expect(entered(1, 99_001)).toEqual([[99, 0, 0]])
    expect(entered(0, 15 * MINUTE, { at: NINE + 61_000 })).toEqual([[62, 0, 0]])
    const middle = story.log.filter(({ event }) => event._tag === "InteractionQueued")[77]?.position ?? 0
    expect(entered(0, 15 * MINUTE, { position: middle })).toEqual([[78, 0, 1]])
    // As of a position long before the window: what was open then is open still.
    expect(entered(20 * MINUTE, 30 * MINUTE, { position: middle })).toEqual([[0, 1, 1]])
    const all = view.ask(drill({ ...anyDay, figure: "abandoned" }))
    expect([all.positions.length, all.next]).toEqual([130, null])
    expect(all.positions.every((at) => story.log[at - 1]?.event._tag === "InteractionAbandoned")).toBe(true)
  })
})
