import { describe, expect, it } from "vitest"
import { audienceOf, publish } from "../src/centre/index.ts"
import { CHAT_MESSAGES_IN_MEMORY_MAX } from "../src/chat/index.ts"
import { placedBy } from "../src/engine/content/placement.ts"
import { agents, campaign, centre, user } from "./given.ts"
import type { Plain, Story } from "./story.ts"

type To = { readonly user: string } | { readonly campaign: string }

const sending = (fromUserId: string, to: To, messageId: string, content = `${messageId}-text`): Plain => ({
  _tag: "SendChat",
  fromUserId,
  to,
  messageId,
  content
})
const opening = (chatId: string, userId: string): Plain => ({ _tag: "OpenChat", chatId, userId })

const supervisor = (userId: string, sees: ReadonlyArray<string>) => (story: Story) => {
  user(userId, ["supervisor"])(story)
  story.send({ _tag: "SetPermissions", userId, permissions: { sees: [...sees], changes: [], actions: [] } })
}

/** Ann and bob of sales, whom sue sees; eve is of another campaign and under another supervisor. */
const desk = (): Story =>
  centre(
    agents("ann", "bob", "eve"),
    campaign("sales", {}, ["ann", "bob"]),
    campaign("other", {}, ["eve"]),
    supervisor("sue", ["sales"]),
    supervisor("otto", ["other"])
  )

const chats = (story: Story, userId: string) => story.centre.views.chats(story.state, userId)
const unread = (story: Story, ...ids: ReadonlyArray<string>) =>
  ids.map((userId) => story.centre.views.unread(story.state, userId)?.chats)
const within = (story: Story, userId: string) =>
  Object.fromEntries((chats(story, userId) ?? []).map(({ chatId, unread }) => [chatId, unread]))

