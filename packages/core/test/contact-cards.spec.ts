/** Who the clients are, and their history, read: DOMAIN 11.3. */
import { describe, expect, it } from "vitest"
import {
  contactOf,
  contacts,
  contactsPage,
  conversations,
  foldModel,
  recordingOf,
  searchRecordings,
  type HistoryRequest
} from "../src/stats/index.ts"
import { agents, arrive, campaign, centre, hash } from "./given.ts"
import type { Plain, Story } from "./story.ts"
import { textsOf } from "./texts.ts"

const desk = (): Story => centre(agents("ann"), campaign("sales"), campaign("care"))
const note = (contactId: string, id: string): Plain => ({ _tag: "AddContactNote", contactId, note: id, userId: "ann" })
const merge = (contactId: string, mergedId: string): Plain => ({ _tag: "MergeContacts", contactId, mergedId })
const from = (name: string) => ({ from: hash(name) })

const card = (story: Story, contactId: string) => foldModel(contacts, story.log).ask(contactOf(contactId))
const page = (story: Story, request?: Parameters<typeof contactsPage>[0]) => {
  const { items, next } = foldModel(contacts, story.log).ask(contactsPage(request))
  return { ids: items.map(({ contactId }) => contactId), next }
}
const historyOf = (story: Story, contactId: string, request: HistoryRequest = {}) => {
  const view = foldModel(conversations, story.log)
  const { items, next } = view.ask(searchRecordings({ ...request, contactId }))
  return { ids: items.map(({ interactionId }) => interactionId), next }
}

/** Kim writes from two places, Lee from one, by turns: i1 kim, i2 lee, i3 kim's other, i4 lee, i5 kim. */
const written = (): Story => {
  const story = desk()
  for (const [id, name, where] of [
    ["i1", "kim", "sales"],
    ["i2", "lee", "sales"],
    ["i3", "kim-chat", "care"],
    ["i4", "lee", "care"],
    ["i5", "kim", "sales"]
  ] as const) {
    arrive(story, id, where, from(name))
    story.wait(10)
  }
  return story
}

describe("A contact's card", () => {
  it("[D11.3a] has name, attributes, addresses and notes, by whom and when", () => {
    const story = desk()
    const knownSince = story.now
    story.send({ _tag: "AddContact", contactId: "kim", name: "name1", attributes: { vip: true }, address: hash("a") })
    story.send({ _tag: "AddContactAddress", contactId: "kim", address: hash("b") })
    story.wait(5)
    story.send(note("kim", "note1"))
    const known = {
      contactId: "kim",
      name: "name1",
      attributes: { vip: true },
      addresses: [hash("a"), hash("b")],
      notes: [{ note: "note1", userId: "ann", at: story.now }],
      merged: [],
      knownSince
    }
    expect(card(story, "kim")).toEqual(known)
    story.send({ _tag: "RemoveContactAddress", contactId: "kim", address: hash("a") })
    story.send({ _tag: "ChangeContact", contactId: "kim", name: "name2", attributes: { level: 3 } })
    const changed = { name: "name2", attributes: { level: 3 }, addresses: [hash("b")] }
    expect(card(story, "kim")).toEqual({ ...known, ...changed })
    expect(card(story, "lee")).toBeUndefined()
  })

  it("[D11.3a] is, of those who were merged, one: what the survivor does not say is as the other said it", () => {
    const story = desk()
    const knownSince = story.now
    arrive(story, "i1", "sales", from("kim"))
    story.wait(1)
    story.send({ _tag: "AddContact", contactId: "lee", name: "name1", attributes: { vip: true, level: 1 } })
    story.send({ _tag: "AddContact", contactId: "max", attributes: { level: 2 } })
    story.send(note("lee", "note1"))
    story.wait(1)
    story.send(note("i1.c", "note2"))
    story.send(merge("max", "lee"))
    story.send(merge("i1.c", "max"))
    const one = card(story, "i1.c")
    expect(one).toMatchObject({ name: "name1", attributes: { vip: true, level: 2 }, knownSince })
    expect(one?.notes.map((left) => left.note)).toEqual(["note1", "note2"])
    expect(one?.merged).toEqual(["max", "lee"])
    expect([card(story, "lee"), card(story, "max")]).toEqual([one, one])
    expect(page(story)).toEqual({ ids: ["i1.c"], next: null })
  })

  it("[D11.3b] is no more when they are erased, under any of their names", () => {
    const story = written()
    story.send(merge("i1.c", "i2.c"))
    story.send({ _tag: "EraseContact", contactId: "i1.c" })
    expect([card(story, "i1.c"), card(story, "i2.c")]).toEqual([undefined, undefined])
    expect(page(story)).toEqual({ ids: ["i3.c"], next: null })
  })

  it("[D11.1a] is listed, the latest known first, page by page", () => {
    const story = desk()
    for (const id of ["a", "b", "c"]) story.send({ _tag: "AddContact", contactId: id })
    const first = page(story, { limit: 2 })
    expect(first.ids).toEqual(["c", "b"])
    expect(page(story, { limit: 2, before: first.next ?? 0 })).toEqual({ ids: ["a"], next: null })
  })
})

describe("A contact's history", () => {
  it("[D11.3a] is theirs alone, newest first, in all channels, whatever the page", () => {
    const story = written()
    expect(historyOf(story, "i1.c")).toEqual({ ids: ["i5", "i1"], next: null })
    const first = historyOf(story, "i2.c", { limit: 1 })
    expect(first.ids).toEqual(["i4"])
    expect(historyOf(story, "i2.c", { limit: 1, before: first.next ?? 0 })).toEqual({ ids: ["i2"], next: null })
    expect(historyOf(story, "i2.c", { campaigns: ["care"] }).ids).toEqual(["i4"])
    expect(historyOf(story, "nobody").ids).toEqual([])
  })

  it("[D11.3a] is of one person when they were merged, by any name, and shows who they are now", () => {
    const story = written()
    story.send(merge("i3.c", "i2.c"))
    story.send(merge("i1.c", "i3.c"))
    for (const name of ["i1.c", "i2.c", "i3.c"])
      expect(historyOf(story, name)).toEqual({ ids: ["i5", "i4", "i3", "i2", "i1"], next: null })
    const first = historyOf(story, "i2.c", { limit: 2 })
    expect(first.ids).toEqual(["i5", "i4"])
    const second = historyOf(story, "i2.c", { limit: 2, before: first.next ?? 0 })
    expect(second.ids).toEqual(["i3", "i2"])
    expect(historyOf(story, "i2.c", { limit: 2, before: second.next ?? 0 })).toEqual({ ids: ["i1"], next: null })
    const begun = story.all("InteractionArrived").length
    expect(begun).toBe(5)
    const window = { from: story.now - 40_000, to: story.now - 10_000 }
    expect(historyOf(story, "i1.c", window).ids).toEqual(["i4", "i3", "i2"])
    const view = foldModel(conversations, story.log)
    const texts = textsOf({ contacts: { "i1.c": { name: "Kim", addresses: ["kim@home.example"] } } })
    expect(view.ask(recordingOf("i2"), texts)).toMatchObject({
      conversation: { contactId: "i1.c" },
      client: { name: "Kim", addresses: ["kim@home.example"] }
    })
    expect(view.ask(searchRecordings({ address: "KIM@" }), texts).items).toHaveLength(5)
    arrive(story, "i6", "sales")
    const [nobodys] = foldModel(conversations, story.log).ask(searchRecordings({})).items
    expect(nobodys).toMatchObject({ interactionId: "i6", contactId: null })
  })
})
