import { describe, expect, it } from "vitest"
import { publish } from "../src/centre/index.ts"
import { accept, agents, arrive, arrival, campaign, centre, chat, finish, hash, user } from "./given.ts"
import { acceptTransfer, toAgent } from "./given-active.ts"
import type { Plain, Story } from "./story.ts"

const other = { channel: "other" } as const

const desk = (): Story =>
  centre(
    agents("ann", "bob"),
    campaign("mails", {}, ["ann", "bob"]),
    campaign("chats", {}, ["ann", "bob"], chat),
    campaign("others", {}, ["ann", "bob"], other)
  )

/** One of the campaign's that ann has. */
const owned = (story: Story, id: string, name: string): void => {
  arrive(story, id, name, { from: hash("client") })
  accept(story, id)
  const { ownerId } = story.interaction(id) ?? {}
  if (ownerId !== "ann") throw new Error(`${id} is ${ownerId}'s`)
}
const again = (story: Story, conversation: string, name: string): void => {
  story.send(arrival(`${conversation}-more`, name, { from: hash("client"), conversation }))
}
const opening = (interactionId: string, agentId = "ann"): Plain => ({ _tag: "OpenInteraction", interactionId, agentId })
const unread = (story: Story, userId = "ann") =>
  Object.fromEntries(
    (story.centre.views.unread(story.state, userId)?.channels ?? []).map(({ channel, unread }) => [channel, unread])
  )
const solo = (channel: "mail" | "chat" | "other"): Story =>
  centre(agents("ann"), campaign("sales", {}, ["ann"], { channel }), user("bea"))

describe("what is unread", () => {
  it("[D5.9a] of web chats counts conversations", () => {
    const story = solo("chat")
    for (const id of ["c1", "c2"]) owned(story, id, "sales")
    again(story, "c1", "sales")
    expect(unread(story)).toEqual({ chat: 2 })
    expect(story.centre.views.unread(story.state, "ann")?.channels).toEqual([
      { channel: "chat", counts: "conversations", unread: 2 }
    ])
  })

  it("[D5.9b] of mail counts the client's messages", () => {
    const story = solo("mail")
    owned(story, "i1", "sales")
    again(story, "i1", "sales")
    expect(story.interaction("i1")?.unread).toBe(2)
    expect(story.centre.views.unread(story.state, "ann")?.channels).toEqual([
      { channel: "mail", counts: "messages", unread: 2 }
    ])
  })

  it("[D5.9c] of any other channel counts what came", () => {
    const story = solo("other")
    owned(story, "o1", "sales")
    for (let more = 0; more < 2; more++) again(story, "o1", "sales")
    expect(unread(story)).toEqual({ other: 3 })
  })

  it("[D5.9e] is of interactions that one owns: neither what waits, nor what is offered, nor what has ended", () => {
    const story = centre(agents("ann"), campaign("sales", { wrapUpSeconds: 60 }, ["ann"]))
    arrive(story, "i1", "sales", { from: hash("client") })
    expect(unread(story)).toEqual({})
    accept(story, "i1")
    expect(unread(story)).toEqual({ mail: 1 })
    finish(story, "i1")
    expect(story.stage("i1")).toBe("wrapUp")
    expect(unread(story)).toEqual({})
  })

  it("[D5.9e] goes to whom the interaction is passed", () => {
    const story = desk()
    arrive(story, "i1", "mails", { from: hash("client") })
    accept(story, "i1")
    toAgent(story, "i1", "bob")
    expect([unread(story, "ann"), unread(story, "bob")]).toEqual([{ mail: 1 }, {}])
    acceptTransfer(story, "i1")
    expect([unread(story, "ann"), unread(story, "bob")]).toEqual([{}, { mail: 1 }])
  })

  it("is nothing for a user who owns nothing, and unknown for nobody", () => {
    const story = solo("mail")
    expect(unread(story, "bea")).toEqual({})
    expect(story.centre.views.unread(story.state, "nobody")).toBeUndefined()
  })
})

describe("opening an interaction", () => {
  it("[D5.9f] [D11.2b] marks it read, once", () => {
    const story = solo("mail")
    owned(story, "i1", "sales")
    expect(story.send(opening("i1"))).toEqual([
      { _tag: "InteractionOpened", interactionId: "i1", campaign: "sales", agentId: "ann" }
    ])
    expect([unread(story), story.interaction("i1")?.unread]).toEqual([{}, 0])
    expect(story.send(opening("i1"))).toEqual([])
    again(story, "i1", "sales")
    expect(unread(story)).toEqual({ mail: 1 })
  })

  it("[D5.9f] is not needed by who answers", () => {
    const story = solo("mail")
    owned(story, "i1", "sales")
    const contents = { body: "answer", raw: null, attachments: [] }
    story.send({ _tag: "SendMessage", interactionId: "i1", agentId: "ann", contents })
    expect(unread(story)).toEqual({})
    expect(story.send(opening("i1"))).toEqual([])
  })

  it("[D11.2b] is its owner's alone, while they have it", () => {
    const story = solo("mail")
    arrive(story, "i1", "sales")
    expect(story.refused(opening("i1"))).toMatchObject({ _tag: "NotTheOwner", ownerId: null })
    accept(story, "i1")
    expect(story.refused(opening("i1", "bea"))).toMatchObject({ _tag: "NotTheOwner", agentId: "bea", ownerId: "ann" })
    expect(story.refused(opening("i9"))).toMatchObject({ _tag: "InteractionUnknown" })
  })

  it("is heard outside", () => {
    const story = solo("mail")
    owned(story, "i1", "sales")
    expect(story.send(opening("i1")).map(publish)).toEqual([
      {
        type: "cc.interaction.opened.v1",
        subject: "interactions/i1",
        partitionKey: "i1",
        data: { interactionId: "i1", campaign: "sales", agentId: "ann" }
      }
    ])
  })
})
