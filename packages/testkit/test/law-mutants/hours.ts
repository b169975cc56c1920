/** Mutants of the law of opening hours. */
import type { Centre } from "@parley/core"
import { deciding, without } from "../../src/mutants.ts"
import type { LawMutant } from "./law-mutant.ts"

/** A closing that is due stays; one by command does not. */
const stays = (event: Centre.CentreEvent): boolean => event._tag !== "CampaignClosed" || event.dueAt !== null

export const hours: ReadonlyArray<LawMutant> = [
  [
    "[D3.5a] a new schedule closes nothing",
    "D3.5a",
    {
      make: deciding((events) => (events.every(stays) ? events : events.filter(stays)))
    },
    /is open at \d+, and should not be/
  ],
  [
    "[D3.5f] holidays are forgotten",
    "D3.5a",
    {
      make: deciding((events, command) =>
        command._tag === "DefineHoliday" ? without("CampaignClosed", "CampaignHoursChanged")(events, command) : events
      )
    },
    /is open at \d+, and should not be/
  ]
]
