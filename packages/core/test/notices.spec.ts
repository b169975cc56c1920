import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { audienceOf, isNoticed, noticeOf, publish, type Notice } from "../src/centre/index.ts"
import { placedBy } from "../src/engine/content/placement.ts"
import { ContentId, NoticeId, UserId } from "../src/kernel/fields.ts"
import { NOTICE_RECIPIENTS_MAX, NOTICES_PER_USER_MAX, send } from "../src/notice/index.ts"
import { accept, agents, arrival, arrive, campaign, centre, hash, user } from "./given.ts"
import { toAgent } from "./given-active.ts"
import type { Event, Plain, Story } from "./story.ts"

type To = Extract<Plain, { _tag: "SendNotice" }>["to"]

const notice = (noticeId: string, to: To, fromUserId: string | null = "sue"): Plain => ({
  _tag: "SendNotice",
  noticeId,
  fromUserId,
  to,
  content: `${noticeId}-text`
})
const reading = (userId: string, ...noticeIds: ReadonlyArray<string>): Plain => ({
  _tag: "ReadNotices",
  userId,
  noticeIds: noticeIds.length === 0 ? "all" : [...noticeIds]
})

/** Ann and bob are of sales, eve of other; sue is a supervisor. */
const desk = (): Story =>
  centre(
    agents("ann", "bob", "eve"),
    campaign("sales", {}, ["bob", "ann"]),
    campaign("other", {}, ["eve"]),
    user("sue", ["supervisor"])
  )

const custom = (story: Story, ...ids: ReadonlyArray<string>) =>
  ids.map((userId) => story.centre.views.unread(story.state, userId)?.notices.custom)
const recipients = (story: Story, to: To): ReadonlyArray<string> | undefined => {
  const [sent] = story.send(notice(`n${story.log.length}`, to))
  return sent?._tag === "NoticeSent" ? sent.recipients : undefined
}

describe("a notice", () => {
  it("[D7.9b] goes from a supervisor to users, to roles, or to a campaign's members", () => {
    const story = desk()
    expect(recipients(story, { users: ["sue", "ann", "sue"] })).toEqual(["ann", "sue"])
    expect(recipients(story, { roles: ["agent"] })).toEqual(["ann", "bob", "eve"])
    expect(recipients(story, { roles: ["supervisor", "agent"] })).toEqual(["ann", "bob", "eve", "sue"])
    expect(recipients(story, { campaign: "sales" })).toEqual(["ann", "bob"])
  })

  it("[D7.9b] or from an API key", () => {
    const story = desk()
    expect(story.send(notice("n1", { campaign: "sales" }, null))).toEqual([
      {
        _tag: "NoticeSent",
        noticeId: "n1",
        fromUserId: null,
        to: { campaign: "sales" },
        recipients: ["ann", "bob"],
        content: "n1-text"
      }
    ])
  })

  it("[D7.9b] goes to those that there are: not to who was disabled, nor to who joins later", () => {
    const story = desk()
    user("gone")(story)
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["gone"] })
    story.send({ _tag: "DisableUser", userId: "gone" })
    expect(recipients(story, { roles: ["agent"] })).toEqual(["ann", "bob", "eve"])
    expect(recipients(story, { campaign: "sales" })).toEqual(["ann", "bob"])
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["eve"] })
    expect(custom(story, "eve", "bob")).toEqual([1, 2])
  })

  it("is refused where there is nobody to get it, or nobody who may send it", () => {
    const story = desk()
    campaign("empty")(story)
    expect(story.refused(notice("n1", { campaign: "empty" }))).toEqual({ _tag: "NoRecipients", noticeId: "n1" })
    expect(story.refused(notice("n1", { campaign: "nothing" }))).toMatchObject({ _tag: "CampaignUnknown" })
    expect(story.refused(notice("n1", { users: ["ann", "zoe"] }))).toEqual({ _tag: "UserUnknown", userId: "zoe" })
    expect(story.refused(notice("n1", { roles: ["agent"] }, "zoe"))).toMatchObject({ _tag: "UserUnknown" })
    expect(story.refused(notice("n1", { roles: ["agent"] }, "ann"))).toMatchObject({ _tag: "RoleNotHeld" })
  })

  it("is sent once, whoever has read it meanwhile", () => {
    const story = desk()
    story.send(notice("n1", { users: ["ann"] }))
    story.send(reading("ann"))
    expect(story.send(notice("n1", { users: ["ann"] }))).toEqual([])
    expect(story.refused(notice("n1", { users: ["ann"] }, null))).toEqual({ _tag: "NoticeExists", noticeId: "n1" })
    expect(story.refused(notice("n1", { users: ["bob"] }))).toEqual({ _tag: "NoticeExists", noticeId: "n1" })
    expect(custom(story, "ann")).toEqual([0])
  })

  it("is heard outside by whom it reaches, and has its text in the content store", () => {
    const story = desk()
    const [sent] = story.send(notice("n1", { campaign: "sales" }))
    const heard = sent && publish(sent)
    expect(heard).toMatchObject({ type: "cc.notice.sent.v1", subject: "notices/n1" })
    expect(heard && audienceOf(heard).users).toEqual(["sue", "ann", "bob"])
    expect(sent && placedBy(sent)).toEqual({ ids: ["n1-text"], contacts: [] })
    const [read] = story.send(reading("ann", "n1")).map(publish)
    expect(read && audienceOf(read).users).toEqual(["ann"])
  })

  it("needs the action, and a whole role all campaigns in sight", () => {
    const story = desk()
    user("mia", ["supervisor"])(story)
    const given = (sees: "all" | Array<string>, actions: ReadonlyArray<"notices">) =>
      story.send({ _tag: "SetPermissions", userId: "mia", permissions: { sees, changes: [], actions: [...actions] } })
    const why = (to: To) => story.hindrance({ userId: "mia", role: "supervisor" }, notice("n1", to, "mia"))
    given(["sales"], ["notices"])
    expect([
      why({ campaign: "sales" }),
      why({ users: ["ann"] }),
      why({ campaign: "other" }),
      why({ users: ["ann", "eve"] }),
      why({ roles: ["agent"] })
    ]).toEqual([null, null, "out-of-reach", "out-of-reach", "out-of-reach"])
    given("all", ["notices"])
    expect(why({ roles: ["agent"] })).toBeNull()
    given("all", [])
    expect(why({ campaign: "sales" })).toBe("action-not-given")
    const forged = notice("n1", { campaign: "sales" }, null)
    given("all", ["notices"])
    expect(story.hindrance({ userId: "mia", role: "supervisor" }, forged)).toBe("not-oneself")
  })
})

