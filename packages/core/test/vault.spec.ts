import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { expect, test } from "vitest"
import { openItem, sealItem, unwrapKey, wrapKey } from "../src/engine/content/seal.ts"
import { lookupHash, openMasterKey } from "../src/engine/content/keys.ts"
import { ContentRows, fromUtf8, hex, memoryStores, PrivateRows, utf8, Vault, vaultLayer } from "../src/engine/index.ts"
import { ContactId } from "../src/kernel/fields.ts"

const master = Uint8Array.from({ length: 32 }, (_, n) => n)
/** Bytes 0, 1, 2 …: for golden bytes only. */
const counting = () => {
  let next = 0
  return (length: number) => Uint8Array.from({ length }, () => next++ % 256)
}
const place = { centre: "acme", id: "item-1" }

test("[D5.8d] [D5.8e] golden bytes: what was sealed once is readable for ever", async () => {
  const random = counting()
  const { key, sealed } = await sealItem(place, { mediaType: "text/plain", bytes: utf8("hello") }, random)
  const keys = await (await openMasterKey(master)).keysOf("acme")
  const holder = { name: "", key: keys.wrap, keyId: keys.id }
  const wrapped = await wrapKey(place, key, holder, random)
  expect({ sealed: hex(sealed), wrapped: hex(wrapped), id: hex(keys.id) }).toMatchInlineSnapshot(`
    {
      "id": "69a0737901a5cbf7",
      "sealed": "01202122232425262728292a2bd23aa61117ba6e776a1960f4e36c9181a4669cf0e6e90dcc40d41f7a28b86b3f57b4c736ed4307ee709f0fa73e6b2fa9d11a89bcac591552ac501e7e79d033b8ea1fa83af4a6d3a7ee5f8a16dd3c0e55e7a2563384cbb22dfc79f0132924fce53a661a74b52cfb9fa5f36df6053dcf833f9e4f46cfc0917f4085",
      "wrapped": "0169a0737901a5cbf72c2d2e2f3031323334353637b6cc13c087db61f6e3c493ca3781c4e5d43f6716c604febe5e45e37ae5093ff470b7ab991497811b5342173e2093c7b6",
    }
  `)
  expect(hex(await lookupHash(keys, "address", "email\nann@example.test"))).toMatchInlineSnapshot(
    `"12730849bd789a77966db890984ffe7d"`
  )
  expect(await unwrapKey(place, wrapped, holder)).toEqual(key)
  const content = await openItem(place, sealed, key)
  expect([content.mediaType, fromUtf8(content.bytes)]).toEqual(["text/plain", "hello"])
})

test("sealed content opens nowhere else, and not when a byte was altered", async () => {
  const { key, sealed } = await sealItem(place, { mediaType: "text/plain", bytes: utf8("hello") }, counting())
  await expect(openItem({ ...place, id: "item-2" }, sealed, key)).rejects.toThrow()
  await expect(openItem({ ...place, centre: "other" }, sealed, key)).rejects.toThrow()
  const altered = sealed.slice()
  altered[20] = (altered[20] ?? 0) ^ 1
  await expect(openItem(place, altered, key)).rejects.toThrow()
})

const run = <A, E>(effect: Effect.Effect<A, E, Vault | ContentRows | PrivateRows>) =>
  Effect.runPromise(Effect.provide(effect, vaultLayer(master).pipe(Layer.provideMerge(memoryStores))))

const [ann, bob] = [ContactId.make("ann.c"), ContactId.make("bob.c")]

test("[L13] erased means unreadable: what a contact alone held is gone, what others hold stays", () =>
  run(
    Effect.gen(function* () {
      const vault = yield* Vault
      const own = yield* vault.put("acme", { mediaType: "text/plain", bytes: utf8("only ann's") })
      const shared = yield* vault.put("acme", { mediaType: "text/plain", bytes: utf8("ann's and bob's") })
      yield* vault.place("acme", [own], [ann])
      yield* vault.place("acme", [shared], [ann, bob])
      yield* vault.place("acme", [shared], [ann, bob])
      expect(yield* vault.erase("acme", ann)).toEqual([own])
      expect(yield* vault.get("acme", own)).toBeNull()
      expect(fromUtf8((yield* vault.get("acme", shared))?.bytes ?? utf8(""))).toBe("ann's and bob's")
      const late = yield* vault.put("acme", { mediaType: "text/plain", bytes: utf8("too late") })
      yield* vault.place("acme", [late], [ann])
      expect(yield* vault.get("acme", late)).toBeNull()
    })
  ))

test("[D8.1a] a secret is kept sealed, and a store shows no plaintext", () =>
  run(
    Effect.gen(function* () {
      const vault = yield* Vault
      const rows = yield* PrivateRows
      const id = yield* vault.putSecret("acme", "correct horse")
      expect(yield* vault.getSecret("acme", id)).toBe("correct horse")
      const stored = yield* rows.get("acme", "secret", id)
      expect(Buffer.from(stored ?? []).toString("latin1")).not.toContain("horse")
    })
  ))

test("another master key is refused at the start, by its id", async () => {
  const stores = await Effect.runPromise(Effect.scoped(Layer.build(memoryStores)))
  const open = (key: Uint8Array) =>
    Effect.runPromise(
      Effect.result(Effect.scoped(Layer.build(vaultLayer(key).pipe(Layer.provide(Layer.succeedContext(stores))))))
    )
  expect((await open(master))._tag).toBe("Success")
  const refused = await open(Uint8Array.from({ length: 32 }, () => 7))
  expect(refused).toMatchObject({ _tag: "Failure", failure: { _tag: "WrongMasterKey" } })
})
