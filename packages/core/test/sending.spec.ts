import { describe, expect, it } from "vitest"
import { conversations, foldModel, recordingOf } from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, centre, finish, hash } from "./given.ts"
import type { Plain, Story } from "./story.ts"

const qualification = { motive: "How was it?", thanks: "Thank you" }
const contents = { body: "body1", raw: null, attachments: ["file1"] }
const message = { _tag: "SendMessage", interactionId: "i1", agentId: "ann", contents } as const
const step = (_tag: "ClaimMessage" | "SubmitMessage", epoch = 1): Plain => ({ _tag, messageId: "i1.m2", epoch })
const outcome = (
  outcome: "sent" | "failed" | "temporary" | "ambiguous",
  more: { readonly epoch?: number; readonly reason?: string; readonly retryAfterSeconds?: number } = {}
): Plain => ({ _tag: "RecordMessageOutcome", messageId: "i1.m2", epoch: 1, outcome, ...more })

/** Ann owns i1 and has written to its client; the writer's epoch is 1. */
const written = (): Story => {
  const story = centre(agents("ann"), campaign("sales", {}, ["ann"]))
  story.send({ _tag: "TakeOwnership", epoch: 1 })
  arrive(story, "i1", "sales", { from: hash("client") })
  accept(story, "i1")
  story.send(message)
  return story
}

const outgoing = (story: Story) =>
  story.centre.views.outgoing(story.state)?.items.map(({ state, attempts }) => [state, attempts])
const states = (story: Story) => story.centre.views.messages(story.state, "i1")?.map(({ state }) => state)

describe("messages", () => {
  it("[D5.8a] [D5.8d] bear author and direction, and refer to their bodies and attachments by content id", () => {
    const story = written()
    expect(story.centre.views.messages(story.state, "i1")).toMatchObject([
      { messageId: "i1.m1", author: "client", agentId: null, contents: { body: "i1-body" } },
      { messageId: "i1.m2", author: "agent", agentId: "ann", contents }
    ])
  })

  it("[D5.8a] are a bot's as well, in any conversation that is not over: no answer of an agent's, and nothing is read", () => {
    const story = centre(agents("ann"), campaign("sales", { wrapUpSeconds: 30, qualification }, []))
    arrive(story, "i1", "sales", { from: hash("client") })
    const bot: Plain = { _tag: "SendBotMessage", interactionId: "i1", contents, participants: [hash("client")] }
    expect(story.send(bot)).toMatchObject([
      { _tag: "MessagePlanned", messageId: "i1.m2", author: "bot", agentId: null, first: false, rateable: false }
    ])
    expect(story.interaction("i1")).toMatchObject({ stage: "waiting", unread: 1 })
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["ann"] })
    accept(story, "i1")
    story.send(bot)
    expect(story.all("MessagePlanned", story.send(message))).toMatchObject([{ author: "agent", first: true }])
    const said = story.centre.views.messages(story.state, "i1")
    expect(said?.map(({ author }) => author)).toEqual(["client", "bot", "bot", "agent"])
    const recorded = foldModel(conversations, story.log).ask(recordingOf("i1"))?.messages
    expect(recorded?.map(({ author }) => author)).toEqual(["client", "bot", "bot", "agent"])
    expect(story.centre.views.outgoing(story.state)?.items.map(({ author }) => author)).toEqual(["bot", "bot", "agent"])
    finish(story, "i1")
    expect(story.refused(bot)).toEqual({ _tag: "InteractionNotActive", interactionId: "i1" })
    story.wait(30)
    expect(story.refused(bot)).toMatchObject({ _tag: "InteractionUnknown" })
  })

  it("[D5.8a] of bots are at most 10,000 in one interaction, and use up none of the agents'", () => {
    const story = written()
    const bot: Plain = { _tag: "SendBotMessage", interactionId: "i1", contents }
    for (let n = 0; n < 10_000; n++) story.send(bot)
    expect(story.refused(bot)).toEqual({ _tag: "TooManyMessages", interactionId: "i1", limit: 10_000 })
    expect(story.send(message)).toHaveLength(1)
  })

  it("are written by the owner of an active interaction", () => {
    const story = written()
    expect(story.refused({ ...message, agentId: "bob" })).toMatchObject({ _tag: "NotTheOwner", ownerId: "ann" })
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { wrapUpSeconds: 30 } })
    finish(story, "i1")
    expect(story.refused(message)).toEqual({ _tag: "InteractionNotActive", interactionId: "i1" })
    story.wait(30)
    expect(story.refused(message)).toMatchObject({ _tag: "InteractionUnknown" })
  })

  it("are answers that a client cannot use up: agents answer 10,000 times in one interaction", () => {
    const story = written()
    const limit = 10_000
    for (let n = 1; n <= limit; n++) arrive(story, `n${n}`, "sales", { from: hash("client"), conversation: "i1" })
    for (let n = 2; n <= limit; n++) story.send(message)
    expect(story.interaction("i1")?.messages).toBe(2 * limit + 1)
    expect(story.refused(message)).toEqual({ _tag: "TooManyMessages", interactionId: "i1", limit })
  })

  it("say which is the first answer to the client", () => {
    const story = written()
    story.send(message)
    expect(story.all("MessagePlanned").map(({ messageId, first }) => [messageId, first])).toEqual([
      ["i1.m2", true],
      ["i1.m3", false]
    ])
  })
})