describe("unread notices", () => {
  it("[D5.9d] count what was sent and badges that were given, until they are read", () => {
    const story = desk()
    story.send({ _tag: "DefineBadge", name: "star", label: "Star" })
    story.send({ _tag: "AwardBadge", badgeAwardId: "a1", supervisorId: "sue", agentId: "ann", badge: "star" })
    for (const id of ["n1", "n2"]) story.send(notice(id, { campaign: "sales" }))
    const unread = () => story.centre.views.unread(story.state, "ann")?.notices
    expect(unread()).toEqual({ custom: 2, gamification: 1 })
    expect(story.send(reading("ann", "n1", "a1", "never"))).toEqual([
      { _tag: "NoticesRead", userId: "ann", noticeIds: ["n1", "a1"] }
    ])
    expect(unread()).toEqual({ custom: 1, gamification: 0 })
    expect(story.send(reading("ann", "n1"))).toEqual([])
    expect(story.send(reading("ann"))).toEqual([{ _tag: "NoticesRead", userId: "ann", noticeIds: null }])
    expect(story.send(reading("ann"))).toEqual([])
    expect([unread(), custom(story, "bob")]).toEqual([{ custom: 0, gamification: 0 }, [2]])
  })

  it("[D5.9d] keep the newest of many, and the count of all", () => {
    const story = desk()
    for (let n = 1; n <= NOTICES_PER_USER_MAX + 3; n++) story.send(notice(`n${n}`, { users: ["ann"] }))
    const { custom: box } = story.centre.views.notices(story.state, "ann")
    expect([box.unread.length, box.unread[0]?.id, box.older]).toEqual([NOTICES_PER_USER_MAX, "n4", 3])
    expect(custom(story, "ann")).toEqual([NOTICES_PER_USER_MAX + 3])
    story.send(reading("ann"))
    expect(custom(story, "ann")).toEqual([0])
  })

  it("are the same after a restart", () => {
    const story = desk()
    story.send(notice("n1", { campaign: "sales" }))
    story.send(reading("bob"))
    story.restart()
    expect(custom(story, "ann", "bob")).toEqual([1, 0])
  })
})

const noticesIn = (story: Story, events: ReadonlyArray<Event>): ReadonlyArray<Notice> =>
  events.flatMap((event) => noticeOf(story.state, { at: story.now, event }) ?? [])
