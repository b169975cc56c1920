import { hamtValues } from "@parley/core/internal"
import { hindering, receivers, ruleOf, yieldsTo } from "./eligibility.ts"
import { factsOf, firstOf, type Boundary, type Complaint, type Law } from "./law.ts"
import type { NaiveRules } from "./rules.ts"
import { found, type NaiveCampaign } from "./world.ts"

/** What is explained is what is so: who could have it, what stands in whose way, how many are available. */
export const toldRight: Law = {
  id: "D4.12c",
  says: "Explain names for each member what excluded it; available is how many pass every condition.",
  every: 4,
  watch: ({ rules }) => ({ look: (boundary) => toldWrong(boundary, rules) })
}

const toldWrong = (boundary: Boundary, rules: NaiveRules): Complaint =>
  firstOf([
    ...[...boundary.world.campaigns.values()].map((campaign) => miscounted(boundary, rules, campaign)),
    ...[...hamtValues(factsOf(boundary).interactions)]
      .filter(({ stage }) => stage === "waiting")
      .map(({ id }) => misexplained(boundary, rules, id))
  ])

function miscounted({ world, driver }: Boundary, rules: NaiveRules, campaign: NaiveCampaign): Complaint {
  const told = driver.centre.available(driver.state, campaign.name)
  const count = receivers(world, rules, campaign).length
  return told === count ? null : `${told} members of ${campaign.name} are said to be available, ${count} are`
}

/** The vocabulary's word for each hindrance. */
const words: ReadonlyMap<string, string> = new Map([
  ["disconnected", "agent-disconnected"],
  ["without inbound permission", "no-inbound-permission"],
  ["paused in the campaign", "member-paused"],
  ["the campaign is disabled", "campaign-disabled"],
  ["the campaign is closed", "campaign-closed"],
  ["on a break", "agent-on-break"],
  ["in wrap-up", "agent-in-wrap-up"],
  ["busy under the eligibility rule", "eligibility-rule"],
  ["dormant", "dormant"],
  ["on routing hold", "routing-hold"],
  ["without capacity", "capacity"],
  ["of a penalty out of range", "penalty-range"],
  ["without the skills", "required-skills"]
])

const wordFor = (reason: string): string =>
  words.get(reason) ?? (reason.endsWith("who is preferred") ? "preferred-window" : "per-agent-max")

function misexplained({ world, driver }: Boundary, rules: NaiveRules, id: string): Complaint {
  const explained = driver.centre.explain(driver.state, id)
  const { campaign: name, entry } = found(world.interactions, id, "open interaction")
  const campaign = found(world.campaigns, name, "campaign")
  if (explained === undefined || entry === null) return `nothing is explained of ${id}`
  if (explained.members.length !== campaign.members.size)
    return `${id} is explained for ${explained.members.length} members`
  if (ruleOf(rules, campaign).mode === "push" && explained.missing.length === 0)
    return `${id} waits, and nothing is said to be missing`
  return firstOf(
    explained.members.map(({ agentId, reasons }) => {
      const so = hindering(world, rules, { campaign, agentId, entry }).map((reason) => wordFor(reason))
      if (yieldsTo(world, rules, { campaign, agentId }) !== null) so.push("yields-to-weight")
      if (entry.passedOver.has(agentId)) so.push("passed-over")
      const said = [...reasons].sort().join()
      return said === so.sort().join() ? null : `of ${agentId} and ${id} it is said “${said}”, and it is “${so.join()}”`
    })
  )
}
