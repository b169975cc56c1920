/** The law of outcomes is first seen to fail. */
import { describe, expect, test } from "vitest"
import { allLaws, findBreach } from "../src/index.ts"
import { deciding } from "../src/mutants.ts"
import type { LawsOptions } from "../src/index.ts"

const saidOf = (mutant: LawsOptions): string => {
  const laws = allLaws.filter(({ id }) => id === "D5.3b")
  expect(laws).toHaveLength(1)
  const found = findBreach({ seed: 7, histories: 100, shortens: false, ...mutant, laws })
  return "story" in found ? found.complaint : `survives ${found.histories} histories`
}

describe("the law of outcomes", () => {
  test("[D5.3b] fails where none is ever asked for", () => {
    const make = deciding((events) =>
      events.map((event) => (event._tag === "InteractionFinished" ? { ...event, awaitsDisposition: false } : event))
    )
    expect(saidOf({ make })).toMatch(/ends without an outcome asked for, wrongly/)
  })

  test("[D5.3c] fails where what is undisposed is not told", () => {
    const make = deciding((events) =>
      events.map((event) => (event._tag === "InteractionClosed" ? { ...event, undisposed: false } : event))
    )
    expect(saidOf({ make })).toMatch(/closes as disposed, and is not/)
  })
})