const hearers = (story: Story, heard: Notice | undefined): ReadonlyArray<string> =>
  ["ann", "bob", "eve", "sue"].filter((id) => heard !== undefined && isNoticed(story.state, heard, UserId.make(id)))

describe("what happens is told on the live stream", () => {
  it("[D7.9a] [D6.11c] an arrival tells of its campaign's status who is a member of it or may see it", () => {
    const story = centre(agents("ann", "eve"), campaign("sales"), user("sue", ["supervisor"]))
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["ann"], inbound: false })
    const [status, ...more] = noticesIn(story, arrive(story, "i1", "sales"))
    expect(status).toEqual({
      kind: "campaign-status",
      at: story.now,
      to: { campaign: "sales", except: null },
      campaign: "sales",
      interactionId: "i1"
    })
    expect(more).toEqual([])
    expect(hearers(story, status)).toEqual(["ann", "sue"])
  })

  it("[D7.9a] on each channel an offer tells whom it is made to, and a message who owns the interaction", () => {
    const story = centre(agents("ann", "bob"), campaign("sales", {}, ["ann"]))
    story.send({ _tag: "AddMembers", campaigns: ["sales"], agents: ["bob"], inbound: false })
    const offer = noticesIn(story, arrive(story, "i1", "sales", { from: hash("client") })).at(-1)
    const common = { kind: "channel", at: story.now, channel: "mail", campaign: "sales", interactionId: "i1" }
    expect(offer).toEqual({ ...common, what: "offer", to: { users: ["ann"] } })
    accept(story, "i1")
    const again = story.send(arrival("i2", "sales", { from: hash("client"), conversation: "i1" }))
    expect(noticesIn(story, again)).toEqual([{ ...common, what: "message", to: { users: ["ann"] } }])
    expect(noticesIn(story, toAgent(story, "i1", "bob"))).toEqual([
      { ...common, what: "offer", to: { users: ["bob"] } }
    ])
  })

  it("[D7.9a] a chat tells the other, or those who read the campaign's", () => {
    const story = desk()
    const said = (to: { readonly user: string } | { readonly campaign: string }, messageId: string) =>
      noticesIn(story, story.send({ _tag: "SendChat", fromUserId: "ann", to, messageId, content: "text" }))[0]
    const toBob = said({ user: "bob" }, "t1")
    expect(toBob).toMatchObject({ kind: "chat", chatId: "ann+bob", messageId: "t1", fromUserId: "ann" })
    expect(hearers(story, toBob)).toEqual(["bob"])
    expect(hearers(story, said({ campaign: "sales" }, "t2"))).toEqual(["bob", "sue"])
  })

  it("[D7.9a] a badge tells who gets it, a sent notice whom it is for", () => {
    const story = desk()
    story.send({ _tag: "DefineBadge", name: "star", label: "Star" })
    const award = {
      _tag: "AwardBadge",
      badgeAwardId: "a1",
      supervisorId: "sue",
      agentId: "ann",
      badge: "star"
    } as const
    const [badge] = noticesIn(story, story.send(award))
    expect(badge).toMatchObject({ kind: "gamification", badge: "star", label: "Star", to: { users: ["ann"] } })
    const [sent] = noticesIn(story, story.send(notice("n1", { campaign: "sales" })))
    expect(sent).toMatchObject({ kind: "custom", noticeId: "n1", fromUserId: "sue", content: "n1-text" })
    expect(hearers(story, sent)).toEqual(["ann", "bob"])
    expect(noticesIn(story, story.send(reading("ann")))).toEqual([])
  })
})

it("a notice that would reach more than one may is refused", () => {
  const recipients = Array.from({ length: NOTICE_RECIPIENTS_MAX + 1 }, (_, n) => UserId.make(`user${n}`))
  const { noticeId, content } = { noticeId: NoticeId.make("n1"), content: ContentId.make("text") }
  const command = { _tag: "SendNotice", noticeId, fromUserId: null, to: { roles: ["agent"] }, content } as const
  expect(Result.getFailure(send(command, { known: undefined, recipients }))).toMatchObject({
    value: { _tag: "TooManyRecipients", recipients: NOTICE_RECIPIENTS_MAX + 1, limit: NOTICE_RECIPIENTS_MAX }
  })
  const most = { known: undefined, recipients: recipients.slice(1) }
  expect(Result.isSuccess(send(command, most))).toBe(true)
})
