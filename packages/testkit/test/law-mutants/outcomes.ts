/** Mutants of the law of outcomes. */
import { deciding } from "../../src/mutants.ts"
import type { LawMutant } from "./law-mutant.ts"

export const outcomes: ReadonlyArray<LawMutant> = [
  [
    "[D5.3b] none is ever asked for",
    "D5.3b",
    {
      make: deciding((events) =>
        events.map((event) => (event._tag === "InteractionFinished" ? { ...event, awaitsDisposition: false } : event))
      )
    },
    /ends without an outcome asked for, wrongly/
  ],
  [
    "[D5.3c] what is undisposed is not told",
    "D5.3b",
    {
      make: deciding((events) =>
        events.map((event) => (event._tag === "InteractionClosed" ? { ...event, undisposed: false } : event))
      )
    },
    /closes as disposed, and is not/
  ]
]
