/** Vaults on stores in memory under one master key or another, and what they hold. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { expect } from "vitest"
import {
  ContentRows,
  fromUtf8,
  hex,
  memoryStores,
  PrivateRows,
  utf8,
  Vault,
  vaultLayer,
  type Stores
} from "../src/engine/index.ts"
import { openMasterKey } from "../src/engine/content/keys.ts"
import { ContactId, type ContentId, type SecretId } from "../src/kernel/fields.ts"

export const [A, B, C] = [1, 2, 3].map((n) => new Uint8Array(32).fill(n)) as [Uint8Array, Uint8Array, Uint8Array]
export const CENTRES = ["acme", "brno"]
export const ann = ContactId.make("ann.c")

export type Services = Context.Context<Stores>
export const freshStores = () => Effect.runPromise(Effect.scoped(Layer.build(memoryStores)))

export interface Keys {
  readonly current: Uint8Array
  readonly previous?: Uint8Array
}

export const open = <A, E>(
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

export const refused = async (stores: Services, keys: Keys) =>
  expect(await open(stores, keys, Effect.void)).toMatchObject({
    _tag: "Failure",
    failure: { _tag: "WrongMasterKey" }
  })

export interface Kept {
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
export const filled = (many: number) =>
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

export const readable = (kept: Kept) =>
  Effect.gen(function* () {
    const vault = yield* Vault
    for (const [centre, id, text] of kept.items)
      expect(fromUtf8((yield* vault.get(centre, id))?.bytes ?? utf8("gone"))).toBe(text)
    for (const [centre, id, secret] of kept.secrets) expect(yield* vault.getSecret(centre, id)).toBe(secret)
    expect(yield* derived).toEqual(kept.derived)
  })

export const change = Effect.flatMap(Vault, (vault) => vault.changeMasterKey(CENTRES))

/** Everything that the stores hold, as one text of hexadecimal. */
export const heldBytes = (stores: Services, kept: Kept) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const [contents, rows] = [yield* ContentRows, yield* PrivateRows]
      const all: Array<Uint8Array> = []
      for (const [centre, id] of kept.items) {
        const item = yield* contents.get(centre, id)
        for (const [holder, wrapped] of item?.wraps ?? []) if (holder === "" || holder === "centre") all.push(wrapped)
      }
      for (const centre of ["", ...CENTRES])
        for (const kind of ["master-key", "contact-key", "secret", "centre-key"])
          for (const { value } of yield* rows.list(centre, kind, 100)) all.push(value)
      return all.map(hex).join(" ")
    }).pipe(Effect.provide(stores))
  )

export const idOf = async (key: Uint8Array) => hex((await openMasterKey(key)).id)
