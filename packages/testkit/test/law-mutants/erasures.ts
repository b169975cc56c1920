/** Mutants of the law of erasure. */
import { Stats, type Centre } from "@parley/core"
import { profiles } from "../../src/index.ts"
import { erasedLaw } from "../../src/laws/l13-erased.ts"
import { deciding, wrapped } from "../../src/mutants.ts"
import type { LawMutant, Mutant } from "./law-mutant.ts"

type Event = Centre.CentreEvent

/** Other rows come of an erasure. */
const erasing = (
  rows: (event: Extract<Event, { readonly _tag: "ContactErased" }>, own: Changes) => Changes
): Mutant => ({
  make: wrapped(({ rowsOf }) => ({
    rowsOf: (event) => (event._tag === "ContactErased" ? rows(event, rowsOf(event)) : rowsOf(event))
  }))
})

type Changes = ReturnType<Centre.Centre["rowsOf"]>

export const erasures: ReadonlyArray<LawMutant> = [
  [
    "[L13] an erasure after which an address still leads to them",
    "L13",
    erasing((_event, own) => own.filter(({ key }) => !key.startsWith("contact/"))),
    /leads to them$/
  ],
  [
    "[L13] an erasure that takes them off the blacklist",
    "L13",
    erasing((event, own) => [
      ...own,
      ...["*", ...profiles.map(({ name }) => name)].flatMap((campaign) =>
        event.addresses.flat().map((hash) => ({ key: `blocked/${campaign}/${hash}`, row: null }))
      )
    ]),
    /was blocked, and is no more/
  ],
  [
    "[L13] an erasure after which the id is free again",
    "L13",
    erasing((event, own) => [...own, { key: `person/${event.contactId}`, row: null }]),
    /is known again$|was erased, and \w+ names them$/
  ],
  [
    "[L13] an erasure that ends nothing",
    "L13",
    { make: deciding((events, { _tag }) => (_tag === "EraseContact" ? events.slice(-1) : events)) },
    /was erased, and \w+ goes on$/
  ],
  [
    "[L13] an erasure after which less was counted",
    "L13",
    {
      watchedBy: erasedLaw({
        ...Stats.campaignLive,
        evolve: (view, recorded) =>
          recorded.event._tag === "ContactErased"
            ? Stats.campaignLive.initial
            : Stats.campaignLive.evolve(view, recorded)
      })
    },
    /changes what is counted$/
  ]
]
