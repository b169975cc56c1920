import { describe, expect, it } from "vitest"
import { foldModel, intervals, longestWaitTodayMs, readIntervals, type Scope } from "../src/stats/index.ts"
import {
  accept,
  agents,
  arrive,
  campaign,
  centre,
  chat,
  endBreak,
  finish,
  leave,
  loseSession,
  signIn,
  signOut,
  startBreak
} from "./given.ts"
import { localTimes } from "./local-times.ts"
import { MIDNIGHT, type Setting, type Story } from "./story.ts"

const day = { from: MIDNIGHT, to: MIDNIGHT + 86_400_000, step: "day", zone: "UTC" } as const

const read = (story: Story, scope: Scope = { campaign: "sales" }) => {
  const [row] = foldModel(intervals, story.log).ask(readIntervals(localTimes, { ...scope, ...day }))?.rows ?? []
  if (row === undefined) throw new Error("no day")
  return { ...row.figures, ...row.ratios }
}

const sales = (settings: Setting = {}, members: ReadonlyArray<string> = ["ann"]) =>
  centre(agents("ann", "bob"), campaign("sales", { offerTimeoutSeconds: 3_600, perAgentMax: 9, ...settings }, members))

const works = (story: Story, id: string, seconds: number) => {
  arrive(story, id, "sales")
  accept(story, id)
  story.wait(seconds)
  finish(story, id)
}

const send = (story: Story, interactionId: string, agentId: string) =>
  story.send({
    _tag: "SendMessage",
    interactionId,
    agentId,
    contents: { body: `${interactionId}-answer`, raw: null, attachments: [] }
  })

describe("the hold of the queue", () => {
  const answersAfter = (story: Story, id: string, ms: number) => {
    startBreak(story, "ann")
    arrive(story, id, "sales")
    story.until(story.now + ms)
    endBreak(story, "ann")
    accept(story, id)
  }

  it("[D6.7a] averages the waits of the answered, and of nobody else", () => {
    const story = sales()
    answersAfter(story, "i1", 10_000)
    answersAfter(story, "i2", 5_001)
    startBreak(story, "ann")
    arrive(story, "i3", "sales")
    story.wait(600)
    leave(story, "i3")
    expect([story.row("sales").today.averageHoldMs, read(story).averageHoldMs]).toEqual([15_001 / 2, 15_001 / 2])
  })

  it("[D6.7b] moves by (3 · old + new) ÷ 4, the first as it is, each wait and result floored to whole seconds", () => {
    const story = sales()
    const ema = () => story.row("sales").today.averageHoldEmaSeconds
    expect(ema()).toBeNull()
    answersAfter(story, "i1", 10_999)
    expect(ema()).toBe(10)
    answersAfter(story, "i2", 3_999)
    expect(ema()).toBe(8)
    answersAfter(story, "i3", 0)
    expect(ema()).toBe(6)
    story.until(day.to)
    expect(ema()).toBeNull()
  })

  it("[D6.10h] has a longest wait now, and one of today, of what waits and of what ended", () => {
    const story = sales({}, [])
    arrive(story, "i1", "sales")
    story.wait(90)
    leave(story, "i1")
    const today = () => longestWaitTodayMs(story.row("sales"), story.now)
    arrive(story, "i2", "sales")
    story.wait(60)
    expect([story.row("sales").longestWaitSince, today()]).toEqual([story.now - 60_000, 90_000])
    story.wait(60)
    expect(today()).toBe(120_000)
    story.until(day.to + 1_000)
    leave(story, "i2")
    story.until(day.to + 86_400_000)
    expect([story.row("sales").today.longestWaitEndedMs, today()]).toEqual([null, null])
  })
})

