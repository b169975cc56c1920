import { describe, expect, it } from "vitest"
import { agentDay, agentLogs, CHART_SERIES, deskHeader, project } from "../src/stats/index.ts"
import { start } from "./given-active.ts"
import { DAY, dayOf, desk, MINUTE, works } from "./given-desk.ts"
import { accept, arrive, endBreak, finish, loseSession, signIn, signOut, startBreak } from "./given.ts"
import { localTimes } from "./local-times.ts"
import { MIDNIGHT, NINE } from "./story.ts"

describe("an agent's day", () => {
  it("[D7.1a] has logged, spoken, attended, break and free time of the centre's local day", () => {
    const story = desk()
    story.wait(5 * 60)
    works(story, "i1", "voice", 10)
    works(story, "i2", "email", 20)
    startBreak(story, "ann")
    story.wait(15 * 60)
    endBreak(story, "ann")
    signOut(story, "ann")
    story.wait(60 * 60)
    expect(dayOf(story)).toMatchObject({
      date: "2026-03-02",
      startsAt: MIDNIGHT,
      endsAt: MIDNIGHT + DAY,
      times: {
        loggedMs: 50 * MINUTE,
        spokenMs: 10 * MINUTE,
        attendedMs: 20 * MINUTE,
        breakMs: 15 * MINUTE,
        freeMs: 25 * MINUTE
      }
    })
    const view = project(agentLogs, story.log)
    expect(agentDay(view, localTimes, { agentId: "bob", at: NINE, now: NINE })).toBeUndefined()
    expect(agentDay({ ...view, zone: "No/Where" }, localTimes, { agentId: "ann", at: NINE, now: NINE })).toBeNull()
  })

  it("[D7.1a] [D6.10j] is cut to logged time: what goes on while disconnected is in none of it", () => {
    const story = desk()
    arrive(story, "i1", "email")
    accept(story, "i1")
    story.wait(60)
    loseSession(story, "ann")
    story.wait(120)
    signIn(story, "ann", "again")
    story.wait(60)
    finish(story, "i1")
    expect(dayOf(story).times).toMatchObject({ loggedMs: 120_000, attendedMs: 120_000, freeMs: 120_000 })
    expect(dayOf(story).averageAttendedMs).toBe(120_000)
  })

  it("[D7.1b] counts a supervisor's pause and an autopause as breaks", () => {
    const story = desk()
    const settings = {
      autopauseAfter: 1,
      autopauseScope: "all",
      offerTimeoutSeconds: 60,
      retryPauseSeconds: 600
    } as const
    story.send({ _tag: "ChangeCampaign", campaign: "sms", settings })
    story.send({ _tag: "PauseAgent", agentId: "ann" })
    story.wait(60)
    story.send({ _tag: "ResumeAgent", agentId: "ann" })
    story.wait(60)
    arrive(story, "i1", "sms")
    story.wait(60 + 30)
    const { times, breaks } = dayOf(story)
    expect(times.breakMs).toBe(90_000)
    expect(breaks.map(({ name, cause, ms }) => [name, cause, ms])).toEqual([
      ["Pause", "supervisor", 60_000],
      ["Pause", "missed-offers", 30_000]
    ])
  })

  it("[D7.1c] [L9-day] has logged = spoken + break + free when calls and breaks do not overlap, and never a negative free time when they do", () => {
    const story = desk()
    works(story, "i1", "voice", 10)
    startBreak(story, "ann")
    story.wait(300)
    endBreak(story, "ann")
    const apart = dayOf(story).times
    expect(apart.loggedMs).toBe(apart.spokenMs + apart.breakMs + apart.freeMs)
    arrive(story, "i2", "voice")
    accept(story, "i2")
    startBreak(story, "ann")
    story.wait(3_600)
    const { loggedMs, spokenMs, breakMs, freeMs } = dayOf(story).times
    expect([loggedMs, spokenMs, breakMs, freeMs].map((ms) => ms / MINUTE)).toEqual([75, 70, 65, 0])
  })

  it("[D6.10d] has an occupancy: time with work or wrap-up ÷ (logged − break time without work)", () => {
    const story = desk(60)
    expect(dayOf(story).times.occupancy).toBeNull()
    works(story, "i1", "email", 4)
    story.wait(60 + 5 * 60)
    startBreak(story, "ann")
    story.wait(600)
    endBreak(story, "ann")
    expect(dayOf(story).times).toMatchObject({ occupiedMs: 5 * MINUTE, idleBreakMs: 10 * MINUTE, occupancy: 0.5 })
    arrive(story, "i2", "email")
    accept(story, "i2")
    startBreak(story, "ann")
    story.wait(600)
    expect(dayOf(story).times).toMatchObject({ occupiedMs: 15 * MINUTE, idleBreakMs: 10 * MINUTE, occupancy: 0.75 })
  })
})

