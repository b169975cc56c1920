/**
 * The change of a centre's look-up key: a newer key is made, and whatever address can still be read in content gets its
 * hash too, by `RekeyAddresses` in batches of the low lane. A key is retired only when nothing needs it any more: it stays
 * live while a contact, a blocked address or a planned record is known by it alone.
 */
import * as Effect from "effect/Effect"
import { contactKey, type Row } from "../../centre/index.ts"
import { REKEYED_PER_BATCH_MAX } from "../../contact/index.ts"
import { KeyedHash, type CampaignName } from "../../kernel/fields.ts"
import type { LogUnreadable, SendFailure, StoreFailure, TooManyLookupKeys } from "../failures.ts"
import { PAGE_MAX } from "../log.ts"
import type { CentreHandle } from "../handle.ts"
import { EventStore } from "../ports.ts"
import { blockedUnder, leftUnder, type Blocked, type LeftUnder } from "./lookup-rows.ts"
import { addressesIn, channelsOf, plainForms, type NormalForms } from "./plain-addresses.ts"
import { Vault } from "./vault.ts"

export interface LookupChange {
  /** The version that is to be current; a newer one than there is gets a key. Left out: as it is. */
  readonly version?: number
  /** Older versions are retired, if nothing needs them. Left out: none is. */
  readonly oldest?: number
  readonly normalForms?: NormalForms
}

export interface LookupChanged {
  /** Addresses of contacts, and blocked ones, that were given another hash. */
  readonly owned: number
  readonly blocked: number
  /** What keeps each older version live. */
  readonly left: ReadonlyArray<LeftUnder>
  readonly retired: ReadonlyArray<number>
}

type Failure = SendFailure | StoreFailure | LogUnreadable | TooManyLookupKeys

/** Brings the centre under the newer key. O(log), with one reading of each message's body. Again: nothing changes. */
export const changeLookupKey = Effect.fnUntraced(function* (
  handle: CentreHandle,
  { version, oldest = 0, normalForms = plainForms }: LookupChange
): Effect.fn.Return<LookupChanged, Failure, EventStore | Vault> {
  const [{ name }, vault] = [handle, yield* Vault]
  if (version !== undefined) yield* vault.addLookupKey(name, version)
  const [current = 0, ...older] = yield* vault.lookupVersions(name)
  if (older.length === 0) return { owned: 0, blocked: 0, left: [], retired: [] }
  const blocked = yield* blockedUnder(name, older)
  const told = yield* rekeyFromContent(handle, { blocked, normalForms })
  const left: Array<LeftUnder> = []
  const retired: Array<number> = []
  for (const one of older) {
    const needing = yield* leftUnder(name, one, { current, covered: told.covered, blocked })
    if (one < oldest && needing.contacts + needing.blocked + needing.planned === 0) {
      yield* vault.dropLookupKey(name, one)
      retired.push(one)
    } else left.push(needing)
  }
  return { owned: told.owned, blocked: told.blocked, left, retired }
})

interface Rekeying {
  readonly blocked: ReadonlyMap<string, ReadonlyArray<Blocked>>
  readonly normalForms: NormalForms
}

/** Both hashes of one address. */
interface Pair {
  readonly from: KeyedHash
  readonly to: KeyedHash
}

/** Goes through the log once. `covered`: blocked hashes that are known by a newer one too. */
const rekeyFromContent = Effect.fnUntraced(function* (handle: CentreHandle, { blocked, normalForms }: Rekeying) {
  const vault = yield* Vault
  const { position: end, state } = yield* handle.state
  const channels = channelsOf(state)
  const covered = new Set<string>()
  let [owned, again] = [0, 0]
  for (let position = 0; position < end;) {
    const page = yield* handle.page(position, PAGE_MAX)
    const last = page.at(-1)
    if (last === undefined) break
    position = last.position
    const named = new Set<string>()
    for (const { event } of page) {
      if (event._tag === "AddressBlocked") noteCovered(covered, event.address)
      for (const one of yield* addressesIn({ vault, centre: handle.name }, channels, event)) named.add(one)
    }
    const pairs = yield* pairsOf(
      handle.name,
      [...named].flatMap((one) => formsOf(one, normalForms))
    )
    const told = yield* tell(handle, yield* ownedAmong(handle.name, pairs), pairs.flatMap(blockedBy(blocked)))
    for (const { from } of pairs) covered.add(from)
    owned += told.owned
    again += told.blocked
  }
  return { owned, blocked: again, covered }
})

/** Of an address that was blocked by several hashes, the older ones have a newer beside them. */
const noteCovered = (covered: Set<string>, address: ReadonlyArray<string>): void => {
  for (const hash of address.slice(1)) covered.add(hash)
}

const formsOf = (named: string, normalForms: NormalForms): ReadonlyArray<string> => {
  const line = named.indexOf("\n")
  return normalForms(named.slice(line + 1)).map((form) => `${named.slice(0, line)}\n${form}`)
}

const pairsOf = Effect.fnUntraced(function* (centre: string, forms: ReadonlyArray<string>) {
  const vault = yield* Vault
  const pairs: Array<Pair> = []
  for (const form of new Set(forms)) {
    const [to, ...older] = yield* vault.hashes(centre, "address", form)
    if (to !== undefined) for (const from of older) pairs.push({ from, to })
  }
  return pairs
})

/** Those of which somebody is known by the older hash alone. */
const ownedAmong = Effect.fnUntraced(function* (centre: string, pairs: ReadonlyArray<Pair>) {
  const keys = pairs.flatMap(({ from, to }) => [contactKey(from), contactKey(to)])
  const rows: ReadonlyMap<string, Row> = yield* (yield* EventStore).rows(centre, keys)
  return pairs.filter(({ from, to }) => rows.has(contactKey(from)) && !rows.has(contactKey(to)))
})

const blockedBy =
  (blocked: Rekeying["blocked"]) =>
  ({ from, to }: Pair): ReadonlyArray<Pair & { readonly campaign: CampaignName | null }> =>
    (blocked.get(from) ?? []).map(({ campaign }) => ({ campaign, from, to }))

/** Sends them in batches; how many were news. */
const tell = Effect.fnUntraced(function* (
  handle: CentreHandle,
  owned: ReadonlyArray<Pair>,
  blocked: ReadonlyArray<Pair & { readonly campaign: CampaignName | null }>
) {
  const told = { owned: 0, blocked: 0 }
  for (let at = 0; at < Math.max(owned.length, blocked.length); at += REKEYED_PER_BATCH_MAX) {
    const end = at + REKEYED_PER_BATCH_MAX
    const sent = yield* handle.send(
      { _tag: "RekeyAddresses", owned: owned.slice(at, end), blocked: blocked.slice(at, end) },
      { lane: "bulk", actor: "engine" }
    )
    for (const { event } of sent.ok ? sent.events : []) {
      if (event._tag !== "AddressRekeyed") continue
      told.owned += event.owned.length
      told.blocked += event.blocked.length
    }
  }
  return told
})
