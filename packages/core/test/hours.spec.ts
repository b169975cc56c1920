/** What opening hours and holidays do to a campaign's work. */
import { describe, expect, it } from "vitest"
import { intlZones } from "../src/engine/intl-zones.ts"
import {
  accept,
  agents,
  arrive,
  campaign,
  centre,
  change,
  chat,
  hash,
  finish,
  loseSession,
  phone,
  reject,
  startBreak
} from "./given.ts"
import { MIDNIGHT, NINE, type Setting, type Story } from "./story.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const terms = { offerTimeoutSeconds: 60, retryPauseSeconds: 30 }
/** Monday nine to ten, and Tuesday from eight. */
const morning = [
  { day: "mon", from: "09:00", to: "10:00" },
  { day: "tue", from: "08:00", to: "18:00" }
]
const open = (story: Story, name: string) => story.centre.views.campaign(story.state, name)?.open
const mail = (settings: Setting = {}) =>
  centre(agents("ann"), campaign("mail", { ...terms, schedule: morning, ...settings }, ["ann"])).restarting()

describe("a campaign's schedule", () => {
  it("[D3.1e] [D3.3c] [D3.5e] is a setting, none by default, that can be changed and taken away", () => {
    const story = centre(campaign("mail"))
    expect([open(story, "mail"), story.centre.views.campaign(story.state, "mail")?.settings.schedule]).toEqual([
      true,
      null
    ])
    expect(change(story, "mail", { schedule: [{ day: "tue", from: "08:00", to: "18:00" }] }).slice(1)).toEqual([
      { _tag: "CampaignClosed", campaign: "mail", holiday: null, turnsAt: MIDNIGHT + DAY + 8 * HOUR, dueAt: null }
    ])
    expect(change(story, "mail", { schedule: [{ day: "wed", from: "08:00", to: "18:00" }] }).slice(1)).toEqual([
      { _tag: "CampaignHoursChanged", campaign: "mail", turnsAt: MIDNIGHT + 2 * DAY + 8 * HOUR, dueAt: null }
    ])
    expect(change(story, "mail", { schedule: null }).slice(1)).toEqual([
      { _tag: "CampaignOpened", campaign: "mail", turnsAt: null, dueAt: null }
    ])
  })

  it("[D3.5d] refuses a range that holds no time, by name", () => {
    const range = { day: "mon", from: "10:00", to: "10:00" } as const
    const story = centre(campaign("mail"))
    expect(story.refused({ _tag: "ChangeCampaign", campaign: "mail", settings: { schedule: [range] } })).toEqual({
      _tag: "ScheduleRangeEmpty",
      ...range
    })
  })

  it("[D3.6a] [D3.6f] [D4.1f] queues asynchronous work while closed, un-offered, and routes it in the step of the opening", () => {
    const story = mail()
    story.until(NINE + HOUR)
    expect([open(story, "mail"), story.all("CampaignClosed")]).toMatchObject([false, [{ dueAt: NINE + HOUR }]])
    arrive(story, "i1", "mail")
    expect(story.stage("i1")).toBe("waiting")
    const explained = story.centre.explain(story.state, "i1")
    expect(explained?.missing).toEqual([{ reasons: ["campaign-closed"], members: 0, until: MIDNIGHT + DAY + 8 * HOUR }])
    expect(story.offers(story.until(MIDNIGHT + DAY + 8 * HOUR))).toEqual(["i1→ann"])
    accept(story, "i1")
    // Waiting ran on through the night.
    expect(story.all("OfferAccepted")).toMatchObject([{ waitMs: 22 * HOUR }])
  })

  it("[D4.10b] an offer that is out at closing is taken back, and made again at the opening", () => {
    const story = mail({ offerTimeoutSeconds: 86_400 })
    arrive(story, "i1", "mail")
    story.until(NINE + HOUR)
    expect(story.all("OfferRevoked")).toMatchObject([{ reason: "campaign-closed" }])
    expect(story.offers(story.until(MIDNIGHT + DAY + 8 * HOUR))).toEqual(["i1→ann"])
  })

  it("[D14.2c] [D14.2d] at midnight the day begins before hours turn: what they do counts in it", () => {
    const story = centre(
      agents("ann"),
      campaign("talk", { schedule: [{ day: "mon", from: "00:00", to: "24:00" }] }, ["ann"], chat)
    ).restarting()
    startBreak(story, "ann")
    arrive(story, "i1", "talk")
    const fired = story.until(MIDNIGHT + DAY).map(({ _tag }) => _tag)
    expect(fired).toEqual(["DayStarted", "CampaignClosed", "InteractionWithdrawn", "InteractionClosed"])
    expect(story.row("talk").today.withdrawn).toBe(1)
  })

  it("[D14.2d] hours turn before an offer of the same instant expires", () => {
    const story = mail({ offerTimeoutSeconds: 3_600 })
    arrive(story, "i1", "mail")
    const fired = story.until(NINE + HOUR).map(({ _tag }) => _tag)
    expect(fired).toEqual(["CampaignClosed", "OfferRevoked"])
  })

  const live = () =>
    centre(
      agents("ann", "bob"),
      campaign("talk", { ...terms, schedule: morning, perAgentMax: 1, wrapUpSeconds: 0 }, ["ann"], chat)
    ).restarting()

  it("[D3.6b] [D5.6a] refuses live arrivals out of hours, after it is asked whether the campaign is enabled", () => {
    const story = live()
    story.until(NINE + HOUR)
    arrive(story, "i1", "talk")
    story.send({ _tag: "DisableCampaign", campaign: "talk" })
    arrive(story, "i2", "talk")
    expect(story.all("InteractionRefused").map(({ reason }) => reason)).toEqual(["out-of-hours", "campaign-disabled"])
  })

  it("[D3.6d] [D3.6e] [D6.2g] at closing live work that waits is told and withdrawn; what is active goes on", () => {
    const story = live()
    for (const id of ["i1", "i2", "i3"]) {
      arrive(story, id, "talk")
      if (id === "i1") accept(story, id)
      story.wait(1)
    }
    startBreak(story, "ann")
    story.until(NINE + HOUR)
    expect(story.all("InteractionWithdrawn")).toEqual(
      ["i2", "i3"].map((interactionId, n) => ({
        _tag: "InteractionWithdrawn",
        interactionId,
        campaign: "talk",
        entry: 1,
        reason: "out-of-hours",
        holiday: null,
        dueAt: NINE + HOUR,
        waitMs: HOUR - (n + 1) * 1_000,
        outcome: true
      }))
    )
    expect([story.stage("i1"), story.stage("i2")]).toEqual(["active", undefined])
    expect(story.row("talk").today.withdrawn).toBe(2)
    finish(story, "i1")
    expect(story.stage("i1")).toBeUndefined()
  })

  it("[D3.6d] a wait ends when the closing was due, though the writer slept through it", () => {
    const story = live()
    arrive(story, "i1", "talk")
    reject(story, "i1")
    story.sleep(2 * 3_600)
    expect(story.all("InteractionWithdrawn")).toMatchObject([{ dueAt: NINE + HOUR, waitMs: HOUR }])
  })

  it("[D3.6d] what came back late in the Tick of the closing has not waited", () => {
    const story = live()
    story.send({ _tag: "ChangeCentre", requeueAfterDisconnectSeconds: 60 })
    arrive(story, "i1", "talk")
    accept(story, "i1")
    story.until(NINE + HOUR - 90_000)
    loseSession(story, "ann")
    startBreak(story, "bob")
    story.sleep(2 * 3_600)
    expect(story.all("InteractionWithdrawn")).toMatchObject([{ entry: 2, dueAt: NINE + HOUR, waitMs: 0 }])
  })

  it("[D2.9h] a live return to a closed campaign is withdrawn", () => {
    const story = live()
    arrive(story, "i1", "talk")
    accept(story, "i1")
    story.until(NINE + HOUR)
    story.send({ _tag: "DefineHoliday", name: "May Day", from: "2026-03-02" })
    story.send({ _tag: "SignOutAgent", agentId: "ann" })
    expect(story.all("InteractionWithdrawn")).toMatchObject([
      { entry: 2, reason: "out-of-hours", holiday: "May Day", dueAt: null }
    ])
  })

  it("[D5.1d] a start is refused out of hours on a live channel, and allowed on an asynchronous one", () => {
    const story = centre(
      agents("ann"),
      campaign("calls", { schedule: morning }, ["ann"], phone),
      campaign("mail", { schedule: morning }, ["ann"])
    )
    story.until(NINE + HOUR)
    const start = (campaign: string, interactionId: string) =>
      ({ _tag: "StartInteraction", interactionId, agentId: "ann", campaign, to: hash("client") }) as const
    expect(story.refused(start("calls", "c1"))).toEqual({ _tag: "CampaignIsClosed", campaign: "calls" })
    story.send(start("mail", "m1"))
    expect(story.stage("m1")).toBe("active")
  })

  it("[D5.2q] a live transfer to a closed campaign is refused", () => {
    const story = centre(
      agents("ann"),
      campaign("talk", terms, ["ann"], chat),
      campaign("shut", { schedule: [{ day: "tue", from: "08:00", to: "18:00" }] }, ["ann"], chat)
    )
    arrive(story, "i1", "talk")
    accept(story, "i1")
    expect(
      story.refused({
        _tag: "TransferInteraction",
        interactionId: "i1",
        agentId: "ann",
        to: { kind: "campaign", campaign: "shut" }
      })
    ).toEqual({ _tag: "CampaignIsClosed", campaign: "shut" })
  })

  it("[D4.11c] a preferred agent's time runs from the opening where that is later", () => {
    const story = mail({ delivery: "preferred", preferredAgentSeconds: 30 })
    arrive(story, "old", "mail", { from: hash("client") })
    accept(story, "old")
    finish(story, "old")
    story.send({ _tag: "CreateUser", userId: "bob", displayName: "Bob", roles: ["agent"] })
    story.until(NINE + HOUR)
    arrive(story, "new", "mail", { from: hash("client") })
    expect(story.all("InteractionQueued").at(-1)?.preferred).toEqual({ agentId: "ann", until: null })
    story.until(MIDNIGHT + DAY + 8 * HOUR)
    expect(story.all("PreferredWindowStarted")).toMatchObject([{ agentId: "ann", until: story.now + 30_000 }])
    expect(story.offers().at(-1)).toBe("new→ann")
  })

  it("[D4.11c] so does the time of one that waits behind a full queue", () => {
    const story = mail({ delivery: "preferred", preferredAgentSeconds: 30, queueMax: 1 })
    arrive(story, "old", "mail", { from: hash("client") })
    accept(story, "old")
    finish(story, "old")
    story.until(NINE + HOUR)
    arrive(story, "first", "mail")
    arrive(story, "behind", "mail", { from: hash("client") })
    expect(story.stage("behind")).toBe("backlog")
    story.until(MIDNIGHT + DAY + 8 * HOUR)
    expect(story.all("PreferredWindowStarted")).toMatchObject([{ interactionId: "behind", until: story.now + 30_000 }])
  })
})

