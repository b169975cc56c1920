import { describe, expect, it } from "vitest"
import {
  agentLogs,
  agentTable,
  campaignLive,
  conversations,
  foldModel,
  project,
  waitingTable
} from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, centre, chat, finish, hash, signOut } from "./given.ts"
import { MIDNIGHT, NINE, type Story } from "./story.ts"
import { textsOf } from "./texts.ts"

const tableOf = (story: Story, name: string) =>
  agentTable(project(campaignLive, story.log), project(agentLogs, story.log), { campaign: name, now: story.now })

const ring = { offerTimeoutSeconds: 3_600 }

describe("the monitor's agents", () => {
  it("[D6.12a] [D10.7b] show icons, channels, status, completed today in this campaign, active, and since when", () => {
    const story = centre(
      agents("ann", "bob", "cid"),
      campaign("mails", ring, ["ann", "bob"]),
      campaign("chats", ring, ["ann"], chat)
    )
    story.send({ _tag: "DefineBreak", name: "Lunch", icon: "fork" })
    story.send({ _tag: "StartBreak", agentId: "bob", name: "Lunch" })
    for (const id of ["i1", "i2"]) {
      arrive(story, id, "mails")
      accept(story, id)
    }
    arrive(story, "i3", "chats")
    accept(story, "i3")
    finish(story, "i1")
    story.wait(60)
    expect(tableOf(story, "mails")).toEqual([
      {
        agentId: "ann",
        agent: "ann",
        icons: { status: "online", onCall: false, break: null },
        channels: ["chat", "mail"],
        status: "Busy",
        break: null,
        completed: 1,
        active: ["i2"],
        sinceMs: 60_000
      },
      {
        agentId: "bob",
        agent: "bob",
        icons: { status: "paused", onCall: false, break: "fork" },
        channels: [],
        status: "FreeOnBreak",
        break: "Lunch",
        completed: 0,
        active: [],
        sinceMs: 60_000
      }
    ])
    expect(tableOf(story, "chats")?.map(({ completed, active }) => [completed, active])).toEqual([[0, ["i3"]]])
    expect(tableOf(story, "none")).toBeUndefined()
    signOut(story, "bob")
    expect(tableOf(story, "mails")?.[1]?.icons.status).toBe("offline")
  })

  it("[D6.12a] count what was completed since the campaign's midnight", () => {
    const story = centre(agents("ann"), campaign("mails", ring, ["ann"]))
    for (const id of ["i1", "i2"]) {
      arrive(story, id, "mails")
      accept(story, id)
      finish(story, id)
    }
    expect(tableOf(story, "mails")?.[0]?.completed).toBe(2)
    expect(story.row("mails").today.completed).toBe(2)
    story.until(MIDNIGHT + 86_400_000)
    expect(tableOf(story, "mails")?.[0]?.completed).toBe(0)
  })
})

describe("the monitor's waiting clients", () => {
  const waiting = (story: Story, texts = textsOf()) =>
    foldModel(conversations, story.log).ask(
      waitingTable(project(campaignLive, story.log), { campaign: "mails", now: story.now }),
      texts
    )

  it("[D6.12b] [D10.7b] show each client and how long they are on hold, the longest first", () => {
    const story = centre(campaign("mails"))
    arrive(story, "i1", "mails", { from: hash("zoe") })
    story.wait(30)
    arrive(story, "i2", "mails", { from: hash("yan") })
    arrive(story, "i3", "mails")
    story.wait(10)
    const texts = textsOf({
      contacts: { "i1.c": { name: "Zoë", addresses: ["zoe@one.example"] }, "i2.c": { addresses: ["yan@two.example"] } }
    })
    expect(
      waiting(story, texts)?.map(({ interactionId, client, onHoldMs }) => [interactionId, client, onHoldMs])
    ).toEqual([
      ["i1", "Zoë", 40_000],
      ["i2", "yan@two.example", 10_000],
      ["i3", null, 10_000]
    ])
    expect(waiting(story)?.[0]).toMatchObject({ contactId: "i1.c", client: null })
    expect(story.row("mails").longestWaitSince).toBe(NINE)
  })

  it("[D6.8c] are the set that ACD counts: waiting or offered, without the backlog", () => {
    const story = centre(agents("ann"), campaign("mails", { ...ring, queueMax: 2 }, ["ann"]))
    for (const id of ["i1", "i2", "i3"]) arrive(story, id, "mails")
    expect(story.stage("i1")).toBe("offered")
    expect([story.row("mails").acd, waiting(story)?.map(({ interactionId }) => interactionId)]).toEqual([
      2,
      ["i1", "i2"]
    ])
  })
})
