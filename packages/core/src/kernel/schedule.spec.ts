import { describe, expect, it } from "vitest"
import { intlZones } from "../engine/intl-zones.ts"
import { dateOf } from "./calendar.ts"
import { emptyRange, HORIZON_DAYS, isOpenAt, isOff, turnOf, WEEKDAYS, type Hours, type Range } from "./schedule.ts"

const zones = intlZones()
const daily = (from: string, to: string): ReadonlyArray<Range> => WEEKDAYS.map((day) => ({ day, from, to }))
const on = (day: Range["day"], from: string, to: string): Range => ({ day, from, to })

const hours = (zone: string, schedule: Hours["schedule"], daysOff: Hours["daysOff"] = []): Hours => ({
  schedule,
  daysOff,
  offsetAt: (at) => {
    const offset = zones.offsetAt(zone, at)
    if (offset === null) throw new Error(`no zone ${zone}`)
    return offset
  }
})

const instant = (text: string): number => Date.parse(text)
const text = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** The turns of so many days from an instant on, as the search finds them. */
function turnsOf(of: Hours, from: string, to: string): ReadonlyArray<string> {
  const turns: Array<string> = []
  let at = instant(from)
  for (;;) {
    const { open, turnsAt } = turnOf(of, at)
    if (turnsAt === null || turnsAt >= instant(to)) return turns
    expect(isOpenAt(of, turnsAt)).toBe(!open)
    expect(isOpenAt(of, turnsAt - 1)).toBe(open)
    turns.push(`${open ? "closes" : "opens"} ${text(turnsAt)}`)
    at = turnsAt
  }
}

/** The same turns, minute by minute. */
function turnsByMinute(of: Hours, from: string, to: string): ReadonlyArray<string> {
  const turns: Array<string> = []
  let open = isOpenAt(of, instant(from))
  for (let at = instant(from) + 60_000; at < instant(to); at += 60_000) {
    if (isOpenAt(of, at) === open) continue
    turns.push(`${open ? "closes" : "opens"} ${text(at)}`)
    open = !open
  }
  return turns
}

describe("a schedule", () => {
  it("[D3.5a] is open in its ranges, several a day, from the first minute and not in the last", () => {
    const office = hours("UTC", [on("mon", "09:00", "12:30"), on("mon", "14:00", "18:00")])
    const open = (time: string) => isOpenAt(office, instant(`2026-03-02T${time}Z`))
    expect(["08:59:59.999", "09:00", "12:29:59.999", "12:30", "14:00", "17:59:59.999", "18:00"].map(open)).toEqual([
      ...[false, true, true, false, true, true, false]
    ])
    expect(isOpenAt(office, instant("2026-03-03T10:00Z"))).toBe(false)
    expect(isOpenAt(hours("Europe/Madrid", office.schedule), instant("2026-03-02T08:00Z"))).toBe(true)
  })

  it("[D3.5b] [D3.5c] ends at 24:00, and an end in :59 is the next full minute", () => {
    for (const to of ["24:00", "23:59"]) {
      const night = hours("UTC", [on("mon", "22:00", to)])
      expect(turnsOf(night, "2026-03-02T00:00Z", "2026-03-09T00:00Z")).toEqual([
        "opens 2026-03-02T22:00:00.000Z",
        "closes 2026-03-03T00:00:00.000Z"
      ])
    }
    const day = hours("UTC", [on("mon", "09:00", "17:59")])
    expect(isOpenAt(day, instant("2026-03-02T17:59:59.999Z"))).toBe(true)
    expect(isOpenAt(day, instant("2026-03-02T18:00Z"))).toBe(false)
  })

  it("[D3.5d] holds no time when from is not before to", () => {
    const range = on("fri", "10:00", "10:00")
    expect(emptyRange([on("mon", "00:00", "24:00"), range])).toEqual(range)
    expect(emptyRange([on("fri", "23:00", "22:00")])).toBeDefined()
    // 10:59 is 11:00.
    expect(emptyRange([on("fri", "10:59", "10:59")])).toBeUndefined()
    expect(emptyRange(null)).toBeUndefined()
  })

  it("[D3.5e] [D3.5h] without ranges is always open, and 24/7 never closes, at no midnight and no change of the clock", () => {
    const zonesOfAll = ["UTC", "America/New_York", "America/Santiago", "Europe/Madrid", "Australia/Lord_Howe"]
    for (const zone of zonesOfAll)
      for (const schedule of [null, daily("00:00", "24:00"), daily("00:00", "23:59")])
        expect(turnOf(hours(zone, schedule), instant("2026-01-01T00:00Z"))).toEqual({ open: true, turnsAt: null })
  })

  it("[D3.5h] ranges that fill a week, touching or overlapping, never close either; a minute left out does", () => {
    const parts = WEEKDAYS.flatMap((day) => [
      on(day, "10:00", "24:00"),
      on(day, "00:00", "09:59"),
      on(day, "08:00", "11:00")
    ])
    const at = instant("2026-03-02T12:00Z")
    expect(turnOf(hours("Europe/Madrid", parts), at)).toEqual({ open: true, turnsAt: null })
    expect(text(turnOf(hours("UTC", [...daily("00:00", "12:30"), ...daily("12:31", "24:00")]), at).turnsAt)).toBe(
      "2026-03-02T12:30:00.000Z"
    )
  })

  it("ranges that touch or overlap are one", () => {
    const twice = hours("UTC", [on("mon", "09:00", "12:00"), on("mon", "12:00", "15:00"), on("mon", "14:00", "16:00")])
    expect(turnsOf(twice, "2026-03-02T00:00Z", "2026-03-09T00:00Z")).toEqual([
      "opens 2026-03-02T09:00:00.000Z",
      "closes 2026-03-02T16:00:00.000Z"
    ])
  })
})

