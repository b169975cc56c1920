/** A state as text and back: its facts; indexes are rebuilt from them. */
import { makePersisted, PersistedUnreadable } from "../kernel/persisted.ts"
import { compareExpiries } from "../pacing/index.ts"
import { noFacts, type Facts, type State } from "./state.ts"

/**
 * Raised with every change of what a log folds to, or of how facts are kept: a state that was written under another
 * version is not read, and the log is folded anew. The golden logs' hashes tell when it must be.
 */
export const STATE_VERSION = 1

const codec = makePersisted({ expiries: compareExpiries })

export const piecesOf = ({ facts }: State, form?: "canonical"): IterableIterator<string> =>
  form === "canonical" ? codec.canonical(facts) : codec.pieces(facts)

/** The facts of a state in pieces, as they come. */
export function restoring(): { readonly add: (piece: string) => void; readonly done: () => Facts } {
  const { add, done } = codec.restoring()
  return {
    add,
    done: () => {
      const facts = done()
      if (!isFacts(facts)) throw new PersistedUnreadable("no state of this version")
      return facts
    }
  }
}

/** All that facts are made of is there. What it holds is trusted: it was written by this version, and its hash says so. */
const isFacts = (value: unknown): value is Facts =>
  typeof value === "object" && value !== null && Object.keys(noFacts).every((key) => key in value)
