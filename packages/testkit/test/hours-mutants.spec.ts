/** The law of opening hours is first seen to fail. */
import type { Centre } from "@parley/core"
import { describe, expect, test } from "vitest"
import { allLaws, findBreach } from "../src/index.ts"
import { deciding, without } from "../src/mutants.ts"
import type { LawsOptions } from "../src/index.ts"

const saidOf = (mutant: LawsOptions): string => {
  const laws = allLaws.filter(({ id }) => id === "D3.5a")
  expect(laws).toHaveLength(1)
  const found = findBreach({ seed: 7, histories: 150, shortens: false, ...mutant, laws })
  return "story" in found ? found.complaint : `survives ${found.histories} histories`
}

describe("the law of opening hours", () => {
  test("[D3.5a] fails where a new schedule closes nothing", () => {
    const stays = (event: Centre.CentreEvent): boolean => event._tag !== "CampaignClosed" || event.dueAt !== null
    const make = deciding((events) => (events.every(stays) ? events : events.filter(stays)))
    expect(saidOf({ make })).toMatch(/is open at \d+, and should not be/)
  })

  test("[D3.5f] fails where holidays are forgotten", () => {
    const make = deciding((events, command) =>
      command._tag === "DefineHoliday" ? without("CampaignClosed", "CampaignHoursChanged")(events, command) : events
    )
    expect(saidOf({ make })).toMatch(/is open at \d+, and should not be/)
  })
})
