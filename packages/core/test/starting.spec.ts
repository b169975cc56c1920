import { Option, Result, Schema } from "effect"
import { describe, expect, it } from "vitest"
import type { Row } from "../src/centre/index.ts"
import { blockedKey } from "../src/centre/rows-clients.ts"
import { CampaignName, KeyedHash } from "../src/kernel/fields.ts"
import { StartInteraction } from "../src/message/commands.ts"
import {
  accept,
  agents,
  arrive,
  campaign,
  centre,
  chat,
  finish,
  hash,
  leave,
  signOut,
  startBreak,
  user
} from "./given.ts"
import { start, starting } from "./given-active.ts"
import { channels, NINE, Story, type Event, type Setting } from "./story.ts"

const tags = (events: ReadonlyArray<Event>) => events.map(({ _tag }) => _tag)

/** Ann is there, a member of sales. */
const ready = (settings: Setting = {}, where: { readonly channel?: string } = {}): Story =>
  centre(agents("ann", "bob"), campaign("sales", settings, ["ann"], where))

const body = { body: "content1", raw: null, attachments: [] }

describe("an interaction that an agent starts", () => {
  it("[D5.1a] [D6.2l] is active and the agent's at once; no entry, so nothing for the queue's figures", () => {
    const story = ready({ chatLimitSeconds: 60 })
    expect(start(story, "i1", "ann", "sales", { to: hash("client") })).toEqual([
      { _tag: "ContactCreated", contactId: "i1.c", address: hash("client") },
      {
        _tag: "InteractionStarted",
        interactionId: "i1",
        campaign: "sales",
        channel: "mail",
        kind: "asynchronous",
        media: "text",
        agentId: "ann",
        cost: 1,
        hold: false,
        contactId: "i1.c",
        address: hash("client"),
        chatLimitAt: NINE + 60_001
      }
    ])
    expect(story.interaction("i1")).toMatchObject({
      direction: "outbound",
      stage: "active",
      ownerId: "ann",
      leg: 1,
      acceptedAt: NINE
    })
    expect(story.agent("ann")).toMatchObject({ active: 1, status: "Busy" })
    expect(story.row("sales").sinceCreated).toMatchObject({ arrived: 0, entered: 0, answered: 0 })
    expect(story.row("sales")).toMatchObject({ acd: 0, open: 0, busy: 1 })
  })

  it("begins with its message, which goes to the client; the client's answer finds it", () => {
    const story = ready()
    const events = start(story, "i1", "ann", "sales", {
      to: hash("client"),
      contents: body,
      participants: [hash("copy")]
    })
    expect(story.all("MessagePlanned", events)).toMatchObject([
      { messageId: "i1.m1", agentId: "ann", contents: body, participants: [hash("client"), hash("copy")], first: true }
    ])
    const answer = { from: hash("client"), conversation: "i1" }
    expect(tags(arrive(story, "i2", "sales", answer))).toEqual(["MessageReceived"])
  })

  it("knows its client before anything is said", () => {
    const story = ready()
    start(story, "i1", "ann", "sales", { to: hash("client") })
    expect(tags(arrive(story, "i2", "sales", { from: hash("client"), conversation: "i1" }))).toEqual([
      "MessageReceived"
    ])
  })

  it("ends as any other: talk from its start, then wrap-up", () => {
    const story = ready({ wrapUpSeconds: 30 })
    start(story, "i1", "ann", "sales")
    story.wait(40)
    expect(finish(story, "i1")).toMatchObject([
      { _tag: "WrapUpStarted", until: NINE + 70_000 },
      { _tag: "InteractionFinished", agentId: "ann", leg: 1, talkMs: 40_000 }
    ])
  })

  it("[D4.5c] is not bound by the maximum per agent", () => {
    const story = ready({ perAgentMax: 1 })
    start(story, "i1", "ann", "sales")
    start(story, "i2", "ann", "sales")
    expect(story.agent("ann").active).toBe(2)
    arrive(story, "i3", "sales")
    expect(story.offers()).toEqual([])
  })

  it("[D2.9i] requeued, opens an entry whose entered-at is its start", () => {
    const story = ready()
    start(story, "i1", "ann", "sales")
    story.wait(50)
    const events = signOut(story, "ann", true)
    expect(story.all("InteractionQueued", events)).toMatchObject([
      { entry: 1, kind: "requeued", priority: 9_999, enteredAt: NINE, waitingSince: NINE + 50_000 }
    ])
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["bob"] })
    expect(story.all("OfferAccepted", accept(story, "i1"))).toMatchObject([{ entry: 1, waitMs: 0, outcome: true }])
    expect(story.row("sales").sinceCreated).toMatchObject({ arrived: 0, entered: 1, answered: 1 })
  })

  it("of an id that is open is refused", () => {
    const story = ready()
    start(story, "i1", "ann", "sales")
    expect(story.refused(starting("i1", "ann", "sales"))).toEqual({ _tag: "InteractionExists", interactionId: "i1" })
  })
})

