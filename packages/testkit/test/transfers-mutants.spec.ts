/** The law of transfers is first seen to fail: on a core that breaks 5.2. */
import type { Centre } from "@parley/core"
import { describe, expect, test } from "vitest"
import { allLaws, findBreach, type LawsOptions } from "../src/index.ts"
import { deciding, without } from "../src/mutants.ts"

type Event = Centre.CentreEvent

function saidOf(mutant: LawsOptions): string {
  const laws = allLaws.filter(({ id }) => id === "L3-transfer")
  const found = findBreach({ seed: 7, histories: 150, shortens: false, ...mutant, laws })
  return "story" in found ? `[${found.law}] ${found.complaint}` : `survives ${found.histories} histories`
}

const rewritten = (rewrite: (event: Event) => ReadonlyArray<Event>): LawsOptions => ({
  make: deciding((events) => events.flatMap(rewrite))
})

describe("the law of transfers", () => {
  test.each<readonly [title: string, mutant: LawsOptions, complaint: RegExp]>([
    [
      "[L3-transfer] [D5.2h] one that outlasts its target's going",
      { make: deciding(without("TransferRevoked", "InteractionReleased")) },
      /is being passed to \w+, who is/
    ],
    [
      "[L3-transfer] [D5.2i] a second one at once",
      rewritten((event) =>
        event._tag === "TransferOffered" ? [event, { ...event, agentId: event.fromAgentId }] : [event]
      ),
      /a second time at once/
    ]
  ])("%s", (_title, mutant, complaint) => {
    const said = saidOf(mutant)
    expect(said).toMatch(/^\[L3-transfer\] /)
    expect(said).toMatch(complaint)
  })
})
