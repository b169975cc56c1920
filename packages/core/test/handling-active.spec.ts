import { describe, expect, it } from "vitest"
import {
  agentLogs,
  agentTable,
  campaignLive,
  intervals,
  project,
  foldModel,
  readIntervals,
  type Scope
} from "../src/stats/index.ts"
import { acceptTransfer, calling, hold, owning, resume, start, toAgent, toCampaign } from "./given-active.ts"
import { accept, campaign, finish } from "./given.ts"
import { localTimes } from "./local-times.ts"
import { MIDNIGHT, type Story } from "./story.ts"

const day = { from: MIDNIGHT, to: MIDNIGHT + 86_400_000, step: "day", zone: "UTC" } as const

const read = (story: Story, scope: Scope) => {
  const [row] = foldModel(intervals, story.log).ask(readIntervals(localTimes, { ...scope, ...day }))?.rows ?? []
  if (row === undefined) throw new Error("no day")
  return { ...row.figures, ...row.ratios }
}

describe("what an agent starts", () => {
  it("[D6.10i] is kept apart from all that came in; completed alone counts both", () => {
    const story = owning({ wrapUpSeconds: 30 })
    finish(story, "i1")
    story.wait(30)
    const before = read(story, { campaign: "sales" })
    start(story, "o1", "ann", "sales")
    story.send({
      _tag: "SendMessage",
      interactionId: "o1",
      agentId: "ann",
      contents: { body: "o1-body", raw: null, attachments: [] }
    })
    story.wait(40)
    finish(story, "o1")
    story.wait(30)
    expect(read(story, { campaign: "sales" })).toEqual({
      ...before,
      completed: before.completed + 1,
      outboundStarted: 1,
      outboundLegs: 1,
      outboundTalkMs: 40_000,
      outboundWrapUps: 1,
      outboundWrapUpMs: 30_000,
      outboundEnded: 1,
      outboundTalkedMs: 40_000,
      outboundHandleMs: 70_000
    })
    expect([before.completed, before.handleMs, before.firstResponses]).toEqual([1, 130_000, 0])
    const table = agentTable(project(campaignLive, story.log), project(agentLogs, story.log), {
      campaign: "sales",
      now: story.now
    })
    expect(table?.map(({ agentId, completed }) => [agentId, completed])).toEqual([
      ["ann", 2],
      ["bob", 0]
    ])
  })

  it("[D6.2l] is no entry, nor is a transfer to an agent", () => {
    const story = owning()
    const entries = () => {
      const { entered, answered, arrived } = story.row("sales").today
      return [entered, answered, arrived]
    }
    const before = entries()
    start(story, "o1", "ann", "sales")
    toAgent(story, "i1", "bob")
    acceptTransfer(story, "i1")
    expect([entries(), story.row("sales").open]).toEqual([before, 0])
    expect(before).toEqual([1, 1, 1])
  })
})

describe("the legs of an interaction", () => {
  it("[D6.10k] [D6.10l] end when it is passed on: each talk is its agent's, the end is the last one's", () => {
    const story = owning({ wrapUpSeconds: 20 })
    toAgent(story, "i1", "bob")
    expect(read(story, { agentId: "ann" }).legs).toBe(0)
    acceptTransfer(story, "i1")
    story.wait(50)
    finish(story, "i1")
    story.wait(20)
    const of = (scope: Scope) => {
      const { legs, talkMs, ended, completed, handleMs } = read(story, scope)
      return [legs, talkMs, ended, completed, handleMs]
    }
    expect([of({ agentId: "ann" }), of({ agentId: "bob" })]).toEqual([
      [1, 100_000, 0, 0, null],
      [1, 50_000, 1, 1, 70_000]
    ])
    expect(of({ campaign: "sales" })).toEqual([2, 150_000, 1, 1, 190_000])
  })

  it("[D6.10l] count for the campaign of the last leg, where it was passed to another", () => {
    const story = owning({}, { before: campaign("care", { offerTimeoutSeconds: 600 }, ["bob"]) })
    toCampaign(story, "i1", "care")
    accept(story, "i1")
    finish(story, "i1")
    const of = (name: string) => {
      const { legs, ended, entered, enteredByTransfer } = read(story, { campaign: name })
      return [legs, ended, entered, enteredByTransfer]
    }
    expect([of("sales"), of("care")]).toEqual([
      [1, 0, 1, 0],
      [1, 1, 1, 1]
    ])
  })

  it("[D6.10m] answer the client first as from the first entry, wherever the interaction was passed to", () => {
    const story = owning({}, { before: campaign("care", { offerTimeoutSeconds: 600 }, ["bob"]) })
    toCampaign(story, "i1", "care")
    story.wait(30)
    accept(story, "i1")
    story.send({
      _tag: "SendMessage",
      interactionId: "i1",
      agentId: "bob",
      contents: { body: "i1-answer", raw: null, attachments: [] }
    })
    expect(read(story, { campaign: "care" })).toMatchObject({ firstResponses: 1, firstResponsesMs: 140_000 })
    expect(read(story, { campaign: "sales" }).firstResponses).toBe(0)
  })

  it("[D6.10a] [D6.10b] [D6.10k] have a talk less their hold, which handling counts again", () => {
    const story = calling({ wrapUpSeconds: 10 })
    story.wait(60)
    hold(story, "c1")
    story.wait(30)
    resume(story, "c1")
    story.wait(10)
    hold(story, "c1")
    story.wait(5)
    finish(story, "c1")
    story.wait(10)
    const sums = { talkMs: 70_000, holdMs: 35_000, wrapUpMs: 10_000, talkedMs: 70_000, handleMs: 115_000 }
    expect(read(story, { campaign: "calls" })).toMatchObject(sums)
    expect(read(story, { agentId: "ann" })).toMatchObject(sums)
  })

  it("[D6.10j] cut an agent's talk and hold to logged time", () => {
    const story = calling()
    story.wait(60)
    hold(story, "c1")
    story.wait(30)
    story.send({ _tag: "LoseSession", agentId: "ann", sessionId: "ann-session" })
    story.wait(100)
    story.send({ _tag: "SignIn", agentId: "ann", sessionId: "again" })
    resume(story, "c1")
    story.wait(5)
    finish(story, "c1")
    const { talkMs, holdMs } = read(story, { agentId: "ann" })
    expect([talkMs, holdMs]).toEqual([65_000, 30_000])
    expect(read(story, { campaign: "calls" })).toMatchObject({ talkMs: 65_000, holdMs: 130_000 })
  })
})
