import { describe, expect, it } from "vitest"
import { accept, agents, arrival, arrive, campaign, centre, finish, hash } from "./given.ts"
import { start, starting } from "./given-active.ts"
import type { Plain, Story } from "./story.ts"

const desk = (): Story => centre(agents("ann", "bob"), campaign("sales", {}, ["ann"]))

const add = (contactId: string, more: object = {}): Plain => ({ _tag: "AddContact", contactId, ...more })
const addAddress = (contactId: string, name: string): Plain => ({
  _tag: "AddContactAddress",
  contactId,
  address: hash(name)
})
const removeAddress = (contactId: string, name: string): Plain => ({
  _tag: "RemoveContactAddress",
  contactId,
  address: hash(name)
})
const merge = (contactId: string, mergedId: string): Plain => ({ _tag: "MergeContacts", contactId, mergedId })
const erase = (contactId: string): Plain => ({ _tag: "EraseContact", contactId })
const note = (contactId: string, id: string): Plain => ({ _tag: "AddContactNote", contactId, note: id, userId: "ann" })

/** Whose contact a mail from there is. */
function contactOf(story: Story, interactionId: string, from: string): string | null {
  arrive(story, interactionId, "sales", { from: hash(from) })
  return story.all("InteractionArrived").find((one) => one.interactionId === interactionId)?.contactId ?? null
}

describe("The id of a contact", () => {
  it("[D14.1c] [L13] is never used again: not of who was erased, nor of who was merged into another", () => {
    const story = desk()
    for (const id of ["kim", "lee"]) story.send(add(id))
    story.send(merge("kim", "lee"))
    expect(story.refused(add("lee"))).toEqual({ _tag: "ContactExists", contactId: "lee" })
    story.send(erase("kim"))
    expect(story.refused(add("kim"))).toEqual({ _tag: "ContactExists", contactId: "kim" })
    expect(story.refused(erase("kim"))).toEqual({ _tag: "ContactUnknown", contactId: "kim" })
  })

  it("[D14.1c] [D11.3a] is of its own for each who writes, also where a channel calls interactions like conversations", () => {
    const story = desk()
    arrive(story, "i1", "sales", { from: hash("kim-mail"), participants: [hash("lee-mail")] })
    story.send(note("i1.c", "note1"))
    arrive(story, "i1", "sales", { from: hash("lee-mail"), conversation: "i1" })
    expect(story.all("ContactCreated")).toMatchObject([{ contactId: "i1.c" }, { contactId: "i1.c2" }])
    expect(story.found("person/i1.c")).toMatchObject({ addresses: [hash("kim-mail")], notes: 1 })
    expect(story.found("person/i1.c2")).toMatchObject({ addresses: [hash("lee-mail")], notes: 0 })
  })

  it("[D14.1c] is not one that a message may come to give", () => {
    const story = desk()
    for (const contactId of ["i1.c", "i1.c7"])
      expect(story.refused(add(contactId))).toEqual({ _tag: "ContactIdReserved", contactId })
    expect(story.send(add("i1.cc"))).toMatchObject([{ _tag: "ContactAdded" }])
  })
})

describe("The id of an interaction", () => {
  it("[D14.1c] is given once: what has ended keeps its id, its contact and its messages", () => {
    const story = desk()
    arrive(story, "i1", "sales", { from: hash("kim-mail") })
    accept(story, "i1")
    finish(story, "i1")
    expect(story.stage("i1")).toBeUndefined()
    const again = { _tag: "InteractionExists", interactionId: "i1" }
    expect(story.refused(starting("i1", "ann", "sales", { to: hash("lee-mail") }))).toEqual(again)
    expect(story.refused(arrival("i1", "sales", { from: hash("lee-mail") }))).toEqual(again)
    expect(contactOf(story, "i2", "kim-mail")).toBe("i1.c")
  })
})

