/** Mutants of the laws of dialers. */
import type { Centre } from "@parley/core"
import { deciding, writing } from "../../src/mutants.ts"
import type { LawMutant } from "./law-mutant.ts"

type EventOf<Tag extends Centre.CentreEvent["_tag"]> = Extract<Centre.CentreEvent, { readonly _tag: Tag }>

const allSent = (event: EventOf<"RecordsResolved">): Centre.CentreEvent => ({
  ...event,
  records: event.records.map((one) => ({ ...one, outcome: "sent" as const }))
})

const stricter = (event: EventOf<"RatesSet">): Centre.CentreEvent => ({
  ...event,
  rates: event.rates.map((rate) => ({ ...rate, limit: 1 }))
})

/** Each record, and another one beside it. */
const twice = (event: EventOf<"RecordsClaimed">): ReadonlyArray<Centre.CentreEvent> => [
  event,
  { ...event, records: event.records.map((record) => ({ ...record, row: record.row + 1_000 })) }
]

export const dialers: ReadonlyArray<LawMutant> = [
  [
    "[D9.7a] a failure that the log calls a success",
    "D9.7a",
    { make: writing((events) => events.map((event) => (event._tag === "RecordsResolved" ? allSent(event) : event))) },
    /^l\d+ says \d+ sent, its records \d+$/
  ],
  [
    "[D9.7a] a list that is gone and of whose removal the log tells nothing",
    "D9.7a",
    { make: writing((events) => events.filter((event) => event._tag !== "ListRemoved")) },
    /^the list l\d+ is in the log and not in /
  ],
  [
    "[D9.3a] a rate that is kept more loosely than it was set",
    "D9.3a",
    { make: writing((events) => events.map((event) => (event._tag === "RatesSet" ? stricter(event) : event))) },
    /^\d+ to campaign \w+ are out within /
  ],
  [
    "[D9.3b] claims beside those there is room for",
    "D9.3b",
    {
      make: deciding((events) => events.flatMap((event) => (event._tag === "RecordsClaimed" ? twice(event) : [event])))
    },
    / has \d+ under way, \d+ may be$/
  ]
]