describe("a chat of two", () => {
  it("[D11.4b] [D12.1d] goes from user to user, in one chat, whoever begins", () => {
    const story = desk()
    expect(story.ask(sending("sue", { user: "ann" }, "t1"))).toEqual({ chatId: "ann+sue" })
    story.wait(1)
    expect(story.send(sending("ann", { user: "sue" }, "t2"))).toEqual([
      {
        _tag: "ChatSent",
        chatId: "ann+sue",
        messageId: "t2",
        fromUserId: "ann",
        to: { user: "sue" },
        ordinal: 2,
        content: "t2-text"
      }
    ])
    expect(story.centre.views.chat(story.state, { chatId: "ann+sue", userId: "ann" })).toMatchObject([
      { id: "t1", fromUserId: "sue", ordinal: 1, content: "t1-text" },
      { id: "t2", fromUserId: "ann", ordinal: 2 }
    ])
    expect(chats(story, "sue")).toEqual([
      { chatId: "ann+sue", with: { user: "ann" }, messages: 2, unread: 1, lastAt: story.now }
    ])
  })

  it("[D11.4b] [D5.9a] counts what each has not read; writing and opening mark read", () => {
    const story = desk()
    for (const id of ["t1", "t2"]) story.send(sending("ann", { user: "bob" }, id))
    expect([within(story, "ann"), within(story, "bob")]).toEqual([{ "ann+bob": 0 }, { "ann+bob": 2 }])
    expect(unread(story, "ann", "bob", "eve")).toEqual([0, 1, 0])
    expect(story.send(opening("ann+bob", "bob"))).toEqual([
      { _tag: "ChatOpened", chatId: "ann+bob", userId: "bob", ordinal: 2 }
    ])
    expect(story.send(opening("ann+bob", "bob"))).toEqual([])
    story.send(sending("ann", { user: "bob" }, "t3"))
    story.send(sending("bob", { user: "ann" }, "t4"))
    expect([within(story, "ann"), within(story, "bob")]).toEqual([{ "ann+bob": 1 }, { "ann+bob": 0 }])
  })

  it("[D5.9e] is seen by nobody else", () => {
    const story = desk()
    story.send(sending("ann", { user: "bob" }, "t1"))
    expect(chats(story, "eve")).toEqual([])
    expect(story.centre.views.chat(story.state, { chatId: "ann+bob", userId: "sue" })).toBeUndefined()
    for (const chatId of ["ann+bob", "eve+sue"])
      expect(story.refused(opening(chatId, "eve"))).toEqual({ _tag: "ChatNotYours", chatId, userId: "eve" })
    const [heard] = story.all("ChatSent").map(publish)
    expect(heard).toMatchObject({ type: "cc.chat.sent.v1", subject: "chats/ann+bob", data: { campaign: null } })
    expect(heard && audienceOf(heard).users).toEqual(["ann", "bob"])
  })

  it("is with another user who is there", () => {
    const story = desk()
    expect(story.refused(sending("ann", { user: "ann" }, "t1"))).toEqual({ _tag: "ChatWithOneself", userId: "ann" })
    expect(story.refused(sending("ann", { user: "zoe" }, "t1"))).toEqual({ _tag: "UserUnknown", userId: "zoe" })
    expect(story.refused(sending("zoe", { user: "ann" }, "t1"))).toEqual({ _tag: "UserUnknown", userId: "zoe" })
    story.send({ _tag: "DisableUser", userId: "otto" })
    expect(story.refused(sending("ann", { user: "otto" }, "t1"))).toEqual({ _tag: "UserIsDisabled", userId: "otto" })
    expect(story.refused(sending("otto", { user: "ann" }, "t1"))).toEqual({ _tag: "UserIsDisabled", userId: "otto" })
  })

  it("takes a message once", () => {
    const story = desk()
    story.send(sending("ann", { user: "bob" }, "t1"))
    expect(story.send(sending("ann", { user: "bob" }, "t1"))).toEqual([])
    expect(story.refused(sending("ann", { user: "bob" }, "t1", "else"))).toEqual({
      _tag: "ChatMessageExists",
      messageId: "t1"
    })
    expect(story.refused(sending("bob", { user: "ann" }, "t1"))).toMatchObject({ _tag: "ChatMessageExists" })
  })

  it("takes a message once, however much was said since", () => {
    const story = desk()
    for (let n = 1; n <= CHAT_MESSAGES_IN_MEMORY_MAX + 1; n++) story.send(sending("ann", { user: "bob" }, `t${n}`))
    expect(story.send(sending("ann", { user: "bob" }, "t1"))).toEqual([])
    expect(story.refused(sending("ann", { user: "bob" }, "t1", "else"))).toMatchObject({ _tag: "ChatMessageExists" })
    expect(story.send(sending("ann", { campaign: "sales" }, "t1"))).toMatchObject([{ _tag: "ChatSent" }])
  })

  it("keeps the latest in memory, and the count of all", () => {
    const story = desk()
    for (let n = 1; n <= CHAT_MESSAGES_IN_MEMORY_MAX + 2; n++) story.send(sending("ann", { user: "bob" }, `t${n}`))
    const kept = story.centre.views.chat(story.state, { chatId: "ann+bob", userId: "bob" })
    expect([kept?.length, kept?.[0]?.id]).toEqual([CHAT_MESSAGES_IN_MEMORY_MAX, "t3"])
    expect(within(story, "bob")).toEqual({ "ann+bob": CHAT_MESSAGES_IN_MEMORY_MAX + 2 })
  })

  it("outlives a disabled user, and their coming back", () => {
    const story = desk()
    story.send(sending("ann", { user: "otto" }, "t1"))
    story.send({ _tag: "DisableUser", userId: "otto" })
    expect(within(story, "otto")).toEqual({ "ann+otto": 1 })
    expect(story.refused(opening("ann+otto", "otto"))).toMatchObject({ _tag: "UserIsDisabled" })
    story.send({ _tag: "EnableUser", userId: "otto" })
    expect(story.send(opening("ann+otto", "otto"))).toHaveLength(1)
  })

  it("has its texts in the content store, of the centre", () => {
    const story = desk()
    const [sent] = story.send(sending("ann", { user: "bob" }, "t1"))
    expect(sent && placedBy(sent)).toEqual({ ids: ["t1-text"], contacts: [] })
  })
})