describe("A contact", () => {
  it("[D11.3a] is one person with many addresses across channels: mail from each of them is theirs", () => {
    const story = desk()
    story.send(add("kim", { address: hash("kim-mail"), name: "name1", attributes: { vip: true, plan: "gold" } }))
    story.send(addAddress("kim", "kim-facebook"))
    expect(story.send(addAddress("kim", "kim-mail"))).toEqual([])
    expect(contactOf(story, "i1", "kim-facebook")).toBe("kim")
    expect(contactOf(story, "i2", "kim-mail")).toBe("kim")
    expect(story.all("ContactCreated")).toEqual([])
    story.send(removeAddress("kim", "kim-facebook"))
    expect(contactOf(story, "i3", "kim-facebook")).toBe("i3.c")
  })

  it("[D11.3a] that wrote by itself is one too, and is changed, noted on and merged like any other", () => {
    const story = desk()
    arrive(story, "i1", "sales", { from: hash("lee-mail") })
    expect(story.send(note("i1.c", "note1"))).toMatchObject([
      { _tag: "ContactNoteAdded", note: "note1", userId: "ann" }
    ])
    expect(story.send({ _tag: "ChangeContact", contactId: "i1.c", name: "name1", attributes: { visits: 2 } })).toEqual([
      { _tag: "ContactChanged", contactId: "i1.c", name: "name1", attributes: { visits: 2 } }
    ])
    expect(story.found("person/i1.c")).toEqual({ _tag: "Person", addresses: [hash("lee-mail")], merged: [], notes: 1 })
  })

  it("[D11.3a] merged into another leaves them its addresses, notes and open interactions", () => {
    const story = desk()
    story.send(add("kim", { address: hash("kim-mail") }))
    arrive(story, "i1", "sales", { from: hash("kim-work") })
    story.send(note("i1.c", "note1"))
    story.send(note("kim", "note2"))
    story.send(merge("kim", "i1.c"))
    expect(story.found("person/kim")).toEqual({
      _tag: "Person",
      addresses: [hash("kim-mail"), hash("kim-work")],
      merged: ["i1.c"],
      notes: 2
    })
    expect(story.interaction("i1")?.contactId).toBe("kim")
    expect(contactOf(story, "i2", "kim-work")).toBe("kim")
    expect(story.refused(merge("kim", "i1.c"))).toEqual({ _tag: "ContactUnknown", contactId: "i1.c" })
    expect(story.refused(merge("kim", "kim"))).toEqual({ _tag: "SameContact", contactId: "kim" })
  })

  it("has each address alone, and each id once", () => {
    const story = desk()
    story.send(add("kim", { address: hash("kim-mail") }))
    story.send(add("lee"))
    expect(story.refused(add("kim"))).toEqual({ _tag: "ContactExists", contactId: "kim" })
    expect(story.refused(add("mia", { address: hash("kim-mail") }))).toEqual({ _tag: "AddressTaken", contactId: "kim" })
    expect(story.refused(addAddress("lee", "kim-mail"))).toEqual({ _tag: "AddressTaken", contactId: "kim" })
    expect(story.refused(removeAddress("lee", "kim-mail"))).toEqual({ _tag: "AddressUnknown", contactId: "lee" })
    expect(story.refused(note("mia", "note1"))).toEqual({ _tag: "ContactUnknown", contactId: "mia" })
  })

  it("has fifty addresses at most", () => {
    const story = desk()
    story.send(add("kim"))
    for (let n = 0; n < 50; n++) story.send(addAddress("kim", `kim${n}x`))
    expect(story.refused(addAddress("kim", "kim50x"))).toEqual({
      _tag: "TooManyAddresses",
      contactId: "kim",
      limit: 50
    })
    story.send(add("lee", { address: hash("lee") }))
    expect(story.refused(merge("kim", "lee"))).toEqual({ _tag: "TooManyAddresses", contactId: "kim", limit: 50 })
  })
})

describe("A contact who is erased", () => {
  it("[D6.2g] [D11.3b] leaves the queue withdrawn; what is active is finished; counts stay", () => {
    const story = desk()
    arrive(story, "i1", "sales", { from: hash("kim-mail") })
    accept(story, "i1")
    story.send({ _tag: "StartBreak", agentId: "ann" })
    arrive(story, "i2", "sales", { from: hash("kim-mail") })
    arrive(story, "i3", "sales", { from: hash("lee-mail") })
    story.send(addAddress("i1.c", "kim-work"))
    story.send(erase("i1.c"))
    expect(story.stage("i1")).toBeUndefined()
    expect(story.stage("i2")).toBeUndefined()
    expect(story.stage("i3")).toBe("waiting")
    expect(story.all("InteractionWithdrawn")).toMatchObject([{ interactionId: "i2", reason: "contact-erased" }])
    expect(story.row("sales").sinceCreated).toMatchObject({ arrived: 3, entered: 3, answered: 1, withdrawn: 1 })
    expect(story.found("person/i1.c")).toEqual({ _tag: "Gone" })
    expect(contactOf(story, "i4", "kim-mail")).toBe("i4.c")
    expect(contactOf(story, "i5", "kim-work")).toBe("i5.c")
  })

  it("[L13] stays on the blacklist, and is erased with all who were merged into them", () => {
    const story = desk()
    story.send(add("kim", { address: hash("kim-mail") }))
    story.send(add("lee", { address: hash("kim-work") }))
    story.send(merge("kim", "lee"))
    story.send({ _tag: "BlockAddress", address: hash("kim-mail") })
    expect(story.send(erase("kim"))).toEqual([
      { _tag: "ContactErased", contactId: "kim", merged: ["lee"], addresses: [hash("kim-mail"), hash("kim-work")] }
    ])
    expect(story.refused(starting("i1", "ann", "sales", { to: hash("kim-mail") }))).toMatchObject({
      _tag: "ClientIsBlacklisted"
    })
  })
})

