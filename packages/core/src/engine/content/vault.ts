/**
 * Content, secrets and look-up hashes of a centre. Everything is sealed here, before it reaches a store.
 *
 * Content is first held by the centre; once the event that places it has named its contacts, each of them holds it under
 * a key of their own. Destroying a contact's key is erasure: no store, snapshot or backup made afterwards opens it.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ContentId, KeyedHash, SecretId, type ContactId, type KeyedHashes } from "../../kernel/fields.ts"
import { ContentUnreadable, WrongMasterKey, type StoreFailure } from "../failures.ts"
import { ContentRows, PrivateRows } from "../ports.ts"
import { base64url, equal, fromUtf8, hex, utf8 } from "./bytes.ts"
import { KEY_BYTES, LOOKUP_VERSION, lookupHash, openMasterKey, type CentreKeys, type MasterKey } from "./keys.ts"
import {
  importAes,
  openItem,
  platformRandom,
  sealItem,
  unwrapKey,
  wrapKey,
  type Content,
  type Holder,
  type Random
} from "./seal.ts"

/** The centre as holder of what no event has placed yet, and of what belongs to no contact. */
const UNPLACED = ""
const CENTRE = "centre"

const CONTACT_KEY = "contact-key"
const ERASED = "contact-erased"
const SECRET = "secret"

export interface VaultService {
  /** Stores content under a new random id. */
  readonly put: (centre: string, content: Content) => Effect.Effect<ContentId, StoreFailure>
  /** Null when there is none, or when everyone it belonged to was erased. */
  readonly get: (centre: string, id: ContentId) => Effect.Effect<Content | null, StoreFailure | ContentUnreadable>
  /** Gives items to the contacts they are of; to the centre when there are none. Again: nothing changes. */
  readonly place: (
    centre: string,
    ids: ReadonlyArray<ContentId>,
    contacts: ReadonlyArray<ContactId>
  ) => Effect.Effect<void, StoreFailure | ContentUnreadable>
  /** Destroys a contact's key and what they alone held. Returns the ids of those items. */
  readonly erase: (centre: string, contact: ContactId) => Effect.Effect<ReadonlyArray<string>, StoreFailure>
  readonly putSecret: (centre: string, secret: string) => Effect.Effect<SecretId, StoreFailure>
  readonly getSecret: (centre: string, id: SecretId) => Effect.Effect<string | null, StoreFailure | ContentUnreadable>
  /** Keyed hashes of a normal form, one for each live key version, the current first. */
  readonly hashes: (centre: string, kind: string, normal: string) => Effect.Effect<KeyedHashes>
  /** The key of tokens that go out and come back. */
  readonly tokenKey: (centre: string) => Effect.Effect<Uint8Array>
}

export class Vault extends Context.Service<Vault, VaultService>()("@parley/core/Vault") {}

/** The vault over a master key of 32 bytes; refused when the store was written under another. */
export const vaultLayer = (
  masterKey: Uint8Array,
  random: Random = platformRandom
): Layer.Layer<Vault, StoreFailure | WrongMasterKey, ContentRows | PrivateRows> =>
  Layer.effect(
    Vault,
    Effect.gen(function* () {
      const master = yield* Effect.promise(() => openMasterKey(masterKey))
      const privateRows = yield* PrivateRows
      yield* checkMasterKey(privateRows, master)
      return makeVault({ master, random, contents: yield* ContentRows, privateRows })
    })
  )

/** The first master key that a store is opened with is the only one that opens it. */
const checkMasterKey = Effect.fnUntraced(function* (rows: PrivateRows["Service"], master: MasterKey) {
  if (yield* rows.putIfAbsent("", "master-key", "id", master.id)) return
  const expected = yield* rows.get("", "master-key", "id")
  if (expected !== null && !equal(expected, master.id))
    yield* new WrongMasterKey({ expected: hex(expected), given: hex(master.id) })
})

interface Parts {
  readonly master: MasterKey
  readonly random: Random
  readonly contents: ContentRows["Service"]
  readonly privateRows: PrivateRows["Service"]
}

const keysOf = ({ master }: Parts, centre: string): Effect.Effect<CentreKeys> =>
  Effect.promise(() => master.keysOf(centre))

const centreHolder = (keys: CentreKeys, name: string): Holder => ({ name, key: keys.wrap, keyId: keys.id })

const attempt = <A>(contentId: string, act: () => Promise<A>): Effect.Effect<A, ContentUnreadable> =>
  Effect.tryPromise({ try: act, catch: (error) => new ContentUnreadable({ contentId, reason: String(error) }) })

/** The contact as a holder; null when there is no key. */
const contactHolder = Effect.fnUntraced(function* (parts: Parts, centre: string, name: string) {
  const keys = yield* keysOf(parts, centre)
  const wrapped = yield* parts.privateRows.get(centre, CONTACT_KEY, name)
  if (wrapped === null) return null
  const place = { centre, id: `${CONTACT_KEY}/${name}` }
  const bytes = yield* attempt(place.id, () => unwrapKey(place, wrapped, centreHolder(keys, CENTRE)))
  return { name, key: yield* Effect.promise(() => importAes(bytes)), keyId: keys.id } satisfies Holder
})

