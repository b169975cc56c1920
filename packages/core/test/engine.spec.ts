import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { EventStore, HeadMoved, memoryStores, Parley, StoreRefused, StoreUnavailable } from "../src/engine/index.ts"

const contents = { body: null, raw: null, attachments: [] }
const channels = [{ name: "demo", kind: "asynchronous", media: "text" }] as const
const ann = { _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] } as const

describe("a centre through promises", () => {
  let parley: Parley.Parley
  beforeAll(async () => {
    parley = await Parley.open({ store: memoryStores, channels })
  })
  afterAll(() => parley.close())

  test("[L12] a repeated command id gets the recorded answer, another payload a conflict", async () => {
    const acme = parley.centre("acme")
    const first = await acme.send(ann, { commandId: "c1" })
    const again = await acme.send(ann, { commandId: "c1" })
    expect(first).toMatchObject({ ok: true, repeated: false })
    expect(again).toMatchObject({ ok: true, repeated: true, position: first.ok ? first.position : 0 })
    expect(again.ok && again.events).toEqual(first.ok && first.events)
    const conflict = acme.send({ ...ann, displayName: "Other" }, { commandId: "c1" })
    await expect(conflict).rejects.toMatchObject({ _tag: "CommandConflict", commandId: "c1" })
    expect(await acme.send(ann)).toMatchObject({ ok: false, rejection: { _tag: "UserExists" } })
  })

  test("one command id sent twice at once is one command", async () => {
    const acme = parley.centre("acme")
    const sent = await Promise.all(
      Array.from({ length: 5 }, () => acme.send({ ...ann, userId: "twin" }, { commandId: "twins" }))
    )
    expect(sent.filter((result) => result.ok && !result.repeated)).toHaveLength(1)
    expect(sent.every((result) => result.ok)).toBe(true)
  })

  test("[D14.1b] what is sent at once is written in order, without a gap, and stamps never run backwards", async () => {
    const acme = parley.centre("acme")
    await acme.send({
      _tag: "CreateCampaign",
      campaign: "support",
      channel: "demo",
      settings: { offerTimeoutSeconds: 1 }
    })
    await acme.send({ _tag: "AddMembers", campaigns: ["support"], agents: ["ann"] })
    await acme.send({ _tag: "SignIn", agentId: "ann", sessionId: "s" })
    const sent = await Promise.all(
      Array.from({ length: 500 }, (_, n) =>
        acme.send({ _tag: "ReceiveMessage", interactionId: `i${n}`, campaign: "support", contents })
      )
    )
    expect(sent.every((result) => result.ok)).toBe(true)
    const last = Math.max(...sent.map((result) => (result.ok ? result.position : 0)))
    let [position, at] = [0, 0]
    for await (const event of acme.events()) {
      expect(event.position).toBe(position + 1)
      expect(event.at).toBeGreaterThanOrEqual(at)
      ;({ position, at } = event)
      if (position >= last) break
    }
    expect(position).toBe(last)
  })

  test("[D14.2a] the writer wakes by itself when something is due", async () => {
    const acme = parley.centre("acme")
    for await (const { event } of acme.events({ types: ["OfferExpired"] })) {
      expect(event._tag).toBe("OfferExpired")
      break
    }
  })

  test("a command that is none is refused with the field, and nothing is written", async () => {
    const acme = parley.centre("acme")
    const bad: never = { _tag: "SignIn", agentId: "no spaces allowed", sessionId: "s" } as never
    await expect(acme.send(bad)).rejects.toMatchObject({
      _tag: "CommandInvalid",
      issue: expect.stringMatching(/^SignIn is not well formed: .*\n {2}at \["agentId"\]$/)
    })
    await expect(acme.send({ _tag: "SignOn" } as never)).rejects.toMatchObject({
      issue: 'there is no command "SignOn"'
    })
    await expect(acme.send([] as never)).rejects.toMatchObject({ issue: expect.stringContaining("_tag") })
  })

  test("following stops when its signal is aborted", async () => {
    const acme = parley.centre("acme")
    const stop = new AbortController()
    const seen: Array<number> = []
    const following = (async () => {
      for await (const { position } of acme.events({ signal: stop.signal })) seen.push(position)
    })()
    await acme.send({ ...ann, userId: "late" })
    stop.abort()
    await following
  })
})

/** The memory stores with one method of the event store replaced. */
const withStore = (change: (store: EventStore["Service"]) => Partial<EventStore["Service"]>) =>
  Layer.effect(
    EventStore,
    Effect.map(EventStore, (store) => ({ ...store, ...change(store) }))
  ).pipe(Layer.provideMerge(memoryStores))

