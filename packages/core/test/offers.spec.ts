import { describe, expect, it } from "vitest"
import { INTERACTION_ID_MAX } from "../src/kernel/fields.ts"
import { accept, agents, arrive, campaign, centre, endBreak, hash, reject, signOut, startBreak } from "./given.ts"
import type { Setting } from "./story.ts"

const ring = { offerTimeoutSeconds: 10, retryPauseSeconds: 30 }
const serving = (settings: Setting, members: ReadonlyArray<string>) =>
  centre(agents(...members), campaign("sales", { ...ring, ...settings }, members))

describe("an offer", () => {
  it("[D4.7a] expires when its deadline is reached, not before", () => {
    const story = serving({}, ["ann"])
    arrive(story, "i1", "sales")
    expect(story.until(story.now + 9_999)).toEqual([])
    const expired = story.all("OfferExpired", story.until(story.now + 1))
    expect(expired).toMatchObject([{ agentId: "ann", dueAt: story.now, retryAt: story.now + 30_000 }])
  })

  it("[D4.7a] cannot be accepted at its deadline: a Tick comes first", () => {
    const story = serving({}, ["ann"])
    arrive(story, "i1", "sales")
    const offer = story.offerOf("i1")
    story.now += 10_000
    expect(story.refused({ _tag: "AcceptOffer", ...offer })).toEqual({
      _tag: "OfferUnknown",
      offerId: "i1.o1",
      ownerId: null
    })
  })

  it("[D4.7b] [D4.7e] leaves the interaction its place when it expires, is rejected or revoked", () => {
    const story = serving({ perAgentMax: 1 }, ["ann"])
    for (const id of ["i1", "i2", "i3", "i4"]) {
      arrive(story, id, "sales")
      story.wait(1)
    }
    const order = () =>
      story.centre.views.queue(story.state, "sales", story.now)?.items.map((item) => item.interactionId)
    const before = order()
    story.wait(10)
    expect([order(), story.stage("i2")]).toEqual([before, "offered"])
    reject(story, "i2")
    expect([order(), story.stage("i3")]).toEqual([before, "offered"])
    story.wait(1)
    startBreak(story, "ann")
    expect([order(), story.stage("i3")]).toEqual([before, "waiting"])
  })

  it("[D4.7c] with a timeout of 0 is accepted at once", () => {
    const story = serving({ offerTimeoutSeconds: 0 }, ["ann"])
    const events = arrive(story, "i1", "sales").map(({ _tag }) => _tag)
    expect(events.slice(-2)).toEqual(["InteractionOffered", "OfferAccepted"])
    expect(story.interaction("i1")).toMatchObject({ stage: "active", ownerId: "ann" })
  })

  it("[D4.7d] outlives other offers and later settings", () => {
    const story = serving({ perAgentMax: 3 }, ["ann"])
    for (const id of ["i1", "i2"]) arrive(story, id, "sales")
    const settings = { perAgentMax: 1, delivery: "wrandom", eligibility: "ringallmultiple", offerTimeoutSeconds: 1 }
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings })
    expect([story.stage("i1"), story.stage("i2")]).toEqual(["offered", "offered"])
    accept(story, "i1")
    accept(story, "i2")
    expect(story.agent("ann").active).toBe(2)
  })

  it("is answered by who has it, and is named after its interaction", () => {
    const story = serving({}, ["ann", "bob"])
    arrive(story, "i1", "sales")
    const offer = story.offerOf("i1")
    expect(offer.offerId).toBe("i1.o1")
    expect(story.refused({ _tag: "AcceptOffer", ...offer, agentId: "bob" })).toMatchObject({ _tag: "NotYourOffer" })
    accept(story, "i1")
    for (const _tag of ["AcceptOffer", "RejectOffer"] as const)
      expect(story.refused({ _tag, ...offer })).toMatchObject({ _tag: "OfferUnknown", ownerId: "ann" })
  })
})

