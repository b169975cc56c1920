import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, finish, hash, reject, startBreak, user } from "./given.ts"
import { NINE, type Story } from "./story.ts"

const all = <Item>(
  page: (cursor?: string) => { readonly items: ReadonlyArray<Item>; readonly next: string | null } | undefined
) => {
  const items: Array<Item> = []
  for (let cursor: string | undefined; ;) {
    const found = page(cursor)
    if (found === undefined) throw new Error("no page")
    items.push(...found.items)
    if (found.next === null) return items
    cursor = found.next
  }
}
const paged = (limit: number, cursor: string | undefined) => (cursor === undefined ? { limit } : { limit, cursor })
const views = (story: Story) => story.centre.views

describe("views of a state", () => {
  it("show an agent with status, indicator, break, since, sessions, work, wrap-up and campaigns", () => {
    const story = centre(
      agents("ann"),
      campaign("sales", { wrapUpSeconds: 30 }, ["ann"]),
      campaign("alpha", {}, ["ann"])
    )
    for (const id of ["i1", "i2", "i3"]) arrive(story, id, "sales")
    accept(story, "i1")
    accept(story, "i2")
    story.wait(2)
    finish(story, "i1")
    startBreak(story, "ann")
    expect(story.agent("ann")).toEqual({
      agentId: "ann",
      displayName: "ann",
      status: "BusyOnBreak",
      indicator: "paused",
      statusSince: story.now,
      break: { name: "Pause", icon: null, startedAt: story.now, overdueAt: null },
      locked: false,
      sessions: 1,
      dormant: false,
      skills: [],
      capacity: null,
      load: 1,
      onHold: false,
      onCall: false,
      active: 1,
      offered: 0,
      wrapUpUntil: story.now + 30_000,
      requeueAt: null,
      campaigns: ["alpha", "sales"],
      campaignsCount: 2
    })
  })

  it("show a campaign with all settings but its secret", () => {
    const story = centre(campaign("sales", { secret: "secret1", channelSettings: { "smtp.host": "mail" } }))
    const found = views(story).campaign(story.state, "sales")
    expect(found).toMatchObject({ hasSecret: true, settings: { channelSettings: { "smtp.host": "mail" } } })
    expect(JSON.stringify(found)).not.toContain("secret1")
    expect(views(story).campaign(story.state, "none")).toBeUndefined()
  })

  it("show an inbox: what is active, offered, in wrap-up", () => {
    const story = centre(
      agents("ann"),
      campaign("sales", { wrapUpSeconds: 30, chatLimitSeconds: 5 }, ["ann"]),
      campaign("more", {}, ["ann"])
    )
    for (const id of ["i1", "i2"]) {
      arrive(story, id, "sales", { from: hash("client") })
      accept(story, id)
    }
    story.until(NINE + 5_001)
    arrive(story, "m1", "more")
    const inbox = () => views(story).inbox(story.state, "ann")
    expect(inbox()).toMatchObject({
      active: [
        {
          interactionId: "i1",
          campaign: "sales",
          contactId: "i1.c",
          ownerId: "ann",
          acceptedAt: NINE,
          overChatLimit: true
        },
        { interactionId: "i2", contactId: "i1.c" }
      ],
      offers: [{ interactionId: "m1", offer: { offerId: "m1.o1", agentId: "ann", expiresAt: story.now + 60_000 } }],
      wrapUps: []
    })
    finish(story, "i1")
    expect(inbox()).toMatchObject({
      active: [{ interactionId: "i2" }],
      offers: [],
      wrapUps: [{ interactionId: "i1", campaign: "sales", until: story.now + 30_000 }],
      pending: [{ campaign: "more", mode: "push", waiting: 1, takeable: [], more: false }]
    })
    expect(views(story).inbox(story.state, "nobody")).toBeUndefined()
  })

  it("show of a pull campaign so many pending ones at most, and that there are more", () => {
    const story = centre(agents("ann"), campaign("pool", { eligibility: "ringallmultiple" }, ["ann"]))
    for (let n = 100; n < 203; n++) arrive(story, `i${n}`, "pool")
    const [pending] = views(story).inbox(story.state, "ann")?.pending ?? []
    expect([pending?.waiting, pending?.takeable.length, pending?.more]).toEqual([103, 100, true])
    expect(pending?.takeable[0]?.interactionId).toBe("i100")
  })

  it("show the queue as it is served, then the backlog, with places and waits, in pages of any size", () => {
    const story = centre(
      agents("ann", "bob"),
      campaign("sales", { queueMax: 6, perAgentMax: 1, retryPauseSeconds: 600 }, ["ann", "bob"])
    )
    const priorities = [5, 3, 9, 1, 7, 3, 2, 8, 4]
    priorities.forEach((priority, n) => {
      arrive(story, `i${n}`, "sales", { priority })
      story.wait(1)
    })
    reject(story, "i1")
    const queue = (limit: number) =>
      all((cursor) => views(story).queue(story.state, "sales", story.now, paged(limit, cursor)))
    const whole = queue(100)
    expect(whole.map(({ interactionId, place, position }) => [interactionId, place, position])).toEqual([
      ["i3", "queue", 1],
      ["i1", "queue", 2],
      ["i5", "queue", 3],
      ["i0", "queue", 4],
      ["i4", "queue", 5],
      ["i2", "queue", 6],
      ["i6", "backlog", 1],
      ["i8", "backlog", 2],
      ["i7", "backlog", 3]
    ])
    for (const limit of [1, 2, 3, 4, 5, 9]) expect(queue(limit)).toEqual(whole)
    expect(whole[1]).toMatchObject({ stage: "waiting", passedOver: 1, retryAt: story.now + 600_000, waitMs: 8_000 })
    expect(
      whole.filter(({ stage }) => stage === "offered").map(({ interactionId, offeredTo }) => [interactionId, offeredTo])
    ).toHaveLength(2)
  })

  it("go on behind a cursor although what it named is gone", () => {
    const story = centre(campaign("sales"))
    for (const id of ["i1", "i2", "i3"]) arrive(story, id, "sales")
    const first = views(story).queue(story.state, "sales", story.now, { limit: 2 })
    story.send({ _tag: "LeaveInteraction", interactionId: "i2" })
    const second = views(story).queue(story.state, "sales", story.now, paged(2, first?.next ?? undefined))
    expect(second?.items.map(({ interactionId }) => interactionId)).toEqual(["i3"])
  })

  it("answer undefined for a campaign that is not, and for a cursor of another list", () => {
    const story = centre(campaign("sales"))
    const { queue, members, agents: list, campaigns } = views(story)
    expect(queue(story.state, "none", 0)).toBeUndefined()
    expect(members(story.state, "none")).toBeUndefined()
    for (const cursor of ["", "x", "1:2", "queue:1:nan:0:i1", "-1"]) {
      expect(queue(story.state, "sales", 0, { cursor })).toBeUndefined()
      expect(members(story.state, "sales", { cursor })).toBeUndefined()
      expect(list(story.state, { cursor })).toBeUndefined()
      expect(campaigns(story.state, { cursor })).toBeUndefined()
    }
  })

  it("come in pages of at least one and at most a thousand", () => {
    const names = Array.from({ length: 7 }, (_, n) => `user${n}`)
    const story = centre(...names.map((name) => user(name)), campaign("a"), campaign("b", {}, names), campaign("c"))
    story.send({ _tag: "RemoveCampaign", campaign: "a" })
    const { agents: agentsOf, campaigns, members, users } = views(story)
    for (const limit of [0, 1, 3, 7, 5_000, Infinity, Number.NaN]) {
      expect(all((cursor) => agentsOf(story.state, paged(limit, cursor))).map(({ agentId }) => agentId)).toEqual(names)
      expect(all((cursor) => users(story.state, paged(limit, cursor))).map(({ userId }) => userId)).toEqual(names)
      expect(all((cursor) => members(story.state, "b", paged(limit, cursor))).map(({ agentId }) => agentId)).toEqual(
        names
      )
      expect(all((cursor) => campaigns(story.state, paged(limit, cursor))).map((one) => one.campaign)).toEqual([
        "b",
        "c"
      ])
    }
    expect(views(story).centre(story.state)).toMatchObject({
      zone: "UTC",
      users: 7,
      agents: 7,
      position: story.log.length
    })
  })

  it("show outgoing messages until their outcome is known, in pages", () => {
    const story = centre(agents("ann"), campaign("sales", {}, ["ann"]))
    story.send({ _tag: "TakeOwnership", epoch: 1 })
    arrive(story, "i1", "sales")
    accept(story, "i1")
    const contents = { body: "b1", raw: null, attachments: [] }
    for (let n = 0; n < 3; n++) story.send({ _tag: "SendMessage", interactionId: "i1", agentId: "ann", contents })
    story.send({ _tag: "ClaimMessage", messageId: "i1.m3", epoch: 1 })
    const outgoing = () => all((cursor) => views(story).outgoing(story.state, paged(2, cursor)))
    expect(outgoing().map(({ messageId, state }) => [messageId, state])).toEqual([
      ["i1.m2", "planned"],
      ["i1.m3", "claimed"],
      ["i1.m4", "planned"]
    ])
    story.send({ _tag: "RecordMessageOutcome", messageId: "i1.m3", epoch: 1, outcome: "sent" })
    expect(outgoing()).toHaveLength(2)
  })

  it("are plain JSON: what is written and read back is the same", () => {
    const story = centre(agents("ann"), campaign("sales", {}, ["ann"]))
    arrive(story, "i1", "sales")
    const shown = [
      views(story).agents(story.state),
      views(story).campaigns(story.state),
      views(story).queue(story.state, "sales", story.now),
      views(story).interaction(story.state, "i1"),
      views(story).messages(story.state, "i1"),
      views(story).inbox(story.state, "ann"),
      story.centre.explain(story.state, "i1"),
      story.centre.whyIdle(story.state, "ann"),
      story.rows
    ]
    expect(JSON.parse(JSON.stringify(shown))).toEqual(shown)
  })
})
