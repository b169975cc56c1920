/** The lock of an agent's screen: DOMAIN 2.7. */
import { describe, expect, it } from "vitest"
import { accept, agents, arrive, campaign, centre, loseSession, phone, signIn, signOut, startBreak } from "./given.ts"
import type { Plain, Story } from "./story.ts"

const lock = (story: Story): ReturnType<Story["ask"]> => story.ask({ _tag: "LockScreen", agentId: "ann" })
const unlock = (story: Story) => story.send({ _tag: "UnlockScreen", agentId: "ann" })
const LOCKED = { _tag: "ScreenLocked", agentId: "ann" }
const ann = { agentId: "ann" }

const desk = () => {
  const story = centre(
    agents("ann", "bob"),
    campaign("sales", { perAgentMax: 3, offerTimeoutSeconds: 600 }, ["ann"]),
    campaign("calls", {}, ["ann"], phone)
  )
  arrive(story, "i1", "sales")
  accept(story, "i1")
  arrive(story, "i2", "sales")
  return story
}

describe("a locked screen", () => {
  it("[D2.7a] refuses the agent's own commands, every one of them", () => {
    const story = desk()
    const offer = story.offerOf("i2")
    lock(story)
    const contents = { body: "c1", raw: null, attachments: [] }
    const own: ReadonlyArray<Plain> = [
      { _tag: "AcceptOffer", ...offer },
      { _tag: "RejectOffer", ...offer },
      { _tag: "StartBreak", ...ann },
      { _tag: "EndBreak", ...ann },
      { _tag: "EndWrapUp", ...ann },
      { _tag: "SignOut", ...ann, sessionId: "ann-session", force: true },
      { _tag: "TakeInteraction", ...ann, interactionId: "i2" },
      { _tag: "StartInteraction", ...ann, interactionId: "i9", campaign: "sales" },
      { _tag: "FinishInteraction", ...ann, interactionId: "i1" },
      { _tag: "SendMessage", ...ann, interactionId: "i1", contents },
      { _tag: "TransferInteraction", ...ann, interactionId: "i1", to: { kind: "campaign", campaign: "sales" } },
      { _tag: "ResumeMember", ...ann, campaign: "sales", by: "self" }
    ]
    for (const command of own) expect(story.refused(command)).toEqual(LOCKED)
    const log = story.log.length
    expect(story.send({ _tag: "ResumeMember", ...ann, campaign: "sales", by: "supervisor" })).toEqual([])
    expect(story.send({ _tag: "PauseMember", ...ann, campaign: "calls" })).toHaveLength(1)
    expect(story.log.length).toBe(log + 1)
  })

  it("[D2.7a] refuses the agent what any user does, as an agent: chat, notices, contacts, the phonebook", () => {
    const story = desk()
    story.send({ _tag: "ChangeUser", userId: "ann", roles: ["agent", "supervisor"] })
    const asAgent = { userId: "ann", role: "agent" } as const
    const theirs: ReadonlyArray<Plain> = [
      { _tag: "SendChat", messageId: "c1", fromUserId: "ann", to: { user: "bob" }, content: "t1" },
      { _tag: "OpenChat", userId: "ann", chatId: "x" },
      { _tag: "ReadNotices", userId: "ann", noticeIds: ["n1"] },
      { _tag: "AddContact", contactId: "k1" },
      { _tag: "AddPhonebookEntry", userId: "ann", entryId: "p1", name: "t1", address: "t2" }
    ]
    for (const command of theirs) expect(story.hindrance(asAgent, command)).toBeNull()
    lock(story)
    for (const command of theirs) expect(story.hindrance(asAgent, command)).toBe("screen-locked")
    const contact: Plain = { _tag: "AddContact", contactId: "k1" }
    expect(story.hindrance({ userId: "ann", role: "supervisor" }, contact)).toBeNull()
    expect(story.hindrance({ userId: "bob", role: "agent" }, contact)).toBeNull()
    const check: Plain = { _tag: "RecordStun", userId: "ann", result: { outcome: "passed", value: null } }
    expect(story.hindrance(asAgent, check)).toBeNull()
  })

  it("[D2.7a] changes nothing of routing: work is offered and taken back as before", () => {
    const story = desk()
    const before = story.agent("ann")
    lock(story)
    expect(story.agent("ann")).toEqual({ ...before, locked: true })
    expect(story.offers(arrive(story, "i3", "sales"))).toEqual(["i3→ann"])
  })

  it("[D2.7a] lets a call through that the adapter joins: only accepting on text is the desk's", () => {
    const story = centre(agents("ann"), campaign("calls", {}, ["ann"], phone))
    lock(story)
    arrive(story, "i1", "calls")
    accept(story, "i1")
    expect(story.interaction("i1")).toMatchObject({ stage: "active", ownerId: "ann" })
  })

  it("[D2.7b] warns who locks it while not on a break", () => {
    const story = desk()
    expect(lock(story)).toEqual({ warning: "not-on-break" })
    unlock(story)
    startBreak(story, "ann")
    expect(lock(story)).toBeNull()
  })

  it("[D2.7c] is unlocked by who has checked the password, and by nobody's own word", () => {
    const story = desk()
    lock(story)
    expect(lock(story)).toEqual({ warning: "not-on-break" })
    expect(story.all("AgentScreenLocked")).toHaveLength(1)
    expect(unlock(story)).toEqual([{ _tag: "AgentScreenUnlocked", ...ann, cause: "password" }])
    expect(unlock(story)).toEqual([])
    expect(startBreak(story, "ann")).toHaveLength(2)
    const as = { userId: "ann", role: "agent" } as const
    expect(story.hindrance(as, { _tag: "LockScreen", ...ann })).toBeNull()
    expect(story.hindrance(as, { _tag: "UnlockScreen", ...ann })).toBe("not-for-users")
  })

  it("[D2.7c] outlives a lost connection, so that coming back needs no less than the password", () => {
    const story = desk()
    lock(story)
    loseSession(story, "ann")
    signIn(story, "ann")
    expect(story.refused({ _tag: "StartBreak", ...ann })).toEqual(LOCKED)
  })

  it("ends with a supervisor's sign-out, of an agent who is gone already too", () => {
    const story = desk()
    lock(story)
    expect(story.send({ _tag: "SignOutAgent", ...ann })).toContainEqual({
      _tag: "AgentScreenUnlocked",
      ...ann,
      cause: "signed-out"
    })
    signIn(story, "ann")
    lock(story)
    loseSession(story, "ann")
    expect(story.all("AgentScreenUnlocked", story.send({ _tag: "SignOutAgent", ...ann }))).toHaveLength(1)
    expect(story.refused({ _tag: "LockScreen", ...ann })).toEqual({ _tag: "AgentNotConnected", ...ann })
  })

  it("is one agent's alone", () => {
    const story = desk()
    lock(story)
    expect(startBreak(story, "bob")).toHaveLength(1)
    expect(signOut(story, "bob").length).toBeGreaterThan(0)
  })
})
