/** The long form of eligibility: every reason, in the table's order, why a member may not be offered an entry or take it. */
import type { Agent } from "../agent/index.ts"
import type { Campaign, Member } from "../campaign/index.ts"
import type { Entry } from "../interaction/index.ts"
import { bitsHas, forEachBoth } from "../kernel/bits.ts"
import { atOnce, type Reason } from "./conditions.ts"
import { campaignRequirement } from "./eligible.ts"
import { eligibilityOf } from "./rules.ts"
import type { Reading } from "./queue-order.ts"
import { at } from "./view.ts"

export interface Match {
  readonly campaign: Campaign
  readonly agent: Agent
  readonly member: Member | undefined
  /** Left out, the question is whether the member could receive what requires no more than the campaign does. */
  readonly entry?: Entry
}

/** Empty when nothing hinders. Read off the same table as the short form. O(weighted campaigns). */
export function hindrances(reading: Reading, match: Match): ReadonlyArray<Reason | "not-a-member"> {
  const { rules } = reading
  const { campaign, agent, member } = match
  if (member === undefined) return ["not-a-member"]
  const { conditions } = rules
  const rule = eligibilityOf(rules, campaign.settings.eligibility)
  const limit = atOnce(rule, campaign.settings.perAgentMax)
  const entry = match.entry ?? { ...NOTHING, requirement: campaignRequirement(campaign) }
  return [
    ...conditions.campaign.filter((one) => !one.holds(campaign)),
    ...conditions.agent.filter((one) => !one.holds(agent, rule, "further")),
    ...conditions.capacity.filter((one) => !one.holds(agent, campaign.cost)),
    ...conditions.member.filter((one) => !one.holds(member, limit, "further")),
    ...conditions.entry.filter((one) => !one.holds(entry, { agent, member })),
    ...(yields(reading, campaign, agent) ? conditions.weight : [])
  ].map((one) => one.reason)
}

/** Whether the agent must leave the campaign's work alone for that of one of higher weight. */
function yields({ facts, indexes }: Reading, { settings }: Campaign, { number }: Agent): boolean {
  let found = false
  forEachBoth(indexes.weighted, indexes.weighted, (other) => {
    const heavier = at(facts.campaigns, other).settings.weight > settings.weight
    found = heavier && bitsHas(at(indexes.campaigns, other).takers, number)
    return !found
  })
  return found
}

/** An entry that asks for nothing of its own. */
const NOTHING: Entry = {
  ordinal: 0,
  kind: "arrival",
  priority: 9_999,
  enteredAt: 0,
  waitingSince: 0,
  dropoutAt: null,
  outcome: false,
  requirement: { skills: [], penaltyRange: { from: 0, to: 100 } },
  steps: [],
  overflowTo: null,
  preferred: null,
  passedOver: [],
  retryAt: null
}
