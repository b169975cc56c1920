/** Each law is first seen to fail: on a copy of the core that breaks it, with the complaint that is its due. */
import { expect, test } from "vitest"
import { allLaws } from "../src/index.ts"
import { reasons } from "../src/mutants.ts"
import { boards } from "./law-mutants/boards.ts"
import { dialers } from "./law-mutants/dialers.ts"
import { erasures } from "./law-mutants/erasures.ts"
import { figures } from "./law-mutants/figures.ts"
import { hours } from "./law-mutants/hours.ts"
import { saidOf, type LawMutant } from "./law-mutants/law-mutant.ts"
import { laws } from "./law-mutants/laws.ts"
import { outcomes } from "./law-mutants/outcomes.ts"
import { leftOut, routing } from "./law-mutants/routing.ts"
import { rules } from "./law-mutants/rules.ts"
import { runs } from "./law-mutants/runs.ts"
import { snapshots } from "./law-mutants/snapshots.ts"
import { transfers } from "./law-mutants/transfers.ts"
import { unread } from "./law-mutants/unread.ts"

const mutants: ReadonlyArray<LawMutant> = [
  ...laws,
  ...rules,
  ...routing,
  ...transfers,
  ...runs,
  ...snapshots,
  ...erasures,
  ...figures,
  ...hours,
  ...outcomes,
  ...boards,
  ...unread,
  ...dialers
]

test.each(mutants)("%s", (_title, law, mutant, complaint) => {
  const said = saidOf(law, mutant)
  expect(said.startsWith(`[${law}] `), said).toBe(true)
  expect(said.slice(law.length + 3)).toMatch(complaint)
})

test("every law has a mutant that it kills", () => {
  const killers = new Set(mutants.map(([, law]) => law))
  expect(allLaws.map(({ id }) => id).filter((id) => !killers.has(id))).toEqual([])
})

test("[L3] every condition there is has its mutant", () => {
  expect(leftOut.map(([, , reason]) => reason).sort()).toEqual([...reasons].sort())
})
