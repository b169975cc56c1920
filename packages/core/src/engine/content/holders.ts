/** Who holds the key of an item: the centre, or contacts with keys of their own. */
import * as Effect from "effect/Effect"
import { ContentUnreadable, type StoreFailure } from "../failures.ts"
import { hex } from "./bytes.ts"
import { importAes, KEY_BYTES, masterKeyOf } from "./keys.ts"
import { attempt, type Parts } from "./parts.ts"
import { keyIdOf, unwrapKey, wrapKey, type Place } from "./seal.ts"

/** The centre as holder of what no event has placed yet, and of what belongs to no contact. */
export const UNPLACED = ""
export const CENTRE = "centre"

export const CONTACT_KEY = "contact-key"
/** Marks of contacts who were erased: their ids get no new key. */
const ERASED = "contact-erased"

/** Something small, wrapped for the centre under its current key. */
export const wrapForCentre = (parts: Parts, place: Place, name: string, plain: Uint8Array): Effect.Effect<Uint8Array> =>
  Effect.promise(async () => {
    const { id, wrapOf } = parts.masters.current
    return wrapKey(place, plain, { name, key: await wrapOf(place.centre), keyId: id }, parts.random)
  })

/** What was wrapped for the centre, under whichever of the master keys at hand. */
export function unwrapOfCentre(
  { masters }: Parts,
  place: Place,
  name: string,
  wrapped: Uint8Array
): Effect.Effect<Uint8Array, ContentUnreadable> {
  const keyId = keyIdOf(wrapped)
  const master = masterKeyOf(masters, keyId)
  if (master === null) {
    const reason = `wrapped under the master key ${hex(keyId)}, which was not given`
    return Effect.fail(new ContentUnreadable({ contentId: place.id, reason }))
  }
  return attempt(place.id, async () =>
    unwrapKey(place, wrapped, { name, key: await master.wrapOf(place.centre), keyId })
  )
}

/** Where a contact's key is sealed. */
export const contactKeyPlace = (centre: string, name: string): Place => ({ centre, id: `${CONTACT_KEY}/${name}` })

/** A contact's key; null when there is none. */
const contactKey = Effect.fnUntraced(function* (parts: Parts, centre: string, name: string) {
  const wrapped = yield* parts.privateRows.get(centre, CONTACT_KEY, name)
  if (wrapped === null) return null
  const bytes = yield* unwrapOfCentre(parts, contactKeyPlace(centre, name), CENTRE, wrapped)
  return yield* Effect.promise(() => importAes(bytes))
})

/** The same, with a key made now if there is none; still null for a contact who was erased. */
const newContactKey = Effect.fnUntraced(function* (parts: Parts, centre: string, name: string) {
  if ((yield* parts.privateRows.get(centre, ERASED, name)) !== null) return null
  const known = yield* contactKey(parts, centre, name)
  if (known !== null) return known
  const wrapped = yield* wrapForCentre(parts, contactKeyPlace(centre, name), CENTRE, parts.random(KEY_BYTES))
  yield* parts.privateRows.putIfAbsent(centre, CONTACT_KEY, name, wrapped)
  return yield* contactKey(parts, centre, name)
})

const isCentre = (name: string): boolean => name === UNPLACED || name === CENTRE

/** The item's key through the first holder who still has one; null when nobody has. */
export const itemKey = Effect.fnUntraced(function* (
  parts: Parts,
  place: Place,
  wraps: ReadonlyMap<string, Uint8Array>
): Effect.fn.Return<Uint8Array | null, StoreFailure | ContentUnreadable> {
  for (const [name, wrapped] of wraps) {
    if (isCentre(name)) return yield* unwrapOfCentre(parts, place, name, wrapped)
    const key = yield* contactKey(parts, place.centre, name)
    // A contact's own key stays when the master key changes, so its wraps may name any.
    if (key !== null)
      return yield* attempt(place.id, () => unwrapKey(place, wrapped, { name, key, keyId: keyIdOf(wrapped) }))
  }
  return null
})

/** The item's key, wrapped for a holder; null when that is a contact who was erased. */
const wrapFor = Effect.fnUntraced(function* (parts: Parts, place: Place, name: string, key: Uint8Array) {
  if (isCentre(name)) return yield* wrapForCentre(parts, place, name, key)
  const own = yield* newContactKey(parts, place.centre, name)
  if (own === null) return null
  const holder = { name, key: own, keyId: parts.masters.current.id }
  return yield* Effect.promise(() => wrapKey(place, key, holder, parts.random))
})

/** Gives an item to the contacts it is of; to the centre when there are none. One that is placed stays as it is. */
export const placeItem = Effect.fnUntraced(function* (
  parts: Parts,
  place: Place,
  contacts: ReadonlyArray<string>
): Effect.fn.Return<void, StoreFailure | ContentUnreadable> {
  const item = yield* parts.contents.get(place.centre, place.id)
  if (item === null || !item.wraps.has(UNPLACED)) return
  const key = yield* itemKey(parts, place, item.wraps)
  if (key === null) return
  const wraps = new Map<string, Uint8Array>()
  for (const name of contacts.length === 0 ? [CENTRE] : contacts) {
    const wrapped = yield* wrapFor(parts, place, name, key)
    if (wrapped !== null) wraps.set(name, wrapped)
  }
  // Everyone it is of was erased before it was placed: it goes with them.
  if (wraps.size === 0) return yield* Effect.asVoid(parts.contents.drop(place.centre, [place.id]))
  yield* parts.contents.rewrap(place.centre, place.id, wraps)
})

/** Destroys a contact's key and what they alone held. Returns the ids of those items. */
export const eraseHolder = Effect.fnUntraced(function* (
  { contents, privateRows }: Parts,
  centre: string,
  name: string
): Effect.fn.Return<ReadonlyArray<string>, StoreFailure> {
  // The mark first: who comes late with content of theirs makes no new key.
  yield* privateRows.put(centre, ERASED, name, Uint8Array.of(1), null)
  yield* privateRows.delete(centre, CONTACT_KEY, name)
  return yield* contents.dropHolder(centre, name)
})

/** Drops those of these items that were placed. */
export const dropPlaced = Effect.fnUntraced(function* (
  { contents }: Parts,
  centre: string,
  ids: ReadonlyArray<string>
): Effect.fn.Return<void, StoreFailure> {
  const placed = yield* Effect.filter(ids, (id) =>
    Effect.map(contents.get(centre, id), (item) => item !== null && !item.wraps.has(UNPLACED))
  )
  yield* contents.drop(centre, placed)
})
