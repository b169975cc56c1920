import { describe, expect, it } from "vitest"
import { accept, arrive, campaign, chat, reject, startBreak } from "./given.ts"
import { owning, toCampaign, transferring } from "./given-active.ts"
import { NINE, type Event, type Setting, type Story } from "./story.ts"

const tags = (events: ReadonlyArray<Event>) => events.map(({ _tag }) => _tag)

/** Ann has i1 of sales; support is another campaign of the same channel. */
const between = (
  settings: Setting = {},
  more: { readonly members?: Array<string>; readonly channel?: string; readonly sales?: Setting } = {}
): Story => {
  const { members = [], channel = "mail", sales = {} } = more
  return owning(sales, { channel, before: campaign("support", settings, members, { channel }) })
}

describe("a transfer to a campaign", () => {
  it("[D5.2a] [D5.2b] [D5.2n] [D5.3e] ends the leg and opens an entry there, whose waiting is anew; the sender wraps up", () => {
    const story = between({ dropoutSeconds: 60 }, { sales: { wrapUpSeconds: 30 } })
    const events = toCampaign(story, "i1", "support")
    expect(events).toMatchObject([
      { _tag: "WrapUpStarted", agentId: "ann", campaign: "sales", until: story.now + 30_000 },
      {
        _tag: "InteractionTransferred",
        interactionId: "i1",
        campaign: "sales",
        agentId: "ann",
        leg: 1,
        talkMs: 100_000,
        holdMs: 0,
        to: "support"
      },
      {
        _tag: "InteractionQueued",
        campaign: "support",
        entry: 2,
        kind: "transfer",
        place: "queue",
        priority: 5,
        enteredAt: NINE + 110_000,
        waitingSince: NINE + 110_000,
        dropoutAt: NINE + 110_000 + 60_001
      }
    ])
    expect(story.interaction("i1")).toMatchObject({ campaign: "support", stage: "waiting", leg: 2, ownerId: null })
    expect(story.agent("ann").active).toBe(0)
  })

  it("[D5.2o] leaves the first campaign its answer, and adds an entry to the other", () => {
    const story = between({}, { members: ["cid"] })
    toCampaign(story, "i1", "support")
    expect(story.row("sales").sinceCreated).toMatchObject({ entered: 1, answered: 1, answeredWaitMs: 10_000 })
    expect(story.row("support").sinceCreated).toMatchObject({ arrived: 0, entered: 1, enteredByTransfer: 1 })
    story.wait(4)
    accept(story, "i1")
    expect(story.row("sales").sinceCreated).toMatchObject({ entered: 1, answered: 1, answeredWaitMs: 10_000 })
    expect(story.row("support").sinceCreated).toMatchObject({ answered: 1, answeredWaitMs: 4_000 })
  })

  it("[D5.2l] asks for no disposition", () => {
    const story = between({}, { sales: { dispositionRequired: true } })
    expect(tags(toCampaign(story, "i1", "support"))).toContain("InteractionTransferred")
  })

  it("[D5.2p] stays on its channel", () => {
    const story = owning({}, { before: campaign("chats", {}, [], chat) })
    const refused = (name: string) => story.refused(transferring(story, "i1", { kind: "campaign", campaign: name }))
    expect(refused("chats")).toEqual({ _tag: "ChannelDiffers", campaign: "sales", other: "chats" })
    expect(refused("nowhere")).toEqual({ _tag: "CampaignUnknown", campaign: "nowhere" })
  })

  it("[D5.2q] needs, when live, a campaign that is enabled; an asynchronous one waits in a disabled one", () => {
    const live = between({}, { channel: "chat" })
    live.send({ _tag: "DisableCampaign", campaign: "support" })
    expect(live.refused(transferring(live, "i1", { kind: "campaign", campaign: "support" }))).toEqual({
      _tag: "CampaignIsDisabled",
      campaign: "support"
    })
    const story = between()
    story.send({ _tag: "DisableCampaign", campaign: "support" })
    toCampaign(story, "i1", "support")
    expect(story.stage("i1")).toBe("waiting")
  })

  it("[D3.11f] is refused by a full live campaign", () => {
    const story = between({ queueMax: 1 }, { channel: "chat" })
    arrive(story, "i2", "support")
    const command = transferring(story, "i1", { kind: "campaign", campaign: "support" })
    expect(story.refused(command)).toEqual({ _tag: "QueueIsFull", campaign: "support", limit: 1 })
    expect(story.interaction("i1")).toMatchObject({ stage: "active", ownerId: "ann" })
  })

  it("[D3.11g] joins the backlog of a full asynchronous one", () => {
    const story = between({ queueMax: 1 })
    arrive(story, "i2", "support")
    toCampaign(story, "i1", "support")
    expect(story.interaction("i1")).toMatchObject({ campaign: "support", stage: "backlog" })
  })
})

describe("the agent who transferred it", () => {
  it("[D4.8f] is passed over while another may have it", () => {
    const story = between({}, { members: ["ann", "bob"] })
    expect(story.offers(toCampaign(story, "i1", "support"))).toEqual(["i1→bob"])
  })

  it("[D4.8f] for one round: when none is left, all are asked again after the retry pause", () => {
    const story = between({ retryPauseSeconds: 30 }, { members: ["ann", "bob"] })
    toCampaign(story, "i1", "support")
    story.wait(10)
    expect(story.offers(reject(story, "i1"))).toEqual([])
    expect(story.wait(29)).toEqual([])
    expect(story.offers(story.wait(1))).toEqual(["i1→ann"])
  })

  it("[D4.8f] alone is asked when the retry pause has run from the transfer", () => {
    const story = between({ retryPauseSeconds: 30 }, { members: ["ann"] })
    expect(story.offers(toCampaign(story, "i1", "support"))).toEqual([])
    expect(story.wait(29)).toEqual([])
    expect(tags(story.wait(1))).toEqual(["OfferRoundStarted", "InteractionOffered"])
  })

  it("[D4.8f] of the campaign it is in already, it goes back into the queue, to the others first", () => {
    const story = between()
    startBreak(story, "bob")
    expect(story.offers(toCampaign(story, "i1", "sales"))).toEqual([])
    expect(story.offers(story.send({ _tag: "EndBreak", agentId: "bob" }))).toEqual(["i1→bob"])
  })
})
