/**
 * Content, secrets and look-up hashes of a centre. Everything is sealed here, before it reaches a store.
 *
 * Content is first held by the centre; once the event that places it has named its contacts, each of them holds it under
 * a key of their own. Destroying a contact's key is erasure: no store, snapshot or backup made afterwards opens it.
 */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { KeyedHash, type ContactId, type ContentId, type KeyedHashes, type SecretId } from "../../kernel/fields.ts"
import type {
  ContentTooLarge,
  ContentUnreadable,
  StoreFailure,
  TooManyLookupKeys,
  WrongMasterKey
} from "../failures.ts"
import { addLookupKey, dropLookupKey, hashesUnder, readCentreKeys, type CentreKeys } from "./centre-keys.ts"
import { dropPlaced, eraseHolder, placeItem } from "./holders.ts"
import { getContent, getStreamed, putContent, putStreamed, type ContentStream, type StoredContent } from "./items.ts"
import { openMasterKey } from "./keys.ts"
import { checkMasterKeys, retireOthers } from "./master-check.ts"
import type { Parts } from "./parts.ts"
import { ContentRows, PrivateRows } from "./ports.ts"
import { rewrapCentre } from "./rewrapping.ts"
import { platformRandom, type Content, type Random } from "./seal.ts"
import { getSecret, putSecret } from "./secrets.ts"

/** Bytes of one item of content unless said otherwise, at most: 128 MiB. */
export const CONTENT_BYTES_MAX = 134_217_728

/** How far the change of the master key has come. */
export interface KeyChange {
  /** Whether something may still be wrapped under the previous master key. */
  readonly isPending: boolean
  /** Keys and secrets that were wrapped anew by this process. */
  readonly rewrapped: number
}

export interface VaultService {
  /** Stores content under a new random id. */
  readonly put: (centre: string, content: Content) => Effect.Effect<ContentId, StoreFailure | ContentTooLarge>
  /** Null when there is none, or when everyone it belonged to was erased. */
  readonly get: (centre: string, id: ContentId) => Effect.Effect<Content | null, StoreFailure | ContentUnreadable>
  /** The same from a stream, in memory for two chunks; of one that fails or is interrupted nothing stays. */
  readonly putStream: <E, R>(
    centre: string,
    content: ContentStream<E, R>
  ) => Effect.Effect<ContentId, E | StoreFailure | ContentTooLarge, R>
  /** The same as a stream of chunks. One that was altered fails where it was; nothing of that chunk comes. */
  readonly getStream: (
    centre: string,
    id: ContentId
  ) => Effect.Effect<StoredContent | null, StoreFailure | ContentUnreadable>
  /** Gives items to the contacts they are of; to the centre when there are none. Again: nothing changes. */
  readonly place: (
    centre: string,
    ids: ReadonlyArray<ContentId>,
    contacts: ReadonlyArray<ContactId>
  ) => Effect.Effect<void, StoreFailure | ContentUnreadable>
  /** Destroys a contact's key and what they alone held. Returns the ids of those items. */
  readonly erase: (centre: string, contact: ContactId) => Effect.Effect<ReadonlyArray<string>, StoreFailure>
  /** Drops those of these items that were placed, whoever holds them. */
  readonly dropPlaced: (centre: string, ids: ReadonlyArray<ContentId>) => Effect.Effect<void, StoreFailure>
  readonly putSecret: (centre: string, secret: string) => Effect.Effect<SecretId, StoreFailure>
  readonly getSecret: (centre: string, id: SecretId) => Effect.Effect<string | null, StoreFailure | ContentUnreadable>
  /** Keyed hashes of a normal form, one for each live key version, the current first. */
  readonly hashes: (centre: string, kind: string, normal: string) => Effect.Effect<KeyedHashes, StoreFailure>
  /** Versions of the centre's live look-up keys, the current first. */
  readonly lookupVersions: (centre: string) => Effect.Effect<ReadonlyArray<number>, StoreFailure>
  /** Makes a newer look-up key, of this version, the current one; the others stay live. */
  readonly addLookupKey: (centre: string, version: number) => Effect.Effect<void, StoreFailure | TooManyLookupKeys>
  /** Destroys a look-up key that is not the current one. */
  readonly dropLookupKey: (centre: string, version: number) => Effect.Effect<void, StoreFailure>
  /** The key of tokens that go out and come back. */
  readonly tokenKey: (centre: string) => Effect.Effect<Uint8Array, StoreFailure>
  /**
   * Wraps all that these centres hold under the current master key and retires the others. O(content of the centres); what
   * a killed one has done is only looked at. Without a previous key there is nothing to do: returns at once.
   */
  readonly changeMasterKey: (centres: ReadonlyArray<string>) => Effect.Effect<void, StoreFailure | ContentUnreadable>
  readonly keyChange: Effect.Effect<KeyChange>
  /** Completes when nothing is wrapped under another master key any more. */
  readonly masterKeyChanged: Effect.Effect<void>
}