describe("where the clock changes", () => {
  /** A zone, its two changes of 2026 with a range in the hour they skip and repeat, and what comes of it. */
  const changes: ReadonlyArray<
    readonly [zone: string, range: readonly [string, string], from: string, turns: ReadonlyArray<string>]
  > = [
    // 02:00 → 03:00 on 8 March: the hour never comes. 02:00 → 01:00 on 1 November: 01:00–02:00 comes twice.
    [
      "America/New_York",
      ["02:00", "03:00"],
      "2026-03-07",
      ["opens 2026-03-07T07:00", "closes 2026-03-07T08:00", "opens 2026-03-09T06:00", "closes 2026-03-09T07:00"]
    ],
    [
      "America/New_York",
      ["01:30", "02:00"],
      "2026-11-01",
      [
        "opens 2026-11-01T05:30",
        "closes 2026-11-01T06:00",
        "opens 2026-11-01T06:30",
        "closes 2026-11-01T07:00",
        "opens 2026-11-02T06:30",
        "closes 2026-11-02T07:00"
      ]
    ],
    // 24:00 → 23:00 on 4 April; 00:00 → 01:00 on 6 September: midnight is skipped.
    [
      "America/Santiago",
      ["23:00", "23:30"],
      "2026-04-04",
      [
        "opens 2026-04-05T02:00",
        "closes 2026-04-05T02:30",
        "opens 2026-04-05T03:00",
        "closes 2026-04-05T03:30",
        "opens 2026-04-06T03:00",
        "closes 2026-04-06T03:30"
      ]
    ],
    [
      "America/Santiago",
      ["00:00", "01:00"],
      "2026-09-05",
      ["opens 2026-09-05T04:00", "closes 2026-09-05T05:00", "opens 2026-09-07T03:00", "closes 2026-09-07T04:00"]
    ],
    [
      "Europe/Madrid",
      ["02:15", "02:45"],
      "2026-03-28",
      ["opens 2026-03-28T01:15", "closes 2026-03-28T01:45", "opens 2026-03-30T00:15", "closes 2026-03-30T00:45"]
    ],
    [
      "Europe/Madrid",
      ["02:15", "02:45"],
      "2026-10-25",
      [
        "opens 2026-10-25T00:15",
        "closes 2026-10-25T00:45",
        "opens 2026-10-25T01:15",
        "closes 2026-10-25T01:45",
        "opens 2026-10-26T01:15",
        "closes 2026-10-26T01:45"
      ]
    ],
    // Half an hour: 02:00 → 01:30 on 5 April, 02:00 → 02:30 on 4 October.
    ["Australia/Lord_Howe", ["01:00", "02:00"], "2026-04-04", ["opens 2026-04-04T14:00", "closes 2026-04-04T15:30"]],
    ["Australia/Lord_Howe", ["02:00", "03:00"], "2026-10-03", ["opens 2026-10-03T15:30", "closes 2026-10-03T16:00"]],
    // None: every day is alike.
    [
      "America/Montevideo",
      ["02:00", "03:00"],
      "2026-03-08",
      ["opens 2026-03-08T05:00", "closes 2026-03-08T06:00", "opens 2026-03-09T05:00", "closes 2026-03-09T06:00"]
    ]
  ]

  it.each(changes)(
    "[D3.5g] in %s %s from %s an hour skipped never comes, one repeated comes twice",
    (zone, [from, to], day, turns) => {
      const of = hours(zone, daily(from, to))
      const begin = `${day}T00:00:00.000Z`
      const end = text(instant(`${turns.at(-1)?.split(" ")[1]}:00.000Z`) + 60_000) ?? ""
      const expected = turns.map((turn) => `${turn}:00.000Z`)
      const found = turnsOf(of, begin, end)
      expect(found.slice(-expected.length)).toEqual(expected)
      expect(found).toEqual(turnsByMinute(of, begin, end))
    }
  )

  it("[D3.5g] a year of turns is what minute after minute gives", () => {
    const zonesOfAll = [
      "America/New_York",
      "America/Santiago",
      "Europe/Madrid",
      "Australia/Lord_Howe",
      "America/Montevideo"
    ]
    for (const zone of zonesOfAll) {
      const of = hours(zone, [...daily("00:30", "02:20"), on("sun", "23:00", "24:00"), on("mon", "00:00", "00:10")])
      expect(turnsOf(of, "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z")).toEqual(
        turnsByMinute(of, "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z")
      )
    }
  })
})

