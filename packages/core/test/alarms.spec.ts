import { describe, expect, it } from "vitest"
import { alarms, nextAlarmAt, passTime, project, type AlarmNotice } from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, centre, finish, leave } from "./given.ts"
import { MIDNIGHT, NINE, type Setting, type Story } from "./story.ts"

const off = { warning: null, danger: null }
const none = { waiting: off, longestWaitSeconds: off, serviceLevel: off, abandonRatio: off, chatSeconds: off }

const sales = (levels: Partial<typeof none> | Setting, settings: Setting = {}, members: ReadonlyArray<string> = []) =>
  centre(
    agents("ann"),
    campaign("sales", { offerTimeoutSeconds: 3_600, ...settings, alarms: { ...none, ...levels } }, members)
  )

/** All notices of a log, and those of the time after it, told: `waiting none→warning 2`. */
function notices(story: Story): ReadonlyArray<string> {
  const found: Array<AlarmNotice> = []
  let view = alarms.initial
  for (const recorded of story.log) {
    view = alarms.evolve(view, recorded)
    found.push(...view.notices)
  }
  found.push(...passTime(view, story.now).notices)
  return found.map(({ alarm, from, to, value, at }) => `${(at - NINE) / 1_000}s ${alarm} ${from}→${to} ${value}`)
}

describe("alarms", () => {
  it("[D3.10f] [D3.10g] tell each crossing of a level of the waiting count, either way, once", () => {
    const story = sales({ waiting: { warning: 2, danger: 3 } })
    for (const id of ["i1", "i2", "i3", "i4"]) arrive(story, id, "sales")
    for (const id of ["i4", "i3", "i2", "i1"]) leave(story, id)
    expect(notices(story)).toEqual([
      "0s waiting none→warning 2",
      "0s waiting warning→danger 3",
      "0s waiting danger→warning 2",
      "0s waiting warning→none 1"
    ])
  })

  it("[D3.10f] [D3.10g] tell the longest wait when time alone crosses, and say when that is", () => {
    const story = sales({ longestWaitSeconds: { warning: 10, danger: 30 } })
    arrive(story, "i1", "sales")
    expect(nextAlarmAt(project(alarms, story.log))).toBe(NINE + 10_000)
    story.wait(15)
    const warned = passTime(project(alarms, story.log), story.now)
    expect(nextAlarmAt(warned)).toBe(NINE + 30_000)
    arrive(story, "i2", "sales")
    story.wait(20)
    leave(story, "i1")
    story.wait(60)
    leave(story, "i2")
    expect(notices(story)).toEqual([
      "10s longestWaitSeconds none→warning 10",
      "30s longestWaitSeconds warning→danger 30",
      "35s longestWaitSeconds danger→warning 20",
      "45s longestWaitSeconds warning→danger 30",
      "95s longestWaitSeconds danger→none null"
    ])
    expect(nextAlarmAt(project(alarms, story.log))).toBeNull()
  })

  it("[D3.10f] [D3.10g] tell a service level that falls below a level, and when it is above it again", () => {
    const levels = { serviceLevel: { warning: 0.8, danger: 0.5 }, abandonRatio: { warning: 0.5, danger: 1 } }
    const story = sales(levels, { serviceLevelSeconds: 10 }, ["ann"])
    arrive(story, "i1", "sales")
    story.wait(20)
    accept(story, "i1")
    arrive(story, "i2", "sales")
    accept(story, "i2")
    for (const id of ["i3", "i4", "i5"]) {
      story.send({ _tag: "ChangeCampaign", campaign: "sales", settings: { perAgentMax: 9 } })
      arrive(story, id, "sales")
      accept(story, id)
    }
    expect(notices(story)).toEqual([
      "20s serviceLevel none→danger 0",
      "20s serviceLevel danger→warning 0.5",
      "20s serviceLevel warning→none 0.8"
    ])
  })

  it("[D3.10f] [D3.10g] tell the abandon ratio, which begins anew with the campaign's day", () => {
    const story = sales({ abandonRatio: { warning: 0.5, danger: 1 } })
    arrive(story, "i1", "sales")
    leave(story, "i1")
    story.until(MIDNIGHT + 86_400_000)
    expect(notices(story)).toEqual(["0s abandonRatio none→danger 1", "54000s abandonRatio danger→none null"])
  })

  it("[D3.10f] [D3.10g] tell an active interaction that is too old since its acceptance", () => {
    const story = sales({ chatSeconds: { warning: 60, danger: 120 } }, {}, ["ann"])
    arrive(story, "i1", "sales")
    story.wait(30)
    accept(story, "i1")
    story.wait(200)
    finish(story, "i1")
    expect(notices(story)).toEqual([
      "90s chatSeconds none→warning 60",
      "150s chatSeconds warning→danger 120",
      "230s chatSeconds danger→none null"
    ])
  })

  it("[D3.10g] are derived: the log and its public events say nothing of them, and new levels are told at once", () => {
    const story = sales({})
    for (const id of ["i1", "i2"]) arrive(story, id, "sales")
    expect(notices(story)).toEqual([])
    const tags = story.log.map(({ event }) => event._tag)
    const settings = { alarms: { ...none, waiting: { warning: 1, danger: null } } }
    expect(story.send({ _tag: "ChangeCampaign", campaign: "sales", settings }).map(({ _tag }) => _tag)).toEqual([
      "CampaignChanged"
    ])
    expect(story.send({ _tag: "ChangeCampaign", campaign: "sales", settings })).toEqual([])
    expect(notices(story)).toEqual(["0s waiting none→warning 2"])
    story.send({ _tag: "RemoveCampaign", campaign: "sales", withdraw: true })
    expect(notices(story)).toHaveLength(2)
    expect(tags.filter((tag) => tag.includes("Alarm"))).toEqual([])
  })
})
