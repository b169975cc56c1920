/** Mutants of the law of snapshots. */
import type { Centre } from "@parley/core"
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
        resume: () => {
          const resuming = resume()
          const late = (fold: Centre.Fold): Centre.Fold => ({
            ...fold,
            add: (events) => fold.add([...events].slice(1))
          })
          return { ...resuming, fold: () => late(resuming.fold()) }
        }
      }))
    },
    /^the snapshot at \d+ with its tail and the live state differ/
  ]
]