export class Vault extends Context.Service<Vault, VaultService>()("@parley/core/Vault") {}

export interface VaultOptions {
  /** The master key so far, while it is changed: 32 bytes. */
  readonly previous?: Uint8Array
  /** Bytes of one item of content, at most; default `CONTENT_BYTES_MAX`. */
  readonly bytesMax?: number
  readonly random?: Random
}

/**
 * The vault over a master key of 32 bytes. Refused when the store needs another one; a new one is accepted with the one so
 * far beside it.
 */
export const vaultLayer = (
  masterKey: Uint8Array,
  { previous, bytesMax = CONTENT_BYTES_MAX, random = platformRandom }: VaultOptions = {}
): Layer.Layer<Vault, StoreFailure | WrongMasterKey, ContentRows | PrivateRows> =>
  Layer.effect(
    Vault,
    Effect.gen(function* () {
      const masters = {
        current: yield* Effect.promise(() => openMasterKey(masterKey)),
        previous: previous === undefined ? null : yield* Effect.promise(() => openMasterKey(previous))
      }
      const privateRows = yield* PrivateRows
      const { origin, isChanging } = yield* checkMasterKeys(privateRows, masters)
      const parts = { masters, origin, random, bytesMax, contents: yield* ContentRows, privateRows }
      return makeVault(parts, yield* makeKeyChange(parts, isChanging))
    })
  )

/** The keys of each centre, read once and again after a change. */
const cachedKeys = (parts: Parts) => {
  const known = new Map<string, CentreKeys>()
  return {
    of: Effect.fnUntraced(function* (centre: string): Effect.fn.Return<CentreKeys, StoreFailure> {
      const keys = known.get(centre) ?? (yield* readCentreKeys(parts, centre))
      known.set(centre, keys)
      return keys
    }),
    forget: (centre: string) => Effect.sync(() => known.delete(centre))
  }
}

type KeyChanging = Pick<VaultService, "changeMasterKey" | "keyChange" | "masterKeyChanged">

const makeKeyChange = Effect.fnUntraced(function* (parts: Parts, isChanging: boolean): Effect.fn.Return<KeyChanging> {
  const changed = yield* Deferred.make<void>()
  let isPending = isChanging
  let rewrapped = 0
  if (!isPending) yield* Deferred.succeed(changed, undefined)
  return {
    changeMasterKey: Effect.fnUntraced(function* (centres) {
      if (!isPending) return
      for (const centre of centres)
        yield* rewrapCentre(parts, centre, (count) => {
          rewrapped += count
        })
      if (!(yield* retireOthers(parts.privateRows, parts.masters))) return
      isPending = false
      yield* Deferred.succeed(changed, undefined)
    }),
    keyChange: Effect.sync(() => ({ isPending, rewrapped })),
    masterKeyChanged: Deferred.await(changed)
  }
})

function makeVault(parts: Parts, keyChanging: KeyChanging): VaultService {
  const keys = cachedKeys(parts)
  return {
    put: (centre, content) => putContent(parts, centre, content),
    get: (centre, id) => getContent(parts, centre, id),
    putStream: (centre, content) => putStreamed(parts, centre, content),
    getStream: (centre, id) => getStreamed(parts, centre, id),
    place: (centre, ids, contacts) =>
      Effect.forEach(ids, (id) => placeItem(parts, { centre, id }, contacts), { discard: true }),
    erase: (centre, contact) => eraseHolder(parts, centre, contact),
    dropPlaced: (centre, ids) => dropPlaced(parts, centre, ids),
    putSecret: (centre, secret) => putSecret(parts, centre, secret),
    getSecret: (centre, id) => getSecret(parts, centre, id),
    hashes: Effect.fnUntraced(function* (centre, kind, normal) {
      const { lookups } = yield* keys.of(centre)
      return (yield* hashesUnder(lookups, kind, normal)).map((hash) => KeyedHash.make(hash))
    }),
    lookupVersions: (centre) => Effect.map(keys.of(centre), ({ lookups }) => lookups.map(({ version }) => version)),
    addLookupKey: (centre, version) => Effect.andThen(addLookupKey(parts, centre, version), keys.forget(centre)),
    dropLookupKey: (centre, version) => Effect.andThen(dropLookupKey(parts, centre, version), keys.forget(centre)),
    tokenKey: (centre) => Effect.map(keys.of(centre), ({ token }) => token),
    ...keyChanging
  }
}
