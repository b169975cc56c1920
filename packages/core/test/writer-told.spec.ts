import { afterEach, describe, expect, test } from "vitest"
import { Parley, StoreRefused, StoreUnavailable } from "../src/engine/index.ts"
import { gated, user } from "./gated-store.ts"

const channels = [{ name: "mail", kind: "asynchronous", media: "text" }] as const
const drop = { _tag: "DropRecords", listId: "march" } as const

let parley: Parley.Parley | undefined
afterEach(() => parley?.close())

async function opened({ store }: ReturnType<typeof gated>) {
  parley = await Parley.open({ store, channels })
  const acme = parley.centre("acme")
  for (const command of [
    user("first"),
    { _tag: "CreateCampaign", campaign: "sales", channel: "mail" },
    { _tag: "CreateDialer", dialer: "spring", campaign: "sales" },
    { _tag: "CreateList", dialer: "spring", listId: "march", name: "March", subject: "Hello" }
  ] as const)
    expect(await acme.send(command)).toMatchObject({ ok: true })
  return acme
}

/** The users that a follower hears of, up to one of them. */
async function heard(acme: Parley.ParleyCentre, last: string): Promise<ReadonlyArray<string>> {
  const all: Array<string> = []
  const signal = AbortSignal.timeout(2_000)
  for await (const { position, event } of acme.events({ types: ["UserCreated"], signal })) {
    if (event._tag === "UserCreated") all.push(`${position} ${event.userId}`)
    if (event._tag === "UserCreated" && event.userId === last) break
  }
  return all.map((one) => one.slice(one.indexOf(" ") + 1))
}

describe("of a batch that is committed", () => {
  test("readers hear, and who is refused is answered, though the next cannot be begun while the store is away", async () => {
    const gate = gated()
    const acme = await opened(gate)
    await gate.shut()
    const following = heard(acme, "c")
    const a = acme.send(user("a"))
    await gate.atTheGate()
    // One batch; it is the next at the gate.
    const [c, refused] = [acme.send(user("c")), acme.send(user("first"))]
    const again = gate.shut()
    await gate.open()
    await again
    await gate.atTheGate()
    gate.fail(new StoreUnavailable({ operation: "range", reason: "away", unknown: false }))
    const next = acme.send(drop).catch((failure: unknown) => failure)
    await gate.open()
    expect(await Promise.all([a, c])).toMatchObject([{ ok: true }, { ok: true }])
    expect(await next).toMatchObject({ _tag: "StoreUnavailable" })
    expect(await following).toEqual(["first", "a", "c"])
    expect(await refused).toMatchObject({ ok: false, rejection: { _tag: "UserExists" } })
  })

  test("readers hear before they hear of what comes after it, though that was hindered by something it met", async () => {
    const gate = gated()
    const acme = await opened(gate)
    await gate.shut()
    const following = heard(acme, "b")
    const a = acme.send(user("a"))
    await gate.atTheGate()
    gate.fail(new StoreRefused({ operation: "range", reason: "a row that cannot be read" }))
    const culprit = acme.send(drop).catch((failure: unknown) => failure)
    const b = acme.send(user("b"))
    await gate.open()
    expect(await culprit).toMatchObject({ _tag: "StoreRefused" })
    expect(await Promise.all([a, b])).toMatchObject([{ ok: true }, { ok: true }])
    expect(await following).toEqual(["first", "a", "b"])
  })
})
