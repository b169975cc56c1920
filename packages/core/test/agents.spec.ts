import { describe, expect, it } from "vitest"
import {
  accept,
  agents,
  arrive,
  campaign,
  centre,
  endBreak,
  finish,
  signIn,
  signOut,
  startBreak,
  user
} from "./given.ts"
import { NINE } from "./story.ts"

const one = () => centre(agents("ann"), campaign("sales", { wrapUpSeconds: 30 }, ["ann"]))
const shown = (story: ReturnType<typeof one>) => {
  const { status, indicator, break: pause } = story.agent("ann")
  return [status, indicator, pause?.name ?? null]
}

describe("an agent's status", () => {
  it("[D2.1a] [D2.1c] [D2.2a] [D2.2c] [D2.3a] [D2.3c] [D2.3d] [D2.4b] [D2.4f] derives from connection, break, work and wrap-up", () => {
    const story = centre(user("ann"), campaign("sales", { wrapUpSeconds: 30 }, ["ann"]))
    expect(shown(story)).toEqual(["Disconnected", "offline", null])
    signIn(story, "ann")
    expect(shown(story)).toEqual(["Free", "online", null])
    arrive(story, "i1", "sales")
    expect(shown(story)).toEqual(["Free", "online", null])
    accept(story, "i1")
    expect(shown(story)).toEqual(["Busy", "online", null])
    startBreak(story, "ann")
    expect(shown(story)).toEqual(["BusyOnBreak", "paused", "Pause"])
    finish(story, "i1")
    expect(shown(story)).toEqual(["BusyOnBreak", "paused", "Pause"])
    story.wait(30)
    expect(shown(story)).toEqual(["FreeOnBreak", "paused", "Pause"])
    endBreak(story, "ann")
    expect(shown(story)).toEqual(["Free", "online", null])
  })

  it("[D2.2b] restarts its since when status or break changes, and at nothing else", () => {
    const story = one()
    const since = () => (story.agent("ann").statusSince - NINE) / 1_000
    story.wait(10)
    arrive(story, "i1", "sales")
    expect(since()).toBe(0)
    accept(story, "i1")
    expect(since()).toBe(10)
    story.wait(5)
    arrive(story, "i2", "sales")
    accept(story, "i2")
    signIn(story, "ann", "second")
    expect(since()).toBe(10)
    startBreak(story, "ann")
    expect(since()).toBe(15)
    story.wait(5)
    endBreak(story, "ann")
    expect(since()).toBe(20)
  })

  it("[D2.10] changes presence only by events that bear a cause", () => {
    const story = one()
    startBreak(story, "ann")
    endBreak(story, "ann")
    story.send({ _tag: "PauseAgent", agentId: "ann" })
    story.send({ _tag: "ResumeAgent", agentId: "ann" })
    story.send({ _tag: "LoseSession", agentId: "ann", sessionId: "ann-session" })
    signIn(story, "ann")
    story.send({ _tag: "SignOutAgent", agentId: "ann" })
    const causes = story
      .since(0)
      .flatMap((event) => (event._tag !== "MemberPaused" && "cause" in event ? [`${event._tag} ${event.cause}`] : []))
    expect(causes).toEqual([
      "AgentConnected self",
      "BreakStarted self",
      "BreakEnded self",
      "BreakStarted supervisor",
      "BreakEnded supervisor",
      "AgentSessionEnded lost-heartbeat",
      "AgentDisconnected lost-heartbeat",
      "AgentConnected self",
      "AgentSessionEnded supervisor",
      "AgentDisconnected supervisor"
    ])
  })
})

