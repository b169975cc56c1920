import { describe, expect, it } from "vitest"
import { audienceOf, publish } from "../src/centre/index.ts"
import { campaignLive, metrics, project, rowOf, rows } from "../src/stats/index.ts"
import type { StoredEvent } from "../src/stats/index.ts"
import {
  accept,
  agents,
  arrive,
  campaign,
  centre,
  chat,
  endBreak,
  finish,
  leave,
  reject,
  signOut,
  startBreak,
  take
} from "./given.ts"
import { MIDNIGHT, type Event, type Setting, type Story } from "./story.ts"

/** Both directions: the events of the stats are those of the log. */
const asStored = (event: Event): StoredEvent => event
const asEvent = (event: StoredEvent): Event => event

const ring = { offerTimeoutSeconds: 3_600 }
const sales = (settings: Setting = {}, members: ReadonlyArray<string> = ["ann"]) =>
  centre(agents("ann", "bob"), campaign("sales", { ...ring, ...settings }, members))
const today = (story: Story) => story.row("sales").today

describe("the status row", () => {
  it("[D6.11a] [D6.11b] has campaign, service levels, abandoned ratio, average hold, ACD and wrap-up; available comes from the state", () => {
    const story = sales({ serviceLevelSeconds: 20, wrapUpSeconds: 60, perAgentMax: 9 })
    for (const [id, wait] of [
      ["i1", 10],
      ["i2", 20],
      ["i3", 20.001]
    ] as const) {
      startBreak(story, "ann")
      arrive(story, id, "sales")
      story.until(story.now + wait * 1_000)
      endBreak(story, "ann")
      accept(story, id)
    }
    arrive(story, "i4", "sales")
    leave(story, "i4")
    arrive(story, "i5", "sales")
    finish(story, "i1")
    expect(story.row("sales")).toMatchObject({
      campaign: "sales",
      label: "sales",
      acd: 1,
      wrapUp: 1,
      members: 1,
      today: {
        serviceLevel: 2 / 3,
        serviceLevel2: 3 / 4,
        serviceLevel3: 2 / 4,
        serviceLevel4: 2 / 3,
        abandonRatio: 1 / 4,
        abandonOfEnteredRatio: 1 / 5,
        averageHoldMs: (10_000 + 20_000 + 20_001) / 3
      }
    })
    expect(story.centre.available(story.state, "sales")).toBe(0)
    story.wait(60)
    expect(story.centre.available(story.state, "sales")).toBe(1)
  })

  it("[D6.1a] has every figure that is defined, where its definition says", () => {
    const story = sales()
    const row: { readonly [field: string]: unknown } = { ...story.row("sales") }
    for (const { id, field } of metrics) {
      if (id === "available") continue
      const found = field.split(".").reduce<unknown>((part, name) => (part as { [key: string]: unknown })[name], row)
      expect(found, field).not.toBeUndefined()
    }
  })

  it("[D6.11c] changes by an arrival's own events, whose audience is the campaign", () => {
    const story = sales({}, [])
    const before = story.row("sales")
    const published = arrive(story, "i1", "sales").flatMap((event) => publish(event) ?? [])
    expect([before.acd, story.row("sales").acd]).toEqual([0, 1])
    expect(published.map(({ type }) => type)).toContain("cc.interaction.queued.v1")
    for (const event of published) expect(audienceOf(event).campaign).toBe("sales")
  })

  it("stays valid when events follow: a view handed out does not change", () => {
    const story = sales()
    const view = project(campaignLive, story.log)
    const before = JSON.stringify(rows(view))
    arrive(story, "i1", "sales")
    accept(story, "i1")
    project(campaignLive, story.log.slice(-2), view)
    expect(JSON.stringify(rows(view))).toBe(before)
    expect(rowOf(view, "none")).toBeUndefined()
  })
})

