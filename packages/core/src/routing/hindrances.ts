/** The long form of eligibility: every reason, in the table's order, why a member may not be offered an entry or take it. */
import type { Agent } from "../agent/index.ts"
import type { Campaign, Member } from "../campaign/index.ts"
import type { Entry } from "../interaction/index.ts"
import { atOnce, type Reason } from "./conditions.ts"
import { eligibilityOf, type Rules } from "./rules.ts"

export interface Match {
  readonly campaign: Campaign
  readonly agent: Agent
  readonly member: Member | undefined
  /** Left out, the question is whether the member could receive anything of the campaign. */
  readonly entry?: Entry
}

/** Empty when nothing hinders. Read off the same table as the short form. */
export function hindrances(rules: Rules, match: Match): ReadonlyArray<Reason | "not-a-member"> {
  const { campaign, agent, member, entry } = match
  if (member === undefined) return ["not-a-member"]
  const { conditions } = rules
  const { rule } = eligibilityOf(rules, campaign.settings.eligibility)
  const limit = atOnce(rule, campaign.settings.perAgentMax)
  return [
    ...conditions.campaign.filter((one) => !one.holds(campaign)),
    ...conditions.agent.filter((one) => !one.holds(agent, rule, "further")),
    ...conditions.member.filter((one) => !one.holds(member, limit, "further")),
    ...conditions.entry.filter((one) => entry !== undefined && !one.holds(entry, agent.id))
  ].map((one) => one.reason)
}
