import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { expect, test } from "vitest"
import { CentreCommand, rowsOf } from "../src/centre/index.ts"
import { RowTable } from "../src/centre/row-table.ts"
import {
  changeLookupKey,
  Engine,
  engineLayer,
  EventStore,
  memoryStores,
  putBody,
  utf8,
  Vault,
  vaultLayer
} from "../src/engine/index.ts"
import type { KeyedHashes } from "../src/kernel/fields.ts"
import type { Plain } from "./story.ts"

const live = engineLayer({ channels: [{ name: "mail", kind: "asynchronous", media: "text" }] }).pipe(
  Layer.provideMerge(vaultLayer(new Uint8Array(32))),
  Layer.provideMerge(memoryStores)
)
const decode = Schema.decodeUnknownSync(CentreCommand)
const run = <A, E>(effect: Effect.Effect<A, E, Engine | Vault | EventStore>) =>
  Effect.runPromise(Effect.scoped(Effect.provide(effect, live)))

const versionsIn = (hashes: KeyedHashes) => hashes.map((hash) => Number(hash.slice(0, hash.indexOf(":"))))

const acme = Effect.gen(function* () {
  const [handle, vault] = [yield* (yield* Engine).open("acme"), yield* Vault]
  const send = Effect.fnUntraced(function* (command: Plain) {
    const sent = yield* handle.send(decode(command))
    expect(sent).toMatchObject({ ok: true })
    return sent.ok ? sent.events.map(({ event }) => event) : []
  })
  yield* send({ _tag: "CreateCampaign", campaign: "sales", channel: "mail" })
  const hashes = (address: string) => vault.hashes("acme", "address", `mail\n${address.toLowerCase()}`)
  let mails = 0
  /** A mail of this address; whose it is. */
  const mail = Effect.fnUntraced(function* (
    address: string,
    more: Partial<Extract<Plain, { _tag: "ReceiveMessage" }>> = {}
  ) {
    mails += 1
    const person = { address, name: null }
    const body = yield* putBody(vault, "acme", {
      from: person,
      to: [],
      cc: [],
      subject: null,
      text: "hello",
      html: null,
      reference: null,
      references: [],
      sentAt: null,
      attachments: []
    })
    const events = yield* send({
      _tag: "ReceiveMessage",
      interactionId: `i${mails}`,
      campaign: "sales",
      from: [...(yield* hashes(address))],
      contents: { body, raw: null, attachments: [] },
      ...more
    })
    const received = events.find((event) => event._tag === "MessageReceived")
    return received?._tag === "MessageReceived"
      ? { contactId: received.contactId, interactionId: received.interactionId }
      : null
  })
  const isBlocked = Effect.fnUntraced(function* (address: string) {
    const command = { _tag: "BlockAddress", campaign: "sales", address: [...(yield* hashes(address))] } as const
    const sent = yield* handle.send(decode(command))
    return sent.ok && sent.events.length === 0
  })
  return { handle, vault, send, hashes, mail, isBlocked }
})

/** Law L8-rows, of the whole log and the rows that the store has. */
const rowsFold = Effect.gen(function* () {
  const store = yield* EventStore
  const log = yield* store.read("acme", { after: 0, limit: 100_000 })
  const folded = new RowTable()
  for (const { event } of log) for (const change of rowsOf(event)) folded.write(change)
  const stored = yield* store.range("acme", { prefix: "", limit: 100_000, after: "" })
  expect(stored).toEqual(folded.all())
  expect(log.some(({ event }) => event._tag === "AddressRekeyed")).toBe(true)
})

test("[D11.3a] a client is the same before, during and after a change of the look-up key, and who is blocked stays so", () =>
  run(
    Effect.gen(function* () {
      const { handle, vault, send, hashes, mail, isBlocked } = yield* acme
      const kim = yield* mail("Kim@Example.test", { reference: [...(yield* vault.hashes("acme", "message", "<1@x>"))] })
      yield* mail("lee@example.test")
      yield* send({ _tag: "BlockAddress", campaign: "sales", address: [...(yield* hashes("lee@example.test"))] })
      expect(versionsIn(yield* hashes("kim@example.test"))).toEqual([1])
      // During: the newer key is there, nothing was rekeyed yet.
      yield* vault.addLookupKey("acme", 2)
      expect(versionsIn(yield* hashes("kim@example.test"))).toEqual([2, 1])
      const reply = yield* mail("kim@example.test", {
        inReplyTo: [[...(yield* vault.hashes("acme", "message", "<1@x>"))]]
      })
      expect(reply).toEqual(kim)
      expect(yield* isBlocked("lee@example.test")).toBe(true)
      const told = yield* changeLookupKey(handle, { version: 2, oldest: 2 })
      expect(told).toMatchObject({ owned: 2, blocked: 1, left: [], retired: [1] })
      // After: the old key is gone.
      expect(versionsIn(yield* hashes("kim@example.test"))).toEqual([2])
      expect((yield* mail("kim@example.test"))?.contactId).toBe(kim?.contactId)
      expect(yield* isBlocked("lee@example.test")).toBe(true)
      expect(yield* isBlocked("mia@example.test")).toBe(false)
      expect(yield* changeLookupKey(handle, { version: 2, oldest: 2 })).toMatchObject({ owned: 0, blocked: 0 })
      yield* rowsFold
    })
  ))

