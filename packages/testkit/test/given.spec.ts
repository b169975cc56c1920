import { Centre } from "@parley/core"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { allAt, at, given, instant, open, utcZones } from "../src/index.ts"

const centre = Centre.make({
  channels: [{ name: "email", kind: "asynchronous", media: "text" }],
  zones: utcZones
})
const opened = allAt(
  "09:00:00",
  { _tag: "CreateCentre", seed: "seed", zone: "UTC" },
  { _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] },
  { _tag: "CreateCampaign", campaign: "mail", channel: "email" },
  { _tag: "AddMembers", campaigns: ["mail"], agents: ["ann"] }
)
const signedIn = at("09:00:01", { _tag: "SignIn", agentId: "ann", sessionId: "s1" })
const contents = { body: "body1", raw: null, attachments: [] }
const arrived = at("09:00:02", { _tag: "ReceiveMessage", interactionId: "i1", campaign: "mail", contents })

describe("given, when, then", () => {
  test("[D4.10a] an arrival is offered in the same step", () => {
    given(centre, opened, signedIn)
      .when(arrived)
      .thenAmong({
        _tag: "InteractionOffered",
        interactionId: "i1",
        campaign: "mail",
        entry: 1,
        offerId: "i1.o1",
        agentId: "ann",
        ordinal: 1,
        movesPointer: true,
        cost: 1,
        expiresAt: instant("09:01:02"),
        eligibility: "nocall",
        atOnceMax: 3,
        delivery: "rrmemory",
        version: 1,
        draw: null,
        among: null
      })
  })

  test("compares every event and shows what differs", () => {
    const when = given(centre, opened).when(signedIn)
    when.then([
      { _tag: "AgentSessionStarted", agentId: "ann", sessionId: "s1" },
      { _tag: "AgentConnected", agentId: "ann", cause: "self" }
    ])
    expect(() => when.then({ _tag: "AgentSessionStarted", agentId: "ann", sessionId: "s2" })).toThrow(
      /SignIn[^]*\+ .*s1[^]*- .*s2/
    )
    expect(() => when.thenRejected({ _tag: "AgentUnknown", agentId: "ann" })).toThrow(/is accepted:\n {2}AgentSession/)
  })

  test("compares the rejection", () => {
    const when = given(centre, opened).when(at("09:00:01", { _tag: "StartBreak", agentId: "ann" }))
    when.thenRejected({ _tag: "AgentNotConnected", agentId: "ann" })
    expect(() => when.thenNothing()).toThrow(/is refused: AgentNotConnected/)
    expect(() => when.thenRejected({ _tag: "AgentUnknown", agentId: "ann" })).toThrow(/AgentUnknown/)
  })

  test("a past that is refused is no past", () => {
    expect(() => given(centre, signedIn)).toThrow(/given SignIn .*CentreMissing/)
  })

  test("[D14.2b] what is due fires before the command, as it does when time passes", () => {
    const past = given(centre, opened, signedIn, arrived)
    past.whenTimePassesTo("09:01:01.999").thenNothing()
    const { driver } = past.when(at("09:01:02", { _tag: "EndBreak", agentId: "ann" })).thenNothing()
    expect(driver.log.at(-1)).toMatchObject({
      commandId: "t1",
      at: instant("09:01:02"),
      event: { _tag: "OfferExpired" }
    })
  })
})

describe("the driver", () => {
  test("[D14.2e] a writer that slept fires late, and says when it was due", () => {
    const { driver } = given(centre, opened, signedIn, arrived)
    driver.send(instant("10:00:00"), { _tag: "Tick" }, { late: true })
    const expired = driver.log.find(({ event }) => event._tag === "OfferExpired")
    expect(expired).toMatchObject({ at: instant("10:00:00"), event: { dueAt: instant("09:01:02") } })
  })

  test("takes commands as plain JSON and folds the rows", () => {
    const driver = open(centre)
    for (const { at: when, command } of [...opened, signedIn])
      expect(Result.isSuccess(driver.sendPlain(when, JSON.parse(JSON.stringify(command))))).toBe(true)
    driver.sendPlain(instant("09:00:02"), {
      _tag: "ReceiveMessage",
      interactionId: "i1",
      campaign: "mail",
      from: ["1:abcdefghijklmnopqrst"],
      contents: { body: null, raw: null, attachments: [] }
    })
    expect(driver.rows.all().map(({ key }) => key)).toEqual(["contact/1:abcdefghijklmnopqrst", "person/i1.c"])
    expect(() => driver.sendPlain(0, { _tag: "SignIn", agentId: "no id!" })).toThrow()
  })

  test("[L12] a repeated accepted command id changes nothing and gets the recorded answer; a refused one is free", () => {
    const { driver } = given(centre, opened)
    const { command } = signedIn
    const first = driver.send(signedIn.at, command, { commandId: "x" })
    const { state } = driver
    const again = driver.send(signedIn.at + 60_000, command, { commandId: "x" })
    expect(driver.state).toBe(state)
    expect(Result.map(again, ({ repeated }) => repeated)).toEqual(Result.succeed(true))
    expect(Result.map(again, ({ events }) => events)).toEqual(Result.map(first, ({ events }) => events))
    const other = driver.send(signedIn.at + 60_000, { _tag: "Tick" }, { commandId: "x" })
    expect(other).toEqual(Result.fail({ _tag: "CommandConflict", commandId: "x" }))
  })
})
