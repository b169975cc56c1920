/** A core, or a projection, that breaks one law on purpose, and what the law says of it. */
import { expect } from "vitest"
import { allLaws, findBreach, type Law, type LawsOptions } from "../../src/index.ts"

export interface Mutant extends Omit<LawsOptions, "laws"> {
  /** In place of the law of that id: the same law, watching what is broken. */
  readonly watchedBy?: Law
}

export type LawMutant = readonly [title: string, law: string, mutant: Mutant, complaint: RegExp]

const SEED = 7
const HISTORIES = 300

/** What the law of this id says of the mutant; it is the only one that looks. */
export function saidOf(id: string, { watchedBy, ...mutant }: Mutant): string {
  const laws = watchedBy === undefined ? allLaws.filter((law) => law.id === id) : [watchedBy]
  expect(laws.map((law) => law.id)).toEqual([id])
  const found = findBreach({ seed: SEED, histories: HISTORIES, shortens: false, ...mutant, laws })
  return "story" in found ? `[${found.law}] ${found.complaint}` : `survives ${found.histories} histories`
}