describe("a break", () => {
  it("[D2.4e] stops routing to the agent at once, and what is offered is taken back", () => {
    const story = one()
    arrive(story, "i1", "sales")
    const events = startBreak(story, "ann")
    expect(story.all("OfferRevoked", events)).toMatchObject([{ agentId: "ann", reason: "agent-on-break" }])
    arrive(story, "i2", "sales")
    expect([story.stage("i1"), story.stage("i2")]).toEqual(["waiting", "waiting"])
    expect(story.offers(endBreak(story, "ann"))).toEqual(["i1→ann", "i2→ann"])
  })

  it("[D2.4c] by a supervisor is a Pause, and one already on a break stays on it", () => {
    const story = one()
    const events = story.send({ _tag: "PauseAgent", agentId: "ann" })
    expect(events).toMatchObject([{ _tag: "BreakStarted", name: "Pause", cause: "supervisor" }])
    expect(startBreak(story, "ann")).toEqual([])
  })

  it("needs a connected agent", () => {
    const story = centre(user("ann"))
    expect(story.refused({ _tag: "StartBreak", agentId: "ann" })).toMatchObject({ _tag: "AgentNotConnected" })
    expect(story.refused({ _tag: "StartBreak", agentId: "bob" })).toMatchObject({ _tag: "AgentUnknown" })
  })
})

describe("wrap-up", () => {
  const two = () =>
    centre(
      agents("ann"),
      campaign("long", { wrapUpSeconds: 60 }, ["ann"]),
      campaign("short", { wrapUpSeconds: 10 }, ["ann"]),
      campaign("none", {}, ["ann"])
    )

  it("[D2.5a] [D2.5b] [D2.5g] [D4.1i] is per campaign, holds in all, and is over when now − endedAt reaches it", () => {
    const story = two()
    arrive(story, "i1", "short")
    accept(story, "i1")
    finish(story, "i1")
    arrive(story, "i2", "none")
    expect(story.stage("i2")).toBe("waiting")
    expect(story.offers(story.until(story.now + 9_999))).toEqual([])
    expect(story.offers(story.until(story.now + 1))).toEqual(["i2→ann"])
    expect(story.agent("ann").status).toBe("Free")
  })

  it("[D2.5d] lets what is active go on", () => {
    const story = two()
    for (const id of ["i1", "i2"]) {
      arrive(story, id, id === "i1" ? "short" : "none")
      accept(story, id)
    }
    finish(story, "i1")
    expect(story.send(reply("i2"))).toHaveLength(1)
    expect(finish(story, "i2").map(({ _tag }) => _tag)).toEqual(["InteractionFinished", "InteractionClosed"])
  })

  const reply = (interactionId: string) =>
    ({
      _tag: "SendMessage",
      interactionId,
      agentId: "ann",
      contents: { body: "body1", raw: null, attachments: [] }
    }) as const

  it("[D2.5e] of several the latest deadline holds", () => {
    const story = two()
    for (const [id, name] of [
      ["i1", "long"],
      ["i2", "short"]
    ] as const) {
      arrive(story, id, name)
      accept(story, id)
    }
    finish(story, "i1")
    finish(story, "i2")
    expect(story.agent("ann").wrapUpUntil).toBe(NINE + 60_000)
    story.wait(10)
    expect([story.agent("ann").status, story.stage("i1"), story.stage("i2")]).toEqual(["Busy", "wrapUp", undefined])
    story.wait(50)
    expect(story.agent("ann").status).toBe("Free")
  })

  it("[D2.5f] ended early by the agent ends all, and what it was for closes", () => {
    const story = two()
    for (const [id, name] of [
      ["i1", "long"],
      ["i2", "short"]
    ] as const) {
      arrive(story, id, name)
      accept(story, id)
    }
    for (const id of ["i1", "i2"]) finish(story, id)
    const tags = story.send({ _tag: "EndWrapUp", agentId: "ann" }).map(({ _tag }) => _tag)
    expect(tags).toEqual(["WrapUpEnded", "InteractionClosed", "WrapUpEnded", "InteractionClosed"])
    expect(story.agent("ann")).toMatchObject({ status: "Free", wrapUpUntil: null })
    expect(story.send({ _tag: "EndWrapUp", agentId: "ann" })).toEqual([])
  })
})