describe("outcomes", () => {
  it("[D6.2a] [D6.2b] [D6.2d] [D6.2f] are one for each entry: answered, abandoned or withdrawn", () => {
    const story = centre(agents("ann"), campaign("sales", ring, ["ann"], chat))
    for (const id of ["i1", "i2", "i3"]) arrive(story, id, "sales")
    accept(story, "i1")
    leave(story, "i2")
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    leave(story, "i1")
    expect(today(story)).toMatchObject({ entered: 3, answered: 1, abandoned: 1, withdrawn: 1, overflowed: 0 })
    expect(story.row("sales").open).toBe(0)
  })

  it("[D6.2b] count a taken one as answered", () => {
    const story = sales({ eligibility: "ringallmultiple" })
    arrive(story, "i1", "sales")
    story.wait(30)
    take(story, "i1", "ann")
    expect(today(story)).toMatchObject({ answered: 1, answeredWaitMs: 30_000 })
  })

  it("[D6.2k] are not changed by offers", () => {
    const story = sales({ retryPauseSeconds: 0 })
    arrive(story, "i1", "sales")
    for (let n = 0; n < 5; n++) reject(story, "i1")
    expect(today(story)).toMatchObject({ entered: 1, answered: 0, abandoned: 0 })
  })

  it("[D6.3b] have arrivals = entries by arrival + refused", () => {
    const story = centre(campaign("sales", { queueMax: 2 }, [], chat))
    for (const id of ["i1", "i2", "i3", "i4"]) arrive(story, id, "sales")
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    arrive(story, "i5", "sales")
    expect(today(story)).toMatchObject({ arrived: 5, enteredByArrival: 2, refused: 3 })
  })

  it("[D6.6c] count short abandons apart, and in abandoned and every formula too", () => {
    const story = sales({ shortAbandonSeconds: 5, serviceLevelSeconds: 10 }, [])
    for (const id of ["i1", "i2", "i3"]) arrive(story, id, "sales")
    story.wait(5)
    leave(story, "i1")
    story.until(story.now + 1)
    leave(story, "i2")
    story.wait(60)
    leave(story, "i3")
    expect(today(story)).toMatchObject({
      abandoned: 3,
      abandonedShort: 1,
      abandonedWithin: 2,
      abandonedClientLeft: 3,
      abandonRatio: 1,
      serviceLevel2: 2 / 3
    })
  })

  it("[D6.5a] are within T when the wait is ≤ T, T being that of the instant", () => {
    const story = sales({ serviceLevelSeconds: 10 }, [])
    for (const id of ["i1", "i2"]) arrive(story, id, "sales")
    story.wait(10)
    leave(story, "i1")
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { serviceLevelSeconds: 9 } })
    leave(story, "i2")
    expect(today(story)).toMatchObject({ abandoned: 2, abandonedWithin: 1 })
  })
})

describe("the ACD", () => {
  it("[D6.8a] [D6.8b] [D6.8d] counts what waits or is offered; the backlog apart; the longest wait is of the same set", () => {
    const story = sales({ queueMax: 3, perAgentMax: 1 })
    for (const id of ["i1", "i2", "i3", "i4", "i5"]) {
      arrive(story, id, "sales")
      story.wait(10)
    }
    const start = story.now - 50_000
    expect(story.row("sales")).toMatchObject({ acd: 3, backlog: 2, open: 5, longestWaitSince: start })
    accept(story, "i1")
    expect(story.row("sales")).toMatchObject({ acd: 3, backlog: 1, open: 4, longestWaitSince: start + 10_000 })
    for (const id of ["i2", "i3", "i4", "i5"]) leave(story, id)
    expect(story.row("sales")).toMatchObject({ acd: 0, backlog: 0, open: 0, longestWaitSince: null })
  })

  it("[D6.8e] may exceed the open by entries already abandoned by dropout", () => {
    const story = sales({ dropoutSeconds: 10 }, [])
    arrive(story, "i1", "sales")
    story.wait(11)
    arrive(story, "i2", "sales")
    expect(story.row("sales")).toMatchObject({ acd: 2, open: 1 })
  })
})

