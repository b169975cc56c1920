import { describe, expect, it } from "vitest"
import { accept, arrive, campaign, finish, leave, loseSession, signIn, signOut, startBreak } from "./given.ts"
import {
  acceptTransfer,
  calling,
  cancelTransfer,
  hold,
  outOfCentre,
  owning,
  phone,
  reported,
  resume,
  start,
  starting,
  toAgent,
  toCampaign,
  transferring
} from "./given-active.ts"
import type { Event, Story } from "./story.ts"

const tags = (events: ReadonlyArray<Event>) => events.map(({ _tag }) => _tag)
const supervisor = (story: Story) => story.send({ _tag: "EndInteraction", interactionId: "c1" })
const silent = { contents: { body: null, raw: null, attachments: [] } }

describe("a call on hold", () => {
  it("[D5.5a] [D5.5b] is set and ended by its owner, and its time is hold, not talk", () => {
    const story = calling()
    story.wait(20)
    expect(hold(story, "c1")).toEqual([
      { _tag: "InteractionHeld", interactionId: "c1", campaign: "calls", agentId: "ann", leg: 1 }
    ])
    expect(story.interaction("c1")).toMatchObject({ stage: "active", heldSince: story.now })
    expect(hold(story, "c1")).toEqual([])
    story.wait(30)
    expect(resume(story, "c1")).toMatchObject([{ _tag: "InteractionResumed", agentId: "ann", heldMs: 30_000 }])
    expect(resume(story, "c1")).toEqual([])
    story.wait(5)
    hold(story, "c1")
    story.wait(7)
    resume(story, "c1")
    story.wait(3)
    expect(story.all("InteractionFinished", finish(story, "c1"))).toMatchObject([{ talkMs: 28_000, holdMs: 37_000 }])
    expect(story.row("calls").sinceCreated).toMatchObject({ talkMs: 28_000, holdMs: 37_000 })
  })

  it("[D5.5a] is no matter of text, nor of anyone but the owner", () => {
    const text = owning()
    const command = { _tag: "HoldInteraction", interactionId: "i1", agentId: "ann" } as const
    expect(text.refused(command)).toEqual({ _tag: "NotACall", interactionId: "i1", channel: "mail" })
    const story = calling()
    const by = (agentId: string) => story.refused({ _tag: "HoldInteraction", interactionId: "c1", agentId })
    expect(by("bob")).toEqual({ _tag: "NotTheOwner", interactionId: "c1", agentId: "bob", ownerId: "ann" })
  })

  const releases: ReadonlyArray<readonly [string, (story: Story) => ReadonlyArray<Event>]> = [
    ["resume", (story) => resume(story, "c1")],
    ["transfer to an agent", (story) => [...toAgent(story, "c1", "bob"), ...acceptTransfer(story, "c1")]],
    ["transfer to a campaign", (story) => toCampaign(story, "c1", "calls")],
    ["transfer out of the centre", (story) => [...outOfCentre(story, "c1"), ...reported(story, "c1", "connected")]],
    ["finish", (story) => finish(story, "c1")],
    ["the client's leaving", (story) => leave(story, "c1")]
  ]

  it.each(releases)("[D5.5c] is released by %s", (_what, releasing) => {
    const story = calling({ wrapUpSeconds: 30 })
    hold(story, "c1")
    story.wait(40)
    const events = releasing(story)
    expect(story.interaction("c1")?.heldSince).toBeNull()
    const ended = events.flatMap((event) => ("holdMs" in event ? [event.holdMs] : []))
    expect(ended.length === 0 ? story.all("InteractionResumed")[0]?.heldMs : ended[0]).toBe(40_000)
  })

  it("[D5.5b] begins anew with the next leg", () => {
    const story = calling()
    hold(story, "c1")
    story.wait(40)
    toAgent(story, "c1", "bob")
    acceptTransfer(story, "c1")
    story.wait(5)
    expect(story.all("InteractionFinished", finish(story, "c1"))).toMatchObject([
      { agentId: "bob", leg: 2, talkMs: 5_000, holdMs: 0 }
    ])
  })
})

