import { describe, expect, it } from "vitest"
import { foldModel, intervals, readIntervals } from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, centre, chat, finish, user } from "./given.ts"
import { localTimes } from "./local-times.ts"
import { Story } from "./story.ts"

const settingsOf = (story: Story, name: string) => story.centre.views.campaign(story.state, name)
const refusedName = (name: string): boolean => {
  try {
    new Story().send({ _tag: "CreateCampaign", campaign: name, channel: "mail" })
    return false
  } catch {
    return true
  }
}

describe("a campaign's name", () => {
  it("[D3.1a] is of letters, digits, _ and -", () => {
    for (const name of ["Sales-2_b", "x", "0"]) expect(refusedName(name), name).toBe(false)
    for (const name of ["", "with space", "ü", "a/b", "a.b", "x".repeat(65)]) expect(refusedName(name), name).toBe(true)
  })

  it("[D3.1b] is unique", () => {
    const story = centre(campaign("sales"))
    expect(story.refused({ _tag: "CreateCampaign", campaign: "sales", channel: "chat" })).toEqual({
      _tag: "CampaignExists",
      campaign: "sales"
    })
  })

  it("[D3.1c] never changes; the label does", () => {
    const story = centre(campaign("sales"))
    expect(settingsOf(story, "sales")?.settings.label).toBe("sales")
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { label: "Sales & more" } })
    expect(settingsOf(story, "sales")).toMatchObject({ campaign: "sales", settings: { label: "Sales & more" } })
    expect(story.refused({ _tag: "ChangeCampaign", campaign: "Sales & more".slice(0, 5), settings: {} })).toMatchObject(
      {
        _tag: "CampaignUnknown"
      }
    )
  })

  it("[D3.4k] is free again once removed, while its history stays in the log", () => {
    const story = centre(agents("ann"), campaign("sales", {}, ["ann"]))
    arrive(story, "i1", "sales")
    accept(story, "i1")
    finish(story, "i1")
    story.send({ _tag: "RemoveCampaign", campaign: "sales" })
    const day = {
      campaign: "sales",
      from: story.now - 60_000,
      to: story.now + 60_000,
      step: "day",
      zone: "UTC"
    } as const
    const page = foldModel(intervals, story.log).ask(readIntervals(localTimes, day))
    expect(page?.rows.map(({ figures }) => [figures.entered, figures.answered])).toEqual([[1, 1]])
    campaign("sales", {}, [])(story)
    expect(story.row("sales").today.entered).toBe(0)
    expect(story.member("sales", "ann")).toBeUndefined()
  })
})

