/** Keys that are changed while the server runs, and what the person who started it is told of that. */
import { domainToASCII } from "node:url"
import {
  changeLookupKey,
  plainForms,
  Vault,
  type CentreHandle,
  type EventStore,
  type LeftUnder
} from "@parley/core/engine"
import * as Effect from "effect/Effect"
import type { Config } from "./settings-schema.ts"

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

/** As adapters and API hash an address: its domain in ASCII, if it is another. */
const normalForms = (address: string): ReadonlyArray<string> =>
  plainForms(address).flatMap((form) => {
    const at = form.lastIndexOf("@")
    return at < 0 ? [form] : [form, `${form.slice(0, at)}@${domainToASCII(form.slice(at + 1))}`]
  })

/** Brings the centre under the look-up key that is configured, in the background; says what came of it. */
export const changeLookups = Effect.fnUntraced(function* (
  handle: CentreHandle,
  { lookupKeyVersion, lookupKeyOldest }: Config,
  say: (line: string) => void
): Effect.fn.Return<void, never, Vault | EventStore> {
  if (lookupKeyVersion === null && lookupKeyOldest === null) return
  const change = {
    normalForms,
    ...(lookupKeyVersion === null ? {} : { version: lookupKeyVersion }),
    ...(lookupKeyOldest === null ? {} : { oldest: lookupKeyOldest })
  }
  yield* changeLookupKey(handle, change).pipe(
    Effect.map(({ owned, blocked, left, retired }) => {
      if (owned + blocked > 0)
        say(`look-up key: ${owned} addresses and ${blocked} blocked ones are known by the new one`)
      for (const version of retired) say(`look-up key ${version} is retired`)
      for (const one of left) say(leftLine(one))
    }),
    Effect.catchCause((cause) =>
      Effect.logError("the change of the look-up key stopped; the next start goes on", cause)
    )
  )
})

function leftLine({ version, contacts, blocked, planned }: LeftUnder): string {
  if (contacts + blocked + planned === 0)
    return `look-up key ${version} is needed by nobody: PARLEY_LOOKUP_KEY_OLDEST=${version + 1} retires it`
  return `look-up key ${version} stays live: by it alone are known ${contacts} contacts, ${blocked} blocked addresses, ${planned} planned records`
}
