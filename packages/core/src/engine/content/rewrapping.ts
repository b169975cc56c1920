/**
 * The change of the master key: whatever is wrapped under another one is wrapped anew under the current one, page by page.
 * What a kill leaves undone is done by the next start; what has changed in between is left alone, since it was written
 * under the current key already, or is gone.
 */
import * as Effect from "effect/Effect"
import type { StoreFailure } from "../failures.ts"
import { equal } from "./bytes.ts"
import { CENTRE_KEY, readCentreKeys } from "./centre-keys.ts"
import { CENTRE, CONTACT_KEY, UNPLACED, unwrapOfCentre, wrapForCentre } from "./holders.ts"
import type { Parts } from "./parts.ts"
import type { WrapChange } from "./ports.ts"
import { keyIdOf } from "./seal.ts"
import { SECRET } from "./secrets.ts"

/** Wraps that are read, and written, at once. */
const REWRAP_PAGE = 500
/** What is gone through, in this order. */
const STEPS = [
  { of: "private", kind: CENTRE_KEY },
  { of: "private", kind: CONTACT_KEY },
  { of: "private", kind: SECRET },
  // What is placed meanwhile leaves the first for the second, or for contacts, and is wrapped anew by that.
  { of: "content", holder: UNPLACED },
  { of: "content", holder: CENTRE }
] as const

type Step = (typeof STEPS)[number]

interface Page {
  /** The last key of the page; null when it was the last page. */
  readonly upTo: string | null
  readonly rewrapped: number
}

/**
 * Wraps all of a centre under the current key. `onPage` is told how many of each page were not. What was done before is
 * looked at again: how far a change had come says nothing once it was turned back, and something wrapped under the other.
 */
export const rewrapCentre = Effect.fnUntraced(function* (
  parts: Parts,
  centre: string,
  onPage: (rewrapped: number) => void
): Effect.fn.Return<void, StoreFailure> {
  // Keys of purposes that were never kept come from the key that is to go.
  yield* readCentreKeys(parts, centre)
  for (const step of STEPS)
    for (let after: string | null = ""; after !== null;) {
      const page: Page = yield* step.of === "private"
        ? privatePage(parts, centre, step.kind, after)
        : contentPage(parts, centre, step.holder, after)
      onPage(page.rewrapped)
      after = page.upTo
    }
})

const privatePage = Effect.fnUntraced(function* (
  parts: Parts,
  centre: string,
  kind: Extract<Step, { of: "private" }>["kind"],
  after: string
): Effect.fn.Return<Page, StoreFailure> {
  const page = yield* parts.privateRows.list(centre, kind, REWRAP_PAGE, after)
  let rewrapped = 0
  for (const { key, value } of page) {
    const to = yield* rewrappedOf(parts, { centre, id: `${kind}/${key}`, holder: CENTRE }, value)
    if (to !== null && (yield* parts.privateRows.replace(centre, kind, key, { from: value, to }))) rewrapped += 1
  }
  return { upTo: page.length < REWRAP_PAGE ? null : (page.at(-1)?.key ?? null), rewrapped }
})

const contentPage = Effect.fnUntraced(function* (
  parts: Parts,
  centre: string,
  holder: string,
  after: string
): Effect.fn.Return<Page, StoreFailure> {
  const page = yield* parts.contents.held(centre, holder, { after, limit: REWRAP_PAGE })
  const changes: Array<WrapChange> = []
  for (const { id, wrapped } of page) {
    const to = yield* rewrappedOf(parts, { centre, id, holder }, wrapped)
    if (to !== null) changes.push({ id, from: wrapped, to })
  }
  if (changes.length > 0) yield* parts.contents.changeWraps(centre, holder, changes)
  return { upTo: page.length < REWRAP_PAGE ? null : (page.at(-1)?.id ?? null), rewrapped: changes.length }
})

interface Wrapped {
  readonly centre: string
  readonly id: string
  readonly holder: string
}

/** Null where it is under the current key, or (which is told) under none that opens it. */
const rewrappedOf = Effect.fnUntraced(function* (
  parts: Parts,
  { centre, id, holder }: Wrapped,
  wrapped: Uint8Array
): Effect.fn.Return<Uint8Array | null> {
  if (equal(keyIdOf(wrapped), parts.masters.current.id)) return null
  const place = { centre, id }
  return yield* unwrapOfCentre(parts, place, holder, wrapped).pipe(
    Effect.flatMap((plain) => wrapForCentre(parts, place, holder, plain)),
    Effect.catch(({ _tag }) =>
      // Nobody can open it, with or without the key that is to go.
      Effect.as(Effect.logError("a wrapped key cannot be opened", { centre, failure: _tag }), null)
    )
  )
})
