/** Who comes first for a client they know, and work that is kept for a campaign of higher weight. */
import { describe, expect, it } from "vitest"
import {
  accept,
  agents,
  arrive,
  campaign,
  capacity,
  centre,
  change,
  endBreak,
  finish,
  hash,
  leave,
  reject,
  signOut,
  skilled,
  startBreak,
  take
} from "./given.ts"
import type { Setting, Story } from "./story.ts"

const terms = { offerTimeoutSeconds: 10, retryPauseSeconds: 30, perAgentMax: 50 }
const three = ["ann", "bob", "cid"]

describe("the preferred agent", () => {
  const preferring = (settings: Setting = {}) => ({
    ...terms,
    delivery: "preferred+linear",
    preferredAgentSeconds: 20,
    ...settings
  })
  /** bob has served this client, and only then; ann comes first by the rule behind. */
  const known = (settings: Setting = {}) => {
    const story = centre(agents(...three), campaign("sales", preferring(settings), three)).restarting()
    startBreak(story, "ann")
    arrive(story, "old", "sales", { from: hash("client") })
    accept(story, "old")
    finish(story, "old")
    endBreak(story, "ann")
    return story
  }
  const again = (story: Story, id = "new") => arrive(story, id, "sales", { from: hash("client") })

  it("[D4.3-preferred] [D4.11a] is who last served this client in this campaign; others go by the rule behind", () => {
    const story = known()
    again(story)
    arrive(story, "other", "sales", { from: hash("stranger") })
    arrive(story, "nobody", "sales")
    expect(story.offers()).toEqual(["old→bob", "new→bob", "other→ann", "nobody→ann"])
    expect(story.all("InteractionOffered").map(({ delivery }) => delivery)).toEqual([
      "preferred+linear",
      "preferred",
      "preferred+linear",
      "preferred+linear"
    ])
  })

  it("[D4.11a] [D11.3a] is, of contacts who were merged, who last served any of them", () => {
    const story = known()
    for (const agentId of ["ann", "bob"]) startBreak(story, agentId)
    story.wait(1)
    arrive(story, "second", "sales", { from: hash("other-address") })
    accept(story, "second")
    finish(story, "second")
    for (const agentId of ["ann", "bob"]) endBreak(story, agentId)
    // bob served old.c, and after him cid second.c, who turns out to be the same client.
    story.send({ _tag: "MergeContacts", contactId: "old.c", mergedId: "second.c" })
    again(story, "third")
    expect(story.offers().slice(1)).toEqual(["second→cid", "third→cid"])
    accept(story, "third")
    story.send({ _tag: "AddContact", contactId: "whole" })
    story.send({ _tag: "MergeContacts", contactId: "whole", mergedId: "old.c" })
    again(story, "fourth")
    expect(story.offers().at(-1)).toBe("fourth→cid")
    arrive(story, "fifth", "sales", { from: hash("other-address") })
    expect(story.offers().at(-1)).toBe("fifth→cid")
  })

  it("[D4.11c] while they have it to themselves it waits for them, and for nobody else", () => {
    const story = known({ eligibility: "interaction" })
    arrive(story, "busy", "sales")
    reject(story, "busy")
    accept(story, "busy")
    again(story)
    expect([story.offers().slice(1), story.stage("new")]).toEqual([["busy→ann", "busy→bob"], "waiting"])
    const explained = story.centre.explain(story.state, "new")
    expect(explained?.preferred).toEqual({ agentId: "bob", until: story.now + 20_000 })
    expect(explained?.members.find(({ agentId }) => agentId === "ann")?.reasons).toEqual(["preferred-window"])
    expect(story.offers(finish(story, "busy"))).toEqual(["new→bob"])
  })

  it("[D4.11c] [D4.10b] their time runs from entry and is over in one step", () => {
    const story = known({ eligibility: "interaction" })
    arrive(story, "busy", "sales")
    reject(story, "busy")
    accept(story, "busy")
    again(story)
    story.wait(19)
    expect(story.stage("new")).toBe("waiting")
    expect(story.offers(story.wait(1))).toEqual(["new→ann"])
    expect(story.all("PreferredWindowEnded")).toMatchObject([{ agentId: "bob", reason: "over", dueAt: story.now }])
  })

  it("[D4.11d] ends when the agent goes, takes a break, leaves the campaign or lacks a skill", () => {
    const ends: ReadonlyArray<readonly [(story: Story) => unknown, string]> = [
      [(story) => signOut(story, "bob", true), "agent-disconnected"],
      [(story) => startBreak(story, "bob"), "agent-on-break"],
      [(story) => story.send({ _tag: "RemoveMembers", campaigns: ["sales"], agents: ["bob"] }), "not-a-member"],
      [(story) => skilled(story, "bob", {}), "required-skills"]
    ]
    for (const [end, reason] of ends) {
      const story = known()
      for (const agentId of three) skilled(story, agentId, { fr: 50 })
      change(story, "sales", { skills: [{ skill: "fr", level: 50 }] })
      again(story)
      end(story)
      expect(story.all("PreferredWindowEnded")).toMatchObject([{ agentId: "bob", reason, dueAt: null }])
      expect(story.offers().slice(1)).toEqual(["new→bob", "new→ann"])
    }
  })

  it("[D4.11d] ends when the agent refuses or misses the offer", () => {
    const refused = known()
    again(refused)
    reject(refused, "new")
    const missed = known()
    again(missed)
    missed.wait(10)
    for (const [story, reason] of [
      [refused, "refused"],
      [missed, "missed"]
    ] as const) {
      expect(story.all("PreferredWindowEnded")).toMatchObject([{ reason }])
      expect(story.offers().slice(1)).toEqual(["new→bob", "new→ann"])
    }
  })

  it("[D4.11c] who cannot have it at entry has no time to themselves", () => {
    const story = known()
    startBreak(story, "bob")
    again(story)
    endBreak(story, "bob")
    expect([story.offers().slice(1), story.all("PreferredWindowEnded")]).toEqual([["new→ann"], []])
    const off = known({ preferredAgentSeconds: 0 })
    again(off)
    expect(off.offers().slice(1)).toEqual(["new→ann"])
  })

  it("[D4.11e] such an offer does not move the round robin", () => {
    const story = centre(agents(...three), campaign("sales", preferring({ delivery: "preferred" }), three)).restarting()
    arrive(story, "1", "sales", { from: hash("client") })
    accept(story, "1")
    finish(story, "1")
    arrive(story, "2", "sales")
    accept(story, "2")
    again(story, "3")
    accept(story, "3")
    arrive(story, "4", "sales")
    // ann is last offered, by preference; the round robin stands at bob.
    expect(story.offers()).toEqual(["1→ann", "2→bob", "3→ann", "4→cid"])
  })
})