describe("handling", () => {
  it("[D6.10a] [D6.10b] [D6.10c] divides talk, handling and wrap-up by the interactions that ended", () => {
    const story = sales({ wrapUpSeconds: 30 })
    works(story, "i1", 100)
    story.wait(30)
    works(story, "i2", 50)
    story.wait(10)
    story.send({ _tag: "EndWrapUp", agentId: "ann" })
    expect(read(story)).toMatchObject({
      ended: 2,
      talkMs: 150_000,
      wrapUps: 2,
      wrapUpMs: 40_000,
      talkedMs: 75_000,
      handleMs: 95_000,
      afterWorkMs: 20_000
    })
    expect(story.row("sales").today).toMatchObject({ talkedMs: 75_000, handleMs: 95_000, afterWorkMs: 20_000 })
  })

  it("[D6.10k] counts a leg and a wrap-up for their agent and campaign when each ends", () => {
    const story = sales({ wrapUpSeconds: 30 }, ["ann", "bob"])
    arrive(story, "i1", "sales")
    accept(story, "i1")
    const first = story.interaction("i1")?.ownerId ?? ""
    const other = first === "ann" ? "bob" : "ann"
    story.wait(100)
    expect(read(story)).toMatchObject({ legs: 0, talkMs: 0 })
    signOut(story, first, true)
    expect(read(story)).toMatchObject({ legs: 1, talkMs: 100_000, ended: 0 })
    accept(story, "i1")
    story.wait(20)
    finish(story, "i1")
    expect(read(story)).toMatchObject({ legs: 2, talkMs: 120_000, wrapUpMs: 0, ended: 1 })
    story.wait(30)
    const of = (agentId: string) => {
      const { legs, talkMs, wrapUpMs, ended } = read(story, { agentId, campaign: "sales" })
      return [legs, talkMs, wrapUpMs, ended]
    }
    expect([of(first), of(other)]).toEqual([
      [1, 100_000, 0, 0],
      [1, 20_000, 30_000, 1]
    ])
  })

  it("[D6.10l] counts ended and completed once for each interaction, for the agent of its last leg", () => {
    const story = sales({}, ["ann", "bob"])
    arrive(story, "i1", "sales")
    accept(story, "i1")
    const first = story.interaction("i1")?.ownerId ?? ""
    signOut(story, first, true)
    accept(story, "i1")
    finish(story, "i1")
    const completed = (agentId: string) => read(story, { agentId }).completed
    expect([completed(first), completed(first === "ann" ? "bob" : "ann"), read(story).ended]).toEqual([0, 1, 1])
  })

  it("[D6.10e] [D6.10m] [D6.10n] measures the first response from the stamp of the arrival, over entries and legs", () => {
    const story = sales({}, ["ann", "bob"])
    const entered = story.now
    arrive(story, "i1", "sales")
    story.wait(10)
    accept(story, "i1")
    signOut(story, story.interaction("i1")?.ownerId ?? "", true)
    story.wait(20)
    accept(story, "i1")
    const owner = story.interaction("i1")?.ownerId ?? ""
    send(story, "i1", owner)
    story.wait(5)
    send(story, "i1", owner)
    expect(story.log.find(({ event }) => event._tag === "InteractionQueued")?.at).toBe(entered)
    expect(read(story)).toMatchObject({ firstResponses: 1, firstResponsesMs: 30_000, firstResponseMs: 30_000 })
  })

  it("[D6.10f] measures the resolution from creation to end, over all legs", () => {
    const story = sales({ wrapUpSeconds: 600 }, ["ann", "bob"])
    arrive(story, "i1", "sales")
    story.wait(10)
    accept(story, "i1")
    story.wait(10)
    signOut(story, story.interaction("i1")?.ownerId ?? "", true)
    accept(story, "i1")
    story.wait(10)
    finish(story, "i1")
    story.wait(600)
    expect(read(story)).toMatchObject({ resolutionsMs: 30_000, resolutionMs: 30_000 })
  })

  it("[D6.10j] cuts an agent's times to the logged ones; the interaction's talk goes on", () => {
    const story = centre(
      agents("ann"),
      campaign("sales", { offerTimeoutSeconds: 60, wrapUpSeconds: 40 }, ["ann"], chat)
    )
    arrive(story, "i1", "sales")
    accept(story, "i1")
    story.wait(60)
    loseSession(story, "ann")
    story.wait(30)
    signIn(story, "ann", "again")
    story.wait(5)
    finish(story, "i1")
    story.send({ _tag: "LoseSession", agentId: "ann", sessionId: "again" })
    story.wait(40)
    const times = ({ talkMs, wrapUpMs }: { readonly talkMs: number; readonly wrapUpMs: number }) => [talkMs, wrapUpMs]
    expect(times(read(story))).toEqual([95_000, 40_000])
    expect(times(read(story, { agentId: "ann" }))).toEqual([65_000, 0])
  })

  it("[D5.7h] count an answer after the dropout as the agent's completed, and as nobody's answered", () => {
    const story = sales({ dropoutSeconds: 60 })
    arrive(story, "i1", "sales")
    story.wait(61)
    accept(story, "i1")
    story.wait(30)
    finish(story, "i1")
    expect(read(story, { agentId: "ann" })).toMatchObject({ completed: 1, answered: 0, answeredAfterDropout: 1 })
    expect(read(story)).toMatchObject({ abandoned: 1, answered: 0 })
  })
})
