import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, chat, finish, loseSession, signIn, signOut } from "./given.ts"
import { NINE, type Setting, type Story } from "./story.ts"

/** Ann has accepted i1; bob is there but may not be in the campaign. */
const owning = (settings: Setting = {}, more: { readonly channel?: string; readonly members?: Array<string> } = {}) => {
  const { members = ["ann"], channel = "mail" } = more
  const story = centre(agents("ann", "bob"), campaign("sales", settings, members, { channel }))
  arrive(story, "i1", "sales", { priority: 5 })
  story.wait(10)
  accept(story, "i1")
  story.wait(100)
  return story
}

const queuedLast = (story: Story) => story.all("InteractionQueued").at(-1)

describe("a forced sign-out", () => {
  it("[D2.8d] [D2.8e] [D2.9a] [D2.9b] [D2.9c] requeues active text work: a new leg and entry in the old order, its wait from the return", () => {
    const story = owning({ dropoutSeconds: 60 })
    const events = signOut(story, "ann", true)
    expect(events.map(({ _tag }) => _tag)).toEqual([
      "AgentSessionEnded",
      "AgentDisconnected",
      "InteractionReleased",
      "InteractionQueued"
    ])
    expect(story.all("InteractionReleased")).toMatchObject([{ agentId: "ann", leg: 1, talkMs: 100_000 }])
    expect(queuedLast(story)).toMatchObject({
      entry: 2,
      kind: "requeued",
      priority: 5,
      enteredAt: NINE,
      waitingSince: NINE + 110_000,
      dropoutAt: NINE + 110_000 + 60_001
    })
    expect(story.interaction("i1")).toMatchObject({ stage: "waiting", leg: 2, ownerId: null })
  })

  it("[D2.9b] puts it before all that entered later", () => {
    const story = owning({ perAgentMax: 1 })
    arrive(story, "i0", "sales", { priority: 5 })
    signOut(story, "ann", true)
    expect(story.offers(signIn(story, "ann"))).toEqual(["i1→ann"])
  })

  it("[D2.9c] counts the second entry's wait from the return", () => {
    const story = owning()
    signOut(story, "ann", true)
    story.wait(7)
    signIn(story, "ann")
    expect(story.all("OfferAccepted", accept(story, "i1"))).toMatchObject([{ entry: 2, waitMs: 7_000, outcome: true }])
  })

  it("hands the work on in the same step to who is there", () => {
    const story = owning({}, { members: ["ann", "bob"] })
    expect(story.offers(story.send({ _tag: "SignOutAgent", agentId: "ann" }))).toEqual(["i1→bob"])
  })

  it("[D2.8e] a supervisor's sign-out takes the work of an agent who is gone already, and the break they went in", () => {
    const story = centre(agents("ann", "bob"), campaign("sales", {}, ["ann"]))
    arrive(story, "i1", "sales")
    accept(story, "i1")
    story.send({ _tag: "StartBreak", agentId: "ann" })
    loseSession(story, "ann")
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["bob"] })
    const events = story.send({ _tag: "SignOutAgent", agentId: "ann" })
    expect(events.map(({ _tag }) => _tag)).toEqual([
      "BreakEnded",
      "InteractionReleased",
      "InteractionQueued",
      "InteractionOffered"
    ])
    expect(story.send({ _tag: "SignOutAgent", agentId: "ann" })).toEqual([])
  })
})

describe("a lost connection", () => {
  it("[D2.8g] leaves text work for ten minutes, and requeues it when they are exceeded", () => {
    const story = owning()
    const lost = loseSession(story, "ann")
    expect(story.all("AgentDisconnected", lost)).toMatchObject([{ requeueAt: story.now + 600_001 }])
    expect([story.agent("ann").status, story.agent("ann").active]).toEqual(["Disconnected", 1])
    expect(story.wait(600)).toEqual([])
    expect(story.until(story.now + 1).map(({ _tag }) => _tag)).toEqual([
      "AgentAbsenceElapsed",
      "InteractionReleased",
      "InteractionQueued"
    ])
    expect(story.agent("ann").active).toBe(0)
  })

  it("[D2.8g] requeues nothing when the agent is back in time", () => {
    const story = owning()
    loseSession(story, "ann")
    story.wait(599)
    signIn(story, "ann")
    expect(story.wait(3_600)).toEqual([])
    expect([story.agent("ann").active, story.agent("ann").requeueAt]).toEqual([1, null])
  })

  it("[D2.8g] never requeues when the centre says 0", () => {
    const story = owning()
    story.send({ _tag: "ChangeCentre", requeueAfterDisconnectSeconds: 0 })
    loseSession(story, "ann")
    expect(story.wait(12 * 3_600)).toEqual([])
    expect(story.stage("i1")).toBe("active")
  })

  it("[D14.2e] ends the talk when the absence was due, however late the centre wakes", () => {
    const story = owning()
    loseSession(story, "ann")
    const events = story.sleep(7_200)
    expect(story.all("InteractionReleased", events)).toMatchObject([{ talkMs: 100_000 + 600_001 }])
    expect(queuedLast(story)).toMatchObject({ waitingSince: story.now })
  })
})

describe("a requeue", () => {
  it("[D2.9e] of a live interaction enters above the maximum", () => {
    const story = owning({ queueMax: 1, perAgentMax: 1 }, chat)
    arrive(story, "i2", "sales")
    expect(story.row("sales").acd).toBe(1)
    signOut(story, "ann", true)
    expect(queuedLast(story)).toMatchObject({ interactionId: "i1", kind: "requeued", place: "queue" })
    expect(story.row("sales").acd).toBe(2)
  })

  it("[D2.9f] of an asynchronous one joins the backlog of a full queue, and is admitted by its old order", () => {
    const story = owning({ queueMax: 1, perAgentMax: 1 })
    arrive(story, "i2", "sales")
    arrive(story, "i3", "sales")
    expect(story.row("sales")).toMatchObject({ acd: 1, backlog: 1 })
    signOut(story, "ann", true)
    expect(queuedLast(story)).toMatchObject({ interactionId: "i1", place: "backlog" })
    const events = signIn(story, "ann")
    expect(story.offers(events)).toEqual(["i2→ann"])
    expect(story.all("InteractionAdmitted", accept(story, "i2"))).toMatchObject([{ interactionId: "i1" }])
  })

  it("[D2.9g] of a live one of a disabled campaign is withdrawn", () => {
    const story = owning({}, chat)
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    expect(story.stage("i1")).toBe("active")
    const tags = signOut(story, "ann", true).map(({ _tag }) => _tag)
    expect(tags.slice(2)).toEqual([
      "InteractionReleased",
      "InteractionQueued",
      "InteractionWithdrawn",
      "InteractionClosed"
    ])
    expect(story.row("sales")).toMatchObject({ open: 0, today: { entered: 2, answered: 1, withdrawn: 1 } })
  })

  it("of an asynchronous one of a disabled campaign waits", () => {
    const story = owning()
    story.send({ _tag: "DisableCampaign", campaign: "sales" })
    signOut(story, "ann", true)
    expect(story.stage("i1")).toBe("waiting")
  })

  it("does not concern what is in wrap-up", () => {
    const story = owning({ wrapUpSeconds: 30 })
    finish(story, "i1")
    signOut(story, "ann")
    expect(story.stage("i1")).toBe("wrapUp")
    expect(story.wait(30).map(({ _tag }) => _tag)).toEqual(["WrapUpEnded", "InteractionClosed"])
  })
})
