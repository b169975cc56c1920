import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { Schema } from "effect"
import { expect, test } from "vitest"
import { CentreCommand } from "../src/centre/index.ts"
import {
  Engine,
  engineLayer,
  fromUtf8,
  memoryStores,
  PrivateRows,
  utf8,
  Vault,
  vaultLayer
} from "../src/engine/index.ts"
import { runPlacement } from "../src/engine/content/placement.ts"
import { type ContentId } from "../src/kernel/fields.ts"
import type { Plain } from "./story.ts"

const live = engineLayer({ channels: [{ name: "mail", kind: "asynchronous", media: "text" }] }).pipe(
  Layer.provideMerge(vaultLayer(new Uint8Array(32))),
  Layer.provideMerge(memoryStores)
)
const decode = Schema.decodeUnknownSync(CentreCommand)
const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/** The process that places and erases has come so far. */
const placedUpTo = (position: number) =>
  Effect.gen(function* () {
    const rows = yield* PrivateRows
    for (;;) {
      const kept = yield* rows.get("acme", "checkpoint", "content-placement")
      if (kept !== null && Number(fromUtf8(kept)) >= position) return
      yield* turn
    }
  })

test("[D11.3b] [L13] erasing a contact destroys its key and those of the merged: names and notes are gone, others' stay", () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const acme = yield* (yield* Engine).open("acme")
      const vault = yield* Vault
      /** Sends what is accepted; where its last event stands. */
      const send = Effect.fnUntraced(function* (command: Plain) {
        const sent = yield* acme.send(decode(command))
        expect(sent.ok).toBe(true)
        return sent.ok ? sent.position : 0
      })
      const text = (words: string) => vault.put("acme", { mediaType: "text/plain", bytes: utf8(words) })
      const read = (id: ContentId) =>
        Effect.map(vault.get("acme", id), (content) => (content === null ? null : fromUtf8(content.bytes)))
      yield* send({ _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] })
      const [kim, lee, mia, note] = [
        yield* text("Kim"),
        yield* text("Lee"),
        yield* text("Mia"),
        yield* text("rang twice")
      ]
      yield* send({ _tag: "AddContact", contactId: "kim", name: kim })
      yield* send({ _tag: "AddContact", contactId: "lee", name: lee })
      yield* send({ _tag: "AddContact", contactId: "mia", name: mia })
      const noted = yield* send({ _tag: "AddContactNote", contactId: "lee", userId: "ann", note })
      yield* placedUpTo(noted)
      expect(yield* Effect.all([kim, lee, mia, note].map(read))).toEqual(["Kim", "Lee", "Mia", "rang twice"])
      yield* send({ _tag: "MergeContacts", contactId: "kim", mergedId: "lee" })
      const erased = yield* send({ _tag: "EraseContact", contactId: "kim" })
      yield* placedUpTo(erased)
      expect(yield* Effect.all([kim, lee, mia, note].map(read))).toEqual([null, null, "Mia", null])
    }).pipe(Effect.scoped, Effect.provide(live))
  ))

test("[D11.3b] erasing again, from a lost checkpoint, takes nothing that came to the address since", () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const [vault, rows, engine] = [yield* Vault, yield* PrivateRows, yield* Engine]
      const address = [...(yield* vault.hashes("acme", "address", "mail\nkim@example.test"))]
      const row = (name: string) => vault.put("acme", { mediaType: "text/plain", bytes: utf8(name) })
      const [before, after] = [yield* row("before"), yield* row("after")]
      const records = (n: number, content: ContentId) => [{ row: n, content, address }]
      const acme = yield* engine.open("acme")
      let position = 0
      for (const command of [
        { _tag: "CreateCampaign", campaign: "sales", channel: "mail" },
        { _tag: "CreateDialer", dialer: "spring", campaign: "sales" },
        { _tag: "CreateList", dialer: "spring", listId: "march", name: "March", subject: "Hello" },
        { _tag: "ImportRecords", listId: "march", records: records(1, before) },
        { _tag: "AddContact", contactId: "kim", address },
        { _tag: "EraseContact", contactId: "kim" },
        { _tag: "ImportRecords", listId: "march", records: records(2, after) }
      ] satisfies ReadonlyArray<Plain>) {
        const sent = yield* acme.send(decode(command))
        expect(sent).toMatchObject({ ok: true })
        position = sent.ok ? sent.position : 0
      }
      const there = Effect.map(Effect.all([vault.get("acme", before), vault.get("acme", after)]), (items) =>
        items.map((item) => (item === null ? null : fromUtf8(item.bytes)))
      )
      yield* placedUpTo(position)
      expect(yield* there).toEqual([null, "after"])
      yield* rows.delete("acme", "checkpoint", "content-placement")
      const again = yield* Effect.forkScoped(runPlacement(acme))
      yield* placedUpTo(position)
      yield* Fiber.interrupt(again)
      expect(yield* there).toEqual([null, "after"])
    }).pipe(Effect.scoped, Effect.provide(live))
  ))