describe("a campaign's settings", () => {
  it("[D3.2a] [D3.2c] [D3.2d] [D3.2e] [D3.2g] [D3.2h] have defaults, so that name and channel suffice", () => {
    const story = centre(campaign("mails"), campaign("chats", {}, [], chat))
    const common = {
      zone: "UTC",
      eligibility: "nocall",
      delivery: "rrmemory",
      order: "priority",
      dropoutSeconds: 0,
      dropoutLeavesQueue: true,
      chatLimitSeconds: 0,
      waitingLimit: 0,
      perAgentMax: 3,
      queueMax: 0,
      wrapUpSeconds: 0,
      weight: 0,
      maxTransferSeconds: 60,
      reopenWindowSeconds: 86_400,
      preferredAgentSeconds: 60,
      autopauseAfter: 0,
      autopauseScope: "campaign",
      leaveWhenEmptySeconds: 0,
      shortAbandonSeconds: 0,
      channelSettings: {}
    }
    expect(settingsOf(story, "mails")).toMatchObject({
      enabled: true,
      channel: "mail",
      settings: { ...common, serviceLevelSeconds: 3_600, offerTimeoutSeconds: 60, retryPauseSeconds: 30 }
    })
    expect(settingsOf(story, "chats")).toMatchObject({
      enabled: true,
      settings: { ...common, serviceLevelSeconds: 20, offerTimeoutSeconds: 15, retryPauseSeconds: 5 }
    })
  })

  it("[D3.2f] have members of penalty 0, inbound and outbound, and arrivals of priority 9999", () => {
    const story = centre(user("ann"), campaign("sales", {}, ["ann"]))
    expect(story.member("sales", "ann")).toMatchObject({ penalty: 0, inbound: true, outbound: true, position: 1 })
    expect(story.all("InteractionQueued", arrive(story, "i1", "sales"))).toMatchObject([{ priority: 9_999 }])
  })

  it("[D3.1d] [D3.1f] [D3.1h] [D3.1k] [D3.3a] can be changed at any time, each of them but name and channel", () => {
    const story = centre(campaign("sales"))
    const changes = {
      label: "New",
      zone: "Etc/GMT-3",
      eligibility: "interaction",
      delivery: "wrandom",
      serviceLevelSeconds: 30,
      dropoutSeconds: 60,
      dropoutLeavesQueue: false,
      chatLimitSeconds: 70,
      waitingLimit: 8,
      perAgentMax: 5,
      queueMax: 9,
      wrapUpSeconds: 11,
      offerTimeoutSeconds: 12,
      retryPauseSeconds: 13,
      autopauseAfter: 2,
      autopauseScope: "all",
      weight: 4,
      leaveWhenEmptySeconds: 14,
      shortAbandonSeconds: 15,
      channelSettings: { "smtp.host": "mail.example.org", receive: true }
    } as const
    for (const [name, value] of Object.entries(changes)) {
      expect(story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { [name]: value } })).not.toEqual([])
      expect(story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { [name]: value } })).toEqual([])
    }
    expect(settingsOf(story, "sales")?.settings).toMatchObject(changes)
    expect(settingsOf(story, "sales")?.channel).toBe("mail")
  })

  it("[D3.10a] [D3.10b] [D3.10c] [D3.10d] [D3.10e] have thresholds: T at least 1, the rest 0 when off", () => {
    const settings = { serviceLevelSeconds: 1, dropoutSeconds: 0, chatLimitSeconds: 0, waitingLimit: 0 }
    const story = centre(campaign("sales", settings))
    expect(settingsOf(story, "sales")?.settings).toMatchObject(settings)
    expect(() => campaign("other", { serviceLevelSeconds: 0 })(story)).toThrow(/serviceLevelSeconds/)
    const on = { serviceLevelSeconds: 20, dropoutSeconds: 60, chatLimitSeconds: 70, waitingLimit: 8 }
    campaign("other", on)(story)
    expect(settingsOf(story, "other")?.settings).toMatchObject(on)
    expect([story.row("sales").waitingLimit, story.row("other").waitingLimit]).toEqual([0, 8])
    for (const name of ["sales", "other"]) arrive(story, `in-${name}`, name)
    expect(story.wait(60)).toEqual([])
    expect(story.until(story.now + 1)).toMatchObject([{ _tag: "InteractionAbandoned", interactionId: "in-other" }])
    expect(story.wait(3_600)).toEqual([])
  })

  it("that name a strategy, zone or channel which this centre does not know are refused by name", () => {
    const story = centre()
    const create = (settings: object, channel = "mail") =>
      story.refused({ _tag: "CreateCampaign", campaign: "sales", channel, settings })
    expect(create({}, "fax")).toEqual({ _tag: "ChannelUnknown", channel: "fax" })
    expect(create({ zone: "Mars" })).toEqual({ _tag: "ZoneUnknown", zone: "Mars" })
    expect(create({ delivery: "fair" })).toMatchObject({ _tag: "StrategyUnknown", part: "delivery", name: "fair" })
    expect(create({ order: "fifo" })).toMatchObject({ _tag: "StrategyUnknown", part: "order" })
    expect(create({ eligibility: "voice" })).toMatchObject({
      part: "eligibility",
      known: ["nocall", "incall", "interaction", "nopause", "omni", "ringall", "ringallmultiple"]
    })
  })

  it("[D3.3b] changed hold for later decisions only", () => {
    const story = centre(
      agents("ann"),
      campaign("sales", { offerTimeoutSeconds: 10, dropoutSeconds: 100, perAgentMax: 2, wrapUpSeconds: 5 }, ["ann"])
    )
    for (const id of ["i1", "i2", "i3"]) arrive(story, id, "sales")
    const settings = { offerTimeoutSeconds: 50, dropoutSeconds: 1, perAgentMax: 1, eligibility: "interaction" }
    const events = story.send({ _tag: "ChangeCampaign", campaign: "sales", settings })
    expect(events.map(({ _tag }) => _tag)).toEqual(["CampaignChanged"])
    accept(story, "i1")
    expect([story.stage("i2"), story.interaction("i2")?.offer?.expiresAt]).toEqual(["offered", story.now + 10_000])
    expect(story.interaction("i3")?.dropoutAt).toBe(story.now + 100_001)
    accept(story, "i2")
    expect(story.agent("ann").active).toBe(2)
  })
})

