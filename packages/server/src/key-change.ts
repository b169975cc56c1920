/** What the person who started the server is told while the master key is changed. */
import { Vault } from "@parley/core/engine"
import * as Effect from "effect/Effect"

/** How often it is told how far the change has come. */
const TOLD_EVERY = "10 seconds"

/** Tells of the beginning, how it goes on, and the end; nothing when no key is changed. */
export const tellKeyChange = Effect.fnUntraced(function* (
  say: (line: string) => void
): Effect.fn.Return<void, never, Vault> {
  const { keyChange, masterKeyChanged } = yield* Vault
  if (!(yield* keyChange).isPending) return
  say("the master key is being changed: both keys are needed until this is done")
  const progress = Effect.map(keyChange, ({ rewrapped }) =>
    say(`the master key is being changed: ${rewrapped} keys so far`)
  )
  yield* Effect.raceFirst(masterKeyChanged, Effect.forever(Effect.andThen(Effect.sleep(TOLD_EVERY), progress)))
  const { rewrapped } = yield* keyChange
  say(`the master key is changed (${rewrapped} keys): the previous one is needed no more`)
})