describe("who refused or missed", () => {
  it("[D4.8a] [D4.1l] is passed over while another could be offered it now", () => {
    // By `linear` whoever is not passed over has it from the top.
    const story = serving({ delivery: "linear" }, ["ann", "bob", "cid"])
    arrive(story, "i1", "sales")
    expect(story.offers(reject(story, "i1"))).toEqual(["i1→bob"])
    expect(story.offers(story.wait(10))).toEqual(["i1→cid"])
  })

  it("[D4.8a] for this entry only: others come as ever", () => {
    const story = serving({}, ["ann"])
    arrive(story, "i1", "sales")
    reject(story, "i1")
    expect(story.offers(arrive(story, "i2", "sales"))).toEqual(["i2→ann"])
  })

  it("[D4.8b] is asked again with all when the pause since the last refusal is over", () => {
    const story = serving({}, ["ann", "bob"])
    arrive(story, "i1", "sales")
    reject(story, "i1")
    story.wait(7)
    reject(story, "i1")
    expect(story.until(story.now + 29_999)).toEqual([])
    const events = story.until(story.now + 1)
    expect(events.map(({ _tag }) => _tag)).toEqual(["OfferRoundStarted", "InteractionOffered"])
    expect(story.offers(events)).toEqual(["i1→ann"])
  })

  it("[D4.8b] is asked again at once with a pause of 0, within the step", () => {
    const story = serving({ retryPauseSeconds: 0 }, ["ann"])
    arrive(story, "i1", "sales")
    expect(reject(story, "i1").map(({ _tag }) => _tag)).toEqual([
      "OfferRejected",
      "OfferRoundStarted",
      "InteractionOffered"
    ])
  })

  it("[D4.8b] goes through many rounds", () => {
    const story = serving({}, ["ann", "bob"])
    arrive(story, "i1", "sales")
    for (let round = 0; round < 10; round++) {
      reject(story, "i1")
      story.wait(10)
      story.wait(30)
    }
    expect(story.offers()).toEqual(Array.from({ length: 21 }, (_, n) => `i1→${n % 2 === 0 ? "ann" : "bob"}`))
    expect(story.all("OfferRoundStarted")).toHaveLength(10)
  })

  it("[D4.8d] yields at once to who becomes eligible during the pause", () => {
    const story = serving({}, ["ann", "bob"])
    startBreak(story, "bob")
    arrive(story, "i1", "sales")
    reject(story, "i1")
    story.wait(5)
    expect(story.offers(endBreak(story, "bob"))).toEqual(["i1→bob"])
    agents("cid")(story)
    reject(story, "i1")
    expect(story.offers(story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["cid"] }))).toEqual(["i1→cid"])
  })

  it("[D4.8e] is not marked in a new entry", () => {
    const story = serving({}, ["ann", "bob"])
    arrive(story, "i1", "sales")
    reject(story, "i1")
    accept(story, "i1")
    startBreak(story, "ann")
    expect(story.offers(signOut(story, "bob", true))).toEqual([])
    expect(story.offers(endBreak(story, "ann"))).toEqual(["i1→ann"])
  })

  it("[D4.8e] is not marked in an entry of another campaign either", () => {
    const steps = [{ afterSeconds: 5, skills: [], penaltyRange: null, overflow: { to: "service" } }]
    const story = centre(
      agents("ann"),
      campaign("service", ring, ["ann"]),
      campaign("sales", { ...ring, steps }, ["ann"])
    )
    arrive(story, "i1", "sales")
    reject(story, "i1")
    expect(story.offers(story.wait(5))).toEqual(["i1→ann"])
  })

  it("[D4.8g] is not who had an offer revoked: asked again at once, nothing missed", () => {
    const story = serving({ autopauseAfter: 1 }, ["ann"])
    arrive(story, "i1", "sales")
    startBreak(story, "ann")
    expect(story.member("sales", "ann")).toMatchObject({ missed: 0, paused: false, held: 0 })
    expect(story.offers(endBreak(story, "ann"))).toEqual(["i1→ann"])
  })

  it("and is asked again after an offer to another was revoked when the pause is over meanwhile", () => {
    const story = serving({ offerTimeoutSeconds: 60 }, ["ann", "bob"])
    arrive(story, "i1", "sales")
    reject(story, "i1")
    story.wait(40)
    const events = signOut(story, "bob")
    expect(story.offers(events)).toEqual(["i1→ann"])
  })

  it("is named after its interaction, however long that one's id may be", () => {
    const story = serving({}, ["ann"])
    const longest = "i".repeat(INTERACTION_ID_MAX)
    expect(story.offers(arrive(story, longest, "sales", { from: hash("client1") }))).toEqual([`${longest}→ann`])
    expect(() => arrive(story, `${longest}i`, "sales")).toThrow(/interactionId/)
  })
})