/** The same, with a key made now if there is none; still null for a contact who was erased. */
const newContactHolder = Effect.fnUntraced(function* (parts: Parts, centre: string, name: string) {
  if ((yield* parts.privateRows.get(centre, ERASED, name)) !== null) return null
  const known = yield* contactHolder(parts, centre, name)
  if (known !== null) return known
  const keys = yield* keysOf(parts, centre)
  const place = { centre, id: `${CONTACT_KEY}/${name}` }
  const wrapped = yield* Effect.promise(() =>
    wrapKey(place, parts.random(KEY_BYTES), centreHolder(keys, CENTRE), parts.random)
  )
  yield* parts.privateRows.putIfAbsent(centre, CONTACT_KEY, name, wrapped)
  return yield* contactHolder(parts, centre, name)
})

const holderNamed = Effect.fnUntraced(function* (parts: Parts, centre: string, name: string) {
  if (name !== UNPLACED && name !== CENTRE) return yield* contactHolder(parts, centre, name)
  return centreHolder(yield* keysOf(parts, centre), name)
})

/** The item's key through the first holder who still has one; null when nobody has. */
const itemKey = Effect.fnUntraced(function* (
  parts: Parts,
  place: { readonly centre: string; readonly id: string },
  wraps: ReadonlyMap<string, Uint8Array>
) {
  for (const [name, wrapped] of wraps) {
    const holder = yield* holderNamed(parts, place.centre, name)
    if (holder !== null) return yield* attempt(place.id, () => unwrapKey(place, wrapped, holder))
  }
  return null
})

const placeOne = Effect.fnUntraced(function* (
  parts: Parts,
  place: { readonly centre: string; readonly id: string },
  contacts: ReadonlyArray<string>
) {
  const item = yield* parts.contents.get(place.centre, place.id)
  if (item === null || !item.wraps.has(UNPLACED)) return
  const key = yield* itemKey(parts, place, item.wraps)
  if (key === null) return
  const wraps = new Map<string, Uint8Array>()
  for (const name of contacts.length === 0 ? [CENTRE] : contacts) {
    const holder =
      name === CENTRE
        ? yield* holderNamed(parts, place.centre, name)
        : yield* newContactHolder(parts, place.centre, name)
    if (holder !== null) wraps.set(name, yield* Effect.promise(() => wrapKey(place, key, holder, parts.random)))
  }
  if (wraps.size > 0) return yield* parts.contents.rewrap(place.centre, place.id, wraps)
  // Everyone it is of was erased before it was placed: it goes with them, and opens for nobody from here on.
  for (const name of contacts.slice(0, 1)) {
    yield* parts.contents.rewrap(place.centre, place.id, new Map([[name, Uint8Array.of(0)]]))
    yield* parts.contents.dropHolder(place.centre, name)
  }
})

function makeVault(parts: Parts): VaultService {
  const { contents, privateRows, random } = parts
  return {
    put: Effect.fnUntraced(function* (centre, content) {
      const id = ContentId.make(base64url(random(18)).replaceAll("_", ".").replace(/^[.-]/, "0"))
      const place = { centre, id }
      const keys = yield* keysOf(parts, centre)
      const { key, sealed } = yield* Effect.promise(() => sealItem(place, content, random))
      const wrap = yield* Effect.promise(() => wrapKey(place, key, centreHolder(keys, UNPLACED), random))
      yield* contents.put(centre, { id, sealed, wraps: new Map([[UNPLACED, wrap]]) }, yield* Clock.currentTimeMillis)
      return id
    }),
    get: Effect.fnUntraced(function* (centre, id) {
      const place = { centre, id }
      const item = yield* contents.get(centre, id)
      if (item === null) return null
      const key = yield* itemKey(parts, place, item.wraps)
      return key === null ? null : yield* attempt(id, () => openItem(place, item.sealed, key))
    }),
    place: (centre, ids, contacts) =>
      Effect.forEach(ids, (id) => placeOne(parts, { centre, id }, contacts), { discard: true }),
    erase: Effect.fnUntraced(function* (centre, contact) {
      // The mark first: who comes late with content of theirs makes no new key.
      yield* privateRows.put(centre, ERASED, contact, Uint8Array.of(1), null)
      yield* privateRows.delete(centre, CONTACT_KEY, contact)
      return yield* contents.dropHolder(centre, contact)
    }),
    putSecret: Effect.fnUntraced(function* (centre, secret) {
      const id = SecretId.make(`s${hex(random(16))}`)
      const keys = yield* keysOf(parts, centre)
      const sealed = yield* Effect.promise(() =>
        wrapKey({ centre, id: `${SECRET}/${id}` }, utf8(secret), centreHolder(keys, CENTRE), random)
      )
      yield* privateRows.put(centre, SECRET, id, sealed, null)
      return id
    }),
    getSecret: Effect.fnUntraced(function* (centre, id) {
      const sealed = yield* privateRows.get(centre, SECRET, id)
      if (sealed === null) return null
      const keys = yield* keysOf(parts, centre)
      const place = { centre, id: `${SECRET}/${id}` }
      return fromUtf8(yield* attempt(id, () => unwrapKey(place, sealed, centreHolder(keys, CENTRE))))
    }),
    hashes: Effect.fnUntraced(function* (centre, kind, normal) {
      const keys = yield* keysOf(parts, centre)
      const hash = yield* Effect.promise(() => lookupHash(keys, kind, normal))
      return [KeyedHash.make(`${LOOKUP_VERSION}:${base64url(hash)}`)]
    }),
    tokenKey: (centre) => Effect.map(keysOf(parts, centre), (keys) => keys.token)
  }
}
