import { describe, expect, it } from "vitest"
import {
  accept,
  agents,
  arrive,
  campaign,
  centre,
  chat,
  finish,
  leave,
  reject,
  signIn,
  signOut,
  take
} from "./given.ts"
import type { Setting } from "./story.ts"

const chats = (settings: Setting = {}, members: ReadonlyArray<string> = ["ann"]) =>
  centre(agents("ann"), campaign("chats", { offerTimeoutSeconds: 3_600, ...settings }, members, chat))

describe("finish", () => {
  it("[D5.3a] sets endedAt and starts wrap-up", () => {
    const story = chats({ wrapUpSeconds: 30 })
    arrive(story, "i1", "chats")
    story.wait(5)
    accept(story, "i1")
    story.wait(60)
    const events = finish(story, "i1")
    expect(story.all("InteractionFinished", events)).toMatchObject([{ agentId: "ann", talkMs: 60_000, by: "agent" }])
    expect(story.interaction("i1")).toMatchObject({
      stage: "wrapUp",
      endedAt: story.now,
      wrapUpUntil: story.now + 30_000
    })
    expect(finish(story, "i1")).toEqual([])
    const endedAt = story.now
    expect(story.all("InteractionClosed", story.wait(30))).toMatchObject([{ lastAgentId: "ann", endedAt }])
  })

  it("[D5.3d] with a wrap-up of 0 closes at once", () => {
    const story = chats()
    arrive(story, "i1", "chats")
    accept(story, "i1")
    expect(finish(story, "i1").map(({ _tag }) => _tag)).toEqual(["InteractionFinished", "InteractionClosed"])
    expect(story.agent("ann").status).toBe("Free")
  })

  it("is the owner's alone", () => {
    const story = chats()
    arrive(story, "i1", "chats")
    const end = (agentId: string) => story.refused({ _tag: "FinishInteraction", interactionId: "i1", agentId })
    expect(end("ann")).toMatchObject({ _tag: "NotTheOwner", ownerId: null })
    accept(story, "i1")
    expect(end("bob")).toMatchObject({ _tag: "NotTheOwner", ownerId: "ann" })
  })

  it("by the client's leaving has its wrap-up too", () => {
    const story = chats({ wrapUpSeconds: 30 })
    arrive(story, "i1", "chats")
    accept(story, "i1")
    expect(story.all("InteractionFinished", leave(story, "i1"))).toMatchObject([{ by: "client" }])
    expect([story.stage("i1"), leave(story, "i1")]).toEqual(["wrapUp", []])
  })
})

describe("an entry is abandoned", () => {
  it("[D5.7a] when the client leaves, waiting or offered", () => {
    const story = chats()
    for (const id of ["i1", "i2", "i3", "i4"]) arrive(story, id, "chats")
    story.wait(9)
    const tags = leave(story, "i1").map(({ _tag }) => _tag)
    expect(tags).toEqual(["OfferRevoked", "InteractionAbandoned", "InteractionClosed", "InteractionOffered"])
    signOut(story, "ann")
    expect(leave(story, "i2").map(({ _tag }) => _tag)).toEqual(["InteractionAbandoned", "InteractionClosed"])
    expect(story.all("InteractionAbandoned")).toMatchObject([
      { reason: "client-left", waitMs: 9_000, outcome: true, leaves: true },
      { reason: "client-left", waitMs: 9_000 }
    ])
  })

  it("[D5.7b] [D5.7d] by waiting strictly longer than the dropout, waiting or offered; a live one leaves", () => {
    const story = chats({ dropoutSeconds: 60, perAgentMax: 1 })
    arrive(story, "i1", "chats")
    arrive(story, "i2", "chats")
    expect(story.wait(60)).toEqual([])
    const events = story.until(story.now + 1)
    expect(story.all("InteractionAbandoned", events)).toMatchObject([
      { interactionId: "i1", reason: "dropout", waitMs: 60_001, leaves: true },
      { interactionId: "i2", reason: "dropout", waitMs: 60_001, leaves: true }
    ])
    expect(story.all("OfferRevoked", events)[0]).toMatchObject({ interactionId: "i1", reason: "interaction-gone" })
    expect([story.interaction("i1"), story.interaction("i2")]).toEqual([undefined, undefined])
  })

  it("[D5.7e] and stays where the campaign does not let it leave", () => {
    const story = chats({ dropoutSeconds: 60, dropoutLeavesQueue: false })
    arrive(story, "i1", "chats")
    const events = story.wait(61)
    expect(events).toMatchObject([{ _tag: "InteractionAbandoned", leaves: false, outcome: true }])
    expect(story.stage("i1")).toBe("offered")
    expect(story.wait(600)).toEqual([])
  })

  it("[D5.7f] [D5.7g] [D6.2h] keeps its place when asynchronous, is routed, and its answer is counted apart", () => {
    const story = centre(
      agents("ann"),
      campaign("sales", { dropoutSeconds: 60, perAgentMax: 1, offerTimeoutSeconds: 3_600 }, ["ann"])
    )
    for (const id of ["i1", "i2"]) arrive(story, id, "sales")
    story.wait(61)
    expect(story.row("sales")).toMatchObject({ acd: 2, open: 0, today: { abandoned: 2, abandonedDropout: 2 } })
    expect(story.all("OfferAccepted", accept(story, "i1"))).toMatchObject([{ outcome: false, waitMs: 61_000 }])
    expect(story.offers(finish(story, "i1"))).toEqual(["i2→ann"])
    expect(story.all("InteractionAbandoned", leave(story, "i2"))).toMatchObject([{ outcome: false }])
    expect(story.row("sales").today).toMatchObject({
      entered: 2,
      abandoned: 2,
      answered: 0,
      answeredWithin: 0,
      answeredWaitMs: 0,
      answeredAfterDropout: 1,
      serviceLevel: null,
      averageHoldMs: null
    })
  })

  it("[D14.2e] with a wait that ends when the dropout was due, however late the centre wakes", () => {
    const story = chats({ dropoutSeconds: 60 })
    arrive(story, "i1", "chats")
    const [abandoned] = story.all("InteractionAbandoned", story.sleep(600))
    expect(abandoned).toMatchObject({ waitMs: 60_001, dueAt: story.now - 540_000 + 1 })
  })
})