describe("what an agent may start", () => {
  it("[D11.2a] is shown by channel, with its campaigns and the fields it needs", () => {
    const others = channels.filter(({ name }) => name !== "mail")
    const mail = { name: "mail", kind: "asynchronous", media: "text", needs: [["to"], ["subject"]] } as const
    const story = new Story({ channels: [...others, mail] })
    for (const given of [
      agents("ann"),
      campaign("sales", { label: "Sales" }, ["ann"]),
      campaign("chats", {}, ["ann"], chat)
    ])
      given(story)
    for (const name of ["no-outbound", "off", "others"]) campaign(name, {}, name === "others" ? [] : ["ann"])(story)
    story.send({ _tag: "ChangeMember", campaign: "no-outbound", agentId: "ann", outbound: false })
    story.send({ _tag: "DisableCampaign", campaign: "off" })
    expect(story.centre.views.startable(story.state, "ann")).toEqual([
      { channel: "chat", needs: [], campaigns: [{ campaign: "chats", label: "chats" }] },
      { channel: "mail", needs: [["to"], ["subject"]], campaigns: [{ campaign: "sales", label: "Sales" }] }
    ])
    expect(tags(start(story, "i1", "ann", "sales", { fields: ["to", "subject"] }))).toEqual(["InteractionStarted"])
    expect(story.centre.views.startable(story.state, "nobody")).toBeUndefined()
  })
})

describe("a visitor who opens a chat and says nothing yet", () => {
  it("takes part all the same: what they then write joins it", () => {
    const story = centre(agents("ann"), campaign("chats", {}, ["ann"], chat))
    const silent = { contents: { body: null, raw: null, attachments: [] } }
    arrive(story, "c1", "chats", { ...silent, from: hash("visitor") })
    const words = { from: hash("visitor"), conversation: "c1" }
    expect(tags(arrive(story, "c2", "chats", words))).toEqual(["MessageReceived"])
    expect(tags(arrive(story, "c3", "chats", { from: hash("other"), conversation: "c1" }))).toContain(
      "InteractionArrived"
    )
  })
})

