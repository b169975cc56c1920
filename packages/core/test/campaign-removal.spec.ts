import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, chat, finish, signIn, user } from "./given.ts"

const remove = { _tag: "RemoveCampaign", campaign: "sales" } as const

describe("the removal of a campaign", () => {
  it("[D3.4h] is refused while interactions are open", () => {
    const story = centre(agents("ann"), campaign("sales", { wrapUpSeconds: 10 }, ["ann"]))
    for (const id of ["i1", "i2"]) arrive(story, id, "sales")
    accept(story, "i1")
    expect(story.refused(remove)).toEqual({ _tag: "CampaignHasOpenInteractions", campaign: "sales", open: 2 })
    finish(story, "i1")
    expect(story.refused(remove)).toMatchObject({ open: 2 })
  })

  it("[D3.4j] with the flag withdraws what waits, ends what is active, closes what is in wrap-up", () => {
    const story = centre(agents("ann"), campaign("sales", { wrapUpSeconds: 10, perAgentMax: 3, queueMax: 1 }, ["ann"]))
    for (const id of ["i1", "i2", "i3", "i4", "i5"]) {
      arrive(story, id, "sales")
      if (id < "i4") accept(story, id)
    }
    finish(story, "i3")
    expect(["i2", "i3", "i4", "i5"].map((id) => story.stage(id))).toEqual(["active", "wrapUp", "waiting", "backlog"])
    const events = story.send({ ...remove, withdraw: true })
    expect(story.all("InteractionWithdrawn", events).map(({ interactionId }) => interactionId)).toEqual(["i4", "i5"])
    expect(story.all("InteractionFinished", events)).toMatchObject([{ by: "supervisor" }, { by: "supervisor" }])
    expect(story.all("InteractionClosed", events)).toHaveLength(5)
    expect(story.agent("ann")).toMatchObject({ status: "Free", active: 0, campaigns: [] })
    expect(story.centre.nextDeadline(story.state)).toBe(story.all("DayStarted").at(-1)?.endsAt)
  })

  it("lets a member with an offer go", () => {
    const story = centre(agents("ann"), campaign("sales", {}, ["ann"]))
    arrive(story, "i1", "sales")
    const events = story.send({ ...remove, withdraw: true })
    expect(story.all("OfferRevoked", events)).toMatchObject([{ reason: "campaign-removed" }])
    expect(story.agent("ann")).toMatchObject({ offered: 0, campaigns: [] })
  })

  it("[D3.4i] moves what waits to a campaign of the same channel, in its old order, with a new wait", () => {
    const story = centre(campaign("sales"), campaign("service"), campaign("chats", {}, [], chat))
    arrive(story, "i1", "sales", { priority: 7 })
    story.wait(60)
    expect(story.refused({ ...remove, moveTo: "chats" })).toMatchObject({ _tag: "ChannelDiffers" })
    expect(story.refused({ ...remove, moveTo: "sales" })).toMatchObject({ _tag: "CampaignUnknown" })
    const events = story.send({ ...remove, moveTo: "service" })
    expect(story.all("InteractionQueued", events)).toMatchObject([
      { campaign: "service", kind: "moved", priority: 7, enteredAt: story.now - 60_000, waitingSince: story.now }
    ])
    expect(story.rows.map(({ campaign: name, open }) => [name, open])).toEqual([
      ["chats", 0],
      ["service", 1]
    ])
  })
})

describe("live work of a campaign that is removed", () => {
  it("[D3.4a] [D3.6b] moves into an open campaign only", () => {
    const onSundays = { schedule: [{ day: "sun", from: "09:00", to: "10:00" }] } as const
    const story = centre(
      campaign("sales", {}, [], chat),
      campaign("off", {}, [], chat),
      campaign("shut", onSundays, [], chat)
    )
    story.send({ _tag: "DisableCampaign", campaign: "off" })
    arrive(story, "i1", "sales")
    expect(story.refused({ ...remove, moveTo: "off" })).toEqual({ _tag: "CampaignIsDisabled", campaign: "off" })
    expect(story.refused({ ...remove, moveTo: "shut" })).toEqual({ _tag: "CampaignIsClosed", campaign: "shut" })
    expect(story.stage("i1")).toBe("waiting")
    expect(story.all("CampaignRemoved", story.send({ ...remove, campaign: "off", moveTo: "shut" }))).toHaveLength(1)
  })

  it("[D3.4i] enters above the maximum: it was let in already", () => {
    const story = centre(campaign("sales", {}, [], chat), campaign("full", { queueMax: 1 }, [], chat))
    arrive(story, "i1", "sales")
    arrive(story, "i2", "full")
    story.send({ ...remove, moveTo: "full" })
    expect(["i1", "i2"].map((id) => story.stage(id))).toEqual(["waiting", "waiting"])
  })
})

