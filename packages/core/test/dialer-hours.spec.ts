/** When a dialer sends: in its own hours and in those of its campaign. */
import { describe, expect, it } from "vitest"
import { claim, claimAnswer, dialer, list, owned, rows, sendOn, started } from "./dialing.ts"
import { campaign, centre, change } from "./given.ts"
import { MIDNIGHT, NINE, type Setting, type Story } from "./story.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const morning = [{ day: "mon", from: "09:00", to: "10:00" }] as const
const week = [...morning, { day: "tue", from: "08:00", to: "18:00" }]

const sending = (settings: Setting, own: Setting = {}): Story =>
  centre(
    owned,
    campaign("sales", settings),
    dialer("spring", "sales", own),
    list("march", "spring", rows(3)),
    started("spring")
  ).restarting()

describe("A dialer", () => {
  it("[D3.6c] [D9.2a] sends nothing while its campaign is closed, and goes on at the opening", () => {
    const story = sending({ schedule: week })
    expect(sendOn(story, "spring", "march", 1)).toEqual([1])
    story.until(NINE + HOUR)
    expect(claimAnswer(story, "spring")).toEqual({
      claimed: 0,
      blocked: 0,
      hindrance: "campaign-closed",
      nextAt: MIDNIGHT + DAY + 8 * HOUR
    })
    story.until(MIDNIGHT + DAY + 8 * HOUR)
    expect(claim(story, "spring")).toEqual([2, 3])
  })

  it("[D3.6c] [D3.5f] sends nothing on a holiday of its campaign", () => {
    const story = sending({})
    story.send({ _tag: "DefineHoliday", name: "local", from: "2026-03-02", to: "2026-03-03", campaigns: ["sales"] })
    expect(claimAnswer(story, "spring")).toMatchObject({ hindrance: "campaign-closed", nextAt: MIDNIGHT + 2 * DAY })
    story.send({ _tag: "RemoveHoliday", name: "local" })
    expect(claim(story, "spring")).toEqual([1, 2, 3])
  })

  it("[D9.1c] [D9.2a] sends in its own hours by the clock of its campaign, within the campaign's", () => {
    // Nine in Etc/GMT-3 is six in UTC.
    const story = sending({ zone: "Etc/GMT-3" }, { schedule: [{ day: "tue", from: "09:00", to: "12:00" }] })
    expect(claimAnswer(story, "spring")).toMatchObject({ hindrance: "off-schedule", nextAt: MIDNIGHT + DAY + 6 * HOUR })
    change(story, "sales", { schedule: [{ day: "tue", from: "10:00", to: "12:00" }] })
    expect(claimAnswer(story, "spring")).toMatchObject({ nextAt: MIDNIGHT + DAY + 7 * HOUR })
    story.until(MIDNIGHT + DAY + 7 * HOUR)
    expect(claim(story, "spring", 1)).toEqual([1])
    story.send({ _tag: "ChangeDialer", dialer: "spring", settings: { schedule: null } })
    change(story, "sales", { schedule: null })
    story.until(MIDNIGHT + 5 * DAY)
    expect(claim(story, "spring", 1)).toEqual([2])
  })

  it("[D9.1c] never sends where its hours and its campaign's never meet, and says which", () => {
    const story = sending({ schedule: morning }, { schedule: [{ day: "wed", from: "09:00", to: "10:00" }] })
    expect(claimAnswer(story, "spring")).toMatchObject({ claimed: 0, nextAt: null, hindrance: "off-schedule" })
  })

  it("[D9.1c] [D3.5d] refuses hours that hold no time, and takes those it has for no change", () => {
    const range = { day: "mon", from: "10:00", to: "09:00" } as const
    const story = centre(campaign("sales"), dialer("spring", "sales"))
    const refusal = { _tag: "ScheduleRangeEmpty", ...range }
    const settings = { schedule: [range] }
    expect(story.refused({ _tag: "ChangeDialer", dialer: "spring", settings })).toEqual(refusal)
    expect(story.refused({ _tag: "CreateDialer", campaign: "sales", settings })).toEqual(refusal)
    const set = { _tag: "ChangeDialer", dialer: "spring", settings: { schedule: [...morning] } } as const
    expect([story.send(set).length, story.send(structuredClone(set))]).toEqual([1, []])
  })
})
