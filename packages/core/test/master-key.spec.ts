import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, test } from "vitest"
import { failNth, type Fault } from "../../testkit/src/fault-layers.ts"
import {
  ContentRows,
  Engine,
  engineLayer,
  PrivateRows,
  StoreUnavailable,
  utf8,
  Vault,
  vaultLayer
} from "../src/engine/index.ts"
import {
  A,
  ann,
  B,
  C,
  CENTRES,
  change,
  filled,
  freshStores,
  heldBytes,
  idOf,
  open,
  readable,
  refused,
  type Keys,
  type Services
} from "./given-master-keys.ts"

const away = (method: string) => new StoreUnavailable({ operation: method, reason: "away", unknown: true })

describe("the master key", () => {
  test("is changed: afterwards the new one opens all alone, and the old one is refused", async () => {
    const stores = await freshStores()
    const kept = (await open(stores, { current: A }, filled(3))).success
    if (kept === undefined) throw new Error("not filled")
    expect(await heldBytes(stores, kept)).toContain(await idOf(A))
    await refused(stores, { current: B })
    await refused(stores, { current: B, previous: C })
    expect(await open(stores, { current: B, previous: A }, readable(kept))).toMatchObject({ _tag: "Success" })
    await refused(stores, { current: B })
    await refused(stores, { current: A })
    const changed = await open(
      stores,
      { current: B, previous: A },
      Effect.gen(function* () {
        const vault = yield* Vault
        expect(yield* vault.keyChange).toEqual({ isPending: true, rewrapped: 0 })
        const late = yield* vault.put("acme", { mediaType: "text/plain", bytes: utf8("late") })
        yield* change
        expect((yield* vault.get("acme", late))?.bytes).toEqual(utf8("late"))
        yield* vault.masterKeyChanged
        return yield* vault.keyChange
      })
    )
    // In each centre two items of three kinds of holder, a contact's key, a secret, two keys of purposes.
    expect(changed.success).toEqual({ isPending: false, rewrapped: 2 * (6 + 1 + 1 + 2) })
    expect(await heldBytes(stores, kept)).not.toContain(await idOf(A))
    await refused(stores, { current: A })
    expect(await open(stores, { current: B }, readable(kept))).toMatchObject({ _tag: "Success" })
    // Superfluous, and once more.
    expect(await open(stores, { current: B, previous: A }, readable(kept))).toMatchObject({ _tag: "Success" })
    expect(await open(stores, { current: C, previous: B }, Effect.andThen(change, readable(kept)))).toMatchObject({
      _tag: "Success"
    })
    expect(await open(stores, { current: C }, readable(kept))).toMatchObject({ _tag: "Success" })
  })

  test("is changed back while it is being changed, and look-up and token keys stay what they were", async () => {
    const stores = await freshStores()
    const kept = (await open(stores, { current: A }, filled(1))).success
    if (kept === undefined) throw new Error("not filled")
    expect((await open(stores, { current: B, previous: A }, Effect.void))._tag).toBe("Success")
    expect((await open(stores, { current: A, previous: B }, Effect.andThen(change, readable(kept))))._tag).toBe(
      "Success"
    )
    await refused(stores, { current: B })
    expect((await open(stores, { current: A }, readable(kept)))._tag).toBe("Success")
  })

  test("is changed in a store whose look-up and token keys were never kept, and they stay what they were", async () => {
    const stores = await freshStores()
    const kept = (await open(stores, { current: A }, filled(1))).success
    if (kept === undefined) throw new Error("not filled")
    const rows = Context.get(stores, PrivateRows)
    const forget = Effect.forEach(CENTRES, (centre) =>
      Effect.all([rows.delete(centre, "centre-key", "token"), rows.delete(centre, "centre-key", "lookup.1")])
    )
    await Effect.runPromise(forget)
    expect((await open(stores, { current: B, previous: A }, readable(kept)))._tag).toBe("Success")
    await Effect.runPromise(forget)
    expect((await open(stores, { current: B, previous: A }, change))._tag).toBe("Success")
    expect((await open(stores, { current: B }, readable(kept)))._tag).toBe("Success")
  })

  const cutting = {
    private: (stores: Services, fault: Fault) => {
      const { port, fired } = failNth(Context.get(stores, PrivateRows), fault)
      return { cut: Context.add(stores, PrivateRows, port), fired }
    },
    content: (stores: Services, fault: Fault) => {
      const { port, fired } = failNth(Context.get(stores, ContentRows), fault)
      return { cut: Context.add(stores, ContentRows, port), fired }
    }
  }

  test.each([
    ["before", "private"],
    ["after", "private"],
    ["before", "content"],
    ["after", "content"]
  ] as const)("is changed by whoever comes next, wherever a change is cut off (%s a call, %s)", async (when, port) => {
    for (let n = 1; ; n++) {
      const stores = await freshStores()
      const kept = (await open(stores, { current: A }, filled(1))).success
      if (kept === undefined) throw new Error("not filled")
      const { cut, fired } = cutting[port](stores, { n, when, failure: away })
      const first = await open(cut, { current: B, previous: A }, change)
      expect(first._tag).toBe(fired() ? "Failure" : "Success")
      // Refused, or everything is readable.
      for (const current of [A, B]) {
        const alone = await open(stores, { current }, readable(kept))
        if (alone._tag === "Failure") expect(alone.failure).toMatchObject({ _tag: "WrongMasterKey" })
      }
      expect((await open(stores, { current: B, previous: A }, Effect.andThen(change, readable(kept))))._tag).toBe(
        "Success"
      )
      await refused(stores, { current: A })
      expect((await open(stores, { current: B }, readable(kept)))._tag).toBe("Success")
      expect(await heldBytes(stores, kept)).not.toContain(await idOf(A))
      if (!fired()) break
    }
  })

  test("is changed over many pages, and what was done before it was cut off is not done again", async () => {
    const stores = await freshStores()
    const kept = (await open(stores, { current: A }, filled(600))).success
    if (kept === undefined) throw new Error("not filled")
    const faulty = failNth(Context.get(stores, ContentRows), {
      n: 3,
      when: "before",
      failure: away,
      of: ["changeWraps"]
    })
    const cut = Context.add(stores, ContentRows, faulty.port)
    const rewrapped = Effect.flatMap(Vault, (vault) => Effect.map(vault.keyChange, (seen) => seen.rewrapped))
    const first = await open(cut, { current: B, previous: A }, Effect.andThen(Effect.ignore(change), rewrapped))
    const counted = failNth(Context.get(stores, ContentRows), { n: 0, when: "before", failure: away, of: ["held"] })
    const again = Context.add(stores, ContentRows, counted.port)
    const second = await open(again, { current: B, previous: A }, Effect.andThen(change, rewrapped))
    // In each centre a contact's key, a secret, two keys of purposes; 600 unplaced; 600 of the centre.
    expect([first.success, second.success]).toEqual([4 + 600, 600 + 4 + 600 + 600])
    // All is looked at once more: two pages of each kind of holder in each centre.
    expect(counted.calls).toHaveLength(2 * 4)
    expect(await heldBytes(stores, kept)).not.toContain(await idOf(A))
  })

  test("[L13] is changed while contacts are erased, and no erased contact comes back", async () => {
    const stores = await freshStores()
    const kept = (await open(stores, { current: A }, filled(1))).success
    if (kept === undefined) throw new Error("not filled")
    // The contact goes after its key was read and before it is written anew.
    const rows = Context.get(stores, PrivateRows)
    const erasing = PrivateRows.of({
      ...rows,
      replace: (centre, kind, key, how) =>
        kind === "contact-key"
          ? Effect.andThen(rows.delete(centre, kind, key), rows.replace(centre, kind, key, how))
          : rows.replace(centre, kind, key, how)
    })
    await open(Context.add(stores, PrivateRows, erasing), { current: B, previous: A }, change)
    expect(await Effect.runPromise(rows.get("acme", "contact-key", ann))).toBeNull()
    const theirs = kept.items.filter(([, , text]) => text.startsWith("ann's"))
    const left = Effect.flatMap(Vault, (vault) => Effect.forEach(theirs, ([centre, id]) => vault.get(centre, id)))
    expect((await open(stores, { current: B }, left)).success).toEqual([null, null])
  })

  test("is changed by the engine in the background, in centres that nobody opens too", async () => {
    const stores = await freshStores()
    const engine = ({ current, previous }: Keys) =>
      engineLayer({ channels: [] }).pipe(
        Layer.provideMerge(vaultLayer(current, previous === undefined ? {} : { previous })),
        Layer.provide(Layer.succeedContext(stores))
      )
    const before = Effect.gen(function* () {
      for (const centre of CENTRES) yield* (yield* Engine).open(centre)
      return yield* filled(1)
    })
    const kept = await Effect.runPromise(Effect.scoped(Effect.provide(before, engine({ current: A }))))
    const changed = Effect.flatMap(Vault, (vault) => vault.masterKeyChanged)
    await Effect.runPromise(Effect.scoped(Effect.provide(changed, engine({ current: B, previous: A }))))
    expect((await open(stores, { current: B }, readable(kept)))._tag).toBe("Success")
    await refused(stores, { current: A })
  })
})
