import { describe, expect, it } from "vitest"
import { ContactId, ContentId, CampaignName } from "../src/kernel/fields.ts"
import {
  conversations,
  foldModel,
  INBOX_TABS,
  ownHistory,
  pendingRows,
  searchInbox,
  type InboxRow,
  type InboxTab
} from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, centre, finish, hash, take } from "./given.ts"
import type { Story } from "./story.ts"
import { textsOf } from "./texts.ts"

/** Ann has i1 active, i2 over; i3 and i4 wait in a pull campaign, i5 in a push one. */
const desk = () => {
  const story = centre(
    agents("ann"),
    campaign("Sales", { offerTimeoutSeconds: 600, perAgentMax: 2 }, ["ann"]),
    campaign("Care", { eligibility: "ringallmultiple" }, ["ann"]),
    campaign("Push", { perAgentMax: 1 }, [])
  )
  arrive(story, "i1", "Sales", { from: hash("zoe") })
  accept(story, "i1")
  arrive(story, "i2", "Sales", { from: hash("yan") })
  accept(story, "i2")
  finish(story, "i2")
  for (const id of ["i3", "i4"]) arrive(story, id, "Care", { from: hash(id) })
  arrive(story, "i5", "Push")
  story.send({ _tag: "AddMembers", campaigns: ["Push"], agents: ["ann"], inbound: false })
  return story
}

const texts = textsOf({
  contents: {
    "i1-body": { subject: "Fire in the HOUSE", addresses: ["zoe@one.example"] },
    "i2-body": { subject: "Invoice" },
    "i3-body": { subject: "Fire drill" }
  },
  contacts: { "i1.c": { name: "Zoë Quick" }, "x.c": { name: "Xan", addresses: ["x@far.example"] } },
  phonebook: { p1: { name: "Fire Station", addresses: ["112"] } }
})

const rowsOf = (story: Story): ReadonlyArray<InboxRow> => {
  const inbox = story.centre.views.inbox(story.state, "ann")
  const own = foldModel(conversations, story.log).ask(ownHistory({ agentId: "ann" }))
  const over = [...(inbox?.active ?? [])].map(({ interactionId }) => ({ tab: "active", interactionId }) as const)
  return [
    ...over,
    ...pendingRows(inbox?.pending ?? []),
    ...own.items.map(({ interactionId }) => ({ tab: "history", interactionId }) as const),
    { tab: "contacts", contactId: ContactId.make("x.c"), campaign: null },
    { tab: "contacts", contactId: null, campaign: CampaignName.make("Care") },
    { tab: "phonebook", contentId: ContentId.make("p1") }
  ]
}

const search = (story: Story, tab: InboxTab, part: string) =>
  foldModel(conversations, story.log)
    .ask(searchInbox({ tab, part, rows: rowsOf(story) }), texts)
    .map((row) =>
      row.tab === "phonebook"
        ? row.contentId
        : row.tab === "contacts"
          ? (row.contactId ?? row.campaign)
          : (row.interactionId ?? (row.tab === "pending" ? row.campaign : null))
    )

describe("the inbox", () => {
  it("[D11.1a] has five tabs, each with rows of its own", () => {
    const story = desk()
    expect(INBOX_TABS).toEqual(["active", "pending", "history", "contacts", "phonebook"])
    expect(INBOX_TABS.map((tab) => search(story, tab, ""))).toEqual([
      ["i1"],
      ["i3", "i4", "Push"],
      ["i2"],
      ["x.c", "Care"],
      ["p1"]
    ])
  })

  it("[D4.9c] [D11.1a] shows a push campaign's pending work as a count with none to take", () => {
    const story = desk()
    expect(pendingRows(story.centre.views.inbox(story.state, "ann")?.pending ?? [])).toEqual([
      { tab: "pending", campaign: "Care", waiting: 2, interactionId: "i3" },
      { tab: "pending", campaign: "Care", waiting: 2, interactionId: "i4" },
      { tab: "pending", campaign: "Push", waiting: 1, interactionId: null }
    ])
    take(story, "i3", "ann")
    expect(search(story, "pending", "care")).toEqual(["i4"])
  })

  it("[D11.1b] searches the open tab only: any part, any case, of campaign, client address, client name and subject", () => {
    const story = desk()
    expect(search(story, "active", "fire")).toEqual(["i1"])
    expect(search(story, "pending", "FIRE")).toEqual(["i3"])
    expect(search(story, "history", "fire")).toEqual([])
    expect(search(story, "active", "SALE")).toEqual(["i1"])
    expect(search(story, "active", "one.exam")).toEqual(["i1"])
    expect(search(story, "active", "quick")).toEqual(["i1"])
    expect(search(story, "contacts", "far")).toEqual(["x.c"])
    expect(search(story, "contacts", "care")).toEqual(["Care"])
    expect(search(story, "active", "nothing")).toEqual([])
  })

  it("[D11.1d] searches the phonebook by name and address", () => {
    const story = desk()
    expect([
      search(story, "phonebook", "station"),
      search(story, "phonebook", "11"),
      search(story, "phonebook", "x")
    ]).toEqual([["p1"], ["p1"], []])
  })
})