describe("the timeline", () => {
  it("[D7.2a] shows one state after another and each break with its times, from the log alone", () => {
    const story = desk()
    story.wait(60)
    arrive(story, "i1", "email")
    arrive(story, "i2", "email")
    accept(story, "i1")
    story.wait(30)
    accept(story, "i2")
    story.wait(30)
    startBreak(story, "ann")
    story.wait(60)
    finish(story, "i1")
    finish(story, "i2")
    story.wait(60)
    const { timeline, breaks } = dayOf(story)
    expect(timeline.map(({ status, break: name, from, to }) => [status, name, (to - from) / MINUTE])).toEqual([
      ["Free", null, 1],
      ["Busy", null, 1],
      ["BusyOnBreak", "Pause", 1],
      ["FreeOnBreak", "Pause", 1]
    ])
    expect(breaks).toEqual([
      { name: "Pause", icon: null, cause: "self", startsAt: NINE + 2 * MINUTE, endsAt: null, ms: 2 * MINUTE }
    ])
    endBreak(story, "ann")
    story.wait(60)
    expect(dayOf(story).breaks).toEqual([
      {
        name: "Pause",
        icon: null,
        cause: "self",
        startsAt: NINE + 2 * MINUTE,
        endsAt: NINE + 4 * MINUTE,
        ms: 2 * MINUTE
      }
    ])
  })

  it("[D7.2b] begins anew at local midnight; what lasts over it is split", () => {
    const story = desk()
    story.until(MIDNIGHT + DAY - 10 * MINUTE)
    startBreak(story, "ann")
    story.until(MIDNIGHT + DAY + 20 * MINUTE)
    const [before, after] = [dayOf(story, NINE), dayOf(story)]
    expect([before.date, after.date]).toEqual(["2026-03-02", "2026-03-03"])
    expect(before.timeline.at(-1)).toMatchObject({ status: "FreeOnBreak", to: MIDNIGHT + DAY })
    expect(after.timeline).toEqual([{ from: MIDNIGHT + DAY, to: story.now, status: "FreeOnBreak", break: "Pause" }])
    expect([before.breaks[0]?.endsAt, after.breaks[0]?.startsAt]).toEqual([MIDNIGHT + DAY, MIDNIGHT + DAY])
    expect([before.times.breakMs, after.times.breakMs, after.times.loggedMs]).toEqual([
      10 * MINUTE,
      20 * MINUTE,
      20 * MINUTE
    ])
  })
})

describe("the interactions of a day", () => {
  const busy = () => {
    const story = desk()
    works(story, "i1", "voice", 4)
    works(story, "i2", "voice", 2)
    works(story, "i3", "webchat", 60)
    works(story, "i4", "email", 1)
    works(story, "i5", "sms", 1)
    arrive(story, "i6", "other")
    accept(story, "i6")
    return story
  }

  it("[D7.3a] [D7.3b] are charted hour by hour, each series with a count and the instants", () => {
    const story = busy()
    const { chart } = dayOf(story)
    expect(chart).toHaveLength(24)
    expect(chart[9]?.from).toBe(NINE)
    const counts = (hour: number) => CHART_SERIES.map((name) => chart[hour]?.series[name].count)
    expect(CHART_SERIES).toEqual(["callsIn", "callsOut", "smsIn", "smsOut", "webChatsIn", "emails", "social"])
    expect([counts(9), counts(10)]).toEqual([
      [2, 0, 0, 0, 1, 0, 0],
      [0, 0, 1, 0, 0, 1, 1]
    ])
    expect(chart[9]?.series.callsIn.instants).toEqual([NINE, NINE + 4 * MINUTE])
  })

  it("[D7.3a] [D7.4] are charted apart when the agent started them", () => {
    const story = desk()
    for (const channel of ["voice", "sms", "email", "other"]) {
      start(story, `${channel}1`, "ann", channel)
      finish(story, `${channel}1`)
    }
    const { chart, channels: rows, completed } = dayOf(story)
    expect(CHART_SERIES.map((name) => chart[9]?.series[name].count)).toEqual([0, 1, 0, 1, 0, 1, 1])
    expect(rows.map(({ channel, in: inbound, out }) => [channel, inbound, out])).toEqual([
      ["email", 0, 1],
      ["other", 0, 1],
      ["sms", 0, 1],
      ["voice", 0, 1]
    ])
    expect(completed).toBe(4)
  })

  it("[D7.4] are counted in and out per channel, and completed, with the averages of what was spoken and attended", () => {
    const day = dayOf(busy())
    expect(day.channels).toEqual([
      { channel: "email", in: 1, out: 0, completed: 1 },
      { channel: "other", in: 1, out: 0, completed: 0 },
      { channel: "sms", in: 1, out: 0, completed: 1 },
      { channel: "voice", in: 2, out: 0, completed: 2 },
      { channel: "webchat", in: 1, out: 0, completed: 1 }
    ])
    expect([day.completed, day.averageSpokenMs, day.averageAttendedMs]).toEqual([5, 3 * MINUTE, (62 * MINUTE) / 3])
  })
})

it("[D7.5] the desk's header has the user's name, the status and the time since this sign-in", () => {
  const story = desk()
  story.send({ _tag: "ChangeUser", userId: "ann", displayName: "Ann Lee" })
  story.wait(60)
  signIn(story, "ann", "second")
  story.wait(30)
  const header = (sessionId: string) =>
    deskHeader(project(agentLogs, story.log), { agentId: "ann", sessionId, now: story.now })
  const shown = { agentId: "ann", displayName: "Ann Lee", status: "Free", break: null, icon: null, statusSince: NINE }
  expect(header("second")).toEqual({ ...shown, onlineMs: 30_000 })
  expect(header("ann-session")).toEqual({ ...shown, onlineMs: 90_000 })
  startBreak(story, "ann")
  loseSession(story, "ann")
  expect(header("ann-session")).toMatchObject({ status: "FreeOnBreak", break: "Pause", onlineMs: 0 })
})