describe("holidays", () => {
  const may = (more: Setting = {}) =>
    ({ _tag: "DefineHoliday", name: "May Day", from: "2026-03-02", recurring: true, ...more }) as const

  it("[D3.5f] close all or some campaigns for their days, whatever the schedule says, with a message", () => {
    const story = centre(
      agents("ann"),
      campaign("talk", terms, ["ann"], chat),
      campaign("mail", { ...terms, schedule: morning }, ["ann"]),
      campaign("free", terms, ["ann"])
    ).restarting()
    story.send(may({ campaigns: ["talk", "mail"], message: "Back tomorrow." }))
    expect(["talk", "mail", "free"].map((name) => open(story, name))).toEqual([false, false, true])
    arrive(story, "i1", "talk")
    expect(story.all("InteractionRefused")).toMatchObject([{ reason: "out-of-hours", holiday: "May Day" }])
    expect(story.centre.views.holidays(story.state)).toMatchObject([{ name: "May Day", message: "Back tomorrow." }])
    story.until(MIDNIGHT + DAY)
    expect(["talk", "mail"].map((name) => open(story, name))).toEqual([true, false])
  })

  it("[D3.3c] [D3.5f] can be defined, changed and removed, each once and by name", () => {
    const story = centre(campaign("mail"))
    story.send(may())
    expect(story.refused(may())).toEqual({ _tag: "HolidayExists", name: "May Day" })
    expect(story.send({ _tag: "ChangeHoliday", name: "May Day", recurring: true })).toEqual([])
    story.send({ _tag: "ChangeHoliday", name: "May Day", from: "2026-03-03", to: "2026-03-04" })
    expect([open(story, "mail"), story.all("CampaignOpened").length]).toEqual([true, 1])
    expect(story.refused({ _tag: "ChangeHoliday", name: "Ghost", to: "2026-03-01" })).toEqual({
      _tag: "HolidayUnknown",
      name: "Ghost"
    })
    expect(story.refused({ _tag: "ChangeHoliday", name: "May Day", recurring: false, to: "2026-03-01" })).toEqual({
      _tag: "HolidayEndsBeforeItBegins",
      from: "2026-03-03",
      to: "2026-03-01"
    })
    expect(story.refused(may({ name: "No day", from: "2026-02-30" }))).toEqual({
      _tag: "DateUnknown",
      date: "2026-02-30"
    })
    story.send({ _tag: "RemoveHoliday", name: "May Day" })
    expect(story.refused({ _tag: "RemoveHoliday", name: "May Day" })).toMatchObject({ _tag: "HolidayUnknown" })
    story.until(MIDNIGHT + 3 * DAY)
    expect(story.all("CampaignClosed")).toHaveLength(1)
  })

  it("[D3.5g] goes by the wall clock of the campaign's zone, also over a change of the clock", () => {
    const real = intlZones()
    expect(real.offsetAt("Nowhere", 0)).toBeNull()
    expect(real.offsetAt("Europe/Madrid", MIDNIGHT)).toEqual({
      from: MIDNIGHT,
      offsetMs: HOUR,
      until: Date.parse("2026-03-29T01:00:00Z")
    })
  })
})
