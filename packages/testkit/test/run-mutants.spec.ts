/** The law of runs in place is first seen to fail. */
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { allLaws, findBreach, type LawsOptions } from "../src/index.ts"
import { wrapped } from "../src/mutants.ts"

const saidOf = (mutant: LawsOptions): string => {
  const laws = allLaws.filter(({ id }) => id === "L8-run")
  expect(laws).toHaveLength(1)
  const found = findBreach({ seed: 7, histories: 150, shortens: false, ...mutant, laws })
  return "story" in found ? found.complaint : `survives ${found.histories} histories`
}

describe("the law of runs in place", () => {
  test("[L8-run] fails where a run decides differently from single steps", () => {
    const make = wrapped(({ run }) => ({
      run: (state) => {
        const inPlace = run(state)
        return {
          ...inPlace,
          step: (rows, at, command) =>
            command._tag === "EndBreak" ? Result.succeed({ events: [], answer: null }) : inPlace.step(rows, at, command)
        }
      }
    }))
    expect(saidOf({ make })).toMatch(/^EndBreak has another outcome in place|^EndBreak was .* and in place/)
  })

  test("[L8-run] fails where a run goes on editing what it handed out", () => {
    const make = wrapped(({ run }) => ({
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
    expect(saidOf({ make })).toMatch(/^a state that was handed out changed afterwards/)
  })
})