describe("a call passed out of the centre", () => {
  it("[D5.2a] blind or attended, stays the sender's until the other side answers", () => {
    const story = calling()
    const to = { kind: "external", destination: "content9", mode: "attended" } as const
    expect(story.send(transferring(story, "c1", to))).toEqual([
      {
        _tag: "ExternalTransferStarted",
        interactionId: "c1",
        campaign: "calls",
        transferId: "c1.t1",
        agentId: "ann",
        contactId: null,
        destination: "content9",
        mode: "attended",
        expiresAt: story.now + 60_000
      }
    ])
    expect(story.interaction("c1")).toMatchObject({ stage: "active", ownerId: "ann" })
    const blind = calling()
    expect(blind.all("ExternalTransferStarted", outOfCentre(blind, "c1"))).toMatchObject([{ mode: "blind" }])
  })

  it("[D5.2m] [D5.2l] ends the interaction when it connects, transferred out; the sender wraps up, no disposition is asked", () => {
    const story = calling({ wrapUpSeconds: 30, dispositionRequired: true })
    story.send({ _tag: "DefineDisposition", dispositionId: "sale", value: "Sale" })
    outOfCentre(story, "c1")
    story.wait(12)
    expect(reported(story, "c1", "connected")).toMatchObject([
      { _tag: "WrapUpStarted", agentId: "ann" },
      { _tag: "InteractionFinished", agentId: "ann", talkMs: 12_000, by: "transferred-out", awaitsDisposition: false }
    ])
    expect(story.stage("c1")).toBe("wrapUp")
    expect(story.all("InteractionClosed", story.wait(30))).toMatchObject([{ lastAgentId: "ann", undisposed: false }])
  })

  it("[D5.2f] stays with the sender when it fails, or is not answered in time", () => {
    const story = calling()
    outOfCentre(story, "c1")
    expect(reported(story, "c1", "failed", "busy")).toMatchObject([
      { _tag: "ExternalTransferEnded", agentId: "ann", reason: "busy", dueAt: null }
    ])
    outOfCentre(story, "c1")
    expect(story.wait(60)).toMatchObject([{ _tag: "ExternalTransferEnded", reason: "expired", dueAt: story.now }])
    expect(story.interaction("c1")).toMatchObject({ stage: "active", ownerId: "ann", transfer: null })
  })

  it("[D5.2i] [D5.2j] [D5.2k] is one at a time, and ends when the sender cancels it or the client hangs up", () => {
    const story = calling()
    outOfCentre(story, "c1")
    const again = transferring(story, "c1", { kind: "agent", agentId: "bob" })
    expect(story.refused(again)).toEqual({ _tag: "TransferPending", interactionId: "c1", transferId: "c1.t1" })
    expect(cancelTransfer(story, "c1")).toMatchObject([{ _tag: "ExternalTransferEnded", reason: "cancelled" }])
    outOfCentre(story, "c1")
    const left = leave(story, "c1")
    expect(story.all("ExternalTransferEnded", left)).toMatchObject([{ reason: "interaction-gone" }])
    expect(story.all("InteractionFinished", left)).toMatchObject([{ by: "client" }])
  })

  it("[D5.2g] whose sender is gone goes back into the queue when it fails", () => {
    const story = calling()
    outOfCentre(story, "c1")
    signOut(story, "ann", true)
    const events = reported(story, "c1", "failed")
    expect(story.all("InteractionReleased", events)).toMatchObject([{ agentId: "ann", cause: "transfer-failed" }])
    expect(story.offers(events)).toEqual(["c1→bob"])
  })

  it("[D5.2a] is no matter of text, nor is an attended transfer", () => {
    const story = owning()
    const refusal = { _tag: "NotACall", interactionId: "i1", channel: "mail" }
    expect(story.refused(transferring(story, "i1", { kind: "external", destination: "content9" }))).toEqual(refusal)
    const attended = { kind: "agent", agentId: "bob", mode: "attended" } as const
    expect(story.refused(transferring(story, "i1", attended))).toEqual(refusal)
    const call = calling()
    expect(call.all("TransferOffered", toAgent(call, "c1", "bob", "attended"))).toMatchObject([{ mode: "attended" }])
  })
})