describe("The blacklist", () => {
  it("[D9.10a] blocks an address for one campaign, or for all, until it is taken off", () => {
    const story = desk()
    campaign("care", {}, ["ann"])(story)
    const block = { _tag: "BlockAddress", address: hash("kim") } as const
    expect(story.send({ ...block, campaign: "care" })).toEqual([
      { _tag: "AddressBlocked", address: hash("kim"), campaign: "care", reason: "manual" }
    ])
    expect(story.send({ ...block, campaign: "care" })).toEqual([])
    const toKim = (id: string, name: string) => starting(id, "ann", name, { to: hash("kim") })
    expect(story.refused(toKim("i1", "care"))).toEqual({ _tag: "ClientIsBlacklisted", campaign: "care" })
    start(story, "i2", "ann", "sales", { to: hash("kim") })
    finish(story, "i2")
    story.send({ ...block, reason: "complaint" })
    expect(story.refused(toKim("i3", "sales"))).toEqual({ _tag: "ClientIsBlacklisted", campaign: "sales" })
    story.send({ _tag: "UnblockAddress", address: hash("kim") })
    expect(story.send({ _tag: "UnblockAddress", address: hash("kim") })).toEqual([])
    story.send(toKim("i4", "sales"))
    expect(story.refused({ ...block, campaign: "nothing" })).toEqual({ _tag: "CampaignUnknown", campaign: "nothing" })
  })

  it("[D5.6b] [D9.10c] never stands in the way of what a client writes", () => {
    const story = desk()
    story.send({ _tag: "BlockAddress", address: hash("kim") })
    arrive(story, "i1", "sales", { from: hash("kim") })
    accept(story, "i1")
    expect(story.stage("i1")).toBe("active")
    expect(story.interaction("i1")?.contactId).toBe("i1.c")
  })
})

describe("The phonebook", () => {
  const entry = { name: "name1", address: "address1" }
  const addEntry = (entryId: string, userId: string, shared = false): Plain => ({
    _tag: "AddPhonebookEntry",
    entryId,
    userId,
    shared,
    ...entry
  })
  const idsFor = (story: Story, userId: string) => story.centre.views.phonebook(story.state, userId).map(({ id }) => id)

  it("[D11.4a] has one's own entries, which nobody else finds, and shared ones, which everybody does", () => {
    const story = desk()
    story.send(addEntry("e1", "ann"))
    story.send(addEntry("e2", "bob", true))
    expect(story.centre.views.phonebook(story.state, "ann")).toEqual([
      { id: "e1", ownerId: "ann", ...entry },
      { id: "e2", ownerId: null, ...entry }
    ])
    expect(idsFor(story, "bob")).toEqual(["e2"])
    story.send({ _tag: "ChangePhonebookEntry", entryId: "e2", userId: "ann", address: "address2" })
    expect(story.centre.views.phonebook(story.state, "bob")).toEqual([
      { id: "e2", ownerId: null, name: "name1", address: "address2" }
    ])
    const remove = { _tag: "RemovePhonebookEntry", entryId: "e1" } as const
    expect(story.refused({ ...remove, userId: "bob" })).toEqual({ _tag: "EntryUnknown", entryId: "e1" })
    story.send({ ...remove, userId: "ann" })
    expect(idsFor(story, "ann")).toEqual(["e2"])
    expect(story.refused(addEntry("e2", "ann"))).toEqual({ _tag: "EntryExists", entryId: "e2" })
  })

  it("survives a restart, with its limit of two thousand for each owner", () => {
    const story = desk()
    for (let n = 0; n < 2_000; n++) story.send(addEntry(`e${n}`, "ann"))
    story.restart()
    expect(story.refused(addEntry("f1", "ann"))).toEqual({ _tag: "TooManyEntries", limit: 2_000 })
    story.send(addEntry("f1", "bob"))
    story.send({ _tag: "RemovePhonebookEntry", entryId: "e7", userId: "ann" })
    story.send(addEntry("f2", "ann"))
    expect(idsFor(story, "ann")).toHaveLength(2_000)
  })
})
