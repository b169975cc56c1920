/** Why nothing comes to an agent, campaign by campaign, and what is missing least. */
import type { Agent } from "../agent/index.ts"
import { memberOf, type Campaign } from "../campaign/index.ts"
import { isUnoffered, type Interaction } from "../interaction/index.ts"
import { hamtGet } from "../kernel/hamt.ts"
import type { AgentId, CampaignName, Instant } from "../kernel/fields.ts"
import { orderedSize } from "../kernel/ordered-set.ts"
import { compareIds } from "./campaign-index.ts"
import { endOf } from "./explain.ts"
import { hindrances } from "./hindrances.ts"
import { queueInOrder, type Reading } from "./queue-order.ts"
import { eligibilityOf } from "./rules.ts"
import { at } from "./view.ts"
import type { Word } from "./vocabulary.ts"

/** Campaigns of one agent that are explained, at most. */
export const CAMPAIGNS_EXPLAINED_MAX = 1_000
/** Waiting entries of a campaign that are looked at for the one that the agent could have soonest, at most. */
export const ENTRIES_LOOKED_AT_MAX = 100

export interface CampaignVerdict {
  readonly campaign: CampaignName
  readonly mode: "push" | "pull"
  /** Un-offered, and in the backlog behind. */
  readonly waiting: number
  readonly backlog: number
  /** Why nothing comes of it; all of it must change. */
  readonly reasons: ReadonlyArray<Word>
  /** When all that is in the way has gone by itself; null when somebody must act. */
  readonly until: Instant | null
}

export interface IdleExplanation {
  readonly agentId: AgentId
  /** By campaign name. */
  readonly campaigns: ReadonlyArray<CampaignVerdict>
  readonly campaignsOmitted: number
  /** The campaign with the fewest reasons, work that waits first; null for an agent without campaigns. */
  readonly nearest: CampaignVerdict | null
}

/** O(campaigns of the agent × log of them). */
export function explainAgent(reading: Reading, agent: Agent): IdleExplanation {
  const campaigns = agent.campaigns
    .map((number) => at(reading.facts.campaigns, number))
    .sort((a, b) => compareIds(a.name, b.name))
  const verdicts = campaigns.map((campaign) => verdictOf(reading, agent, campaign))
  const nearest = [...verdicts].sort(compareNearness)[0] ?? null
  return {
    agentId: agent.id,
    campaigns: verdicts.slice(0, CAMPAIGNS_EXPLAINED_MAX),
    campaignsOmitted: Math.max(0, verdicts.length - CAMPAIGNS_EXPLAINED_MAX),
    nearest
  }
}

const compareNearness = (a: CampaignVerdict, b: CampaignVerdict): number =>
  a.reasons.length - b.reasons.length ||
  Number(a.waiting === 0) - Number(b.waiting === 0) ||
  (a.until ?? Infinity) - (b.until ?? Infinity) ||
  compareIds(a.campaign, b.campaign)

function verdictOf(reading: Reading, agent: Agent, campaign: Campaign): CampaignVerdict {
  const { rules, indexes } = reading
  const { mode } = eligibilityOf(rules, campaign.settings.eligibility)
  const index = at(indexes.campaigns, campaign.number)
  const waiting = index.unoffered
  const { reasons, entry } = waiting === 0 ? nothingWaits(reading, agent, campaign) : nearest(reading, agent, campaign)
  return {
    campaign: campaign.name,
    mode,
    waiting,
    backlog: orderedSize(index.backlog),
    reasons: reasons.length === 0 && mode === "pull" ? ["campaign-pull"] : reasons,
    until: endOf(reasons, agent, entry)
  }
}

interface Nearest {
  readonly reasons: ReadonlyArray<Word>
  readonly entry: Interaction["entry"] | null
}

function nothingWaits(reading: Reading, agent: Agent, campaign: Campaign): Nearest {
  const member = memberOf(campaign, agent.id)
  return { reasons: [...hindrances(reading, { campaign, agent, member }), "nothing-waiting"], entry: null }
}

/** Of the first entries that wait the one with the fewest reasons, the soonest over first. */
function nearest(reading: Reading, agent: Agent, campaign: Campaign): Nearest {
  const member = memberOf(campaign, agent.id)
  const untilIn = ({ reasons, entry }: Nearest): number => endOf(reasons, agent, entry) ?? Number.POSITIVE_INFINITY
  let best: Nearest | undefined
  let left = ENTRIES_LOOKED_AT_MAX
  for (const { id } of queueInOrder(reading, campaign)) {
    const interaction = hamtGet(reading.facts.interactions, id)
    if (interaction === undefined || !isUnoffered(interaction)) continue
    const { entry } = interaction
    const found: Nearest = { reasons: hindrances(reading, { campaign, agent, member, entry }), entry }
    const fewer = best === undefined ? -1 : found.reasons.length - best.reasons.length
    if (best === undefined || fewer < 0 || (fewer === 0 && untilIn(found) < untilIn(best))) best = found
    left -= 1
    if (left === 0) break
  }
  return best ?? nothingWaits(reading, agent, campaign)
}
