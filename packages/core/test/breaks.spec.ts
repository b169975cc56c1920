/** Breaks that a centre defines, and what they do to agents: DOMAIN 2.3, 2.4, 3.3. */
import { describe, expect, it } from "vitest"
import { agents, arrive, campaign, centre, loseSession, startBreak } from "./given.ts"
import type { Story } from "./story.ts"

const LUNCH = { name: "Lunch", icon: "fork", colour: "#aa5500", maxMinutes: 30 } as const

const lunch = (story: Story) => story.send({ _tag: "DefineBreak", ...LUNCH })
const definitions = ({ centre: { views }, state }: Story) => views.breaks(state)
const ann = () => centre(agents("ann"), campaign("sales", {}, ["ann"]), lunch)

describe("a definition of a break", () => {
  it("[D2.4a] has a name, and where one likes an icon, a colour and most minutes", () => {
    const story = centre()
    expect(lunch(story)).toEqual([{ _tag: "BreakDefined", ...LUNCH }])
    story.send({ _tag: "DefineBreak", name: "Coaching" })
    expect(definitions(story)).toEqual([
      { name: "Pause", icon: null, colour: null, maxMinutes: null },
      { name: "Coaching", icon: null, colour: null, maxMinutes: null },
      LUNCH
    ])
  })

  it("[D3.3c] is added, changed and removed; what is so already is no event", () => {
    const story = ann()
    expect(lunch(story)).toEqual([])
    expect(story.refused({ _tag: "DefineBreak", name: "Lunch" })).toEqual({ _tag: "BreakExists", name: "Lunch" })
    expect(story.send({ _tag: "ChangeBreak", name: "Lunch", maxMinutes: null })).toEqual([
      { _tag: "BreakChanged", ...LUNCH, maxMinutes: null }
    ])
    expect(story.send({ _tag: "RemoveBreak", name: "Lunch" })).toEqual([{ _tag: "BreakRemoved", name: "Lunch" }])
    expect(story.send({ _tag: "RemoveBreak", name: "Lunch" })).toEqual([])
    expect(story.refused({ _tag: "ChangeBreak", name: "Lunch" })).toEqual({ _tag: "BreakUnknown", name: "Lunch" })
    expect(definitions(story).map(({ name }) => name)).toEqual(["Pause"])
  })

  it("[D2.4b] is not needed for Pause, which always exists, without an icon, as it is", () => {
    const story = centre(agents("ann"))
    const fixed = { _tag: "BreakIsFixed", name: "Pause" }
    expect(story.refused({ _tag: "DefineBreak", name: "Pause", icon: "cup" })).toEqual(fixed)
    expect(story.refused({ _tag: "ChangeBreak", name: "Pause", icon: "cup" })).toEqual(fixed)
    expect(story.refused({ _tag: "RemoveBreak", name: "Pause" })).toEqual(fixed)
    expect(story.send({ _tag: "StartBreak", agentId: "ann", name: "Pause" })).toMatchObject([{ icon: null }])
  })

  it("is one of a hundred at most", () => {
    const story = centre()
    for (let n = 0; n < 100; n++) story.send({ _tag: "DefineBreak", name: `B${n}` })
    expect(story.refused({ _tag: "DefineBreak", name: "B100" })).toEqual({ _tag: "TooManyBreaks", limit: 100 })
  })
})

describe("a defined break", () => {
  it("[D2.3b] is the agent's indicator, by its icon", () => {
    const story = ann()
    story.send({ _tag: "StartBreak", agentId: "ann", name: "Lunch" })
    expect(story.agent("ann")).toMatchObject({ status: "FreeOnBreak", indicator: "fork", break: { name: "Lunch" } })
    loseSession(story, "ann")
    expect(story.agent("ann").indicator).toBe("offline")
  })

  it("[D2.4d] is what a supervisor's pause uses when it is named", () => {
    const story = ann()
    const events = story.send({ _tag: "PauseAgent", agentId: "ann", name: "Lunch" })
    expect(events).toMatchObject([{ _tag: "BreakStarted", name: "Lunch", icon: "fork", cause: "supervisor" }])
    expect(story.refused({ _tag: "PauseAgent", agentId: "ann", name: "Nap" })).toEqual({
      _tag: "BreakUnknown",
      name: "Nap"
    })
  })

  it("of another name takes the place of the one that runs, in one step: nothing is routed between", () => {
    const story = ann()
    startBreak(story, "ann")
    arrive(story, "i1", "sales")
    story.wait(60)
    const events = story.send({ _tag: "StartBreak", agentId: "ann", name: "Lunch" })
    expect(events.map(({ _tag }) => _tag)).toEqual(["BreakEnded", "BreakStarted"])
    expect(story.agent("ann")).toMatchObject({ indicator: "fork", statusSince: story.now })
    expect(startBreak(story, "ann")).toEqual([])
    expect(story.send({ _tag: "PauseAgent", agentId: "ann" })).toEqual([])
  })

  it("[D2.4a] that lasts longer than its most minutes is noticed once, and goes on", () => {
    const story = ann()
    story.send({ _tag: "StartBreak", agentId: "ann", name: "Lunch" })
    const overdueAt = story.now + 30 * 60_000 + 1
    expect(story.wait(30 * 60)).toEqual([])
    expect(story.wait(3_600)).toEqual([{ _tag: "BreakOverdue", agentId: "ann", name: "Lunch", dueAt: overdueAt }])
    expect(story.agent("ann")).toMatchObject({ status: "FreeOnBreak", break: { name: "Lunch", overdueAt: null } })
  })

  it("ended in time is never overdue", () => {
    const story = ann().restarting()
    story.send({ _tag: "StartBreak", agentId: "ann", name: "Lunch" })
    story.send({ _tag: "EndBreak", agentId: "ann" })
    expect(story.all("BreakOverdue", story.wait(3_600))).toEqual([])
  })

  it("stays as it began when its definition is changed or removed", () => {
    const story = ann()
    story.send({ _tag: "StartBreak", agentId: "ann", name: "Lunch" })
    const before = story.agent("ann")
    story.send({ _tag: "ChangeBreak", name: "Lunch", icon: null, maxMinutes: 1 })
    story.send({ _tag: "RemoveBreak", name: "Lunch" })
    expect(story.agent("ann")).toEqual(before)
    expect(story.send({ _tag: "StartBreak", agentId: "ann", name: "Lunch" })).toEqual([])
    story.send({ _tag: "EndBreak", agentId: "ann" })
    expect(story.refused({ _tag: "StartBreak", agentId: "ann", name: "Lunch" })).toMatchObject({ _tag: "BreakUnknown" })
  })
})
