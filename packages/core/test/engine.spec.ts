import { afterAll, beforeAll, expect, test } from "vitest"
import { memoryStores, Parley } from "../src/engine/index.ts"

let parley: Parley.Parley
beforeAll(async () => {
  parley = await Parley.open({ store: memoryStores, channels: [{ name: "demo", kind: "asynchronous", media: "text" }] })
})
afterAll(() => parley.close())

const contents = { body: null, raw: null, attachments: [] }

test("a repeated command id gets the recorded answer, another payload a conflict [L12]", async () => {
  const acme = parley.centre("acme")
  const command = { _tag: "CreateUser" as const, userId: "ann", displayName: "Ann", roles: ["agent" as const] }
  const first = await acme.send(command, { commandId: "c1" })
  const again = await acme.send(command, { commandId: "c1" })
  expect(first).toMatchObject({ ok: true, repeated: false })
  expect(again).toMatchObject({ ok: true, repeated: true, position: first.ok ? first.position : 0 })
  await expect(acme.send({ ...command, displayName: "Other" }, { commandId: "c1" })).rejects.toMatchObject({
    _tag: "CommandConflict"
  })
  expect(await acme.send(command)).toMatchObject({ ok: false, rejection: { _tag: "UserExists" } })
})

test("what is sent at once is written in order, without a gap, and followed by readers", async () => {
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
  let position = 0
  for await (const event of acme.events()) {
    expect(event.position).toBe(position + 1)
    position = event.position
    if (position >= last) break
  }
  // An offer expires by itself: the writer wakes at its deadline.
  for await (const event of acme.events({ after: last, types: ["OfferExpired"] })) {
    expect(event.event._tag).toBe("OfferExpired")
    break
  }
})
