import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Centre from "../src/centre/index.ts"
import {
  accept,
  agents,
  arrive,
  campaign,
  centre,
  chat,
  finish,
  hash,
  loseSession,
  reject,
  startBreak
} from "./given.ts"
import { MIDNIGHT, NINE, Story, zones, type Plain } from "./story.ts"

const HOUR = 3_600_000

const decode = Schema.decodeUnknownSync(Centre.CentreCommand)

describe("what comes in from outside", () => {
  it("[D14.1a] [D14.3] [L11] is all there is: the same commands at the same instants give the same log", () => {
    const run = () => {
      const story = centre(
        agents("ann", "bob"),
        campaign("sales", { delivery: "wrandom", dropoutSeconds: 50 }, ["ann", "bob"])
      )
      for (const id of ["i1", "i2", "i3"]) arrive(story, id, "sales", { from: hash("client") })
      reject(story, "i1")
      accept(story, "i2")
      story.wait(100)
      finish(story, "i2")
      return JSON.stringify(story.log)
    }
    expect(run()).toBe(run())
  })

  it("[D14.1b] may not run backwards", () => {
    const story = centre(campaign("sales"))
    story.wait(10)
    arrive(story, "i1", "sales")
    story.now -= 1
    expect(story.refused({ _tag: "EnableCampaign", campaign: "sales" })).toEqual({
      _tag: "ClockWentBack",
      at: story.now,
      last: story.now + 1
    })
  })

  it("[D14.1c] names what a decision creates after its parent and an ordinal", () => {
    const story = centre(agents("ann"), campaign("sales", { retryPauseSeconds: 0 }, ["ann"]))
    arrive(story, "i1", "sales", { from: hash("client") })
    reject(story, "i1")
    accept(story, "i1")
    const contents = { body: "b1", raw: null, attachments: [] }
    story.send({ _tag: "SendMessage", interactionId: "i1", agentId: "ann", contents })
    expect(story.all("ContactCreated")).toMatchObject([{ contactId: "i1.c" }])
    expect(story.all("InteractionOffered").map(({ offerId }) => offerId)).toEqual(["i1.o1", "i1.o2"])
    expect([...story.all("MessageReceived"), ...story.all("MessagePlanned")].map(({ messageId }) => messageId)).toEqual(
      ["i1.m1", "i1.m2"]
    )
    expect(story.all("InteractionQueued")).toMatchObject([{ entry: 1 }])
  })

  it("[D14.1a] [D14.1e] consults the zone table in decisions only: events carry the instants", () => {
    let asked = 0
    const counting = {
      dayOf: (zone: string, at: number) => {
        asked += 1
        return zones.dayOf(zone, at)
      },
      offsetAt: (zone: string, at: number) => {
        asked += 1
        return zones.offsetAt(zone, at)
      }
    }
    const story = new Story({ zones: counting })
    campaign("sales", { zone: "Etc/GMT-3", schedule: [{ day: "mon", from: "10:00", to: "20:00" }] })(story)
    story.until(MIDNIGHT + 30 * HOUR)
    const before = asked
    story.restart()
    expect(asked).toBe(before)
    expect(story.centre.views.centre(story.state).days.map(({ zone, endsAt }) => [zone, endsAt - MIDNIGHT])).toEqual([
      ["Etc/GMT-3", 45 * HOUR],
      ["UTC", 48 * HOUR]
    ])
  })
})

