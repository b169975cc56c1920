import { describe, expect, it } from "vitest"
import { intlZones } from "./intl-zones.ts"

const HOUR_MS = 3_600_000
const at = (text: string) => Date.parse(text)
/** The local day of an instant: its date, and the instant at which the next begins. */
const dayOf = (zone: string, text: string) => {
  const day = intlZones().dayOf(zone, at(text))
  return day === null ? null : [day.date, new Date(day.endsAt).toISOString()]
}

describe("the zone table of the machine", () => {
  it.each([
    ["UTC", "2026-03-02T09:00:00Z", "2026-03-02", "2026-03-03T00:00:00.000Z"],
    ["UTC", "2026-03-02T23:59:59.999Z", "2026-03-02", "2026-03-03T00:00:00.000Z"],
    ["UTC", "2026-03-03T00:00:00Z", "2026-03-03", "2026-03-04T00:00:00.000Z"],
    ["America/Montevideo", "2026-03-03T01:00:00Z", "2026-03-02", "2026-03-03T03:00:00.000Z"],
    ["Asia/Kathmandu", "2026-03-02T18:14:59Z", "2026-03-02", "2026-03-02T18:15:00.000Z"]
  ])("[D14.2h] in %s at %s it is %s until %s", (zone, instant, date, endsAt) => {
    expect(dayOf(zone, instant)).toEqual([date, endsAt])
  })

  it("[D14.2h] begins a day whose midnight does not exist at its first instant", () => {
    // São Paulo, 4 November 2018: from 23:59:59 to 01:00:00.
    expect(dayOf("America/Sao_Paulo", "2018-11-03T12:00:00Z")).toEqual(["2018-11-03", "2018-11-04T03:00:00.000Z"])
    expect(dayOf("America/Sao_Paulo", "2018-11-04T03:00:00Z")).toEqual(["2018-11-04", "2018-11-05T02:00:00.000Z"])
  })

  it("[D14.2h] goes from a day to the one after next where one was left out", () => {
    // Samoa left out 30 December 2011.
    expect(dayOf("Pacific/Apia", "2011-12-30T09:59:59Z")).toEqual(["2011-12-29", "2011-12-30T10:00:00.000Z"])
    expect(dayOf("Pacific/Apia", "2011-12-30T10:00:00Z")?.[0]).toBe("2011-12-31")
  })

  it("[D14.2h] has days of 23 and 25 hours, and one that is set back over midnight begins once", () => {
    const hours = (zone: string, from: string) =>
      ((intlZones().dayOf(zone, at(from))?.endsAt ?? 0) - at(from)) / HOUR_MS
    expect(hours("Europe/Madrid", "2026-03-28T23:00:00Z")).toBe(23)
    expect(hours("Europe/Madrid", "2026-10-24T22:00:00Z")).toBe(25)
    // São Paulo, 18 February 2018: at midnight back to 23:00.
    expect(dayOf("America/Sao_Paulo", "2018-02-18T01:30:00Z")).toEqual(["2018-02-17", "2018-02-18T03:00:00.000Z"])
  })

  it("answers the same whatever was asked before", () => {
    const zones = intlZones()
    const asked = ["2026-03-02T09:00:00Z", "2026-03-05T09:00:00Z", "2026-03-02T23:00:00Z", "2026-03-02T01:00:00Z"]
    const answers = asked.map((text) => zones.dayOf("Europe/Madrid", at(text))?.endsAt)
    expect(answers).toEqual(asked.map((text) => intlZones().dayOf("Europe/Madrid", at(text))?.endsAt))
  })

  it("knows no zone that is none", () => {
    expect([dayOf("Mars/Olympus", "2026-03-02T09:00:00Z"), dayOf("", "2026-03-02T09:00:00Z")]).toEqual([null, null])
  })
})
