/**
 * Which master keys a store needs. One private value, `master-key/id`, names them by their ids: first the one under which
 * what is new is wrapped, last the one under which the store began (first keys of purposes come from it until they are
 * kept). More than one: the master key is being changed, and each may still be needed.
 */
import * as Effect from "effect/Effect"
import { StoreRefused, WrongMasterKey, type StoreFailure } from "../failures.ts"
import { equal, hex, joined } from "./bytes.ts"
import { KEY_ID_BYTES, masterKeyOf, type MasterKey, type MasterKeys } from "./keys.ts"
import type { PrivateRows } from "./ports.ts"

/** Of the store as a whole, not of a centre. */
const STORE = ""
const MASTER_KEY = "master-key"
const ID = "id"

/** Times that others may change the value between a look at it and a change of it. */
const ATTEMPTS_MAX = 5

type Rows = PrivateRows["Service"]

export interface Checked {
  readonly origin: MasterKey
  /** Something may still be wrapped under another master key than the current one. */
  readonly isChanging: boolean
}

/**
 * Fails with `WrongMasterKey` where a key is needed that is not at hand. A new current key is accepted together with all
 * that the store needs: from then on what is new is wrapped under it.
 */
export const checkMasterKeys = Effect.fnUntraced(function* (
  rows: Rows,
  masters: MasterKeys
): Effect.fn.Return<Checked, StoreFailure | WrongMasterKey> {
  const { current, previous } = masters
  // Where a change is said to be over, a process that had the previous key alone may have gone on wrapping under it.
  const isGiven = previous !== null && !equal(previous.id, current.id)
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    if (yield* rows.putIfAbsent(STORE, MASTER_KEY, ID, current.id)) return { origin: current, isChanging: false }
    const kept = yield* rows.get(STORE, MASTER_KEY, ID)
    if (kept === null) continue
    const ids = idsIn(kept)
    const missing = ids.find((id) => masterKeyOf(masters, id) === null)
    if (missing !== undefined) return yield* new WrongMasterKey({ expected: hex(missing), given: hex(current.id) })
    const origin = masterKeyOf(masters, ids.at(-1) ?? kept) ?? current
    const next = withCurrent(current.id, ids)
    if (next.length === ids.length && next.every((id, index) => equal(id, ids[index] ?? kept)))
      return { origin, isChanging: isGiven || ids.length > 1 }
    if (yield* rows.replace(STORE, MASTER_KEY, ID, { from: kept, to: joined(...next) }))
      return { origin, isChanging: isGiven || next.length > 1 }
  }
  return yield* new StoreRefused({ operation: "keys", reason: "the ids of the master keys change again and again" })
})

function idsIn(kept: Uint8Array): ReadonlyArray<Uint8Array> {
  const ids: Array<Uint8Array> = []
  for (let at = 0; at < kept.length; at += KEY_ID_BYTES) ids.push(kept.slice(at, at + KEY_ID_BYTES))
  return ids
}

/** The current key's id, others that may be needed, the one that all began with. */
function withCurrent(current: Uint8Array, ids: ReadonlyArray<Uint8Array>): ReadonlyArray<Uint8Array> {
  const last = ids.at(-1) ?? current
  const others = ids.filter((id) => !equal(id, current) && !equal(id, last))
  const isAlone = ids.every((id) => equal(id, current))
  return isAlone ? [current] : [current, ...others, last]
}

/** Everything is wrapped under the current key: the others are not needed any more. */
export const retireOthers = Effect.fnUntraced(function* (
  rows: Rows,
  { current }: MasterKeys
): Effect.fn.Return<boolean, StoreFailure> {
  const kept = yield* rows.get(STORE, MASTER_KEY, ID)
  // Another process may have begun to change it once more: then it is not ours to say.
  if (kept === null || !equal(kept.slice(0, KEY_ID_BYTES), current.id)) return false
  return yield* rows.replace(STORE, MASTER_KEY, ID, { from: kept, to: current.id })
})
