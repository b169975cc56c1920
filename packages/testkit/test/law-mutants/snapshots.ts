/** Mutants of the law of snapshots. */
import { emptyHamt } from "@parley/core/internal"
import { wrapped } from "../../src/mutants.ts"
import type { LawMutant } from "./law-mutant.ts"

export const snapshots: ReadonlyArray<LawMutant> = [
  [
    "[L8-snapshot] what is on its way is not written",
    "L8-snapshot",
    {
      make: wrapped(({ pieces }) => ({
        pieces: ({ facts, indexes }, form) => pieces({ indexes, facts: { ...facts, outgoing: emptyHamt() } }, form)
      }))
    },
    /^what was written and read again differs, at facts\.outgoing/
  ],
  [
    "[L8-snapshot] the tail finds a state that is not where the snapshot was",
    "L8-snapshot",
    {
      make: wrapped(({ resume }) => ({
        resume: (pieces) => {
          const fold = resume(pieces)
          return { ...fold, add: (events) => fold.add([...events].slice(1)) }
        }
      }))
    },
    /^the snapshot at \d+ with its tail and the live state differ/
  ]
]
