import { afterEach, describe, expect, test } from "vitest"
import type { Zones } from "../src/centre/index.ts"
import { intlZones, Parley, StoreRefused, StoreUnavailable } from "../src/engine/index.ts"
import { gated, user, usersOf } from "./gated-store.ts"

const channels = [{ name: "demo", kind: "asynchronous", media: "text" }] as const

let parley: Parley.Parley | undefined
afterEach(() => parley?.close())

async function opened({ store }: Pick<ReturnType<typeof gated>, "store">) {
  parley = await Parley.open({ store, channels })
  const acme = parley.centre("acme")
  await acme.send(user("first"))
  return acme
}

describe("while a batch is on its way to the store", () => {
  test("what comes is stepped on top of it, and written in one batch after it", async () => {
    const gate = gated()
    const acme = await opened(gate)
    await gate.shut()
    const a = acme.send(user("a"))
    await gate.atTheGate()
    const [b, c] = [acme.send(user("b")), acme.send(user("c"))]
    const again = acme.send(user("a"))
    await gate.open()
    expect(await a).toMatchObject({ ok: true })
    expect(await Promise.all([b, c])).toMatchObject([{ ok: true }, { ok: true }])
    expect(await again).toMatchObject({ ok: false, rejection: { _tag: "UserExists" } })
    expect(gate.tried.slice(-2)).toEqual([["a"], ["b", "c"]])
  })

  test("nobody is told anything of what rests on it before it is committed", async () => {
    const gate = gated()
    const acme = await opened(gate)
    await gate.shut()
    const told: Array<string> = []
    const a = acme.send(user("a")).then(() => told.push("a"))
    await gate.atTheGate()
    const refused = acme.send(user("a"), { commandId: "again" }).then(() => told.push("refused"))
    const b = acme.send(user("b")).then(() => told.push("b"))
    await new Promise((resolve) => setImmediate(resolve))
    expect(told).toEqual([])
    await gate.open()
    await Promise.all([a, refused, b])
    expect(told[0]).toBe("a")
  })

  test("a repeat of a command that is on its way is answered as the first is", async () => {
    const gate = gated()
    const acme = await opened(gate)
    await gate.shut()
    const first = acme.send(user("a"), { commandId: "one" })
    await gate.atTheGate()
    const [repeat, other] = [acme.send(user("a"), { commandId: "one" }), acme.send(user("b"), { commandId: "two" })]
    const conflict = acme.send(user("c"), { commandId: "one" }).catch((failure: unknown) => failure)
    await gate.open()
    const { position } = (await first) as { position: number }
    expect(await repeat).toMatchObject({ ok: true, repeated: true, position })
    expect(await other).toMatchObject({ ok: true, repeated: false, position: position + 1 })
    expect(await conflict).toMatchObject({ _tag: "CommandConflict" })
  })

  test("a refused batch takes nothing down with it: what was stepped on top is stepped again", async () => {
    const reason = new StoreRefused({ operation: "append", reason: "too ugly" })
    const gate = gated((batch) => (usersOf(batch).includes("culprit") ? reason : null))
    const acme = await opened(gate)
    await gate.shut()
    const culprit = acme.send(user("culprit")).catch((failure: unknown) => failure)
    await gate.atTheGate()
    // On top of the culprit's batch this user exists already; without it, it does not.
    const heir = acme.send(user("culprit-heir"))
    const same = acme.send({ ...user("culprit"), userId: "b" })
    await gate.open()
    expect(await culprit).toMatchObject({ _tag: "StoreRefused" })
    expect(await Promise.all([heir, same])).toMatchObject([{ ok: true }, { ok: true }])
    const all: Array<number> = []
    for await (const { position, event } of acme.events()) {
      all.push(position)
      if (event._tag === "UserCreated" && event.userId === "b") break
    }
    expect(all).toEqual(all.map((_, index) => index + 1))
  })

  test("a refusal that rested on a batch the store would not have is judged again", async () => {
    const reason = new StoreRefused({ operation: "append", reason: "too ugly" })
    let refusals = 0
    const gate = gated((batch) => (usersOf(batch).includes("a") && ++refusals === 1 ? reason : null))
    const acme = await opened(gate)
    await gate.shut()
    const ugly = acme.send(user("a")).catch((failure: unknown) => failure)
    await gate.atTheGate()
    const again = acme.send(user("a"))
    const refusedOnTop = acme.send({ _tag: "SignIn", agentId: "nobody", sessionId: "s" })
    await gate.open()
    expect(await ugly).toMatchObject({ _tag: "StoreRefused" })
    expect(await again).toMatchObject({ ok: true })
    expect(await refusedOnTop).toMatchObject({ ok: false })
  })

  test("a command that throws is answered alone, wherever it stands among others", async () => {
    const gate = gated()
    // A bug in the zone port, met by whoever asks for that zone.
    const { offsetAt, dayOf } = intlZones()
    const bug = (zone: string) => {
      if (zone === "Europe/Oslo") throw new Error("no table for Oslo")
    }
    const zones: Zones = {
      offsetAt: (zone, at) => (bug(zone), offsetAt(zone, at)),
      dayOf: (zone, at) => (bug(zone), dayOf(zone, at))
    }
    parley = await Parley.open({ store: gate.store, channels, zones })
    const acme = parley.centre("acme")
    await acme.send(user("first"))
    await gate.shut()
    const a = acme.send(user("a"))
    await gate.atTheGate()
    const b = acme.send(user("b"))
    const bad = acme.send({
      _tag: "CreateCampaign",
      campaign: "oslo",
      channel: "demo",
      settings: { zone: "Europe/Oslo" }
    })
    const c = acme.send(user("c"))
    const told = bad.catch((failure: unknown) => failure)
    await gate.open()
    expect(await told).toMatchObject({ _tag: "CommandDefect" })
    const [first, ...rest] = (await Promise.all([a, b, c])).map((sent) => (sent.ok ? sent.position : NaN))
    expect(rest).toEqual([(first ?? NaN) + 1, (first ?? NaN) + 2])
    expect(gate.tried.slice(-2)).toEqual([["a"], ["b", "c"]])
  })

  test("closing writes what was taken up, on its way and on top of it", async () => {
    const gate = gated()
    const acme = await opened(gate)
    await gate.shut()
    const a = acme.send(user("a"))
    await gate.atTheGate()
    const b = acme.send(user("b"))
    await new Promise((resolve) => setImmediate(resolve))
    const closed = parley?.close()
    await gate.open()
    expect(await Promise.all([a, b])).toMatchObject([{ ok: true }, { ok: true }])
    await closed
    expect(gate.tried.slice(-2)).toEqual([["a"], ["b"]])
  })

  test("closing while the store is away tells those on their way that their outcome is not known", async () => {
    let isAway = false
    const away = new StoreUnavailable({ operation: "append", reason: "away", unknown: true })
    const acme = await opened(gated(() => (isAway ? away : null)))
    isAway = true
    const a = acme.send(user("a")).catch((failure: unknown) => failure)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const b = acme.send(user("b")).catch((failure: unknown) => failure)
    await new Promise((resolve) => setImmediate(resolve))
    await parley?.close()
    expect(await a).toMatchObject({ _tag: "StoreUnavailable", unknown: true })
    expect(await b).toMatchObject({ _tag: expect.stringMatching(/StoreUnavailable|CentreClosed/) })
  })
})
