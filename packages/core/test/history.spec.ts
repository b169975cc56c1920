import { describe, expect, it } from "vitest"
import {
  conversations,
  datesWindow,
  foldModel,
  HISTORY_PAGE_MAX,
  ownHistory,
  recordingOf,
  recordingPage,
  searchRecordings,
  type HistoryRequest,
  type OwnHistoryRequest,
  type Texts
} from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, centre, finish, hash, leave, signOut, take } from "./given.ts"
import { acceptTransfer, start, toAgent } from "./given-active.ts"
import { localTimes } from "./local-times.ts"
import { MIDNIGHT, type Story } from "./story.ts"
import { textsOf } from "./texts.ts"

const DAY = 86_400_000

/** Two campaigns and two days: i1 sales/ann, i2 care/bob, i3 sales, left; i4 the day after, care/bob. */
const twoDays = () => {
  const pull = { eligibility: "ringallmultiple" }
  const story = centre(agents("ann", "bob"), campaign("sales", pull, ["ann", "bob"]), campaign("care", pull, ["bob"]))
  const from = (name: string) => ({ from: hash(name) })
  arrive(story, "i1", "sales", from("zoe"))
  take(story, "i1", "ann")
  send(story, "i1", "ann")
  finish(story, "i1")
  arrive(story, "i2", "care", from("yan"))
  take(story, "i2", "bob")
  arrive(story, "i3", "sales", from("zoe"))
  leave(story, "i3")
  story.until(MIDNIGHT + DAY + 3_600_000)
  arrive(story, "i4", "care", from("zoe"))
  take(story, "i4", "bob")
  finish(story, "i4")
  return story
}

const send = (story: Story, interactionId: string, agentId: string) =>
  story.send({
    _tag: "SendMessage",
    interactionId,
    agentId,
    contents: { body: `${interactionId}-answer`, raw: null, attachments: [] }
  })

const texts = textsOf({
  contents: {
    "i1-body": { subject: "Printer on FIRE", text: "Help <now> & here", addresses: ["zoe@Home.example"] },
    "i1-answer": { text: "Use water" },
    "i2-body": { subject: "Invoice", addresses: ["yan@work.example"] },
    "i3-body": { subject: "Printer again", addresses: ["zoe@home.example"] }
  }
})

const search = (story: Story, request: HistoryRequest, known: Texts = texts) =>
  foldModel(conversations, story.log).ask(searchRecordings(request), known)
const found = (story: Story, request: HistoryRequest, known: Texts = texts) =>
  search(story, request, known).items.map(({ interactionId }) => interactionId)

