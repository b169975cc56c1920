import { describe, expect, it } from "vitest"
import {
  agentLogs,
  agentTable,
  campaignLive,
  conversations,
  foldModel,
  project,
  searchRecordings
} from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, centre, finish, leave, reject } from "./given.ts"
import { channels, Story, type Setting } from "./story.ts"

const overflow = (afterSeconds: number, to: string) => ({
  steps: [{ afterSeconds, skills: [], penaltyRange: null, overflow: { to } }]
})

const today = (story: Story, name: string) => story.row(name).today

describe("an entry that overflows", () => {
  const two = (settings: Setting = {}) =>
    centre(campaign("care"), campaign("sales", { ...overflow(60, "care"), ...settings }))

  it("[D6.2e] has the outcome overflowed, and opens another elsewhere", () => {
    const story = two()
    arrive(story, "i1", "sales")
    story.wait(60)
    expect(today(story, "sales")).toMatchObject({ entered: 1, overflowed: 1, abandoned: 0 })
    expect(today(story, "care")).toMatchObject({ arrived: 0, entered: 1, enteredByOverflow: 1, overflowed: 0 })
    expect([story.row("sales").open, story.row("sales").acd, story.row("care").open, story.row("care").acd]).toEqual([
      0, 0, 1, 1
    ])
    expect(foldModel(conversations, story.log).ask(searchRecordings({})).items).toHaveLength(1)
  })

  it("[D6.2i] keeps its first outcome: one abandoned by dropout does not count as overflowed too", () => {
    const story = two({ dropoutSeconds: 30 })
    arrive(story, "i1", "sales")
    story.wait(60)
    expect(story.all("InteractionOverflowed")).toMatchObject([{ campaign: "sales", outcome: false }])
    expect(today(story, "sales")).toMatchObject({ entered: 1, abandoned: 1, overflowed: 0 })
    expect([story.row("sales").open, story.row("care").open]).toEqual([0, 1])
  })
})

/** Ann and bob with a voice campaign and one of mails. */
const phones = () => {
  const story = new Story({ channels: [...channels, { name: "voice", kind: "live", media: "voice" }] })
  agents("ann", "bob")(story)
  const ring = { offerTimeoutSeconds: 600 }
  campaign("calls", { ...ring, serviceLevelSeconds: 20 }, ["ann"], { channel: "voice" })(story)
  campaign("mails", ring, ["ann"])(story)
  return story
}

describe("on voice", () => {
  it("[D6.2c] [D6.2j] an entry is answered when the parties are joined: the adapter then sends Accept", () => {
    const story = phones()
    arrive(story, "i1", "calls")
    story.wait(15)
    expect(today(story, "calls")).toMatchObject({ entered: 1, answered: 0 })
    reject(story, "i1")
    story.wait(10)
    accept(story, "i1")
    expect(today(story, "calls")).toMatchObject({ answered: 1, answeredWithin: 0, answeredWaitMs: 25_000 })
    arrive(story, "i2", "calls")
    story.wait(5)
    leave(story, "i2")
    expect(today(story, "calls")).toMatchObject({ answered: 1, abandoned: 1 })
  })

  it("[D6.9f] a member is busy by a call in a voice campaign, by a call or other work in others", () => {
    const story = phones()
    const members = (name: string) => {
      const { logged, free, busy } = story.row(name)
      return [logged, free, busy]
    }
    arrive(story, "m1", "mails")
    accept(story, "m1")
    expect([members("calls"), members("mails")]).toEqual([
      [1, 1, 0],
      [1, 0, 1]
    ])
    arrive(story, "c1", "calls")
    accept(story, "c1")
    finish(story, "m1")
    expect([members("calls"), members("mails")]).toEqual([
      [1, 0, 1],
      [1, 0, 1]
    ])
    const table = agentTable(project(campaignLive, story.log), project(agentLogs, story.log), {
      campaign: "mails",
      now: story.now
    })
    expect(table?.map(({ icons, status, channels: on, active }) => [icons.onCall, status, on, active])).toEqual([
      [true, "Busy", ["voice"], []]
    ])
    finish(story, "c1")
    expect(members("calls")).toEqual([1, 1, 0])
  })
})

it("[D6.9i] available counts members who have the campaign's skills", () => {
  const story = centre(
    agents("ann", "bob"),
    campaign("sales", { skills: [{ skill: "french", level: 50 }] }, ["ann", "bob"])
  )
  const available = () => story.centre.available(story.state, "sales")
  expect(available()).toBe(0)
  const speaks = (agentId: string, level: number) =>
    story.send({ _tag: "SetAgentSkills", agentId, skills: [{ skill: "french", level }] })
  speaks("ann", 50)
  speaks("bob", 49)
  expect(available()).toBe(1)
})
