import { describe, expect, it } from "vitest"
import { dialerProgress, monitorRow, project } from "../src/stats/index.ts"
import { campaign, centre } from "./given.ts"
import { claim, dialer, ledger, list, outcomes, owned, rows, sendOn, started, submit } from "./dialing.ts"
import { NINE, type Setting, type Story } from "./story.ts"

const HOUR = 3_600_000
/** Stories begin on a Monday at nine. */
const monday = (from: string, to: string) => ({ day: "mon", from, to }) as const

const sending = (settings: Setting, its: Setting = {}): Story =>
  centre(
    owned,
    campaign("sales", its),
    dialer("spring", "sales", settings),
    list("march", "spring", rows(9)),
    started("spring")
  )

describe("A dialer's time", () => {
  it("[D9.1c] ends after it has started, and starts no more once its campaign was removed", () => {
    const story = centre(campaign("sales"), dialer("spring", "sales"))
    const settings = { startsAt: story.now + 1, endsAt: story.now + 1 }
    expect(story.refused({ _tag: "ChangeDialer", dialer: "spring", settings })).toEqual({
      _tag: "DialerPeriodEmpty",
      dialer: "spring",
      ...settings
    })
    story.send({ _tag: "RemoveCampaign", campaign: "sales" })
    campaign("sales")(story)
    expect(story.refused({ _tag: "StartDialer", dialer: "spring" })).toEqual({
      _tag: "DialerUnknown",
      dialer: "spring"
    })
  })
})

describe("Hours that end", () => {
  it("[D3.6c] end with its campaign's: it is paused meanwhile, finishes what is submitted, and goes on by itself", () => {
    const story = sending({}, { schedule: [monday("08:00", "10:00"), monday("14:00", "18:00")] })
    expect(claim(story, "spring", 3)).toEqual([1, 2, 3])
    submit(story, "march", 1)
    story.until(NINE + HOUR)
    expect(claim(story, "spring")).toEqual([])
    expect(submit(story, "march", 2, 3)).toMatchObject([{ _tag: "RecordsReturned", cause: "off-schedule" }])
    outcomes(story, "march", { row: 1, outcome: "sent" })
    expect(ledger(story, "march")).toBe("8/0/0/1/0/0")
    story.until(NINE + 5 * HOUR)
    expect(sendOn(story, "spring", "march", 2)).toEqual([2, 3])
  })

  it("[D9.8a] [D9.2b] are told by the monitor apart from what else holds", () => {
    const story = sending({ schedule: [monday("10:00", "11:00")] })
    const row = () =>
      monitorRow(
        project(dialerProgress, story.log),
        "spring",
        (name) => story.centre.onSchedule(story.state, name, story.now) ?? false
      )
    expect(row()).toMatchObject({ started: true, onSchedule: false, campaignEnabled: true })
    story.until(NINE + HOUR)
    expect(row()?.onSchedule).toBe(true)
  })
})
