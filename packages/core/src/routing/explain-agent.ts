/** Why nothing comes to an agent, campaign by campaign, and what is missing least. */
import type { Agent } from "../agent/index.ts"
import { memberOf, type Campaign } from "../campaign/index.ts"
import { hamtGet } from "../kernel/hamt.ts"
import type { AgentId, CampaignName, Instant } from "../kernel/fields.ts"
import { orderedFrom, orderedSize } from "../kernel/ordered-set.ts"
import { compareIds, type CampaignIndex } from "./campaign-index.ts"
import { endOf } from "./explain.ts"
import { hindrances } from "./hindrances.ts"
import type { Reading } from "./queue-order.ts"
import { eligibilityOf } from "./rules.ts"
import { at } from "./view.ts"
import type { Word } from "./vocabulary.ts"

/** Campaigns of one agent that are explained, at most. */
export const CAMPAIGNS_EXPLAINED_MAX = 1_000
/** Waiting entries that are looked at for the one the agent is passed over for, at most. */
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
  const { mode } = eligibilityOf(rules, campaign.settings.eligibility).rule
  const index = at(indexes.campaigns, campaign.number)
  const waiting = orderedSize(index.fresh) + orderedSize(index.marked)
  const member = memberOf(campaign, agent.id)
  const hindering: ReadonlyArray<Word> = hindrances(rules, { campaign, agent, member })
  const retryAt = passedOverUntil(reading, index, agent.id)
  const besides: ReadonlyArray<Word> =
    waiting === 0
      ? ["nothing-waiting"]
      : hindering.length > 0
        ? []
        : mode === "pull"
          ? ["campaign-pull"]
          : ["passed-over"]
  const reasons = [...hindering, ...besides]
  return {
    campaign: campaign.name,
    mode,
    waiting,
    backlog: orderedSize(index.backlog),
    reasons,
    until: endOf(reasons, agent, retryAt)
  }
}

/** When the agent is next asked again for an entry they refused or missed; null when there is none. */
function passedOverUntil({ facts }: Reading, index: CampaignIndex, agentId: AgentId): Instant | null {
  let earliest: Instant | null = null
  let left = ENTRIES_LOOKED_AT_MAX
  for (const { id } of orderedFrom(index.marked)) {
    const entry = hamtGet(facts.interactions, id)?.entry
    const retryAt = entry?.passedOver.includes(agentId) === true ? entry.retryAt : null
    if (retryAt !== null) earliest = earliest === null ? retryAt : Math.min(earliest, retryAt)
    left -= 1
    if (left === 0) break
  }
  return earliest
}