describe("recordings", () => {
  it("[D8.10a] hold every conversation, newest first, whatever became of it", () => {
    const story = twoDays()
    expect(found(story, {})).toEqual(["i4", "i3", "i2", "i1"])
    const all = search(story, {}).items
    expect(all.map(({ outcome, endedAt }) => [outcome, endedAt !== null])).toEqual([
      ["answered", true],
      ["abandoned", true],
      ["answered", false],
      ["answered", true]
    ])
  })

  it("[D8.10a] [D6.2h] say of the last entry what the counts say: its first outcome, and none while it is open", () => {
    const outcomeOf = (story: Story, id: string) =>
      search(story, {}).items.find((one) => one.interactionId === id)?.outcome
    const late = centre(
      agents("ann"),
      campaign("sales", { dropoutSeconds: 30, eligibility: "ringallmultiple" }, ["ann"])
    )
    arrive(late, "i1", "sales")
    late.wait(60)
    take(late, "i1", "ann")
    expect(late.row("sales")?.today).toMatchObject({ abandoned: 1, answered: 0 })
    expect(outcomeOf(late, "i1")).toBe("abandoned")
    const again = centre(agents("ann"), campaign("sales", {}, ["ann"]))
    arrive(again, "i1", "sales")
    accept(again, "i1")
    expect(outcomeOf(again, "i1")).toBe("answered")
    signOut(again, "ann", true)
    expect(again.interaction("i1")?.stage).toBe("waiting")
    expect(outcomeOf(again, "i1")).toBeNull()
    const out = centre(agents("ann", "bob"), campaign("sales", {}, ["ann", "bob"]))
    start(out, "o1", "ann", "sales")
    toAgent(out, "o1", "bob")
    acceptTransfer(out, "o1")
    expect(outcomeOf(out, "o1")).toBeNull()
  })

  it("[D8.10a] [D10.7c] are filtered by start and end date, campaigns and agents", () => {
    const story = twoDays()
    const dates = (startDate: string, endDate: string, zone = "UTC") =>
      found(story, datesWindow(localTimes, { zone, startDate, endDate }) ?? { from: Infinity })
    expect(dates("2026-03-02", "2026-03-02")).toEqual(["i3", "i2", "i1"])
    expect(dates("2026-03-03", "2026-03-04")).toEqual(["i4"])
    expect(dates("2026-03-02", "2026-03-03")).toHaveLength(4)
    // In New York it is still the evening of the second.
    expect(dates("2026-03-02", "2026-03-02", "America/New_York")).toHaveLength(4)
    expect(datesWindow(localTimes, { zone: "No/Where", startDate: "2026-03-02", endDate: "2026-03-02" })).toBeNull()
    const bounded = search(story, { from: MIDNIGHT + DAY })
    expect([bounded.items.length, bounded.next]).toEqual([1, null])
    expect(found(story, { campaigns: ["care"] })).toEqual(["i4", "i2"])
    expect(found(story, { agents: ["ann"] })).toEqual(["i1"])
    expect(found(story, { agents: ["ann", "bob"], campaigns: ["sales"] })).toEqual(["i1"])
  })

  it("[D8.10a] are filtered by a part of the client's address and of the subject, in any case, while they are known", () => {
    const story = twoDays()
    expect(found(story, { address: "ZOE@home" })).toEqual(["i3", "i1"])
    expect(found(story, { subject: "fire" })).toEqual(["i1"])
    expect(found(story, { subject: "printer", address: "yan" })).toEqual([])
    expect(found(story, { subject: "printer" }, textsOf())).toEqual([])
  })

  it("[D8.10a] of several campaigns or agents are each found once, in order, whatever the page", () => {
    const story = centre(agents("ann"), campaign("sales", {}, ["ann"]), campaign("care", {}, ["ann"]))
    const filter = { campaigns: ["sales", "care"] }
    for (const [id, name] of [
      ["i1", "sales"],
      ["i2", "care"],
      ["i3", "sales"]
    ] as const) {
      arrive(story, id, name)
      accept(story, id)
    }
    story.send({
      _tag: "TransferInteraction",
      interactionId: "i2",
      agentId: "ann",
      to: { kind: "campaign", campaign: "sales" }
    })
    expect(search(story, {}).items.find(({ interactionId }) => interactionId === "i2")?.campaigns).toEqual([
      "care",
      "sales"
    ])
    expect(found(story, filter)).toEqual(["i3", "i2", "i1"])
    const pages: Array<string> = []
    for (let before: number | undefined; ;) {
      const page = search(story, { ...filter, limit: 1, ...(before === undefined ? {} : { before }) })
      pages.push(...page.items.map(({ interactionId }) => interactionId))
      if (page.next === null) break
      before = page.next
    }
    expect(pages).toEqual(["i3", "i2", "i1"])
  })

  it("[D8.10a] follow a move to another campaign and the agents of all legs", () => {
    const story = centre(agents("ann", "bob"), campaign("sales", { offerTimeoutSeconds: 600 }, ["ann", "bob"]))
    arrive(story, "i1", "sales")
    accept(story, "i1")
    signOut(story, story.interaction("i1")?.ownerId ?? "", true)
    accept(story, "i1")
    const [one] = search(story, {}).items
    expect([...(one?.agents ?? [])].sort()).toEqual(["ann", "bob"])
    expect(one?.legs.map(({ to }) => to === null)).toEqual([false, true])
    expect(found(story, { agents: ["ann"] })).toEqual(found(story, { agents: ["bob"] }))
  })

  it("[D8.10a] come in pages that look at a bounded number", () => {
    const story = twoDays()
    const first = search(story, { limit: 3 })
    expect(first.items).toHaveLength(3)
    const rest = search(story, { limit: HISTORY_PAGE_MAX + 1, before: first.next ?? 0 })
    expect([rest.items.map(({ interactionId }) => interactionId), rest.next]).toEqual([["i1"], null])
  })

  it("[D10.7c] are refreshed live: what changed after a position", () => {
    const story = twoDays()
    const seen = story.log.length
    expect(found(story, { changedAfter: seen })).toEqual([])
    finish(story, "i2")
    expect(found(story, { changedAfter: seen })).toEqual(["i2"])
  })

  it("[D8.10b] are viewed with their messages, and printed as a page of their own", () => {
    const story = twoDays()
    const view = foldModel(conversations, story.log)
    const recording = view.ask(recordingOf("i1"), texts)
    if (recording === undefined) throw new Error("no recording")
    expect(recording).toMatchObject({ subject: "Printer on FIRE", client: { addresses: ["zoe@Home.example"] } })
    expect(recording.messages.map(({ author, agentId, text, sending }) => [author, agentId, text, sending])).toEqual([
      ["client", null, "Help <now> & here", null],
      ["agent", "ann", "Use water", "planned"]
    ])
    const page = recordingPage(recording, (at) => `t${at - MIDNIGHT}`)
    expect(page).toContain("<title>Printer on FIRE</title>")
    expect(page).toContain("<pre>Help &lt;now&gt; &amp; here</pre>")
    expect(page).toContain("<dt>Agents</dt><dd>ann (t32400000)</dd>")
    expect(page).toContain("<dt>Disposition</dt><dd>—</dd>")
    expect(page).not.toMatch(/<script|src=|href=/)
    expect(view.ask(recordingOf("never"), texts)).toBeUndefined()
    const erased = view.ask(recordingOf("i1"))
    expect(erased?.messages.map(({ text }) => text)).toEqual([null, null])
  })
})

describe("an agent's own history", () => {
  it("[D11.1a] [D11.1c] is what the agent had a leg in and is over, in all channels, with messages, by dates", () => {
    const story = twoDays()
    const view = foldModel(conversations, story.log)
    const own = (request: OwnHistoryRequest) =>
      view.ask(ownHistory(request), texts).items.map(({ interactionId, messages }) => [interactionId, messages.length])
    expect(own({ agentId: "ann" })).toEqual([["i1", 2]])
    expect(own({ agentId: "bob" })).toEqual([["i4", 1]])
    expect(own({ agentId: "bob", from: MIDNIGHT, to: MIDNIGHT + DAY })).toEqual([])
    expect(own({ agentId: "ann", part: "fire" })).toEqual([["i1", 2]])
    expect(own({ agentId: "ann", part: "water" })).toEqual([])
    expect(own({ agentId: "nobody" })).toEqual([])
  })
})