describe("leave-when-empty", () => {
  const settings = { leaveWhenEmptySeconds: 30, wrapUpSeconds: 0 }

  it("[D5.7c] abandons a live entry that many seconds after it came to nobody", () => {
    const story = chats(settings, [])
    arrive(story, "i1", "chats")
    story.wait(10)
    arrive(story, "i2", "chats")
    expect(story.all("InteractionAbandoned", story.wait(20))).toMatchObject([
      { interactionId: "i1", reason: "nobody", waitMs: 30_000, leaves: true }
    ])
    expect(story.all("InteractionAbandoned", story.wait(10))).toMatchObject([{ interactionId: "i2" }])
  })

  it("[D5.7c] or after the last connected member left; all who waited longer go together", () => {
    const story = chats({ ...settings, perAgentMax: 1 })
    for (const id of ["i1", "i2", "i3"]) {
      arrive(story, id, "chats")
      story.wait(100)
    }
    signOut(story, "ann")
    expect(story.wait(29)).toEqual([])
    expect(story.all("InteractionAbandoned", story.wait(1)).map(({ interactionId }) => interactionId)).toEqual([
      "i1",
      "i2",
      "i3"
    ])
  })

  it("[D5.7c] not while a member is connected, though on a break, and anew when the last leaves again", () => {
    const story = chats(settings)
    story.send({ _tag: "StartBreak", agentId: "ann" })
    arrive(story, "i1", "chats")
    expect(story.wait(300)).toEqual([])
    signOut(story, "ann")
    story.wait(20)
    signIn(story, "ann")
    reject(story, "i1")
    signOut(story, "ann")
    story.wait(20)
    expect(story.stage("i1")).toBe("waiting")
    expect(story.all("InteractionAbandoned", story.wait(10))).toHaveLength(1)
  })

  it("[D5.7c] concerns live interactions alone", () => {
    const story = centre(campaign("sales", settings))
    arrive(story, "i1", "sales")
    expect(story.wait(3_600)).toEqual([])
  })

  it("counts a member who is added or removed", () => {
    const story = chats(settings, [])
    arrive(story, "i1", "chats")
    story.wait(20)
    story.send({ _tag: "ChangeCampaign", campaign: "chats", settings: { eligibility: "ringallmultiple" } })
    story.send({ _tag: "AddMembers", campaigns: ["chats"], agents: ["ann"] })
    expect(story.wait(60)).toEqual([])
    story.send({ _tag: "RemoveMembers", campaigns: ["chats"], agents: ["ann"] })
    expect(story.wait(29)).toEqual([])
    story.send({ _tag: "AddMembers", campaigns: ["chats"], agents: ["ann"] })
    expect(take(story, "i1", "ann")).toHaveLength(1)
  })
})