describe("days off", () => {
  it("[D3.5f] close a date or a range of them, once or every year", () => {
    const daysOff = [
      { from: "2026-05-01", to: "2026-05-01", recurring: true },
      { from: "2026-08-03", to: "2026-08-04", recurring: false }
    ]
    const of = hours("Europe/Madrid", null, daysOff)
    expect(turnsOf(of, "2026-01-01T00:00:00Z", "2027-06-01T00:00:00Z")).toEqual([
      "closes 2026-04-30T22:00:00.000Z",
      "opens 2026-05-01T22:00:00.000Z",
      "closes 2026-08-02T22:00:00.000Z",
      "opens 2026-08-04T22:00:00.000Z",
      "closes 2027-04-30T22:00:00.000Z",
      "opens 2027-05-01T22:00:00.000Z"
    ])
    expect(isOff("2027-01-02", { from: "2026-12-24", to: "2026-01-06", recurring: true })).toBe(true)
    expect(isOff("2026-07-01", { from: "2026-12-24", to: "2026-01-06", recurring: true })).toBe(false)
  })

  it("[D3.5f] that are over close nothing any more; behind the horizon hours are looked at anew", () => {
    const once = (date: string) => ({ from: date, to: date, recurring: false })
    const at = instant("2026-03-02T12:00Z")
    expect(turnOf(hours("UTC", null, [once("2020-05-01")]), at)).toEqual({ open: true, turnsAt: null })
    expect(turnOf(hours("UTC", null, [once("2026-03-02")]), at)).toEqual({
      open: false,
      turnsAt: instant("2026-03-03T00:00Z")
    })
    const far = hours("UTC", null, [once("2040-05-01")])
    const horizon = { open: true, turnsAt: at + HORIZON_DAYS * 86_400_000 }
    expect(turnOf(far, at)).toEqual(horizon)
    expect(text(turnOf(far, horizon.turnsAt).turnsAt)).toBe("2040-05-01T00:00:00.000Z")
  })

  it("dates are those of the calendar", () => {
    for (const date of ["1969-12-31", "1970-01-01", "2000-02-29", "2024-02-29", "2026-03-01", "2100-02-28"])
      expect(dateOf(instant(`${date}T00:00Z`) / 86_400_000)).toBe(date)
  })
})
