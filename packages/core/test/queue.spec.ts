import { describe, expect, it } from "vitest"
import {
  accept,
  agents,
  arrive,
  campaign,
  centre,
  chat,
  endBreak,
  finish,
  signIn,
  signOut,
  startBreak
} from "./given.ts"

const ring = { offerTimeoutSeconds: 10, retryPauseSeconds: 30 }

describe("routing", () => {
  it("[D4.10a] is done in the step that makes an offer possible, whatever that is", () => {
    const story = centre(agents("ann"), campaign("sales", { ...ring, perAgentMax: 1, wrapUpSeconds: 20 }, ["ann"]))
    const offersAfter = (act: () => unknown): number => {
      const before = story.log.length
      act()
      return story.offers(story.since(before)).length
    }
    const member = { campaign: "sales", agentId: "ann" } as const
    expect(offersAfter(() => arrive(story, "i1", "sales"))).toBe(1)
    for (const id of ["i2", "i3", "i4", "i5", "i6", "i7", "i8"])
      expect(offersAfter(() => arrive(story, id, "sales"))).toBe(0)
    startBreak(story, "ann")
    expect(offersAfter(() => endBreak(story, "ann"))).toBe(1)
    signOut(story, "ann")
    expect(offersAfter(() => signIn(story, "ann"))).toBe(1)
    story.send({ _tag: "PauseMember", ...member })
    expect(offersAfter(() => story.send({ _tag: "ResumeMember", ...member, by: "supervisor" }))).toBe(1)
    accept(story, "i1")
    expect(offersAfter(() => finish(story, "i1"))).toBe(0)
    expect(offersAfter(() => story.wait(20))).toBe(1)
    expect(offersAfter(() => story.wait(10))).toBe(1)
    story.send({ _tag: "RemoveMembers", campaigns: ["sales"], agents: ["ann"] })
    expect(offersAfter(() => story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["ann"] }))).toBe(1)
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    expect(offersAfter(() => story.send({ _tag: "EnableCampaign", campaign: "sales" }))).toBe(1)
    const settings = { perAgentMax: 3 }
    expect(offersAfter(() => story.send({ _tag: "ChangeCampaign", campaign: "sales", settings }))).toBe(2)
  })

  it("[D4.10c] [D4.4a] offers the best of all campaigns first: priority, then entered-at, then id", () => {
    const story = centre(
      agents("ann"),
      campaign("one", { eligibility: "interaction" }, ["ann"]),
      campaign("two", { eligibility: "interaction" }, ["ann"])
    )
    startBreak(story, "ann")
    arrive(story, "c", "one", { priority: 20 })
    story.wait(1)
    arrive(story, "z", "two", { priority: 10 })
    arrive(story, "y", "one", { priority: 10 })
    arrive(story, "d", "one", { priority: 9_999 })
    story.wait(1)
    arrive(story, "a", "one", { priority: 10 })
    arrive(story, "b", "two", { priority: 1 })
    const served: Array<string> = []
    let events = endBreak(story, "ann")
    for (let n = 0; n < 6; n++) {
      const [offer = ""] = story.offers(events)
      const id = offer.slice(0, 1)
      served.push(id)
      accept(story, id)
      events = finish(story, id)
    }
    expect(served).toEqual(["b", "y", "z", "a", "c", "d"])
  })

  it("[D4.10e] wakes for deadlines alone: with nothing due there is nothing to do", () => {
    const story = centre(agents("ann"), campaign("sales", ring, ["ann"]))
    arrive(story, "i1", "sales")
    accept(story, "i1")
    arrive(story, "i2", "sales")
    accept(story, "i2")
    expect(story.centre.nextDeadline(story.state)).toBe(story.all("DayStarted")[0]?.endsAt)
    expect(story.wait(3_600)).toEqual([])
  })
})

describe("a full queue", () => {
  it("[D3.11a] refuses a live arrival", () => {
    const story = centre(campaign("chats", { queueMax: 1 }, [], chat))
    arrive(story, "i1", "chats")
    expect(story.ask(refusedArrival("i2"))).toMatchObject({ outcome: "refused", reason: "queue-full" })
    expect([story.interaction("i2"), story.row("chats").acd]).toEqual([undefined, 1])
  })

  const refusedArrival = (interactionId: string) =>
    ({
      _tag: "ReceiveMessage",
      interactionId,
      campaign: "chats",
      contents: { body: null, raw: null, attachments: [] }
    }) as const

  it("[D3.11b] [D3.11c] [D3.11d] keeps an asynchronous one in the backlog, ordered like the queue, its wait from arrival; the best comes in as room is made", () => {
    const story = centre(agents("ann"), campaign("sales", { queueMax: 1, perAgentMax: 1, ...ring }, ["ann"]))
    arrive(story, "i1", "sales")
    for (const [id, priority] of [
      ["i2", 9],
      ["i3", 5],
      ["i4", 5]
    ] as const) {
      arrive(story, id, "sales", { priority })
      story.wait(1)
    }
    const backlog = () =>
      story.centre.views
        .queue(story.state, "sales", story.now)
        ?.items.filter(({ place }) => place === "backlog")
        .map(({ interactionId }) => interactionId)
    expect([backlog(), story.row("sales").acd]).toEqual([["i3", "i4", "i2"], 1])
    const events = accept(story, "i1")
    expect(events.map(({ _tag }) => _tag)).toEqual(["OfferAccepted", "InteractionAdmitted"])
    expect(story.all("InteractionAdmitted", events)).toMatchObject([{ interactionId: "i3" }])
    story.wait(60)
    finish(story, "i1")
    expect(story.all("OfferAccepted", accept(story, "i3"))).toMatchObject([{ waitMs: 62_000 }])
    expect(backlog()).toEqual(["i2"])
  })

  it("[D3.11e] routes nothing from the backlog", () => {
    const story = centre(agents("ann", "bob"), campaign("sales", { queueMax: 1 }, ["ann"]))
    arrive(story, "i1", "sales")
    arrive(story, "i2", "sales")
    expect([story.offers(), story.stage("i2")]).toEqual([["i1→ann"], "backlog"])
    expect(story.offers(accept(story, "i1"))).toEqual(["i2→ann"])
  })

  it("makes room when the maximum is raised or ends", () => {
    const story = centre(campaign("sales", { queueMax: 1 }))
    for (const id of ["i1", "i2", "i3", "i4"]) arrive(story, id, "sales")
    const change = (queueMax: number) =>
      story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { queueMax } })
    expect(story.all("InteractionAdmitted", change(2))).toHaveLength(1)
    expect(story.all("InteractionAdmitted", change(0))).toHaveLength(2)
    expect(change(1)).toHaveLength(1)
    expect(story.row("sales")).toMatchObject({ acd: 4, backlog: 0 })
  })

  it("[D4.4m] lets dropout run in the backlog", () => {
    const story = centre(campaign("sales", { queueMax: 1, dropoutSeconds: 60 }))
    arrive(story, "i1", "sales")
    story.wait(1)
    arrive(story, "i2", "sales")
    const events = story.wait(60)
    expect(story.all("InteractionAbandoned", events).map(({ interactionId }) => interactionId)).toEqual(["i1"])
    expect(story.all("InteractionAbandoned", story.until(story.now + 1))).toMatchObject([
      { interactionId: "i2", reason: "dropout", waitMs: 60_001, leaves: false }
    ])
    expect(story.stage("i2")).toBe("backlog")
  })
})