test("a look-up key stays live while somebody is known by it alone: added or blocked by hand, or waiting in a list", () =>
  run(
    Effect.gen(function* () {
      const { handle, vault, send, hashes, mail } = yield* acme
      const byHand = [...(yield* hashes("hand@example.test"))]
      yield* send({ _tag: "AddContact", contactId: "hand", address: byHand })
      const planned = [...(yield* hashes("planned@example.test"))]
      const content = yield* vault.put("acme", { mediaType: "text/plain", bytes: utf8("row") })
      yield* send({ _tag: "CreateDialer", dialer: "spring", campaign: "sales" })
      yield* send({ _tag: "CreateList", dialer: "spring", listId: "march", name: "March", subject: "Hello" })
      yield* send({ _tag: "ImportRecords", listId: "march", records: [{ row: 1, content, address: planned }] })
      yield* mail("bad@example.test")
      yield* send({ _tag: "BlockAddress", address: [...(yield* hashes("bad@example.test"))] })
      yield* send({ _tag: "BlockAddress", address: [...(yield* hashes("unread@example.test"))] })
      const told = yield* changeLookupKey(handle, { version: 2, oldest: 2 })
      expect(told.retired).toEqual([])
      expect(told.left).toEqual([{ version: 1, contacts: 1, blocked: 1, planned: 1 }])
      expect(versionsIn(yield* hashes("hand@example.test"))).toEqual([2, 1])
      expect((yield* mail("hand@example.test"))?.contactId).toBe("hand")
      // They have written: now their address can be read.
      expect((yield* changeLookupKey(handle, { version: 2, oldest: 2 })).left).toEqual([
        { version: 1, contacts: 0, blocked: 1, planned: 1 }
      ])
      yield* rowsFold
    })
  ))

test("at most four look-up keys are live, and an older version than there is makes none", () =>
  run(
    Effect.gen(function* () {
      const { handle, vault, hashes } = yield* acme
      for (const version of [2, 5, 9]) yield* vault.addLookupKey("acme", version)
      expect(versionsIn(yield* hashes("kim@example.test"))).toEqual([9, 5, 2, 1])
      yield* vault.addLookupKey("acme", 3)
      yield* vault.addLookupKey("acme", 9)
      const before = yield* hashes("kim@example.test")
      expect(yield* Effect.flip(changeLookupKey(handle, { version: 10 }))).toMatchObject({ _tag: "TooManyLookupKeys" })
      expect(yield* hashes("kim@example.test")).toEqual(before)
      yield* vault.dropLookupKey("acme", 9)
      expect(yield* hashes("kim@example.test")).toEqual(before)
      expect((yield* changeLookupKey(handle, { version: 9, oldest: 9 })).retired).toEqual([5, 2, 1])
      expect(yield* hashes("kim@example.test")).toEqual(before.slice(0, 1))
    })
  ))

test("addresses are rekeyed over many pages, in batches of at most 500", () =>
  run(
    Effect.gen(function* () {
      const { handle, mail } = yield* acme
      for (let n = 0; n < 700; n++) yield* mail(`client-${n}@example.test`)
      expect(yield* changeLookupKey(handle, { version: 2, oldest: 2 })).toMatchObject({ owned: 700, retired: [1] })
      const log = yield* (yield* EventStore).read("acme", { after: 0, limit: 100_000 })
      const sizes = log.flatMap(({ event }) => (event._tag === "AddressRekeyed" ? [event.owned.length] : []))
      expect(Math.max(...sizes)).toBeLessThanOrEqual(500)
      expect((yield* mail("client-3@example.test"))?.contactId).toBe("i4.c")
      yield* rowsFold
    })
  ))
