/** Supervisors who watch, what they are shown of an agent, and the audit: DOMAIN 12. */
import { describe, expect, it } from "vitest"
import { audienceOf, publish } from "../src/centre/index.ts"
import type { Recorded } from "../src/kernel/envelope.ts"
import { audit, AUDIT_PAGE_MAX, auditPage, project, type AuditRequest } from "../src/stats/index.ts"
import { accept, agents, arrive, campaign, centre, finish, loseSession, signIn, startBreak, user } from "./given.ts"
import type { Event, Plain, Story } from "./story.ts"

const desk = () => {
  const story = centre(
    agents("ann", "bob"),
    user("sue", ["supervisor"]),
    user("tom", ["supervisor", "agent"]),
    campaign("sales", { wrapUpSeconds: 30, perAgentMax: 3 }, ["ann", "bob"])
  )
  arrive(story, "i1", "sales")
  accept(story, "i1")
  return story
}

type Permitted = Extract<Plain, { _tag: "SetPermissions" }>["permissions"]

const watch = { supervisorId: "sue", agentId: "ann" } as const
const spy: Plain = { _tag: "StartSpy", ...watch, interactionId: "i1" }
const screen: Plain = { _tag: "StartScreenMonitoring", ...watch }
const allow = (story: Story, allowed = true) => story.send({ _tag: "SetScreenMonitoring", userId: "ann", allowed })
const watches = ({ centre: { views }, state }: Story) => views.watches(state)

describe("a spy", () => {
  it("[D12.1a] needs an interaction that the agent has active", () => {
    const story = desk()
    expect(story.send(spy)).toEqual([{ _tag: "SpyStarted", ...watch, interactionId: "i1", campaign: "sales" }])
    expect(story.send(spy)).toEqual([])
    arrive(story, "i2", "sales")
    expect(story.refused({ ...spy, interactionId: "i2" })).toEqual({
      _tag: "InteractionNotActive",
      interactionId: "i2"
    })
    expect(story.refused({ ...spy, agentId: "bob" })).toMatchObject({ _tag: "NotTheOwner", ownerId: "ann" })
    expect(story.refused({ ...spy, interactionId: "i9" })).toMatchObject({ _tag: "InteractionUnknown" })
    finish(story, "i1")
    expect(story.refused(spy)).toEqual({ _tag: "InteractionNotActive", interactionId: "i1" })
  })

  it("[D12.1a] is read-only: it changes nothing of what is watched, and only the supervisor hears of it", () => {
    const story = desk()
    const before = [story.agent("ann"), story.interaction("i1"), story.row("sales")]
    const [started] = story.send(spy)
    expect([story.agent("ann"), story.interaction("i1"), story.row("sales")]).toEqual(before)
    const heard = started && publish(started)
    expect(heard && audienceOf(heard)).toEqual({ campaign: null, agentId: "sue" })
    expect(JSON.stringify(heard)).not.toContain("ann")
  })

  it("[D12.1a] is over when it is stopped, or when interaction, agent or supervisor go", () => {
    const endings: ReadonlyArray<readonly [string, (story: Story) => unknown]> = [
      ["stopped", (story) => story.send({ ...spy, _tag: "StopSpy" })],
      ["interaction-gone", (story) => finish(story, "i1")],
      ["agent-gone", (story) => loseSession(story, "ann")],
      ["supervisor-gone", (story) => story.send({ _tag: "RecordSignOut", userId: "sue" })],
      ["supervisor-gone", (story) => story.send({ _tag: "DisableUser", userId: "sue" })],
      ["supervisor-gone", (story) => story.send({ _tag: "ChangeUser", userId: "sue", roles: ["agent"] })]
    ]
    for (const [reason, end] of endings) {
      const story = desk()
      story.send(spy)
      end(story)
      expect(story.all("SpyEnded")).toEqual([
        { _tag: "SpyEnded", ...watch, interactionId: "i1", campaign: "sales", reason }
      ])
      expect(watches(story)).toEqual([])
      expect(story.send({ ...spy, _tag: "StopSpy" })).toEqual([])
    }
  })

  it("is a supervisor's", () => {
    const story = desk()
    expect(story.refused({ ...spy, supervisorId: "bob" })).toMatchObject({ _tag: "RoleNotHeld" })
    expect(story.refused({ ...spy, supervisorId: "nobody" })).toMatchObject({ _tag: "UserUnknown" })
    story.send(spy)
    story.send({ ...spy, supervisorId: "tom" })
    story.send({ ...spy, _tag: "StopSpy" })
    expect(watches(story)).toMatchObject([{ supervisorId: "tom" }])
  })

  it("[D12.2b] [D15.3a] does not outlive the permission for it, and is given to nobody without", () => {
    const given: Permitted = { sees: "all", changes: [], actions: ["spy", "monitor-screens"] }
    const cases: ReadonlyArray<Permitted> = [
      { ...given, actions: ["pause-agents"] },
      { ...given, sees: ["care"] }
    ]
    for (const permissions of cases) {
      const story = desk()
      campaign("care", {}, ["bob"])(story)
      allow(story)
      const permit = (now: Permitted) => story.send({ _tag: "SetPermissions", userId: "sue", permissions: now })
      permit(given)
      expect([...story.send(spy), ...story.send(screen)]).toHaveLength(2)
      permit(permissions)
      expect(story.all("SpyEnded")).toMatchObject([{ reason: "not-permitted" }])
      expect(story.all("ScreenMonitoringEnded")).toMatchObject([{ reason: "not-permitted" }])
      expect(watches(story)).toEqual([])
      for (const command of [spy, screen])
        expect(story.refused(command)).toEqual({ _tag: "WatchNotPermitted", ...watch })
      const as = { userId: "sue", role: "supervisor" } as const
      expect(story.hindrance(as, { ...spy, _tag: "StopSpy" })).toBeNull()
      expect(story.hindrance(as, { ...screen, _tag: "StopScreenMonitoring" })).toBeNull()
    }
  })

  it("[D12.2b] of a screen is over when the agent leaves the campaigns that the supervisor sees", () => {
    const story = desk()
    allow(story)
    const permissions: Permitted = { sees: ["sales"], changes: [], actions: ["monitor-screens"] }
    story.send({ _tag: "SetPermissions", userId: "sue", permissions })
    story.send(screen)
    story.send({ _tag: "RemoveMembers", campaigns: ["sales"], agents: ["ann"] })
    expect(story.all("ScreenMonitoringEnded")).toMatchObject([{ reason: "not-permitted" }])
  })

  it("is one of two hundred watches at most", () => {
    const story = desk()
    for (let n = 0; n <= 200; n++) user(`s${n}`, ["supervisor"])(story)
    for (let n = 0; n < 200; n++) story.send({ ...spy, supervisorId: `s${n}` })
    expect(story.refused({ ...spy, supervisorId: "s200" })).toEqual({ _tag: "TooManyWatches", limit: 200 })
  })
})

