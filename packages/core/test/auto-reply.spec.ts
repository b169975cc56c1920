import { describe, expect, it } from "vitest"
import { placedBy } from "../src/engine/content/placement.ts"
import { hamtGet } from "../src/kernel/hamt.ts"
import { conversations, foldModel, intervals, readIntervals, recordingOf } from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, centre, chat, hash } from "./given.ts"
import { template } from "./given-texts.ts"
import { localTimes } from "./local-times.ts"
import { MIDNIGHT, type Setting, type Story } from "./story.ts"

/** Sales answers arrivals with `thanks`, a client at most once in ten minutes. */
const answering = (settings: Setting = {}, more: Parameters<typeof campaign>[3] = {}): Story =>
  centre(
    agents("ann"),
    template("thanks"),
    campaign("sales", { autoReply: "thanks", autoReplyPauseSeconds: 600, ...settings }, ["ann"], more)
  )

const from = (client: string) => ({ from: hash(client) })
const replied = (story: Story, id: string, more: Parameters<typeof arrive>[3] = from(id)) =>
  story.all("ClientAutoReplied", arrive(story, id, "sales", more)).length

const answer = (story: Story, interactionId: string) =>
  story.send({
    _tag: "SendMessage",
    interactionId,
    agentId: "ann",
    contents: { body: "answer1", raw: null, attachments: [] }
  })

describe("An automatic reply", () => {
  it("[D8.5b] answers an arrival by the campaign's template, and is sent as every message is", () => {
    const story = answering()
    const events = arrive(story, "i1", "sales", from("client1"))
    const message = { messageId: "i1.m2", interactionId: "i1", campaign: "sales" }
    expect(story.all("MessagePlanned", events)).toMatchObject([
      { ...message, agentId: null, first: false, contents: { body: "thanks-text", raw: null, attachments: [] } }
    ])
    const until = story.now + 600_000
    expect(story.all("ClientAutoReplied", events)).toEqual([
      { _tag: "ClientAutoReplied", ...message, address: hash("client1"), template: "thanks", until }
    ])
    story.send({ _tag: "TakeOwnership", epoch: 1 })
    const step = { messageId: "i1.m2", epoch: 1 }
    story.send({ _tag: "ClaimMessage", ...step })
    story.send({ _tag: "SubmitMessage", ...step })
    story.send({ _tag: "RecordMessageOutcome", ...step, outcome: "sent" })
    const messages = story.centre.views.messages(story.state, "i1")
    expect(messages?.map(({ author, state }) => [author, state])).toEqual([
      ["client", "received"],
      ["system", "sent"]
    ])
    const told = foldModel(conversations, story.log).ask(recordingOf("i1"))?.messages
    expect(told?.[1]).toMatchObject({ author: "system", agentId: null })
  })

  it("[D8.5b] goes to the arrival, not to what comes later in the conversation", () => {
    const story = answering({ autoReplyPauseSeconds: 0 })
    expect(replied(story, "i1")).toBe(1)
    const later = { ...from("i1"), replyToken: "i1" }
    expect(story.all("MessageReceived", arrive(story, "i9", "sales", later))).toMatchObject([{ interactionId: "i1" }])
    expect(story.all("ClientAutoReplied")).toHaveLength(1)
  })

  it("[D8.5a] answers nothing that a machine has sent, and nobody without an address", () => {
    const story = answering()
    expect(replied(story, "i1", { ...from("i1"), automatic: true })).toBe(0)
    expect(replied(story, "i2", {})).toBe(0)
    expect(replied(story, "i3")).toBe(1)
  })

  it("[D8.5c] goes to a client at most once in the campaign's pause", () => {
    const story = answering()
    expect(replied(story, "i1", from("client1"))).toBe(1)
    story.wait(599)
    expect(replied(story, "i2", from("client1"))).toBe(0)
    expect(replied(story, "i3", from("client2"))).toBe(1)
    story.wait(1)
    expect(replied(story, "i4", from("client1"))).toBe(1)
  })

  it("[D8.5b] [D3.4a] is sent by no disabled campaign, and by none without a template", () => {
    const story = answering()
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    expect(replied(story, "i1")).toBe(0)
    story.send({ _tag: "EnableCampaign", campaign: "sales" })
    story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { autoReply: null } })
    expect(replied(story, "i2")).toBe(0)
  })

  it("[D8.5b] answers who opens a chat with words, and not one who only opens it", () => {
    const story = answering({}, chat)
    expect(replied(story, "i1", { ...from("i1"), contents: { body: null, raw: null, attachments: [] } })).toBe(0)
    expect(replied(story, "i2")).toBe(1)
  })

  it("[D8.5d] [D5.9f] leaves what the client wrote unread", () => {
    const story = answering()
    arrive(story, "i1", "sales", from("client1"))
    accept(story, "i1")
    expect(hamtGet(story.state.facts.conversations, "i1")?.unread).toBe(1)
    answer(story, "i1")
    expect(hamtGet(story.state.facts.conversations, "i1")?.unread).toBe(0)
  })

  it("[D8.5d] is no first response: the agent's answer is", () => {
    const story = answering({ eligibility: "nocall" })
    arrive(story, "i1", "sales", from("client1"))
    story.wait(20)
    accept(story, "i1")
    story.wait(10)
    expect(story.all("MessagePlanned", answer(story, "i1"))).toMatchObject([{ first: true }])
    const day = { from: MIDNIGHT, to: MIDNIGHT + 86_400_000, step: "day", zone: "UTC" } as const
    const [row] =
      foldModel(intervals, story.log).ask(readIntervals(localTimes, { campaign: "sales", ...day }))?.rows ?? []
    expect(row?.figures).toMatchObject({ firstResponses: 1, firstResponsesMs: 30_000 })
  })

  it("[D8.5b] leaves the template the centre's: it is placed with no client", () => {
    const story = answering()
    const events = arrive(story, "i1", "sales", from("client1"))
    const [planned] = story.all("MessagePlanned", events)
    const [received] = story.all("MessageReceived", events)
    expect(planned && placedBy(planned)).toBeNull()
    expect(received && placedBy(received)).toEqual({ ids: ["i1-body"], contacts: ["i1.c"] })
    const [defined] = story.all("TemplateDefined")
    expect(defined && placedBy(defined)).toEqual({ ids: ["thanks-text"], contacts: [] })
  })
})