describe("members", () => {
  it("[D3.8a] [D3.8b] are added and removed many campaigns × many agents at a time, idempotently", () => {
    const story = centre(user("ann"), user("bob"), campaign("sales"), campaign("service"))
    const both = { campaigns: ["sales", "service"], agents: ["ann", "bob"] }
    expect(story.ask({ _tag: "AddMembers", ...both, penalty: 3 })).toEqual({ added: 4 })
    expect(story.send({ _tag: "AddMembers", ...both })).toEqual([])
    expect(story.member("service", "bob")).toMatchObject({ penalty: 3 })
    expect(story.ask({ _tag: "RemoveMembers", ...both, agents: ["ann"] })).toEqual({ removed: 2 })
    expect(story.send({ _tag: "RemoveMembers", ...both, agents: ["ann"] })).toEqual([])
    expect([story.agent("ann").campaigns, story.agent("bob").campaigns]).toEqual([[], ["sales", "service"]])
  })

  it("are refused all together when one is unknown", () => {
    const story = centre(user("ann"), campaign("sales"))
    const add = (campaigns: Array<string>, names: Array<string>) =>
      story.refused({ _tag: "AddMembers", campaigns, agents: names })
    expect(add(["sales", "none"], ["ann"])).toMatchObject({ _tag: "CampaignUnknown", campaign: "none" })
    expect(add(["sales"], ["ann", "none"])).toMatchObject({ _tag: "AgentUnknown", agentId: "none" })
    expect(story.agent("ann").campaigns).toEqual([])
  })

  it("[D3.8c] removed while working keep what is active and get nothing new", () => {
    const story = centre(agents("ann"), campaign("sales", { wrapUpSeconds: 10 }, ["ann"]))
    for (const id of ["i1", "i2"]) arrive(story, id, "sales")
    accept(story, "i1")
    const events = story.send({ _tag: "RemoveMembers", campaigns: ["sales"], agents: ["ann"] })
    expect(story.all("OfferRevoked", events)).toMatchObject([{ interactionId: "i2", reason: "not-a-member" }])
    expect([story.stage("i1"), story.stage("i2")]).toEqual(["active", "waiting"])
    expect(finish(story, "i1").map(({ _tag }) => _tag)).toEqual(["WrapUpStarted", "InteractionFinished"])
    expect(story.offers(story.wait(3_600))).toEqual([])
  })

  it("who come back are the last of the circle, and what they still hold counts", () => {
    const story = centre(agents("ann", "bob"), campaign("sales", { perAgentMax: 1 }, ["ann", "bob"]))
    arrive(story, "i1", "sales")
    accept(story, "i1")
    for (const _tag of ["RemoveMembers", "AddMembers"] as const)
      story.send({ _tag, campaigns: ["sales"], agents: ["ann"] })
    expect(story.member("sales", "ann")).toMatchObject({ position: 3, active: 1, held: 1 })
    expect(story.offers([...arrive(story, "i2", "sales"), ...arrive(story, "i3", "sales")])).toEqual(["i2→bob"])
    expect(story.offers(finish(story, "i1"))).toEqual(["i3→ann"])
  })

  it("change by position, penalty and permissions; the same again is nothing", () => {
    const story = centre(user("ann"), campaign("sales", {}, ["ann"]))
    const change = { _tag: "ChangeMember", campaign: "sales", agentId: "ann", penalty: 9, position: 4 } as const
    expect(story.send(change)).toMatchObject([{ _tag: "MemberChanged", penalty: 9, position: 4, inbound: true }])
    expect(story.send(change)).toEqual([])
    expect(story.refused({ ...change, agentId: "bob" })).toMatchObject({ _tag: "MemberUnknown" })
    signIn(story, "ann")
  })
})
