import { describe, expect, it } from "vitest"
import { arrive, campaign, finish, leave, loseSession, signIn, signOut, startBreak } from "./given.ts"
import {
  acceptTransfer,
  cancelTransfer,
  owning,
  pending,
  rejectTransfer,
  start,
  toAgent,
  toCampaign,
  transferring
} from "./given-active.ts"
import type { Event, Story } from "./story.ts"

const tags = (events: ReadonlyArray<Event>) => events.map(({ _tag }) => _tag)
const to = (agentId: string) => ({ kind: "agent", agentId }) as const
const held = (story: Story, agentId: string) => {
  const { active, offered } = story.agent(agentId)
  return { active, offered }
}

describe("a transfer to an agent", () => {
  it("[D5.2a] [D5.2d] is proposed: until it is answered the sender keeps the interaction and its load, and the target's grows", () => {
    const story = owning()
    const events = toAgent(story, "i1", "bob")
    expect(events).toEqual([
      {
        _tag: "TransferOffered",
        interactionId: "i1",
        campaign: "sales",
        transferId: "i1.t1",
        fromAgentId: "ann",
        agentId: "bob",
        mode: "blind",
        cost: 1,
        expiresAt: story.now + 60_000
      }
    ])
    expect(story.interaction("i1")).toMatchObject({ stage: "active", ownerId: "ann", leg: 1 })
    expect([held(story, "ann"), held(story, "bob")]).toEqual([
      { active: 1, offered: 0 },
      { active: 0, offered: 1 }
    ])
    expect([story.member("sales", "ann")?.held, story.member("sales", "bob")?.held]).toEqual([1, 1])
  })

  it("[D5.2b] [D5.2e] [D5.3e] [D5.2l] moves with its acceptance: a new leg of the same interaction; the sender wraps up, no disposition is asked", () => {
    const story = owning({ wrapUpSeconds: 30, dispositionRequired: true })
    toAgent(story, "i1", "bob")
    story.wait(5)
    const events = acceptTransfer(story, "i1")
    expect(events).toEqual([
      { _tag: "WrapUpStarted", agentId: "ann", interactionId: "i1", campaign: "sales", until: story.now + 30_000 },
      {
        _tag: "TransferAccepted",
        interactionId: "i1",
        campaign: "sales",
        transferId: "i1.t1",
        fromAgentId: "ann",
        agentId: "bob",
        leg: 1,
        talkMs: 105_000,
        holdMs: 0,
        cost: 1,
        hold: false,
        chatLimitAt: null
      }
    ])
    expect(story.interaction("i1")).toMatchObject({ stage: "active", ownerId: "bob", leg: 2, transfer: null })
    expect([held(story, "ann"), held(story, "bob")]).toEqual([
      { active: 0, offered: 0 },
      { active: 1, offered: 0 }
    ])
    expect(story.agent("ann").status).toBe("Busy")
    story.wait(30)
    expect(story.agent("ann").status).toBe("Free")
    expect(story.stage("i1")).toBe("active")
  })

  it("[D5.3e] a sender's wrap-up ends theirs alone: the interaction closes with the wrap-up of who had it last", () => {
    const story = owning({ wrapUpSeconds: 30 })
    toAgent(story, "i1", "bob")
    acceptTransfer(story, "i1")
    story.wait(20)
    finish(story, "i1")
    expect(tags(story.wait(10))).toEqual(["WrapUpEnded"])
    expect(story.stage("i1")).toBe("wrapUp")
    expect(tags(story.wait(20))).toEqual(["WrapUpEnded", "InteractionClosed"])
  })

  it("[D6.2l] is no entry and no outcome", () => {
    const story = owning()
    const entries = () => {
      const { arrived, entered, answered, abandoned, withdrawn } = story.row("sales").sinceCreated
      return { arrived, entered, answered, abandoned, withdrawn }
    }
    const before = entries()
    toAgent(story, "i1", "bob")
    acceptTransfer(story, "i1")
    expect(entries()).toEqual(before)
    expect(story.all("InteractionQueued")).toHaveLength(1)
  })

  it("[D4.5c] is not bound by the maximum per agent", () => {
    const story = owning({ perAgentMax: 1 })
    arrive(story, "i2", "sales")
    story.send({ _tag: "AcceptOffer", ...story.offerOf("i2") })
    expect(story.agent("bob").active).toBe(1)
    toAgent(story, "i1", "bob")
    acceptTransfer(story, "i1")
    expect(story.agent("bob").active).toBe(2)
  })

  it("counts no missed offer of the target's, and answers none", () => {
    const story = owning({ autopauseAfter: 2 })
    story.send({ _tag: "PauseMember", campaign: "sales", agentId: "ann" })
    arrive(story, "i2", "sales")
    story.wait(60)
    expect(story.member("sales", "bob")?.missed).toBe(1)
    leave(story, "i2")
    toAgent(story, "i1", "bob")
    acceptTransfer(story, "i1")
    expect(story.member("sales", "bob")?.missed).toBe(1)
  })

  it("[D2.5c] [D5.2c] goes to who is connected, a member, on no break and in no wrap-up", () => {
    const story = owning({ wrapUpSeconds: 30 })
    const refused = (agentId: string) => story.refused(transferring(story, "i1", to(agentId)))
    expect(refused("zoe")).toEqual({ _tag: "AgentUnknown", agentId: "zoe" })
    expect(refused("ann")).toEqual({ _tag: "TargetIsSender", agentId: "ann" })
    expect(refused("cid")).toEqual({ _tag: "MemberUnknown", campaign: "sales", agentId: "cid" })
    arrive(story, "i2", "sales")
    story.send({ _tag: "AcceptOffer", ...story.offerOf("i2") })
    finish(story, "i2")
    expect(refused("bob")).toEqual({ _tag: "AgentIsInWrapUp", agentId: "bob", until: story.now + 30_000 })
    story.send({ _tag: "EndWrapUp", agentId: "bob" })
    startBreak(story, "bob")
    expect(refused("bob")).toEqual({ _tag: "AgentIsOnBreak", agentId: "bob", name: "Pause" })
    signOut(story, "bob")
    expect(refused("bob")).toEqual({ _tag: "AgentNotConnected", agentId: "bob" })
  })

  it("[D5.2c] [D5.2d] needs the target's capacity, which it takes as soon as it is proposed", () => {
    const story = owning({}, { members: ["ann", "bob", "cid"] })
    story.send({ _tag: "SetAgentCapacity", agentId: "bob", capacity: 0 })
    const refused = () => story.refused(transferring(story, "i1", to("bob")))
    expect(refused()).toEqual({ _tag: "CapacityExceeded", agentId: "bob", load: 0, cost: 1, capacity: 0 })
    story.send({ _tag: "SetAgentCapacity", agentId: "bob", capacity: 1 })
    toAgent(story, "i1", "bob")
    arrive(story, "i2", "sales")
    expect(story.offerOf("i2").agentId).toBe("cid")
    cancelTransfer(story, "i1")
    start(story, "i3", "bob", "sales")
    expect(refused()).toMatchObject({ _tag: "CapacityExceeded", load: 1 })
  })

  it("[D2.6b] lifts the sender's routing hold when it moves, and puts the target on one by the rule as it then is", () => {
    const story = owning({ eligibility: "incall" })
    const isOnHold = (agentId: string): boolean =>
      story.centre.whyIdle(story.state, agentId)?.campaigns[0]?.reasons.includes("routing-hold") ?? false
    expect([isOnHold("ann"), isOnHold("bob")]).toEqual([true, false])
    toAgent(story, "i1", "bob")
    expect([isOnHold("ann"), isOnHold("bob")]).toEqual([true, false])
    acceptTransfer(story, "i1")
    expect([isOnHold("ann"), isOnHold("bob")]).toEqual([false, true])
    toCampaign(story, "i1", "sales")
    expect([isOnHold("ann"), isOnHold("bob")]).toEqual([false, false])
  })

  it("[D5.2i] is the only one until it is over", () => {
    const story = owning({}, { members: ["ann", "bob", "cid"] })
    toAgent(story, "i1", "bob")
    const again = transferring(story, "i1", to("cid"))
    expect(story.refused(again)).toEqual({ _tag: "TransferPending", interactionId: "i1", transferId: "i1.t1" })
    rejectTransfer(story, "i1")
    expect(story.all("TransferOffered", story.send(again))).toMatchObject([{ transferId: "i1.t2", agentId: "cid" }])
  })
})

