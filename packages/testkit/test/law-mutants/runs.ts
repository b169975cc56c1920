/** Mutants of the law of runs in place. */
import * as Result from "effect/Result"
import { wrapped } from "../../src/mutants.ts"
import type { LawMutant } from "./law-mutant.ts"

export const runs: ReadonlyArray<LawMutant> = [
  [
    "[L8-run] a run decides differently from single steps",
    "L8-run",
    {
      make: wrapped(({ run }) => ({
        run: (state) => {
          const inPlace = run(state)
          return {
            ...inPlace,
            step: (rows, at, command) =>
              command._tag === "EndBreak"
                ? Result.succeed({ events: [], answer: null })
                : inPlace.step(rows, at, command)
          }
        }
      }))
    },
    /^EndBreak has another outcome in place|^EndBreak was .* and in place/
  ],
  [
    "[L8-run] a run goes on editing what it handed out",
    "L8-run",
    {
      make: wrapped(({ run }) => ({
        run: (state) => {
          const inPlace = run(state)
          const handedOut = { ...inPlace.state() }
          return {
            ...inPlace,
            step: (rows, at, command) => {
              const stepped = inPlace.step(rows, at, command)
              Object.assign(handedOut, inPlace.state())
              return stepped
            },
            state: () => Object.assign(handedOut, inPlace.state())
          }
        }
      }))
    },
    /^a state that was handed out changed afterwards/
  ]
]
