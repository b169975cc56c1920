/** What a log may hold is raised by an operator, and nobody owns what they cannot read. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import * as Centre from "../src/centre/index.ts"
import { OpenBatch, type Stepping } from "../src/engine/batch.ts"
import { EventStore } from "../src/engine/index.ts"
import type { Pending } from "../src/engine/mailbox.ts"
import { makeRowMemory } from "../src/engine/row-memory.ts"
import { conditions } from "../src/routing/index.ts"
import { FIRST_FORMAT, FORMAT, formatOf } from "../src/tenant/index.ts"
import { open, run, written } from "./snapshots.ts"
import { channels, NINE, zones, type Plain } from "./story.ts"

const decode = Schema.decodeUnknownSync(Centre.CentreCommand)

/** A centre whose code knows formats up to this one, driven step by step. */
const knowing = (format: number) => {
  const centre = Centre.makeWith({ channels, zones }, conditions, format)
  let state = centre.initial
  const send = (plain: Plain) => {
    const stepped = centre.step(state, Centre.noRows, NINE, decode(plain))
    if (Result.isSuccess(stepped)) state = stepped.success.state
    return Result.match(stepped, { onSuccess: ({ events }) => events, onFailure: (rejection) => rejection })
  }
  return { centre, send, format: () => formatOf(state.facts.tenant), state: () => state }
}

describe("the format of a log", () => {
  it("begins at the newest there is", () => {
    const [old, fresh] = [knowing(FIRST_FORMAT), knowing(3)]
    old.send({ _tag: "CreateCentre", seed: "s", zone: "UTC" })
    expect(fresh.send({ _tag: "CreateCentre", seed: "s", zone: "UTC" })).toMatchObject([
      { _tag: "CentreCreated" },
      { _tag: "FormatRaised", format: 3 },
      { _tag: "DayStarted" }
    ])
    expect([old.format(), fresh.format()]).toEqual([FIRST_FORMAT, 3])
  })

  it("is raised to what the code knows, once, and never taken back", () => {
    const { send, format, centre, state } = knowing(1)
    send({ _tag: "CreateCentre", seed: "s", zone: "UTC" })
    expect(send({ _tag: "RaiseFormat", format: 2 })).toEqual({ _tag: "FormatUnknown", format: 2, known: 1 })
    expect(send({ _tag: "RaiseFormat", format: 1 })).toEqual([])
    const newer = Centre.makeWith({ channels, zones }, conditions, 3)
    const raised = newer.step(state(), Centre.noRows, NINE, { _tag: "RaiseFormat", format: 2 })
    expect(Result.isSuccess(raised) && raised.success.events).toEqual([{ _tag: "FormatRaised", format: 2 }])
    const after = Result.isSuccess(raised) ? raised.success.state : state()
    const again = newer.step(after, Centre.noRows, NINE, { _tag: "RaiseFormat", format: 1 })
    expect(Result.isSuccess(again) && again.success.events).toEqual([])
    expect([format(), formatOf(after.facts.tenant)]).toEqual([1, 2])
    expect(centre.evolve(state(), { at: NINE, event: { _tag: "FormatRaised", format: 2 } }).facts.tenant.format).toBe(2)
  })

  it("this code's own is at least the first", () => expect(FORMAT).toBeGreaterThanOrEqual(FIRST_FORMAT))
})

describe("an event of a newer format", () => {
  /** Breaks came with format 2. */
  const versions: Centre.EventVersions = {
    BreakDefined: [
      { format: 1, upcast: null },
      { format: 2, upcast: (data) => data }
    ]
  }
  const stepped = (commands: ReadonlyArray<Plain>) => {
    const { centre, send, state } = knowing(2)
    const older = knowing(1)
    older.send({ _tag: "CreateCentre", seed: "s", zone: "UTC" })
    send({ _tag: "CreateCentre", seed: "s", zone: "UTC" })
    const batch = commands.map((plain, n): Pending => ({
      command: decode(plain),
      origin: { commandId: `c${n}`, actor: null, correlationId: null, causationId: null },
      fingerprint: "",
      named: false,
      answer: () => undefined,
      cancelled: false
    }))
    const stepping = {
      ...{ centre, at: NINE, versions, memory: makeRowMemory() },
      ...{ fetch: () => Effect.succeed(new Map()), fetchRange: () => Effect.succeed([]) }
    }
    const on = (from: Stepping["state"]) => {
      const open = new OpenBatch({ ...stepping, state: from, uncommitted: [] })
      Effect.runSync(open.add(batch))
      return open.close()
    }
    return { inFormat1: on(older.state()), inFormat2: on(state()) }
  }
  const define: Plain = { _tag: "DefineBreak", name: "Lunch" }
  const user: Plain = { _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] }

  it("is not written before the format is raised: the command is refused, and others are not", () => {
    const { inFormat1, inFormat2 } = stepped([define, user])
    expect(inFormat1.refused.map(({ result }) => result)).toEqual([
      { ok: false, rejection: { _tag: "FormatNotRaised", eventType: "BreakDefined", needed: 2, format: 1 } }
    ])
    expect(inFormat1.events.map(({ event, version }) => [event._tag, version])).toEqual([["UserCreated", 1]])
    expect(inFormat2.refused).toEqual([])
    expect(inFormat2.events.map(({ event, version }) => [event._tag, version])).toEqual([
      ["BreakDefined", 2],
      ["UserCreated", 1]
    ])
  })

  it("is written once it is raised, in the same batch too", () => {
    const { inFormat1 } = stepped([{ _tag: "RaiseFormat", format: 2 }, define])
    expect(inFormat1.refused).toEqual([])
    expect(inFormat1.events.map(({ event, version }) => [event._tag, version])).toEqual([
      ["FormatRaised", 1],
      ["BreakDefined", 2]
    ])
  })
})

describe("a centre whose log is of a format to come", () => {
  it("is not opened by who does not know it, and nothing is written", () =>
    run(
      Effect.gen(function* () {
        yield* written(1)
        const store = yield* EventStore
        const head = yield* store.head("acme")
        const [last] = yield* store.read("acme", { after: head.position - 1, limit: 1 })
        if (last === undefined) throw new Error("the log is empty")
        const raised = { ...last, position: head.position + 1, index: 0, last: true }
        const event = { _tag: "FormatRaised" as const, format: FORMAT + 1 }
        const events = [{ ...raised, commandId: "raise", event }]
        yield* store.append("acme", { expected: head, epoch: head.epoch, events, commands: [], rows: [], due: null })
        expect(yield* Effect.flip(open)).toMatchObject({
          _tag: "LogUnreadable",
          centre: "acme",
          position: head.position + 1,
          reason: `the log is of format ${FORMAT + 1}, this version knows ${FORMAT}`
        })
        expect(yield* store.head("acme")).toEqual({ position: head.position + 1, epoch: head.epoch })
      })
    ))
})
