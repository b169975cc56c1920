/** Secrets that no campaign names: of a command that was refused, of a campaign that was removed, of settings before. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { hamtValues } from "../../kernel/hamt.ts"
import { vectorGet } from "../../kernel/vector.ts"
import type { StoreFailure } from "../failures.ts"
import type { CentreHandle } from "../handle.ts"
import { PrivateRows } from "../ports.ts"
import { fromUtf8, utf8 } from "./bytes.ts"
import { SECRET } from "./secrets.ts"

/** How long a secret is kept that no campaign names: a command that is prepared, or repeated, may name it until then. */
export const UNNAMED_SECRETS_KEPT_MS = 7 * 86_400_000
/** Secrets that are looked at together. */
const SECRETS_PAGE = 500
/** Since when a secret is named by nobody, ms. */
const UNNAMED_SINCE = "secret-unnamed-since"

/** Deletes what nobody has named for long enough. Returns how many those were. O(campaigns + secrets). */
export const sweepSecrets = Effect.fnUntraced(function* (
  handle: CentreHandle
): Effect.fn.Return<number, StoreFailure, PrivateRows> {
  const [{ name }, rows] = [handle, yield* PrivateRows]
  const { state } = yield* handle.state
  const named = new Set<string>()
  // Removed campaigns have no name any more.
  for (const number of hamtValues(state.facts.campaignNumbers)) {
    const secret = vectorGet(state.facts.campaigns, number)?.settings.secret ?? null
    if (secret !== null) named.add(secret)
  }
  const now = yield* Clock.currentTimeMillis
  let swept = 0
  for (let after = "", isMore = true; isMore;) {
    const page = yield* rows.list(name, SECRET, SECRETS_PAGE, after)
    for (const { key } of page) {
      const since = yield* rows.get(name, UNNAMED_SINCE, key)
      if (named.has(key)) {
        if (since !== null) yield* rows.delete(name, UNNAMED_SINCE, key)
      } else if (since === null) yield* rows.put(name, UNNAMED_SINCE, key, utf8(String(now)), null)
      else if (Number(fromUtf8(since)) <= now - UNNAMED_SECRETS_KEPT_MS) {
        yield* rows.delete(name, SECRET, key)
        yield* rows.delete(name, UNNAMED_SINCE, key)
        swept += 1
      }
    }
    after = page.at(-1)?.key ?? after
    isMore = page.length === SECRETS_PAGE
  }
  return swept
})