describe("a store that fails", () => {
  test("an append whose answer is lost is found again: nothing is written twice", async () => {
    let calls = 0
    const store = withStore(({ append }) => ({
      append: (centre, batch) =>
        Effect.flatMap(append(centre, batch), () =>
          ++calls % 2 === 0 ? new StoreUnavailable({ operation: "append", reason: "cut", unknown: true }) : Effect.void
        )
    }))
    const parley = await Parley.open({ store, channels })
    const acme = parley.centre("acme")
    for (let n = 0; n < 10; n++) expect(await acme.send({ ...ann, userId: `u${n}` })).toMatchObject({ ok: true })
    const users: Array<string> = []
    for await (const { event } of acme.events({ types: ["UserCreated"] })) {
      if (event._tag === "UserCreated") users.push(event.userId)
      if (users.length === 10) break
    }
    expect(users).toEqual(Array.from({ length: 10 }, (_, n) => `u${n}`))
    await parley.close()
  })

  test("a refused batch is split until the culprit stands alone; the others are written", async () => {
    const store = withStore(({ append }) => ({
      append: (centre, batch) =>
        batch.events.some(({ event }) => event._tag === "UserCreated" && event.userId === "culprit")
          ? Effect.fail(new StoreRefused({ operation: "append", reason: "too ugly" }))
          : append(centre, batch)
    }))
    const parley = await Parley.open({ store, channels })
    const acme = parley.centre("acme")
    const users = ["a", "b", "culprit", "c", "d", "e"]
    const sent = await Promise.allSettled(users.map((userId) => acme.send({ ...ann, userId })))
    expect(sent.map(({ status }) => status)).toEqual(
      users.map((userId) => (userId === "culprit" ? "rejected" : "fulfilled"))
    )
    expect(sent[2]).toMatchObject({ reason: { _tag: "StoreRefused" } })
    await parley.close()
  })

  test("who lost the centre to another owner writes no more and says so", async () => {
    let lost = false
    const store = withStore(({ append }) => ({
      append: (centre, batch) => (lost ? Effect.fail(new HeadMoved({ position: 99, epoch: 7 })) : append(centre, batch))
    }))
    const parley = await Parley.open({ store, channels })
    const acme = parley.centre("acme")
    await acme.send(ann)
    lost = true
    const late = acme.send({ ...ann, userId: "bob" })
    await expect(late).rejects.toMatchObject({ _tag: "OwnershipLost", epoch: 7 })
    await parley.close()
  })
})

describe("a strategy of one's own", () => {
  const shy = {
    name: "shy",
    kind: "keyed" as const,
    from: "first" as const,
    key: () => {
      throw new Error("not today")
    }
  }

  test("that throws is replaced by the default, recorded, and work goes on", async () => {
    const parley = await Parley.open({ store: memoryStores, channels, strategies: { delivery: [shy] } })
    const acme = parley.centre("acme")
    await acme.send(ann)
    await acme.send({ _tag: "CreateCampaign", campaign: "support", channel: "demo", settings: { delivery: "shy" } })
    const added = await acme.send({ _tag: "AddMembers", campaigns: ["support"], agents: ["ann"] })
    expect(added.ok && added.events.map(({ event }) => event._tag)).toEqual(["MemberAdded", "StrategyFailed"])
    await acme.send({ _tag: "SignIn", agentId: "ann", sessionId: "s" })
    const came = await acme.send({ _tag: "ReceiveMessage", interactionId: "i1", campaign: "support", contents })
    expect(came.ok && came.events.at(-1)?.event).toMatchObject({ _tag: "InteractionOffered", delivery: "rrmemory" })
    await parley.close()
  })
})

test("a bug in a timer stops the centre with a word to everyone, not in silence", async () => {
  let broken = false
  const endsAt = Date.now() + 300
  const offsetAt = () => ({ offsetMs: 0, until: null })
  const zones = { offsetAt, dayOf: () => (broken ? null : { date: "2026-01-01", endsAt }) }
  const parley = await Parley.open({ store: memoryStores, channels, zones })
  const acme = parley.centre("acme")
  await acme.send(ann)
  broken = true
  // The day ends, and the zone table knows the zone no more: the writer wakes by itself and cannot go on.
  await expect
    .poll(() => acme.send(ann).catch((failure: unknown) => failure), { timeout: 5_000 })
    .toMatchObject({
      _tag: "CentreDefect",
      message: expect.stringContaining("no longer known")
    })
  await parley.close()
})
