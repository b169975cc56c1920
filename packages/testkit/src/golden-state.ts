/**
 * What the golden logs fold to under a version of the state, committed beside them: who changes what a log folds to, or
 * how facts are kept, must raise `STATE_VERSION`, or snapshots written before would be read as what they are not.
 */
import { Centre } from "@parley/core"
import * as Schema from "effect/Schema"
import type { HashOf } from "./golden.ts"
import { historyDefinition } from "./histories/profiles.ts"

/** The hash of each golden log's state, in its canonical form, by the name of the file. */
export const StateHashes = Schema.Struct({
  stateVersion: Schema.Int,
  hashes: Schema.Record(Schema.String, Schema.String)
})
export type StateHashes = typeof StateHashes.Type

const decode = Schema.decodeUnknownSync(Schema.Array(Centre.RecordedEvent))

/** The hash of the state that a golden log folds to today. */
export function stateHashOf(file: string, hashOf: HashOf, centre = Centre.make(historyDefinition())): string {
  const [, ...lines] = file.trimEnd().split("\n")
  const state = centre.replay(centre.initial, decode(lines.map((line): unknown => JSON.parse(line))))
  return hashOf([...centre.pieces(state, "canonical")].join("\n"))
}

/** Why today's hashes may not stand beside the committed ones; null where they may. A new golden log changes nothing. */
export function stateFault(committed: StateHashes, now: StateHashes["hashes"]): string | null {
  const changed = Object.keys(now).filter((name) => (committed.hashes[name] ?? now[name]) !== now[name])
  const missing = Object.keys(now).filter((name) => committed.hashes[name] === undefined)
  const version = Centre.STATE_VERSION
  if (version < committed.stateVersion) return `STATE_VERSION went back from ${committed.stateVersion} to ${version}`
  if (version > committed.stateVersion) return `the hashes are of version ${committed.stateVersion}: npm run golden`
  if (changed.length > 0) return `the states of ${changed.join(", ")} changed: raise STATE_VERSION, then npm run golden`
  return missing.length > 0 ? `without a hash: ${missing.join(", ")}: npm run golden` : null
}