describe("members", () => {
  it("[D6.9a] [D6.9b] [D6.9c] [D6.9d] [D6.9e] [D6.9g] [L9-partition] are logged in one of five ways", () => {
    const ids = ["off", "free", "busy", "wrap", "pause", "both", "wrapPause"]
    const story = centre(agents(...ids), campaign("sales", { ...ring, wrapUpSeconds: 600 }, ids), campaign("none"))
    const working = ["busy", "wrap", "both", "wrapPause"]
    for (const id of ["off", "free", "pause"]) startBreak(story, id)
    for (const id of working) {
      arrive(story, id, "sales")
    }
    for (const id of working) accept(story, id)
    for (const id of working.filter((one) => one.startsWith("wrap"))) {
      const owned = working.find((one) => story.interaction(one)?.ownerId === id) ?? ""
      finish(story, owned)
    }
    endBreak(story, "free")
    for (const id of ["both", "wrapPause"]) startBreak(story, id)
    signOut(story, "off")
    const { members, logged, free, busy, wrapUp, paused, pausedBusy } = story.row("sales")
    expect({ members, logged, free, busy, wrapUp, paused, pausedBusy }).toEqual({
      members: 7,
      logged: 6,
      free: 1,
      busy: 1,
      wrapUp: 1,
      paused: 1,
      pausedBusy: 2
    })
    expect(story.row("none")).toMatchObject({ members: 0, logged: 0, free: 0 })
  })

  it("[D6.9e] are busy by work of any campaign, and of now also when they join later", () => {
    const story = centre(agents("ann"), campaign("sales", ring, ["ann"]))
    arrive(story, "i1", "sales")
    accept(story, "i1")
    campaign("other", {}, ["ann"])(story)
    expect(story.row("other")).toMatchObject({ logged: 1, busy: 1, free: 0 })
    story.send({ _tag: "RemoveMembers", campaigns: ["other"], agents: ["ann"] })
    expect(story.row("other")).toMatchObject({ members: 0, busy: 0 })
  })

  it("[D6.9h] are available when they pass every condition but the interaction's, busy ones too", () => {
    const story = sales({ perAgentMax: 2 }, ["ann", "bob"])
    const available = () => story.centre.available(story.state, "sales")
    expect(available()).toBe(2)
    arrive(story, "i1", "sales")
    accept(story, "i1")
    expect(available()).toBe(2)
    startBreak(story, "bob")
    expect(available()).toBe(1)
    story.send({ _tag: "PauseMember", campaign: "sales", agentId: "ann" })
    expect(available()).toBe(0)
    endBreak(story, "bob")
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { eligibility: "ringallmultiple" } })
    expect(available()).toBe(1)
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    expect([available(), story.centre.available(story.state, "none")]).toEqual([0, undefined])
  })
})

describe("the day", () => {
  it("[D6.4b] [D6.4c] [D6.4a] counts from local midnight of the campaign's zone; waiting and members are of now", () => {
    const story = centre(agents("ann"), campaign("utc", ring), campaign("east", { ...ring, zone: "Etc/GMT-3" }))
    for (const [id, name] of [
      ["u1", "utc"],
      ["e1", "east"]
    ] as const)
      arrive(story, id, name)
    story.until(MIDNIGHT + 21 * 3_600_000 - 1)
    expect(story.rows.map((row) => [row.campaign, row.date, row.today.entered])).toEqual([
      ["east", "2026-03-02", 1],
      ["utc", "2026-03-02", 1]
    ])
    story.until(MIDNIGHT + 21 * 3_600_000)
    expect(story.rows.map((row) => [row.date, row.today.entered, row.acd, row.open, row.openAtDayStart])).toEqual([
      ["2026-03-03", 0, 1, 1, 1],
      ["2026-03-02", 1, 1, 1, 0]
    ])
    leave(story, "e1")
    leave(story, "u1")
    expect(story.rows.map(({ today }) => [today.entered, today.abandoned])).toEqual([
      [0, 1],
      [1, 1]
    ])
    story.until(MIDNIGHT + 24 * 3_600_000)
    expect(story.row("utc")).toMatchObject({ date: "2026-03-03", today: { entered: 0, abandoned: 0 } })
  })

  it("goes on under a new zone until that zone's midnight", () => {
    const story = centre(campaign("sales", ring))
    arrive(story, "i1", "sales")
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { zone: "Etc/GMT-3" } })
    expect(story.row("sales")).toMatchObject({ date: "2026-03-02", today: { entered: 1 } })
    arrive(story, "i2", "sales")
    expect(today(story).entered).toBe(2)
    story.until(MIDNIGHT + 21 * 3_600_000)
    expect(story.row("sales")).toMatchObject({ date: "2026-03-03", openAtDayStart: 2, today: { entered: 0 } })
  })
})

it("the events of the stats are the events of the log", () => {
  expect([asStored, asEvent]).toHaveLength(2)
})