describe("the monitoring of a screen", () => {
  it("[D12.1b] is for any connected agent, where their permission says so, whether they work or not", () => {
    const story = desk()
    expect(story.refused(screen)).toEqual({ _tag: "ScreenMonitoringNotAllowed", agentId: "ann" })
    allow(story)
    finish(story, "i1")
    expect(story.send(screen)).toEqual([{ _tag: "ScreenMonitoringStarted", ...watch }])
    expect(story.send(screen)).toEqual([])
    expect(story.refused({ ...screen, agentId: "bob" })).toMatchObject({ _tag: "ScreenMonitoringNotAllowed" })
    loseSession(story, "ann")
    expect(story.refused(screen)).toEqual({ _tag: "AgentNotConnected", agentId: "ann" })
    expect(story.refused({ ...screen, agentId: "sue" })).toMatchObject({ _tag: "AgentUnknown" })
  })

  it("[D12.1b] is a record that both clients hear of", () => {
    const story = desk()
    allow(story)
    const [started] = story.send(screen)
    const heard = started && publish(started)
    expect(heard).toMatchObject({ subject: "users/sue", data: watch })
    expect(heard && audienceOf(heard).agentId).toBe("ann")
  })

  it("[D12.1b] is over when it is stopped or forbidden, or when one of the two goes; a spy's end is not its end", () => {
    const endings: ReadonlyArray<readonly [string, (story: Story) => unknown]> = [
      ["stopped", (story) => story.send({ ...screen, _tag: "StopScreenMonitoring" })],
      ["stopped", (story) => allow(story, false)],
      ["agent-gone", (story) => story.send({ _tag: "SignOutAgent", agentId: "ann" })],
      ["supervisor-gone", (story) => story.send({ _tag: "RecordSignOut", userId: "sue" })]
    ]
    for (const [reason, end] of endings) {
      const story = desk()
      allow(story)
      story.send(screen)
      story.send(spy)
      story.send({ ...spy, _tag: "StopSpy" })
      expect(watches(story)).toEqual([{ kind: "screen", ...watch }])
      end(story)
      expect(story.all("ScreenMonitoringEnded")).toEqual([{ _tag: "ScreenMonitoringEnded", ...watch, reason }])
      expect(watches(story)).toEqual([])
    }
  })
})