describe("deadlines", () => {
  it("[D14.2a] are state: the centre says when it must next be woken", () => {
    const story = centre(agents("ann"), campaign("sales", { offerTimeoutSeconds: 20, retryPauseSeconds: 7 }, ["ann"]))
    const next = () => (story.centre.nextDeadline(story.state) ?? 0) - NINE
    expect(next()).toBe(15 * HOUR)
    arrive(story, "i1", "sales")
    expect(next()).toBe(20_000)
    story.wait(20)
    expect(next()).toBe(27_000)
    story.restart()
    expect(next()).toBe(27_000)
  })

  it("[D14.1a] begin once there is a centre: it is created first", () => {
    const machine = new Story().centre
    const first = (command: Plain) => machine.step(machine.initial, Centre.noRows, NINE, decode(command))
    expect(
      first({ _tag: "SendNotice", noticeId: "n1", fromUserId: null, to: { users: ["ann"] }, content: "c1" })
    ).toMatchObject({
      failure: { _tag: "CentreMissing" }
    })
    expect(first({ _tag: "Tick" })).toMatchObject({ success: { events: [] } })
    expect(first({ _tag: "TakeOwnership", epoch: 1 })).toMatchObject({
      success: { events: [{ _tag: "OwnershipTaken" }] }
    })
  })

  it("[D14.2b] fire before every command: until the Tick it is refused", () => {
    const story = centre(agents("ann"), campaign("sales", { offerTimeoutSeconds: 20 }, ["ann"]))
    arrive(story, "i1", "sales")
    const { state, centre: machine } = story
    const at = NINE + 20_000
    const rows = Centre.noRows
    expect(machine.step(state, rows, at, { _tag: "CreateCentre", seed: "s", zone: "UTC" })).toMatchObject({
      failure: { _tag: "DeadlinesDue", due: at }
    })
    expect(machine.step(state, rows, at, { _tag: "Tick" })).toMatchObject({
      success: { events: [{ _tag: "OfferExpired" }] }
    })
  })

  it("[D14.2b] [D14.2c] fire in order of due, kind and id, and routing follows each", () => {
    const story = centre(
      agents("ann", "bob", "cid", "dan"),
      campaign(
        "chats",
        { offerTimeoutSeconds: 30, retryPauseSeconds: 30, dropoutSeconds: 60, perAgentMax: 1 },
        ["dan"],
        chat
      ),
      campaign("wraps", { wrapUpSeconds: 60, offerTimeoutSeconds: 0 }, ["bob", "ann"]),
      campaign("limits", { chatLimitSeconds: 60, offerTimeoutSeconds: 0 }, ["cid"])
    )
    // All that follows is due at one instant, 60 s from now, but for dropout and chat limit: 1 ms after their minute.
    arrive(story, "d1", "chats")
    arrive(story, "l1", "limits")
    story.until(story.now + 1)
    for (const id of ["w1", "w2"]) arrive(story, id, "wraps")
    for (const id of ["w1", "w2"]) finish(story, id)
    arrive(story, "d2", "chats")
    story.until(story.now + 29_999)
    const at = story.now + 30_001
    const events = story.until(at)
    const due = events.flatMap((event) =>
      "dueAt" in event && event.dueAt === at
        ? [`${event._tag} ${"agentId" in event ? event.agentId : "interactionId" in event ? event.interactionId : ""}`]
        : []
    )
    expect(due).toEqual(["WrapUpEnded ann", "WrapUpEnded bob", "InteractionAbandoned d1", "ChatLimitReached cid"])
  })

  it("[D14.2c] of one instant: day, wrap-up, offer, retry, dropout, then the rest", () => {
    const story = centre(
      agents("ann", "bob", "cid"),
      campaign("sales", { offerTimeoutSeconds: 60, wrapUpSeconds: 60 }, ["ann"]),
      campaign("later", { retryPauseSeconds: 60 }, ["bob"]),
      campaign("drop", { dropoutSeconds: 59 }),
      campaign("limit", { chatLimitSeconds: 60 }, ["cid"])
    )
    story.until(MIDNIGHT + 24 * HOUR - 60_001)
    arrive(story, "l1", "limit")
    accept(story, "l1")
    story.until(story.now + 1)
    arrive(story, "r1", "later")
    reject(story, "r1")
    arrive(story, "w1", "sales")
    accept(story, "w1")
    finish(story, "w1")
    startBreak(story, "bob")
    agents("eve")(story)
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["eve"] })
    arrive(story, "o1", "sales")
    story.until(story.now + 999)
    arrive(story, "x1", "drop")
    const midnight = MIDNIGHT + 24 * HOUR
    const fired = story
      .until(midnight)
      .flatMap((event) => ("dueAt" in event && event.dueAt === midnight ? [event._tag] : []))
    expect(fired).toEqual([
      "DayStarted",
      "WrapUpEnded",
      "OfferExpired",
      "OfferRoundStarted",
      "InteractionAbandoned",
      "ChatLimitReached"
    ])
  })

  it("[D14.2e] stamp their events at the Tick and carry when they were due; new ones run from the stamp", () => {
    const story = centre(agents("ann"), campaign("sales", { offerTimeoutSeconds: 10, retryPauseSeconds: 30 }, ["ann"]))
    arrive(story, "i1", "sales")
    const events = story.sleep(3_600)
    const stamps = story.log.slice(-events.length).map(({ at }) => at)
    expect(new Set(stamps)).toEqual(new Set([story.now]))
    expect(events).toMatchObject([{ _tag: "OfferExpired", dueAt: NINE + 10_000, retryAt: story.now + 30_000 }])
  })

  it("[D14.2e] give a wrap-up its due end, and the talk before it its own", () => {
    const story = centre(agents("ann"), campaign("sales", { wrapUpSeconds: 30 }, ["ann"]))
    arrive(story, "i1", "sales")
    accept(story, "i1")
    finish(story, "i1")
    loseSession(story, "ann")
    const [ended] = story.all("WrapUpEnded", story.sleep(3_600))
    expect(ended).toMatchObject({ startedAt: NINE, dueAt: NINE + 30_000 })
  })
})

