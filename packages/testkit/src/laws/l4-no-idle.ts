import { offerable, ruleOf, waitingIn } from "./eligibility.ts"
import type { Complaint, Law } from "./law.ts"
import type { NaiveRules } from "./rules.ts"
import type { World } from "./world.ts"

/** Work that waits un-offered is work that nobody may be offered now. */
export const noIdle: Law = {
  id: "L4",
  says: "At no boundary is there waiting, un-offered work and a member to whom routing could offer it (push).",
  watch: ({ rules }) => ({ boundary: ({ world }) => leftLying(world, rules) })
}

function leftLying(world: World, rules: NaiveRules): Complaint {
  for (const waiting of waitingIn(world)) {
    const { interaction, campaign } = waiting
    if (ruleOf(rules, campaign).mode === "pull") continue
    const may = offerable(world, rules, waiting)
    if (may.length > 0)
      return `${interaction.id} waits in ${campaign.name}, and ${may.map(({ agentId }) => agentId).join(", ")} could have it`
  }
  return null
}
