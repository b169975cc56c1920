import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { failNth } from "../../testkit/src/fault-layers.ts"
import { ContentRows, StoreUnavailable, utf8, Vault } from "../src/engine/index.ts"
import { ContentId } from "../src/kernel/fields.ts"
import { A, B, change, filled, freshStores, heldBytes, idOf, open, readable, refused } from "./given-master-keys.ts"

const away = (method: string) => new StoreUnavailable({ operation: method, reason: "away", unknown: true })

describe("the master key", () => {
  test("is changed once more after a change that was cut off and turned back: nothing stays under the key that goes", async () => {
    const stores = await freshStores()
    const kept = (await open(stores, { current: A }, filled(1))).success
    if (kept === undefined) throw new Error("not filled")
    const last = failNth(Context.get(stores, ContentRows), { n: 3, when: "before", failure: away, of: ["held"] })
    const cut = Context.add(stores, ContentRows, last.port)
    expect((await open(cut, { current: B, previous: A }, change))._tag).toBe("Failure")
    const back = Effect.andThen(change, readable(kept))
    expect((await open(stores, { current: A, previous: B }, back))._tag).toBe("Success")
    expect((await open(stores, { current: B, previous: A }, change))._tag).toBe("Success")
    await refused(stores, { current: A })
    expect((await open(stores, { current: B }, readable(kept)))._tag).toBe("Success")
    expect(await heldBytes(stores, kept)).not.toContain(await idOf(A))
  })

  test("is brought to its end by the last process too that still had the previous one alone", async () => {
    const stores = await freshStores()
    const late = await open(
      stores,
      { current: A },
      Effect.gen(function* () {
        // Another process has both keys and says that the previous one is needed no more. This one goes on.
        const other = yield* Effect.promise(() => open(stores, { current: B, previous: A }, change))
        expect(other._tag).toBe("Success")
        return yield* (yield* Vault).put("acme", { mediaType: "text/plain", bytes: utf8("late") })
      })
    )
    // It is given both as well; then nobody has the previous one.
    expect((await open(stores, { current: B, previous: A }, change))._tag).toBe("Success")
    const read = Effect.flatMap(Vault, (vault) => vault.get("acme", late.success ?? ContentId.make("none")))
    expect((await open(stores, { current: B }, read)).success?.bytes).toEqual(utf8("late"))
  })
})