describe("days", () => {
  it("[D14.2f] begin at local midnight of each zone in use", () => {
    const story = centre(campaign("east", { zone: "Etc/GMT-3" }))
    story.until(MIDNIGHT + 48 * HOUR)
    expect(
      story.all("DayStarted").map(({ zone, date, dueAt }) => [zone, date, dueAt === null ? null : dueAt - MIDNIGHT])
    ).toEqual([
      ["UTC", "2026-03-02", null],
      ["Etc/GMT-3", "2026-03-02", null],
      ["Etc/GMT-3", "2026-03-03", 21 * HOUR],
      ["UTC", "2026-03-03", 24 * HOUR],
      ["Etc/GMT-3", "2026-03-04", 45 * HOUR],
      ["UTC", "2026-03-04", 48 * HOUR]
    ])
  })

  it("[D14.2f] [D6.4a] begin before all else that a late Tick fires: what it records counts in the day that it is", () => {
    const story = centre(agents("ann"), campaign("sales", { dropoutSeconds: 30, eligibility: "ringallmultiple" }))
    story.until(MIDNIGHT + 24 * HOUR - 60_000)
    arrive(story, "i1", "sales")
    const tags = story.sleep(120).map(({ _tag }) => _tag)
    expect(tags).toEqual(["DayStarted", "InteractionAbandoned"])
    expect(story.row("sales")).toMatchObject({ date: "2026-03-03", today: { abandoned: 1 } })
  })

  it("[D14.2g] of a new zone begin at once, and only once", () => {
    const story = centre(campaign("one"))
    const settings = { zone: "Etc/GMT-3" }
    const change = story.send({ _tag: "ChangeCampaign", campaign: "one", settings })
    expect(story.all("DayStarted", change)).toMatchObject([{ zone: "Etc/GMT-3", date: "2026-03-02", dueAt: null }])
    campaign("two", settings)(story)
    expect(story.all("DayStarted")).toHaveLength(2)
  })

  it("[D14.2f] begin once after an outage of days, with the day that it is", () => {
    const story = centre(campaign("sales"))
    const events = story.all("DayStarted", story.sleep(3 * 24 * 3_600))
    expect(events).toMatchObject([{ date: "2026-03-05", dueAt: MIDNIGHT + 24 * HOUR, endsAt: MIDNIGHT + 96 * HOUR }])
  })
})

describe("a replay", () => {
  it("[D14.3] [L8] of the log is the state, and what follows is the same", () => {
    const run = (story: Story) => {
      for (const one of [
        agents("ann", "bob"),
        campaign("sales", { wrapUpSeconds: 20, queueMax: 2, perAgentMax: 1, dropoutSeconds: 90 }, ["ann", "bob"])
      ])
        one(story)
      for (let n = 0; n < 12; n++) {
        arrive(story, `i${n}`, "sales", { priority: 1 + ((n * 7) % 5) })
        story.wait(11)
        const open = Array.from({ length: n + 1 }, (_, one) => `i${one}`)
        for (const id of open.filter((one) => story.stage(one) === "offered").slice(0, 1)) accept(story, id)
        for (const id of open.filter((one) => story.stage(one) === "active").slice(0, n % 2)) finish(story, id)
        if (n % 5 === 4) loseSession(story, "ann")
        if (n % 5 === 4) story.send({ _tag: "SignIn", agentId: "ann", sessionId: "ann-session" })
      }
      expect(story.all("InteractionAdmitted")).not.toEqual([])
      return JSON.stringify(story.log)
    }
    expect(run(new Story().restarting())).toBe(run(new Story()))
  })
})
