/** How much an agent bears, and who is asked at all: capacity and voice membership. */
import { describe, expect, it } from "vitest"
import {
  accept,
  agents,
  arrive,
  campaign,
  capacity,
  centre,
  chat,
  finish,
  leave,
  loseSession,
  phone,
  reject,
  signIn
} from "./given.ts"
import type { Story } from "./story.ts"

const busy = { offerTimeoutSeconds: 10, retryPauseSeconds: 30 }
const reasons = (story: Story, agentId: string, campaign: string) =>
  story.centre.whyIdle(story.state, agentId)?.campaigns.find((one) => one.campaign === campaign)?.reasons

describe("capacity", () => {
  it("[D2.12a] [D4.1k] [D2.12b] bounds the cost of what is active and offered, whatever the campaign", () => {
    const story = centre(
      agents("ann"),
      campaign("mail", { ...busy, perAgentMax: 50 }, ["ann"]),
      campaign("talk", { ...busy, perAgentMax: 50 }, ["ann"], chat)
    ).restarting()
    story.send({ _tag: "SetChannelCost", channel: "chat", cost: 3 })
    for (const id of ["m1", "m2", "m3", "m4", "m5", "m6"]) arrive(story, id, "mail")
    // No limit unless one is set.
    expect(story.stage("m6")).toBe("offered")
    for (const id of ["m1", "m2", "m3", "m4", "m5", "m6"]) {
      accept(story, id)
      finish(story, id)
    }
    capacity(story, "ann", 4)
    for (const id of ["t1", "t2", "n1", "n2"]) arrive(story, id, id.startsWith("t") ? "talk" : "mail")
    expect(["t1", "t2", "n1", "n2"].map((id) => story.stage(id))).toEqual(["offered", "waiting", "offered", "waiting"])
    expect(reasons(story, "ann", "mail")).toEqual(["capacity"])
    accept(story, "t1")
    // The call for more costs what it did when it was offered.
    story.send({ _tag: "SetChannelCost", channel: "chat", cost: 1 })
    expect(story.stage("n2")).toBe("waiting")
    expect(story.offers(leave(story, "t1"))).toEqual(["n2→ann", "t2→ann"])
  })

  it("[D2.12a] a total of 0 receives nothing, not even what costs nothing", () => {
    const story = centre(agents("ann"), campaign("mail", busy, ["ann"]))
    story.send({ _tag: "SetChannelCost", channel: "mail", cost: 0 })
    capacity(story, "ann", 0)
    arrive(story, "i1", "mail")
    expect(story.stage("i1")).toBe("waiting")
    expect(story.offers(capacity(story, "ann", 1))).toEqual(["i1→ann"])
  })

  it("[D2.12c] a lowered limit or a raised cost cuts nothing", () => {
    const story = centre(agents("ann"), campaign("mail", busy, ["ann"]))
    arrive(story, "i1", "mail")
    accept(story, "i1")
    arrive(story, "i2", "mail")
    expect(story.all("OfferRevoked", capacity(story, "ann", 1))).toEqual([])
    story.send({ _tag: "SetChannelCost", channel: "mail", cost: 9 })
    expect([story.stage("i1"), story.stage("i2")]).toEqual(["active", "offered"])
    accept(story, "i2")
    arrive(story, "i3", "mail")
    finish(story, "i1")
    finish(story, "i2")
    // Only now is there no room for nine.
    expect(story.stage("i3")).toBe("waiting")
  })

  it("[D2.8h] going offline frees no capacity for work still owned", () => {
    const story = centre(agents("ann"), campaign("mail", busy, ["ann"]))
    capacity(story, "ann", 1)
    arrive(story, "i1", "mail")
    accept(story, "i1")
    loseSession(story, "ann")
    signIn(story, "ann")
    arrive(story, "i2", "mail")
    expect(story.stage("i2")).toBe("waiting")
  })
})

describe("voice membership", () => {
  it("[D3.7a] [D4.1c] [D3.7c] with the policy a member in no enabled voice campaign is accepted and never routed to", () => {
    const story = centre(
      agents("ann"),
      campaign("mail", busy, ["ann"]),
      campaign("pull", { eligibility: "ringallmultiple" }, ["ann"]),
      campaign("calls", busy, [], phone)
    ).restarting()
    arrive(story, "i0", "mail")
    expect(story.stage("i0")).toBe("offered")
    reject(story, "i0")
    leave(story, "i0")
    story.send({ _tag: "ChangeCentre", requireVoiceMembership: true })
    arrive(story, "i1", "mail")
    arrive(story, "p1", "pull")
    expect([story.stage("i1"), reasons(story, "ann", "mail")]).toEqual(["waiting", ["dormant"]])
    expect(story.refused({ _tag: "TakeInteraction", interactionId: "p1", agentId: "ann" })).toMatchObject({
      _tag: "NotEligible",
      reasons: ["dormant"]
    })
    const join = { _tag: "AddMembers", campaigns: ["calls"], agents: ["ann"] } as const
    expect(story.offers(story.send(join))).toEqual(["i1→ann"])
    const revoked = story.all("OfferRevoked", story.send({ _tag: "DisableCampaign", campaign: "calls" }))
    expect(revoked).toMatchObject([{ reason: "dormant" }])
    expect(story.offers(story.send({ _tag: "EnableCampaign", campaign: "calls" }))).toEqual(["i1→ann"])
    story.send({ _tag: "RemoveMembers", campaigns: ["calls"], agents: ["ann"] })
    expect(story.stage("i1")).toBe("waiting")
    expect(story.offers(story.send({ _tag: "ChangeCentre", requireVoiceMembership: false }))).toEqual(["i1→ann"])
  })

  it("[D3.7b] who lies dormant is shown so", () => {
    const story = centre(agents("ann"), campaign("mail", {}, ["ann"]))
    expect(story.agent("ann").dormant).toBe(false)
    story.send({ _tag: "ChangeCentre", requireVoiceMembership: true })
    expect(story.agent("ann").dormant).toBe(true)
  })
})