describe("a start is refused", () => {
  it("[D5.1a] of a campaign that is unknown or disabled, or of which the agent is no outbound member", () => {
    const story = ready()
    const refused = (agentId: string, name: string) => story.refused(starting("i1", agentId, name))
    expect(refused("zoe", "sales")).toEqual({ _tag: "AgentUnknown", agentId: "zoe" })
    expect(refused("ann", "nowhere")).toEqual({ _tag: "CampaignUnknown", campaign: "nowhere" })
    expect(refused("bob", "sales")).toEqual({ _tag: "NotOutboundMember", campaign: "sales", agentId: "bob" })
    story.send({ _tag: "ChangeMember", campaign: "sales", agentId: "ann", outbound: false })
    expect(refused("ann", "sales")).toEqual({ _tag: "NotOutboundMember", campaign: "sales", agentId: "ann" })
    story.send({ _tag: "ChangeMember", campaign: "sales", agentId: "ann", outbound: true })
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    expect(refused("ann", "sales")).toEqual({ _tag: "CampaignIsDisabled", campaign: "sales" })
  })

  it("[D5.1b] to who is away, on a break or in wrap-up", () => {
    const story = ready({ wrapUpSeconds: 30 })
    user("cid")(story)
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["cid"] })
    const refused = (agentId: string) => story.refused(starting("i9", agentId, "sales"))
    expect(refused("cid")).toEqual({ _tag: "AgentNotConnected", agentId: "cid" })
    startBreak(story, "ann")
    expect(refused("ann")).toEqual({ _tag: "AgentIsOnBreak", agentId: "ann", name: "Pause" })
    story.send({ _tag: "EndBreak", agentId: "ann" })
    start(story, "i1", "ann", "sales")
    finish(story, "i1")
    expect(refused("ann")).toEqual({ _tag: "AgentIsInWrapUp", agentId: "ann", until: NINE + 30_000 })
  })

  it("[D5.1b] without the capacity for one more: offers and transfers to the agent are in it", () => {
    const story = ready()
    story.send({ _tag: "SetAgentCapacity", agentId: "ann", capacity: 1 })
    arrive(story, "i1", "sales")
    expect(story.offers()).toEqual(["i1→ann"])
    const refused = { _tag: "CapacityExceeded", agentId: "ann", load: 1, cost: 1, capacity: 1 }
    expect(story.refused(starting("i2", "ann", "sales"))).toEqual(refused)
    story.send({ _tag: "SetAgentCapacity", agentId: "ann", capacity: 2 })
    expect(tags(start(story, "i2", "ann", "sales"))).toEqual(["InteractionStarted"])
  })

  it("[D2.6b] not by a routing hold; what is started puts the agent on one, by the rule as it then is", () => {
    const story = ready({ eligibility: "incall" })
    start(story, "i1", "ann", "sales")
    arrive(story, "i2", "sales")
    expect(story.offers()).toEqual([])
    expect(tags(start(story, "i3", "ann", "sales"))).toEqual(["InteractionStarted"])
    finish(story, "i1")
    expect(story.offers(finish(story, "i3"))).toEqual(["i2→ann"])
  })

  it("[D2.5c] in wrap-up of any campaign", () => {
    const story = ready()
    campaign("chats", { wrapUpSeconds: 30 }, ["ann"], chat)(story)
    arrive(story, "c1", "chats")
    accept(story, "c1")
    leave(story, "c1")
    expect(story.refused(starting("i1", "ann", "sales"))).toMatchObject({ _tag: "AgentIsInWrapUp" })
    story.wait(30)
    expect(tags(start(story, "i1", "ann", "sales"))).toEqual(["InteractionStarted"])
  })

  it("[D5.1c] to a client on the campaign's blacklist or the centre's, asked of the rows", () => {
    const story = ready()
    const [to = ""] = hash("client")
    const command = Schema.decodeUnknownSync(StartInteraction)(starting("i1", "ann", "sales", { to: [to] }))
    const keyed = (campaign: CampaignName | null) => blockedKey(campaign, KeyedHash.make(to))
    const given = (blocked: string) => ({
      get: (key: string): Row | null => (key === blocked ? { _tag: "Blocked" } : null),
      range: () => []
    })
    const unasked = { get: () => undefined, range: () => undefined }
    const { campaign: sales } = command
    expect(story.centre.needs(story.state, story.now, command, unasked)).toEqual(
      expect.arrayContaining([keyed(sales), keyed(null)])
    )
    const started = (blocked: string) => story.centre.step(story.state, given(blocked), story.now, command)
    const refusal = { _tag: "ClientIsBlacklisted", campaign: "sales" }
    for (const key of [keyed(sales), keyed(null)]) expect(Result.getFailure(started(key))).toEqual(Option.some(refusal))
    expect(Result.isSuccess(started(keyed(CampaignName.make("support"))))).toBe(true)
  })

  it("[D5.1f] without the fields that its channel needs, which are data", () => {
    const needs = { mail: [["to"], ["subject"]], messenger: [["comment", "window"]] }
    const messenger = { name: "messenger", kind: "asynchronous", media: "text", needs: needs.messenger } as const
    const mail = { name: "mail", kind: "asynchronous", media: "text", needs: needs.mail } as const
    const others = channels.filter(({ name }) => name !== "mail")
    const story = new Story({ channels: [...others, mail, messenger] })
    for (const given of [agents("ann"), campaign("sales", {}, ["ann"])]) given(story)
    campaign("page", {}, ["ann"], { channel: "messenger" })(story)
    const refused = (name: string, fields: ReadonlyArray<string>) =>
      story.refused(starting("i1", "ann", name, { fields: [...fields] }))
    expect(refused("sales", ["to"])).toEqual({ _tag: "FieldsMissing", channel: "mail", missing: [["subject"]] })
    expect(refused("page", ["to"])).toEqual({ _tag: "FieldsMissing", channel: "messenger", missing: needs.messenger })
    expect(tags(start(story, "i1", "ann", "sales", { fields: ["to", "subject"] }))).toEqual(["InteractionStarted"])
    expect(tags(start(story, "i2", "ann", "page", { fields: ["window"] }))).toEqual(["InteractionStarted"])
    expect(tags(start(story, "i3", "ann", "page", { fields: ["comment"] }))).toEqual(["InteractionStarted"])
  })
})

describe("a reply in an open interaction", () => {
  it("[D5.1e] is always allowed: on a break, in a disabled campaign, to one who is no member any more", () => {
    const story = ready()
    start(story, "i1", "ann", "sales", { to: hash("client") })
    startBreak(story, "ann")
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    story.send({ _tag: "RemoveMembers", campaigns: ["sales"], agents: ["ann"] })
    expect(story.refused(starting("i2", "ann", "sales"))).toMatchObject({ _tag: "AgentIsOnBreak" })
    const reply = { _tag: "SendMessage", interactionId: "i1", agentId: "ann", contents: body } as const
    expect(tags(story.send(reply))).toEqual(["MessagePlanned"])
  })
})
