import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { expect, test } from "vitest"
import { openItem, unwrapKey, wrapKey } from "../src/engine/content/seal.ts"
import { newCipher, openHead, sealHead } from "../src/engine/content/chunks.ts"
import { importHmac, lookupHash, openMasterKey } from "../src/engine/content/keys.ts"
import { fromHex } from "../src/engine/content/bytes.ts"
import { ContentRows, fromUtf8, hex, memoryStores, PrivateRows, utf8, Vault, vaultLayer } from "../src/engine/index.ts"
import { ContactId } from "../src/kernel/fields.ts"

const master = Uint8Array.from({ length: 32 }, (_, n) => n)
/** Bytes 0, 1, 2 …: for golden bytes only. */
const counting = () => {
  let next = 0
  return (length: number) => Uint8Array.from({ length }, () => next++ % 256)
}
const place = { centre: "acme", id: "item-1" }
const HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
const itemKey = Uint8Array.from({ length: 32 }, (_, n) => n)

test("[D5.8d] [D5.8e] golden bytes: what was sealed once is readable for ever", async () => {
  const sealed = fromHex(
    "01202122232425262728292a2bd23aa61117ba6e776a1960f4e36c9181a4669cf0e6e90dcc40d41f7a28b86b3f57b4c736ed4307ee709f0fa73e6b2fa9d11a89bcac591552ac501e7e79d033b8ea1fa83af4a6d3a7ee5f8a16dd3c0e55e7a2563384cbb22dfc79f0132924fce53a661a74b52cfb9fa5f36df6053dcf833f9e4f46cfc0917f4085"
  )
  const wrapped = fromHex(
    "0169a0737901a5cbf72c2d2e2f3031323334353637b6cc13c087db61f6e3c493ca3781c4e5d43f6716c604febe5e45e37ae5093ff470b7ab991497811b5342173e2093c7b6"
  )
  const key = await openMasterKey(master)
  const holder = { name: "", key: await key.wrapOf("acme"), keyId: key.id }
  expect(await unwrapKey(place, wrapped, holder)).toEqual(itemKey)
  const content = await openItem(place, sealed, itemKey)
  expect([content.mediaType, fromUtf8(content.bytes)]).toEqual(["text/plain", "hello"])
})

test("[D5.8d] golden bytes: what is written now is what was written before", async () => {
  const random = counting()
  const cipher = await newCipher(place, itemKey, random)
  const sealed = await sealHead(
    cipher,
    { mediaType: "text/plain", sha256: HELLO, size: 5 },
    { first: utf8("hello"), count: 1 }
  )
  const key = await openMasterKey(master)
  const holder = { name: "", key: await key.wrapOf("acme"), keyId: key.id }
  const wrapped = await wrapKey(place, itemKey, holder, random)
  expect({ sealed: hex(sealed), wrapped: hex(wrapped), id: hex(key.id) }).toMatchInlineSnapshot(`
    {
      "id": "69a0737901a5cbf7",
      "sealed": "0200010203040506000000017576b534fc275766ffab14b1b1740c57a7ea27cf213108d63007e29184bdac25b9eb3b78d417d86f19498a31f89abce99c0900f872755266c7e74f94276f6ef78c92e6d376b09b58fa2a54df4bc0df25d3dd5589e907a921ad5a5e07da07783e4cb83ee73e181541f5451fcaaff2c6c307334f0e6f7ef46834811da041b38750689f00",
      "wrapped": "0169a0737901a5cbf70708090a0b0c0d0e0f10111254a44c57003c41e08132dbafd7b30908e4d4aad6626277107d5a95b5c2ce51cb76bbe547e260deda1e65a42d58d95ab5",
    }
  `)
  const lookup = await importHmac(await key.derive("acme", "lookup"))
  expect(hex(await lookupHash(lookup, "address", "email\nann@example.test"))).toMatchInlineSnapshot(
    `"12730849bd789a77966db890984ffe7d"`
  )
  const { mediaType, sha256, size, first, count } = await openHead(place, sealed, itemKey)
  expect([mediaType, sha256, size, fromUtf8(first), count]).toEqual(["text/plain", HELLO, 5, "hello", 1])
})

test("sealed content opens nowhere else, and not when a byte was altered", async () => {
  const cipher = await newCipher(place, itemKey, counting())
  const sealed = await sealHead(
    cipher,
    { mediaType: "text/plain", sha256: HELLO, size: 5 },
    { first: utf8("hello"), count: 1 }
  )
  await expect(openHead({ ...place, id: "item-2" }, sealed, itemKey)).rejects.toThrow()
  await expect(openHead({ ...place, centre: "other" }, sealed, itemKey)).rejects.toThrow()
  for (let at = 0; at < sealed.length; at++) {
    const altered = sealed.slice()
    altered[at] = (altered[at] ?? 0) ^ 1
    await expect(
      openHead(place, altered, itemKey).then(({ count }) => (count === 1 ? "opened" : Promise.reject(new Error())))
    ).rejects.toThrow()
  }
})

const run = <A, E>(effect: Effect.Effect<A, E, Vault | ContentRows | PrivateRows>) =>
  Effect.runPromise(Effect.provide(effect, vaultLayer(master).pipe(Layer.provideMerge(memoryStores))))

test("[D5.8e] the hash of the plaintext lies beside it", () =>
  run(
    Effect.gen(function* () {
      const vault = yield* Vault
      const content = { mediaType: "text/plain", bytes: utf8("hello") }
      const pieces = Stream.make(utf8("he"), utf8("llo"))
      const ids = [yield* vault.put("acme", content), yield* vault.putStream("acme", { ...content, bytes: pieces })]
      for (const id of ids) expect((yield* vault.getStream("acme", id))?.sha256).toBe(HELLO)
    })
  ))

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