describe("sessions", () => {
  it("[D2.8a] [D2.8i] need the role of agent", () => {
    const story = centre(user("sue", ["supervisor"]))
    expect(story.refused({ _tag: "SignIn", agentId: "sue", sessionId: "s1" })).toMatchObject({ _tag: "RoleNotHeld" })
    expect(story.refused({ _tag: "SignIn", agentId: "nobody", sessionId: "s1" })).toMatchObject({ _tag: "UserUnknown" })
    story.send({ _tag: "ChangeUser", userId: "sue", roles: ["agent", "supervisor"] })
    signIn(story, "sue")
    expect(story.agent("sue").status).toBe("Free")
  })

  it("keep the role from being taken away while they last", () => {
    const story = centre(agents("ann"))
    const change = { _tag: "ChangeUser", userId: "ann", roles: ["supervisor"] } as const
    expect(story.refused(change)).toMatchObject({ _tag: "AgentIsConnected" })
    signOut(story, "ann")
    expect(story.send(change)).toHaveLength(1)
    expect(story.refused({ _tag: "SignIn", agentId: "ann", sessionId: "s2" })).toMatchObject({ _tag: "RoleNotHeld" })
  })

  it("[D2.8b] may be several: connected until the last ends", () => {
    const story = one()
    expect(signIn(story, "ann", "second").map(({ _tag }) => _tag)).toEqual(["AgentSessionStarted"])
    expect(signIn(story, "ann", "second")).toEqual([])
    expect(signOut(story, "ann").map(({ _tag }) => _tag)).toEqual(["AgentSessionEnded"])
    expect(story.agent("ann")).toMatchObject({ status: "Free", sessions: 1 })
    story.send({ _tag: "SignOut", agentId: "ann", sessionId: "second" })
    expect(story.agent("ann")).toMatchObject({ status: "Disconnected", sessions: 0 })
  })

  it("[D2.8c] [D2.8j] end by oneself: refused for the last with active work, unless forced", () => {
    const story = one()
    signIn(story, "ann", "second")
    arrive(story, "i1", "sales")
    accept(story, "i1")
    expect(signOut(story, "ann").map(({ _tag }) => _tag)).toEqual(["AgentSessionEnded"])
    const last = { _tag: "SignOut", agentId: "ann", sessionId: "second" } as const
    expect(story.refused(last)).toEqual({
      _tag: "AgentHasActiveInteractions",
      agentId: "ann",
      interactions: ["i1"]
    })
    story.send({ ...last, force: true })
    expect([story.agent("ann").status, story.stage("i1")]).toEqual(["Disconnected", "waiting"])
    expect(story.refused(last)).toMatchObject({ _tag: "SessionUnknown" })
  })

  it("[D2.8k] [D2.8d] all end by a supervisor", () => {
    const story = one()
    signIn(story, "ann", "second")
    const ended = story.all("AgentSessionEnded", story.send({ _tag: "SignOutAgent", agentId: "ann" }))
    expect(ended.map(({ sessionId }) => sessionId)).toEqual(["ann-session", "second"])
    expect(story.agent("ann").status).toBe("Disconnected")
    expect(story.send({ _tag: "SignOutAgent", agentId: "ann" })).toEqual([])
  })

  it("[D2.8l] end a break when signed out of", () => {
    const story = one()
    startBreak(story, "ann")
    expect(story.all("BreakEnded", signOut(story, "ann"))).toMatchObject([{ cause: "signed-out" }])
    signIn(story, "ann")
    expect(story.agent("ann").status).toBe("Free")
  })

  it("[D2.8m] keep the break when the connection was lost", () => {
    const story = one()
    startBreak(story, "ann")
    story.send({ _tag: "LoseSession", agentId: "ann", sessionId: "ann-session" })
    expect(story.agent("ann")).toMatchObject({ status: "Disconnected", indicator: "offline" })
    signIn(story, "ann")
    expect(story.agent("ann").status).toBe("FreeOnBreak")
  })

  it("are so many at most", () => {
    const story = one()
    for (let n = 2; n <= 32; n++) signIn(story, "ann", `s${n}`)
    expect(story.refused({ _tag: "SignIn", agentId: "ann", sessionId: "s33" })).toMatchObject({
      _tag: "TooManySessions",
      limit: 32
    })
  })
})