describe("the chat limit", () => {
  it("[D3.10c] marks an active interaction that is older, once, and cuts nothing", () => {
    const story = centre(agents("ann"), campaign("sales", { chatLimitSeconds: 60 }, ["ann"], chat))
    arrive(story, "i1", "sales")
    story.wait(5)
    accept(story, "i1")
    expect(story.wait(60)).toEqual([])
    const over = story.until(story.now + 1)
    expect(over).toMatchObject([{ _tag: "ChatLimitReached", interactionId: "i1", agentId: "ann" }])
    expect(story.interaction("i1")).toMatchObject({ stage: "active", overChatLimit: true })
    expect(story.wait(3_600)).toEqual([])
  })

  it("[D3.10e] of 0 marks nothing", () => {
    const story = centre(agents("ann"), campaign("sales", {}, ["ann"], chat))
    arrive(story, "i1", "sales")
    accept(story, "i1")
    expect(story.wait(36_000)).toEqual([])
    expect(story.interaction("i1")?.overChatLimit).toBe(false)
  })
})

describe("a disabled campaign", () => {
  it("[D3.4a] refuses live arrivals", () => {
    const story = centre(campaign("sales", {}, [], { ...chat, enabled: false }))
    expect(arrive(story, "i1", "sales")).toMatchObject([{ _tag: "InteractionRefused", reason: "campaign-disabled" }])
    expect(story.interaction("i1")).toBeUndefined()
  })

  it("[D3.4g] [D4.1e] lets an asynchronous arrival that cannot be held back enter and wait", () => {
    const story = centre(agents("ann"), campaign("sales", {}, ["ann"], { enabled: false }))
    arrive(story, "i1", "sales")
    expect(story.stage("i1")).toBe("waiting")
    expect(story.offers(story.send({ _tag: "EnableCampaign", campaign: "sales" }))).toEqual(["i1→ann"])
  })

  it("[D3.4d] lets what is active be replied to and finished", () => {
    const story = centre(agents("ann"), campaign("sales", {}, ["ann"]))
    arrive(story, "i1", "sales")
    accept(story, "i1")
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    const contents = { body: "b1", raw: null, attachments: [] }
    expect(story.send({ _tag: "SendMessage", interactionId: "i1", agentId: "ann", contents })).toHaveLength(1)
    expect(finish(story, "i1").map(({ _tag }) => _tag)).toEqual(["InteractionFinished", "InteractionClosed"])
  })

  it("[D3.4e] withdraws the live interactions that wait or are offered", () => {
    const story = centre(agents("ann"), campaign("sales", { perAgentMax: 1 }, ["ann"], chat))
    arrive(story, "i1", "sales")
    arrive(story, "i2", "sales")
    const events = story.send({ _tag: "DisableCampaign", campaign: "sales" })
    expect(
      story.all("InteractionWithdrawn", events).map(({ interactionId, reason }) => [interactionId, reason])
    ).toEqual([
      ["i1", "campaign-disabled"],
      ["i2", "campaign-disabled"]
    ])
    expect(story.all("OfferRevoked", events)).toMatchObject([{ reason: "campaign-disabled" }])
    expect(story.all("InteractionClosed", events)).toHaveLength(2)
    expect(story.send({ _tag: "DisableCampaign", campaign: "sales" })).toEqual([])
  })

  it("[D3.4f] lets asynchronous ones wait, un-offered", () => {
    const story = centre(agents("ann"), campaign("sales", { perAgentMax: 1 }, ["ann"]))
    arrive(story, "i1", "sales")
    arrive(story, "i2", "sales")
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    expect([story.stage("i1"), story.stage("i2"), story.row("sales").acd]).toEqual(["waiting", "waiting", 2])
  })
})