describe("a live call whose owner goes", () => {
  it("[D2.8f] [D2.8h] is not cut by a forced sign-out, whoever forces it, and weighs on its owner as before", () => {
    const story = calling()
    expect(tags(signOut(story, "ann", true))).toEqual(["AgentSessionEnded", "AgentDisconnected"])
    expect(story.interaction("c1")).toMatchObject({ stage: "active", ownerId: "ann" })
    expect(story.agent("ann")).toMatchObject({ status: "Disconnected", active: 1 })
    const other = calling()
    other.send({ _tag: "SignOutAgent", agentId: "ann" })
    expect(other.interaction("c1")).toMatchObject({ stage: "active", ownerId: "ann" })
  })

  it("[D2.8h] keeps its owner from another one when they are back", () => {
    const story = calling()
    signOut(story, "ann", true)
    startBreak(story, "bob")
    arrive(story, "c2", "calls", silent)
    expect(story.offers(signIn(story, "ann"))).toEqual([])
    expect(story.offers(finish(story, "c1"))).toEqual(["c2→ann"])
  })

  it("[D2.8f] is not taken back however long they stay away, while their text work is", () => {
    const story = calling()
    campaign("sales", {}, ["ann"])(story)
    arrive(story, "i1", "sales")
    accept(story, "i1")
    loseSession(story, "ann")
    expect(story.all("InteractionReleased", story.wait(601))).toMatchObject([{ interactionId: "i1" }])
    expect(story.interaction("c1")).toMatchObject({ stage: "active", ownerId: "ann" })
  })

  it("[D2.8o] may be ended by a supervisor until its client leaves; while the owner is there it may not", () => {
    const story = calling({ wrapUpSeconds: 30 })
    const refused = () => story.refused({ _tag: "EndInteraction", interactionId: "c1" })
    expect(refused()).toEqual({ _tag: "OwnerIsConnected", interactionId: "c1", ownerId: "ann" })
    signOut(story, "ann", true)
    story.wait(60)
    expect(supervisor(story)).toMatchObject([
      { _tag: "InteractionFinished", agentId: "ann", talkMs: 60_000, by: "supervisor" },
      { _tag: "InteractionClosed", lastAgentId: "ann" }
    ])
    expect(story.agent("ann").active).toBe(0)
    const left = calling()
    signOut(left, "ann", true)
    expect(left.all("InteractionFinished", leave(left, "c1"))).toMatchObject([{ by: "client" }])
    expect(left.refused({ _tag: "EndInteraction", interactionId: "c1" })).toMatchObject({ _tag: "InteractionUnknown" })
  })

  it("[D2.8o] text is requeued, not ended so", () => {
    const story = owning()
    expect(story.refused({ _tag: "EndInteraction", interactionId: "i1" })).toEqual({
      _tag: "NotACall",
      interactionId: "i1",
      channel: "mail"
    })
  })
})

describe("a call that is offered", () => {
  it("[D6.2c] [D6.2j] is answered when the parties are joined: the adapter then accepts, and the wait ends there", () => {
    const story = calling()
    arrive(story, "c2", "calls", silent)
    expect(story.offerOf("c2").agentId).toBe("bob")
    story.wait(3)
    expect(story.row("calls").sinceCreated).toMatchObject({ entered: 2, answered: 1, answeredWaitMs: 10_000 })
    story.wait(4)
    expect(story.all("OfferAccepted", accept(story, "c2"))).toMatchObject([{ waitMs: 7_000, outcome: true }])
    expect(story.row("calls").sinceCreated).toMatchObject({ entered: 2, answered: 2, answeredWaitMs: 17_000 })
  })
})

describe("a call that an agent starts", () => {
  it("[D5.1f] needs its number", () => {
    const story = calling()
    const missing = { _tag: "FieldsMissing", channel: "phone", missing: [["number"]] }
    expect(story.refused(starting("c2", "bob", "calls"))).toEqual(missing)
    expect(tags(start(story, "c2", "bob", "calls", { fields: ["number"] }))).toEqual(["InteractionStarted"])
  })

  it("[D2.9i] goes back into the queue with its start when its transfer fails and its agent is gone", () => {
    const story = calling()
    start(story, "c2", "bob", "calls", { fields: ["number"] })
    const startedAt = story.now
    story.wait(10)
    outOfCentre(story, "c2")
    signOut(story, "bob", true)
    const events = reported(story, "c2", "failed")
    expect(story.all("InteractionQueued", events)).toMatchObject([
      { entry: 1, kind: "requeued", enteredAt: startedAt, waitingSince: startedAt + 10_000 }
    ])
  })
})

describe("phone", () => {
  it("is another channel than mail: no transfer between them", () => {
    const story = calling()
    campaign("sales", {}, [])(story)
    campaign("more-calls", {}, [], phone)(story)
    const refused = story.refused(transferring(story, "c1", { kind: "campaign", campaign: "sales" }))
    expect(refused).toEqual({ _tag: "ChannelDiffers", campaign: "calls", other: "sales" })
    expect(tags(toCampaign(story, "c1", "more-calls"))).toContain("InteractionTransferred")
  })
})