describe("a campaign's chat", () => {
  it("[D11.4b] is read by its members and the supervisors who see it, and by nobody else", () => {
    const story = desk()
    story.send(sending("ann", { campaign: "sales" }, "t1"))
    expect(unread(story, "ann", "bob", "sue", "eve", "otto")).toEqual([0, 1, 1, 0, 0])
    expect(chats(story, "sue")).toMatchObject([{ chatId: "+sales", with: { campaign: "sales" }, unread: 1 }])
    story.send(sending("sue", { campaign: "sales" }, "t2"))
    expect([within(story, "ann"), within(story, "bob")]).toEqual([{ "+sales": 1 }, { "+sales": 2 }])
    for (const userId of ["eve", "otto"]) {
      const refusal = { _tag: "ChatNotYours", chatId: "+sales", userId }
      expect(story.refused(sending(userId, { campaign: "sales" }, "t3"))).toEqual(refusal)
      expect(story.refused(opening("+sales", userId))).toEqual(refusal)
    }
    const [heard] = story.all("ChatSent").map(publish)
    expect(heard && audienceOf(heard)).toEqual({ campaign: "sales", agentId: null })
  })

  it("[D11.4b] has nothing unread for who joins later, until more is written", () => {
    const story = desk()
    story.send(sending("ann", { campaign: "sales" }, "t1"))
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["eve"] })
    story.send({
      _tag: "SetPermissions",
      userId: "otto",
      permissions: { sees: ["other", "sales"], changes: [], actions: [] }
    })
    expect([within(story, "eve"), within(story, "otto"), within(story, "bob")]).toEqual([
      { "+sales": 0 },
      { "+sales": 0 },
      { "+sales": 1 }
    ])
    story.send(sending("ann", { campaign: "sales" }, "t2"))
    expect(unread(story, "eve", "otto")).toEqual([1, 1])
  })

  it("[D11.4b] is left with the campaign, and what was written meanwhile is not unread after coming back", () => {
    const story = desk()
    story.send({ _tag: "RemoveMembers", campaigns: ["sales"], agents: ["bob"] })
    story.send(sending("ann", { campaign: "sales" }, "t1"))
    expect(within(story, "bob")).toEqual({})
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["bob"] })
    expect(within(story, "bob")).toEqual({ "+sales": 0 })
  })

  it("is of a campaign that there is, and begins anew with another of the same name", () => {
    const story = desk()
    expect(story.refused(sending("ann", { campaign: "nothing" }, "t1"))).toEqual({
      _tag: "CampaignUnknown",
      campaign: "nothing"
    })
    story.send(sending("ann", { campaign: "sales" }, "t1"))
    story.send({ _tag: "RemoveCampaign", campaign: "sales" })
    campaign("sales", {}, ["ann", "bob"])(story)
    expect(within(story, "bob")).toEqual({})
  })

  it("says the same after a restart", () => {
    const story = desk()
    story.send(sending("ann", { campaign: "sales" }, "t1"))
    story.send(sending("ann", { user: "bob" }, "t2"))
    story.send(opening("+sales", "bob"))
    const before = ["ann", "bob", "sue"].map((userId) => chats(story, userId))
    story.restart()
    expect(["ann", "bob", "sue"].map((userId) => chats(story, userId))).toEqual(before)
  })
})

describe("access to chats", () => {
  it("is one's own", () => {
    const story = desk()
    const agent = (userId: string) => ({ userId, role: "agent" }) as const
    const command = sending("ann", { user: "bob" }, "t1")
    expect(story.hindrance(agent("ann"), command)).toBeNull()
    expect(story.hindrance(agent("bob"), command)).toBe("not-oneself")
    expect(story.hindrance(agent("ann"), opening("ann+bob", "bob"))).toBe("not-oneself")
  })
})