describe("sending", () => {
  it("[D5.8b] goes from planned over claimed and submitted to sent", () => {
    const story = written()
    const seen = [states(story)?.[1]]
    for (const command of [step("ClaimMessage"), step("SubmitMessage"), outcome("sent")]) {
      expect(story.send(command)).toHaveLength(1)
      seen.push(states(story)?.[1])
    }
    expect(seen).toEqual(["planned", "claimed", "submitted", "sent"])
    expect(outgoing(story)).toEqual([])
  })

  it("changes nothing when a step is repeated in its epoch", () => {
    const story = written()
    for (const command of [step("ClaimMessage"), step("SubmitMessage")]) {
      story.send(command)
      expect(story.send(command)).toEqual([])
    }
  })

  it("takes its steps in order, each message and epoch that is known", () => {
    const story = written()
    expect(story.refused(step("SubmitMessage"))).toMatchObject({ _tag: "MessageNotReady", state: "planned" })
    expect(story.refused(outcome("sent"))).toMatchObject({ _tag: "MessageNotReady", state: "planned" })
    expect(story.refused(step("ClaimMessage", 2))).toMatchObject({ _tag: "EpochPassed", epoch: 1 })
    expect(story.refused({ ...step("ClaimMessage"), messageId: "i1.m9" } as Plain)).toMatchObject({
      _tag: "MessageUnknown"
    })
  })

  it("[D5.8b] fails with a reason", () => {
    const story = written()
    story.send(step("ClaimMessage"))
    expect(story.send(outcome("failed", { reason: "mailbox-full" }))).toMatchObject([
      { _tag: "MessageFailed", reason: "mailbox-full" }
    ])
    expect([states(story)?.[1], outgoing(story)]).toEqual(["failed", []])
  })

  it("is tried again after a temporary refusal, three times in all", () => {
    const story = written()
    for (const attempt of [1, 2]) {
      story.send(step("ClaimMessage"))
      expect(story.send(outcome("temporary", { reason: "greylisted", retryAfterSeconds: 90 }))).toMatchObject([
        { _tag: "MessageReturned", attempts: attempt, notBefore: story.now + 90_000 }
      ])
      expect(outgoing(story)).toEqual([["planned", attempt]])
    }
    story.send(step("ClaimMessage"))
    expect(story.send(outcome("temporary"))).toMatchObject([{ _tag: "MessageFailed" }])
  })

  it("[D5.8b] is ambiguous when nobody knows, until somebody does", () => {
    const story = written()
    story.send(step("ClaimMessage"))
    story.send(step("SubmitMessage"))
    expect(story.send(outcome("ambiguous"))).toMatchObject([{ _tag: "MessageAmbiguous" }])
    expect(story.send(outcome("ambiguous"))).toEqual([])
    expect(states(story)?.[1]).toBe("ambiguous")
    expect(story.send(outcome("sent"))).toMatchObject([{ _tag: "MessageSent" }])
  })

  it("of an owner who is gone: claimed is planned anew, submitted is ambiguous", () => {
    const story = written()
    story.send(step("ClaimMessage"))
    expect(story.send({ _tag: "TakeOwnership", epoch: 2 })).toMatchObject([
      { _tag: "OwnershipTaken" },
      { _tag: "MessageReturned", reason: "owner-changed", attempts: 0, notBefore: story.now }
    ])
    expect(story.refused(step("ClaimMessage", 1))).toMatchObject({ _tag: "EpochPassed", epoch: 2 })
    story.send(step("ClaimMessage", 2))
    story.send(step("SubmitMessage", 2))
    expect(story.send({ _tag: "TakeOwnership", epoch: 3 })).toMatchObject([
      { _tag: "OwnershipTaken" },
      { _tag: "MessageAmbiguous" }
    ])
    expect(story.refused({ _tag: "TakeOwnership", epoch: 3 })).toMatchObject({ _tag: "EpochPassed", epoch: 3 })
    expect(story.send(outcome("failed", { epoch: 3 }))).toHaveLength(1)
  })

  it("goes on after the interaction has closed", () => {
    const story = written()
    story.send(step("ClaimMessage"))
    finish(story, "i1")
    expect(story.interaction("i1")).toBeUndefined()
    story.send(step("SubmitMessage"))
    expect(story.send(outcome("sent"))).toHaveLength(1)
    expect(outgoing(story)).toEqual([])
  })
})