describe("a transfer that is not accepted leaves the interaction with its sender", () => {
  it("[D5.2f] when the target rejects it", () => {
    const story = owning()
    toAgent(story, "i1", "bob")
    expect(tags(rejectTransfer(story, "i1"))).toEqual(["TransferRejected"])
    expect(story.interaction("i1")).toMatchObject({ ownerId: "ann", leg: 1, transfer: null })
    expect(held(story, "bob")).toEqual({ active: 0, offered: 0 })
  })

  it("[D5.2f] [D3.1i] when the campaign's maximum transfer time is over; 0 waits for ever", () => {
    const story = owning({ maxTransferSeconds: 20 })
    toAgent(story, "i1", "bob")
    expect(story.wait(19)).toEqual([])
    expect(story.wait(1)).toMatchObject([{ _tag: "TransferExpired", agentId: "bob", dueAt: story.now }])
    expect(story.interaction("i1")).toMatchObject({ ownerId: "ann", transfer: null })
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { maxTransferSeconds: 0 } })
    toAgent(story, "i1", "bob")
    expect(story.wait(50_000)).toEqual([])
    expect(story.interaction("i1")?.transfer).toMatchObject({ agentId: "bob", expiresAt: null })
  })

  const departures: ReadonlyArray<readonly [string, (story: Story) => void]> = [
    ["agent-disconnected", (story) => loseSession(story, "bob")],
    ["agent-on-break", (story) => startBreak(story, "bob")],
    ["agent-in-wrap-up", (story) => finish(story, "i2")],
    ["not-a-member", (story) => story.send({ _tag: "RemoveMembers", campaigns: ["sales"], agents: ["bob"] })]
  ]

  it.each(departures)("[D5.2f] [D5.2h] when the target has left: %s", (reason, departs) => {
    const before = campaign("other", { wrapUpSeconds: 30 }, ["bob"], { channel: "other" })
    const story = owning({}, { before })
    arrive(story, "i2", "other")
    story.send({ _tag: "AcceptOffer", ...story.offerOf("i2") })
    toAgent(story, "i1", "bob")
    departs(story)
    expect(story.all("TransferRevoked")).toMatchObject([{ agentId: "bob", fromAgentId: "ann", reason }])
    expect(story.interaction("i1")).toMatchObject({ ownerId: "ann", transfer: null })
  })

  it("[D5.2j] when the sender cancels it; nobody else may", () => {
    const story = owning()
    toAgent(story, "i1", "bob")
    const by = (agentId: string) => story.refused({ _tag: "CancelTransfer", ...pending(story, "i1", agentId) })
    expect(by("bob")).toEqual({ _tag: "NotYourTransfer", transferId: "i1.t1", agentId: "bob" })
    expect(cancelTransfer(story, "i1")).toMatchObject([{ _tag: "TransferRevoked", reason: "cancelled" }])
    expect(story.interaction("i1")).toMatchObject({ ownerId: "ann", transfer: null })
  })

  it("[D5.2k] and ends with it when the sender finishes or the client leaves", () => {
    const story = owning()
    toAgent(story, "i1", "bob")
    expect(tags(finish(story, "i1"))).toEqual(["TransferRevoked", "InteractionFinished", "InteractionClosed"])
    expect(held(story, "bob")).toEqual({ active: 0, offered: 0 })
    const other = owning()
    toAgent(other, "i1", "bob")
    expect(other.all("TransferRevoked", leave(other, "i1"))).toMatchObject([{ reason: "interaction-gone" }])
    expect(held(other, "bob")).toEqual({ active: 0, offered: 0 })
  })

  it("is told who has it when the answer comes late, or is another's to give", () => {
    const story = owning({}, { members: ["ann", "bob", "cid"] })
    toAgent(story, "i1", "bob")
    const late = { _tag: "AcceptTransfer", ...pending(story, "i1") } as const
    expect(story.refused({ ...late, agentId: "cid" })).toEqual({
      _tag: "NotYourTransfer",
      transferId: "i1.t1",
      agentId: "cid"
    })
    cancelTransfer(story, "i1")
    expect(story.refused(late)).toEqual({ _tag: "TransferUnknown", transferId: "i1.t1", ownerId: "ann" })
  })
})

