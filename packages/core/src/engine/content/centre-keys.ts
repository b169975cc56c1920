/**
 * The keys of a centre that do not change with the master key: to look up, to sign tokens. They lie wrapped among the
 * private values. The first ones are those that were derived from the master key before they were kept.
 */
import * as Effect from "effect/Effect"
import { KEY_VERSIONS_MAX } from "../../contact/index.ts"
import { StoreRefused, TooManyLookupKeys, type StoreFailure } from "../failures.ts"
import { base64url } from "./bytes.ts"
import { CENTRE, unwrapOfCentre, wrapForCentre } from "./holders.ts"
import { importHmac, KEY_BYTES, lookupHash } from "./keys.ts"
import type { Parts } from "./parts.ts"
import type { PlatformKey } from "./platform.ts"
import type { Place } from "./seal.ts"

/** The kind of private values under which they lie: `lookup.<version>`, `token`. */
export const CENTRE_KEY = "centre-key"
const TOKEN = "token"
const LOOKUP = "lookup."
/** The first version of look-up keys, and of the normal form that hashes are taken of. */
export const LOOKUP_FIRST = 1
/** Live versions of look-up keys, at most: as many as hashes have places for. */
export const LOOKUP_VERSIONS_MAX = KEY_VERSIONS_MAX

export interface LookupKey {
  readonly version: number
  readonly key: PlatformKey
}

export interface CentreKeys {
  /** By version descending: the current one first. */
  readonly lookups: ReadonlyArray<LookupKey>
  /** Raw, for tokens that leave the house and come back. */
  readonly token: Uint8Array
}

export const centreKeyPlace = (centre: string, name: string): Place => ({ centre, id: `${CENTRE_KEY}/${name}` })

const lookupName = (version: number): string => `${LOOKUP}${version}`

/** Reads the keys of a centre, and makes those that it has not kept yet. */
export const readCentreKeys = Effect.fnUntraced(function* (
  parts: Parts,
  centre: string
): Effect.fn.Return<CentreKeys, StoreFailure> {
  const kept = yield* list(parts, centre)
  const hasLookup = [...kept.keys()].some((name) => name.startsWith(LOOKUP))
  if (!hasLookup) yield* keep(parts, centre, lookupName(LOOKUP_FIRST), () => parts.origin.derive(centre, "lookup"))
  if (!kept.has(TOKEN)) yield* keep(parts, centre, TOKEN, () => parts.origin.derive(centre, "token"))
  const all = hasLookup && kept.has(TOKEN) ? kept : yield* list(parts, centre)
  const lookups: Array<LookupKey> = []
  let token: Uint8Array | null = null
  for (const [name, wrapped] of all) {
    const bytes = yield* unwrapOfCentre(parts, centreKeyPlace(centre, name), CENTRE, wrapped).pipe(
      Effect.mapError(({ reason }) => unreadable(centre, name, reason))
    )
    if (name === TOKEN) token = bytes
    else if (name.startsWith(LOOKUP))
      lookups.push({ version: Number(name.slice(LOOKUP.length)), key: yield* Effect.promise(() => importHmac(bytes)) })
  }
  if (token === null || lookups.length === 0) return yield* unreadable(centre, TOKEN, "it is not there")
  return { lookups: lookups.toSorted((a, b) => b.version - a.version), token }
})

const unreadable = (centre: string, name: string, reason: string): StoreRefused =>
  new StoreRefused({ operation: "keys", reason: `the key ${name} of the centre ${centre} cannot be read: ${reason}` })

const list = Effect.fnUntraced(function* ({ privateRows }: Parts, centre: string) {
  const rows = yield* privateRows.list(centre, CENTRE_KEY, LOOKUP_VERSIONS_MAX + 1)
  return new Map(rows.map(({ key, value }) => [key, value]))
})

const keep = Effect.fnUntraced(function* (
  parts: Parts,
  centre: string,
  name: string,
  bytes: () => Promise<Uint8Array>
) {
  const plain = yield* Effect.promise(bytes)
  const wrapped = yield* wrapForCentre(parts, centreKeyPlace(centre, name), CENTRE, plain)
  yield* parts.privateRows.putIfAbsent(centre, CENTRE_KEY, name, wrapped)
})

/** `<version>:<base64url>` under each of the keys, in their order. */
export const hashesUnder = (
  lookups: ReadonlyArray<LookupKey>,
  kind: string,
  normal: string
): Effect.Effect<ReadonlyArray<string>> =>
  Effect.forEach(lookups, ({ version, key }) =>
    Effect.map(
      Effect.promise(() => lookupHash(key, kind, normal)),
      (hash) => `${version}:${base64url(hash)}`
    )
  )

/**
 * Draws a key of a version that is newer than the current one: what is hashed from then on is known by it too. A version
 * that is there already stays as it is. `TooManyLookupKeys`: an older one must be retired first.
 */
export const addLookupKey = Effect.fnUntraced(function* (
  parts: Parts,
  centre: string,
  version: number
): Effect.fn.Return<void, StoreFailure | TooManyLookupKeys> {
  const { lookups } = yield* readCentreKeys(parts, centre)
  if (version <= (lookups[0]?.version ?? 0)) return
  if (lookups.length >= LOOKUP_VERSIONS_MAX) return yield* new TooManyLookupKeys({ centre, limit: LOOKUP_VERSIONS_MAX })
  yield* keep(parts, centre, lookupName(version), () => Promise.resolve(parts.random(KEY_BYTES)))
})

/** Destroys a key: nothing is known by hashes of this version any more. The current one stays. */
export const dropLookupKey = Effect.fnUntraced(function* (
  parts: Parts,
  centre: string,
  version: number
): Effect.fn.Return<void, StoreFailure> {
  const { lookups } = yield* readCentreKeys(parts, centre)
  if (version === lookups[0]?.version) return
  yield* parts.privateRows.delete(centre, CENTRE_KEY, lookupName(version))
})
