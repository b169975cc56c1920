/** What a centre forgets as time goes by: recorded commands, and content that no event came to name. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { endOldContent } from "./content/retention.ts"
import { sweepSecrets } from "./content/secret-sweep.ts"
import type { StoreFailure } from "./failures.ts"
import type { CentreHandle } from "./handle.ts"
import { ContentRows, EventStore, type PrivateRows } from "./ports.ts"

const DAY_MS = 86_400_000
/** How long an accepted command is remembered, so that a repeat is answered and not carried out. */
export const COMMANDS_KEPT_MS = 7 * DAY_MS
/** How long content is kept that was stored and never placed by an event. */
export const UNPLACED_KEPT_MS = 7 * DAY_MS
/** How often a centre is tidied. */
export const TIDY_EVERY_MS = 3_600_000

/** Forgets once. How many commands and items went. */
export const tidy = Effect.fnUntraced(function* (
  centre: string
): Effect.fn.Return<{ readonly commands: number; readonly items: number }, StoreFailure, EventStore | ContentRows> {
  const store = yield* EventStore
  const contents = yield* ContentRows
  const now = yield* Clock.currentTimeMillis
  const commands = yield* store.forgetCommands(centre, now - COMMANDS_KEPT_MS)
  const items = yield* contents.sweep(centre, now - UNPLACED_KEPT_MS)
  return { commands, items }
})

/** The same, and what the centre's own state says is not to be kept: old content, secrets that no campaign names. */
const tidyOpen = Effect.fnUntraced(function* (handle: CentreHandle) {
  yield* tidy(handle.name)
  const [ended, secrets] = [yield* endOldContent(handle), yield* sweepSecrets(handle)]
  if (ended + secrets > 0) yield* Effect.logInfo("content and secrets were not kept any longer", { ended, secrets })
})

/** Tidies for as long as the centre is open; a store that fails is met again the next time. */
export const runHousekeeping = (
  handle: CentreHandle
): Effect.Effect<never, never, EventStore | ContentRows | PrivateRows> =>
  tidyOpen(handle).pipe(
    Effect.catch((failure) => Effect.logWarning("a centre was not tidied", failure._tag)),
    Effect.andThen(Effect.sleep(TIDY_EVERY_MS)),
    Effect.forever
  )
