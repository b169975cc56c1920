/** What an erasure destroys: the keys of the contact and of those merged into them, and the list rows of their addresses. */
import * as Effect from "effect/Effect"
import { addressedPrefix, type CentreEvent } from "../../centre/index.ts"
import type { ContactId, KeyedHash } from "../../kernel/fields.ts"
import type { ContentUnreadable, StoreFailure } from "../failures.ts"
import { EventStore, PrivateRows } from "../ports.ts"
import { Vault } from "./vault.ts"

type ContactErased = Extract<CentreEvent, { readonly _tag: "ContactErased" }>

/** Contacts whose list rows are destroyed: what of their addresses is imported later is somebody's anew. */
const ROWS_ERASED = "list-rows-erased"
/** Rows of an address that are read at once. */
const ROWS_PAGE = 500

/** Whose keys an event has destroyed: the contact's, and those of all who were merged into them. */
export const erasedBy = (event: CentreEvent): ReadonlyArray<ContactId> =>
  event._tag === "ContactErased" ? [event.contactId, ...event.merged] : []

/**
 * Again: nothing changes. All that was placed before the event goes, and nothing that comes after it. What fails of one
 * contact or address keeps none of the others; it fails in the end, and is not over then.
 */
export const carryOutErasure = Effect.fnUntraced(function* (
  centre: string,
  event: ContactErased
): Effect.fn.Return<void, StoreFailure | ContentUnreadable, EventStore | PrivateRows | Vault> {
  const [vault, marks] = [yield* Vault, yield* PrivateRows]
  const [, ofContacts] = yield* Effect.partition(erasedBy(event), (contactId) => vault.erase(centre, contactId))
  const areRowsGone = (yield* marks.get(centre, ROWS_ERASED, event.contactId)) !== null
  const addresses = areRowsGone ? [] : event.addresses.flat()
  const [, ofRows] = yield* Effect.partition(addresses, (hash) => eraseRowsOf(centre, hash))
  if (!areRowsGone && ofRows.length === 0)
    yield* marks.put(centre, ROWS_ERASED, event.contactId, Uint8Array.of(1), null)
  const failed = [...ofContacts, ...ofRows]
  // A store that is away is waited for; what it refuses is left to the next start.
  const first = failed.find(({ _tag }) => _tag === "StoreUnavailable") ?? failed[0]
  if (first !== undefined) return yield* Effect.fail(first)
})

/** The content of list rows that go to an address. O(rows ever imported for it). */
const eraseRowsOf = Effect.fnUntraced(function* (centre: string, hash: KeyedHash) {
  const [store, vault] = [yield* EventStore, yield* Vault]
  const prefix = addressedPrefix(hash)
  for (let after = prefix, isMore = true; isMore;) {
    const page = yield* store.range(centre, { prefix, limit: ROWS_PAGE, after })
    const ids = page.flatMap(({ row }) => (row._tag === "Addressed" ? [row.content] : []))
    // Rows of imports that come after the event are not placed yet: those are left.
    yield* vault.dropPlaced(centre, ids)
    after = page.at(-1)?.key ?? after
    isMore = page.length === ROWS_PAGE
  }
})