describe("weight", () => {
  it("[D4.10d] work of the highest weight is offered first", () => {
    const story = centre(
      agents("ann"),
      campaign("light", { ...terms, weight: 1 }, ["ann"]),
      campaign("heavy", { ...terms, weight: 2 }, ["ann"])
    )
    startBreak(story, "ann")
    arrive(story, "l", "light", { priority: 1 })
    arrive(story, "h", "heavy", { priority: 9_999 })
    expect(story.offers(endBreak(story, "ann"))).toEqual(["h→ann", "l→ann"])
  })

  const pulling = () =>
    centre(
      agents("ann", "bob"),
      campaign("pull", { ...terms, eligibility: "ringallmultiple", weight: 5 }, ["ann"]),
      campaign("push", terms, ["ann", "bob"]),
      campaign("same", { ...terms, weight: 5 }, ["ann"])
    ).restarting()

  it("[D4.6] [D6.8c] a member yields to a pull campaign of higher weight with as many waiting as are available", () => {
    const story = pulling()
    startBreak(story, "bob")
    arrive(story, "p", "pull")
    arrive(story, "i", "push")
    expect(story.stage("i")).toBe("waiting")
    expect(story.centre.explain(story.state, "i")?.members[0]?.reasons).toEqual(["yields-to-weight"])
    expect(story.centre.whyIdle(story.state, "ann")?.campaigns.find((one) => one.campaign === "push")?.reasons).toEqual(
      ["yields-to-weight"]
    )
    // Not to one of the same weight.
    arrive(story, "s", "same")
    expect(story.stage("s")).toBe("offered")
    reject(story, "s")
    leave(story, "s")
    expect(story.offers(take(story, "p", "ann"))).toEqual(["i→ann"])
  })

  it("[D4.6] not to one with fewer waiting than members available", () => {
    const story = pulling()
    story.send({ _tag: "AddMembers", campaigns: ["pull"], agents: ["bob"] })
    arrive(story, "p", "pull")
    arrive(story, "i", "push")
    expect(story.stage("i")).toBe("offered")
    reject(story, "i")
    arrive(story, "p2", "pull")
    // Two wait now, and two are available: both yield.
    arrive(story, "j", "push")
    expect(story.stage("j")).toBe("waiting")
    expect(story.offers(leave(story, "p2"))).toEqual(["j→ann"])
  })

  it("[D4.6] [D4.10b] nor to work that this member may not take", () => {
    const story = pulling()
    startBreak(story, "bob")
    change(story, "pull", { skills: [{ skill: "fr", level: 10 }] })
    arrive(story, "p", "pull")
    arrive(story, "i", "push")
    expect(story.stage("i")).toBe("offered")
    reject(story, "i")
    skilled(story, "ann", { fr: 10 })
    arrive(story, "j", "push")
    expect(story.stage("j")).toBe("waiting")
    expect(story.offers(skilled(story, "ann", {}))).toEqual(["j→ann"])
    capacity(story, "ann", 50)
  })

  it("[D4.10f] under push it leaves nobody idle", () => {
    const story = centre(
      agents("ann"),
      campaign("heavy", { ...terms, weight: 9, perAgentMax: 1 }, ["ann"]),
      campaign("light", terms, ["ann"])
    ).restarting()
    arrive(story, "h1", "heavy")
    arrive(story, "h2", "heavy")
    // ann can have no more of the heavy one: she is not kept for it.
    arrive(story, "l1", "light")
    expect(story.offers()).toEqual(["h1→ann", "l1→ann"])
    // Nor while she is passed over for what waits there.
    accept(story, "l1")
    reject(story, "h1")
    reject(story, "h2")
    arrive(story, "l2", "light")
    expect(story.offers().slice(2)).toEqual(["h2→ann", "l2→ann"])
  })
})
