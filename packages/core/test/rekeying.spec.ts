/** Addresses under another look-up key: what decisions find by them. */
import { describe, expect, it } from "vitest"
import { blockedKey, contactKey, personKey } from "../src/centre/rows-clients.ts"
import { CampaignName, ContactId, KeyedHash } from "../src/kernel/fields.ts"
import { agents, arrive, campaign, centre, hash } from "./given.ts"
import type { Plain, Story } from "./story.ts"

const under = (version: number, name: string): string => `${version}:${name.padEnd(22, "0")}`
const rekey = (...names: ReadonlyArray<string>): Plain => ({
  _tag: "RekeyAddresses",
  owned: names.map((name) => ({ from: under(1, name), to: under(2, name) })),
  blocked: []
})
const desk = (): Story => centre(agents("ann"), campaign("sales"))
const contactOf = (story: Story, address: string) => story.found(contactKey(KeyedHash.make(address)))
const person = (story: Story, id: string) => story.found(personKey(ContactId.make(id)))

describe("an address under another look-up key", () => {
  it("[D11.3a] leads to the same contact by either hash, and by the new one alone", () => {
    const story = desk()
    arrive(story, "i1", "sales", { from: hash("kim") })
    expect(story.send(rekey("kim"))).toMatchObject([{ _tag: "AddressRekeyed", owned: [{ contactId: "i1.c" }] }])
    for (const address of [under(1, "kim"), under(2, "kim")])
      expect(contactOf(story, address)).toEqual({ _tag: "Contact", contactId: "i1.c" })
    expect(person(story, "i1.c")).toMatchObject({ addresses: [[under(2, "kim"), under(1, "kim")]] })
    arrive(story, "i2", "sales", { from: [under(2, "kim")] })
    expect(story.interaction("i2")?.contactId).toBe("i1.c")
  })

  it("is passed over when nobody has it, and when it is known already; then nothing is written", () => {
    const story = desk()
    arrive(story, "i1", "sales", { from: hash("kim") })
    expect(story.send(rekey("lee"))).toEqual([])
    expect(story.send(rekey("kim"))).toHaveLength(1)
    expect(story.send(rekey("kim", "kim"))).toEqual([])
  })

  it("never takes an address from another contact who has it by the new hash", () => {
    const story = desk()
    arrive(story, "i1", "sales", { from: hash("kim") })
    arrive(story, "i2", "sales", { from: [under(2, "kim")] })
    expect(story.send(rekey("kim"))).toEqual([])
    expect(contactOf(story, under(2, "kim"))).toMatchObject({ contactId: "i2.c" })
  })

  it("[D11.3a] [L13] goes with its contact: merged, removed and erased by all its hashes", () => {
    const story = desk()
    for (const name of ["kim", "lee", "mia"]) arrive(story, `i-${name}`, "sales", { from: hash(name) })
    story.send(rekey("kim", "lee", "mia"))
    story.send({ _tag: "MergeContacts", contactId: "i-kim.c", mergedId: "i-lee.c" })
    expect(contactOf(story, under(2, "lee"))).toMatchObject({ contactId: "i-kim.c" })
    story.send({ _tag: "RemoveContactAddress", contactId: "i-kim.c", address: [under(2, "lee")] })
    expect([contactOf(story, under(1, "lee")), contactOf(story, under(2, "lee"))]).toEqual([null, null])
    story.send({ _tag: "EraseContact", contactId: "i-kim.c" })
    expect([contactOf(story, under(1, "kim")), contactOf(story, under(2, "kim"))]).toEqual([null, null])
    expect(contactOf(story, under(2, "mia"))).toMatchObject({ contactId: "i-mia.c" })
  })

  it("of several of one contact keeps all, and of one that has had too many lets the oldest hash go", () => {
    const story = desk()
    story.send({ _tag: "AddContact", contactId: "kim", address: hash("a") })
    story.send({ _tag: "AddContactAddress", contactId: "kim", address: hash("b") })
    story.send(rekey("a", "b"))
    expect(person(story, "kim")).toMatchObject({
      addresses: [
        [under(2, "a"), under(1, "a")],
        [under(2, "b"), under(1, "b")]
      ]
    })
    for (const version of [3, 4, 5])
      story.send({
        _tag: "RekeyAddresses",
        owned: [{ from: under(version - 1, "a"), to: under(version, "a") }],
        blocked: []
      })
    expect(person(story, "kim")).toMatchObject({ addresses: [[5, 4, 3, 2].map((v) => under(v, "a")), { length: 2 }] })
    expect([contactOf(story, under(1, "a")), contactOf(story, under(5, "a"))]).toEqual([
      null,
      { _tag: "Contact", contactId: "kim" }
    ])
  })

  it("[L13] stays blocked where it was blocked, and nowhere else", () => {
    const story = centre(agents("ann"), campaign("sales"), campaign("care"))
    story.send({ _tag: "BlockAddress", campaign: "sales", address: hash("kim") })
    story.send({ _tag: "BlockAddress", address: hash("lee") })
    const blocked = [
      { campaign: "sales", from: under(1, "kim"), to: under(2, "kim") },
      { campaign: "care", from: under(1, "kim"), to: under(2, "kim") },
      { campaign: null, from: under(1, "lee"), to: under(2, "lee") }
    ]
    const events = story.send({ _tag: "RekeyAddresses", owned: [], blocked })
    expect(events).toMatchObject([{ blocked: [{ campaign: "sales" }, { campaign: null }] }])
    const isBlocked = (name: string | null, address: string) =>
      story.found(blockedKey(name === null ? null : CampaignName.make(name), KeyedHash.make(address)))?._tag ===
      "Blocked"
    expect([isBlocked("sales", under(2, "kim")), isBlocked("care", under(2, "kim"))]).toEqual([true, false])
    expect(isBlocked(null, under(2, "lee"))).toBe(true)
    expect(
      story.refused({
        _tag: "StartInteraction",
        interactionId: "s1",
        campaign: "care",
        agentId: "ann",
        to: [under(2, "lee")]
      })
    ).toMatchObject({ _tag: expect.any(String) })
    expect(story.send({ _tag: "RekeyAddresses", owned: [], blocked })).toEqual([])
  })
})