describe("a sender who is gone", () => {
  it("[D2.8n] [D5.2e] leaves the interaction in its transfer, from which the target may still accept it", () => {
    const story = owning()
    toAgent(story, "i1", "bob")
    expect(tags(signOut(story, "ann", true))).toEqual(["AgentSessionEnded", "AgentDisconnected"])
    expect(story.interaction("i1")).toMatchObject({ stage: "active", ownerId: "ann", transfer: { agentId: "bob" } })
    acceptTransfer(story, "i1")
    expect(story.interaction("i1")).toMatchObject({ ownerId: "bob", leg: 2 })
  })

  it("[D2.8n] also when the time away is over before the transfer's", () => {
    const story = owning({ maxTransferSeconds: 0 })
    toAgent(story, "i1", "bob")
    loseSession(story, "ann")
    expect(tags(story.wait(601))).toEqual(["AgentAbsenceElapsed"])
    expect(story.interaction("i1")).toMatchObject({ ownerId: "ann", transfer: { agentId: "bob" } })
  })

  const failures: ReadonlyArray<readonly [string, (story: Story) => ReadonlyArray<Event>]> = [
    ["TransferRejected", (story) => rejectTransfer(story, "i1")],
    ["TransferExpired", (story) => story.wait(60)],
    ["TransferRevoked", (story) => startBreak(story, "bob")]
  ]

  it.each(failures)("[D5.2g] has it requeued when the transfer fails: %s", (tag, fails) => {
    const story = owning()
    toAgent(story, "i1", "bob")
    signOut(story, "ann", true)
    const events = fails(story)
    expect(tags(events)).toContain(tag)
    expect(story.all("InteractionReleased", events)).toMatchObject([{ agentId: "ann", cause: "transfer-failed" }])
    expect(story.all("InteractionQueued", events)).toMatchObject([{ entry: 2, kind: "requeued" }])
  })

  it("[D5.2f] who is back in time keeps it", () => {
    const story = owning()
    toAgent(story, "i1", "bob")
    signOut(story, "ann", true)
    signIn(story, "ann")
    rejectTransfer(story, "i1")
    expect(story.interaction("i1")).toMatchObject({ stage: "active", ownerId: "ann" })
  })
})
