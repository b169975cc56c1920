import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, test } from "vitest"
import { failNth, type Fault } from "../../testkit/src/fault-layers.ts"
import {
  ContentRows,
  Engine,
  engineLayer,
  fromUtf8,
  hex,
  memoryStores,
  PrivateRows,
  StoreUnavailable,
  utf8,
  Vault,
  vaultLayer,
  type Stores
} from "../src/engine/index.ts"
import { openMasterKey } from "../src/engine/content/keys.ts"
import { ContactId, type ContentId, type SecretId } from "../src/kernel/fields.ts"

const [A, B, C] = [1, 2, 3].map((n) => new Uint8Array(32).fill(n)) as [Uint8Array, Uint8Array, Uint8Array]
const CENTRES = ["acme", "brno"]
const ann = ContactId.make("ann.c")

type Services = Context.Context<Stores>
const freshStores = () => Effect.runPromise(Effect.scoped(Layer.build(memoryStores)))

interface Keys {
  readonly current: Uint8Array
  readonly previous?: Uint8Array
}

const open = <A, E>(
  stores: Services,
  { current, previous }: Keys,
  use: Effect.Effect<A, E, Vault>
): Promise<{ readonly _tag: string; readonly failure?: unknown; readonly success?: A }> =>
  Effect.runPromise(
    Effect.result(
      Effect.provide(
        use,
        vaultLayer(current, previous === undefined ? {} : { previous }).pipe(
          Layer.provide(Layer.succeedContext(stores))
        )
      )
    )
  )

const refused = async (stores: Services, keys: Keys) =>
  expect(await open(stores, keys, Effect.void)).toMatchObject({
    _tag: "Failure",
    failure: { _tag: "WrongMasterKey" }
  })

interface Kept {
  readonly items: ReadonlyArray<readonly [centre: string, id: ContentId, text: string]>
  readonly secrets: ReadonlyArray<readonly [centre: string, id: SecretId, secret: string]>
  readonly derived: ReadonlyArray<unknown>
}

const derived = Effect.flatMap(Vault, (vault) =>
  Effect.forEach(CENTRES, (centre) =>
    Effect.all([vault.hashes(centre, "address", "ann@example.test"), Effect.map(vault.tokenKey(centre), hex)])
  )
)

/** Content of every holder, and secrets, in two centres. */
const filled = (many: number) =>
  Effect.gen(function* () {
    const vault = yield* Vault
    const items: Array<readonly [string, ContentId, string]> = []
    const secrets: Array<readonly [string, SecretId, string]> = []
    for (const centre of CENTRES) {
      for (const [text, contacts] of [
        ["unplaced", null],
        ["the centre's", []],
        ["ann's", [ann]]
      ] as const)
        for (let n = 0; n < many; n++) {
          const id = yield* vault.put(centre, { mediaType: "text/plain", bytes: utf8(`${text} ${n}`) })
          if (contacts !== null) yield* vault.place(centre, [id], contacts)
          items.push([centre, id, `${text} ${n}`])
        }
      secrets.push([centre, yield* vault.putSecret(centre, `secret of ${centre}`), `secret of ${centre}`])
    }
    return { items, secrets, derived: yield* derived } satisfies Kept
  })

const readable = (kept: Kept) =>
  Effect.gen(function* () {
    const vault = yield* Vault
    for (const [centre, id, text] of kept.items)
      expect(fromUtf8((yield* vault.get(centre, id))?.bytes ?? utf8("gone"))).toBe(text)
    for (const [centre, id, secret] of kept.secrets) expect(yield* vault.getSecret(centre, id)).toBe(secret)
    expect(yield* derived).toEqual(kept.derived)
  })

const change = Effect.flatMap(Vault, (vault) => vault.changeMasterKey(CENTRES))

/** Everything that the stores hold, as one text of hexadecimal. */
const heldBytes = (stores: Services, kept: Kept) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const [contents, rows] = [yield* ContentRows, yield* PrivateRows]
      const all: Array<Uint8Array> = []
      for (const [centre, id] of kept.items) {
        const item = yield* contents.get(centre, id)
        for (const [holder, wrapped] of item?.wraps ?? []) if (holder === "" || holder === "centre") all.push(wrapped)
      }
      for (const centre of ["", ...CENTRES])
        for (const kind of ["master-key", "contact-key", "secret", "centre-key", "rewrapped-up-to"])
          for (const { value } of yield* rows.list(centre, kind, 100)) all.push(value)
      return all.map(hex).join(" ")
    }).pipe(Effect.provide(stores))
  )

const idOf = async (key: Uint8Array) => hex((await openMasterKey(key)).id)

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

  const away = (method: string) => new StoreUnavailable({ operation: method, reason: "away", unknown: true })

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

  test("is changed over many pages, and goes on where it was cut off", async () => {
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
    // Pages of the first centre's own, then of all that the second has.
    expect(counted.calls).toHaveLength(2 + 4)
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
