/** What a centre forgets as time goes by: recorded commands, and content that no event came to name. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { endOldContent } from "./content/retention.ts"
import { sweepSecrets } from "./content/secret-sweep.ts"
import type { StoreFailure } from "./failures.ts"
import type { CentreHandle } from "./handle.ts"
import { ContentRows, EventStore, type PrivateRows } from "./ports.ts"
import type { Progress } from "./progress.ts"

const DAY_MS = 86_400_000
/** How long an accepted command is remembered, so that a repeat is answered and not carried out. */
export const COMMANDS_KEPT_MS = 7 * DAY_MS
/** How long content is kept that was stored and never placed by an event. */
export const UNPLACED_KEPT_MS = 7 * DAY_MS
/** How often a centre is tidied. */
export const TIDY_EVERY_MS = 3_600_000
/** How long a sweep waits for what the log names to be placed; then there is none this time. */
export const PLACED_WAIT_MS = 60_000

/** Forgets once. How many commands and items went. `isPlaced`: all content that the log names was given its holder. */
export const tidy = Effect.fnUntraced(function* (
  centre: string,
  isPlaced = true
): Effect.fn.Return<{ readonly commands: number; readonly items: number }, StoreFailure, EventStore | ContentRows> {
  const store = yield* EventStore
  const contents = yield* ContentRows
  const now = yield* Clock.currentTimeMillis
  const commands = yield* store.forgetCommands(centre, now - COMMANDS_KEPT_MS)
  const items = isPlaced ? yield* contents.sweep(centre, now - UNPLACED_KEPT_MS) : 0
  return { commands, items }
})

/** The same, and what the centre's own state says is not to be kept: old content, secrets that no campaign names. */
const tidyOpen = Effect.fnUntraced(function* (handle: CentreHandle, placed: Progress) {
  const { position } = yield* handle.state
  // What an event names is not swept because it was not placed yet: after a crash, or where placement has stopped.
  const isPlaced = Option.isSome(yield* Effect.timeoutOption(placed.reached(position), PLACED_WAIT_MS))
  if (!isPlaced) yield* Effect.logWarning("content was not swept: not all that is named is placed", { position })
  yield* tidy(handle.name, isPlaced)
  const [ended, secrets] = [yield* endOldContent(handle), yield* sweepSecrets(handle)]
  if (ended + secrets > 0) yield* Effect.logInfo("content and secrets were not kept any longer", { ended, secrets })
})

/** Tidies for as long as the centre is open, `placed` telling how far content is placed; a store that fails is met again the next time. */
export const runHousekeeping = (
  handle: CentreHandle,
  placed: Progress
): Effect.Effect<never, never, EventStore | ContentRows | PrivateRows> =>
  tidyOpen(handle, placed).pipe(
    Effect.catch((failure) => Effect.logWarning("a centre was not tidied", failure._tag)),
    Effect.andThen(Effect.sleep(TIDY_EVERY_MS)),
    Effect.forever
  )