describe("what a supervisor does with any connected agent", () => {
  it("[D12.1c] shows who they are, what they do and since when, where they are and what they have", () => {
    const story = desk()
    const since = story.now
    story.wait(5)
    campaign("care", {}, [])(story)
    story.send({ _tag: "AddMembers", campaigns: ["care"], agents: ["ann"], penalty: 7 })
    expect(story.centre.views.agentInfo(story.state, "ann")).toEqual({
      agentId: "ann",
      displayName: "ann",
      roles: ["agent"],
      status: "Busy",
      statusSince: since,
      break: null,
      campaigns: [
        { campaign: "care", penalty: 7, paused: false },
        { campaign: "sales", penalty: 0, paused: false }
      ],
      campaignsCount: 2,
      active: [{ interactionId: "i1", campaign: "sales", channel: "mail", since }],
      screenMonitoring: false
    })
    expect(story.centre.views.agentInfo(story.state, "sue")).toBeUndefined()
  })

  it("[D12.1d] pauses them and signs them out, with or without work", () => {
    const story = desk()
    story.send({ _tag: "PauseAgent", agentId: "bob" })
    expect(story.agent("bob").status).toBe("FreeOnBreak")
    story.send({ _tag: "SignOutAgent", agentId: "bob" })
    expect(story.agent("bob").status).toBe("Disconnected")
  })
})

describe("the audit", () => {
  const by = (actor: string | null, recorded: ReadonlyArray<Recorded<Event>>) =>
    recorded.map((one) => ({ ...one, actor }))

  const page = (log: ReadonlyArray<Recorded<Event>>, request?: AuditRequest) => auditPage(project(audit, log), request)

  const day = () => {
    const story = desk()
    const begun = story.log.length
    story.send(spy)
    story.wait(60)
    story.send({ _tag: "PauseAgent", agentId: "bob" })
    const paused = story.log.length
    startBreak(story, "ann")
    signIn(story, "ann", "second")
    const { log } = story
    return {
      story,
      log: [...by(null, log.slice(0, begun)), ...by("sue", log.slice(begun, paused)), ...by("ann", log.slice(paused))]
    }
  }

  it("[D12.2c] [D12.1a] says of every act of a person who did what about whom, and when; newest first", () => {
    const { story, log } = day()
    expect(page(log, { actor: "sue" }).items).toMatchObject([
      { at: story.now, actor: "sue", what: "BreakStarted", userId: "bob" },
      {
        at: story.now - 60_000,
        actor: "sue",
        what: "SpyStarted",
        userId: "ann",
        interactionId: "i1",
        campaign: "sales"
      }
    ])
    expect(page(log, { userId: "ann", what: "SpyStarted" }).items.map(({ actor }) => actor)).toEqual(["sue"])
    expect(page(log, { from: story.now }).items.map(({ what }) => what)).toEqual([
      "AgentSessionStarted",
      "BreakStarted",
      "BreakStarted"
    ])
    expect(page(log, { to: story.now, campaign: "sales" }).items).toHaveLength(1)
  })

  it("[D12.2c] leaves out what no person did, and comes in bounded pages", () => {
    const { log } = day()
    expect(page(log).items.every(({ actor }) => actor === "sue" || actor === "ann")).toBe(true)
    const first = page(log, { limit: 3 })
    expect(first.items).toHaveLength(3)
    const rest = page(log, { limit: 3, before: first.next ?? 0 })
    expect([...first.items, ...rest.items]).toEqual(page(log).items)
    expect(rest.next).toBeNull()
    const long = Array.from({ length: 20 }, (_, n) => log.map((one) => ({ ...one, position: n, actor: "ann" }))).flat()
    expect(page([...long, ...long], { limit: 9_999 }).items).toHaveLength(AUDIT_PAGE_MAX)
  })
})
