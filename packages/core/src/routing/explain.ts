/** Why an interaction is where it is: its place, what stands in each member's way, who comes first, what is missing. */
import { wrapUpUntil, type Agent } from "../agent/index.ts"
import type { Campaign, Member } from "../campaign/index.ts"
import { isQueued, offerTo, type Interaction, type Offer, type Stage } from "../interaction/index.ts"
import type { AgentId, CampaignName, Instant, InteractionId, OfferId } from "../kernel/fields.ts"
import { hamtValues } from "../kernel/hamt.ts"
import { compareIds, compareQueueKeys } from "./campaign-index.ts"
import { ranksOf } from "./explain-ranks.ts"
import { hindrances } from "./hindrances.ts"
import { queueKey } from "./index-queue.ts"
import { backlogInOrder, queueInOrder, type Reading } from "./queue-order.ts"
import { deliveryOf, eligibilityOf, orderOf as ruleOf } from "./rules.ts"
import { PREFERRED as PREFERRED_OFFER, type Delivery } from "./strategy.ts"
import { at } from "./view.ts"
import type { Word } from "./vocabulary.ts"

/** Members of whom one explanation speaks, at most. */
export const MEMBERS_EXPLAINED_MAX = 1_000
/** Places of a queue that are counted, at most; further behind the place is not said. */
export const PLACES_COUNTED_MAX = 10_000

/** A member: excluded by `reasons`, or eligible with a `rank` (1 = next) and a `score` (the rule's key; lowest wins). */
export interface MemberVerdict {
  readonly agentId: AgentId
  readonly reasons: ReadonlyArray<Word>
  /** Null for who is excluded, has the offer, or would draw: of a draw that was not made there is no rank. */
  readonly rank: number | null
  readonly score: number | null
  /** Has the offer that is out. */
  readonly offered: boolean
}

/** What together stands in the way of `members` members; gone by `until` if only time has to pass. */
export interface Gap {
  readonly reasons: ReadonlyArray<Word>
  readonly members: number
  readonly until: Instant | null
}

export interface Explanation {
  readonly interactionId: InteractionId
  readonly campaign: CampaignName
  readonly stage: Stage
  readonly entry: number
  readonly ownerId: AgentId | null
  /** Its place in the queue (in the backlog, for one that waits there), 1 = first; null for one that is in neither. */
  readonly order: {
    readonly rule: string
    /** The rule's, before ageing takes its points off for each minute since entered-at. */
    readonly rank: number
    readonly ageingPoints: number
    readonly priority: number
    readonly enteredAt: Instant
    readonly place: number | null
  } | null
  readonly eligibility: { readonly rule: string; readonly mode: "push" | "pull" }
  /** Null under pull: agents choose. `drawn`: members have no rank before the draw; `ring`: all are asked at once. */
  readonly delivery: { readonly rule: string; readonly kind: Delivery["kind"] } | null
  /** What it requires of an agent now, and who alone may have it until when. */
  readonly requirement: Interaction["entry"]["requirement"]
  readonly preferred: Interaction["entry"]["preferred"]
  /**
   * The offers that are out: whom their rule chose and, if it draws, by which number among how many. `ruleChanged`: the
   * campaign goes by another rule now, or by another version of it; ranks and scores are those of the rule of now.
   */
  readonly offers: ReadonlyArray<{
    readonly offerId: OfferId
    readonly agentId: AgentId
    readonly expiresAt: Instant | null
    readonly delivery: string
    readonly draw: number | null
    readonly among: number | null
    readonly ruleChanged: boolean
  }>
  /** Ranked first, by rank; then the others by position and id. Of an owned interaction none. */
  readonly members: ReadonlyArray<MemberVerdict>
  readonly membersOmitted: number
  /** For one that waits: the smallest gaps first named. Any one of them closed, it can be offered (pull: taken). */
  readonly missing: ReadonlyArray<Gap>
}

/** O(members × log members + place). */
export function explainInteraction(reading: Reading, interaction: Interaction): Explanation {
  const { rules, facts } = reading
  const campaign = at(facts.campaigns, interaction.campaign)
  const { offers, stage, entry } = interaction
  const rule = eligibilityOf(rules, campaign.settings.eligibility)
  const delivery = deliveryOf(rules, campaign.settings.delivery)
  const unowned = isQueued(interaction) || stage === "backlog"
  const candidates = unowned ? candidatesOf(reading, campaign, interaction) : []
  const verdicts = ranked(reading, campaign, interaction, candidates)
  return {
    interactionId: interaction.id,
    campaign: campaign.name,
    stage,
    entry: entry.ordinal,
    ownerId: interaction.owner,
    order: unowned ? orderOf(reading, campaign, interaction) : null,
    eligibility: { rule: rule.name, mode: rule.mode },
    delivery: rule.mode === "pull" ? null : { rule: delivery.name, kind: delivery.kind },
    requirement: entry.requirement,
    preferred: entry.preferred,
    offers: offers.map((offer) => ({
      offerId: offer.id,
      agentId: offer.agentId,
      expiresAt: offer.expiresAt,
      delivery: offer.delivery,
      draw: offer.draw,
      among: offer.among,
      ruleChanged: isOtherRule(reading, campaign, offer)
    })),
    members: verdicts.slice(0, MEMBERS_EXPLAINED_MAX),
    membersOmitted: Math.max(0, verdicts.length - MEMBERS_EXPLAINED_MAX),
    missing: stage === "waiting" || stage === "backlog" ? missingFor(reading, campaign, interaction, candidates) : []
  }
}

function orderOf(reading: Reading, campaign: Campaign, interaction: Interaction): Explanation["order"] {
  const own = queueKey(reading.rules, campaign, interaction)
  const { priority, enteredAt } = interaction.entry
  let place = 1
  const walk = interaction.stage === "backlog" ? backlogInOrder(reading, campaign) : queueInOrder(reading, campaign)
  for (const key of walk) {
    if (compareQueueKeys(key, own) >= 0 || place > PLACES_COUNTED_MAX) break
    place += 1
  }
  return {
    rule: campaign.settings.order,
    rank: ruleOf(reading.rules, campaign.settings.order).rank({ priority, enteredAt }),
    ageingPoints: campaign.settings.ageingPoints,
    priority,
    enteredAt,
    place: place > PLACES_COUNTED_MAX ? null : place
  }
}

interface Candidate {
  readonly agent: Agent
  readonly member: Member
  readonly reasons: ReadonlyArray<Word>
  readonly offered: boolean
}

/** Every member, by position and id, with what stands in the way. Who has the offer is past that question. */
function candidatesOf(reading: Reading, campaign: Campaign, interaction: Interaction): ReadonlyArray<Candidate> {
  const { facts } = reading
  const { entry } = interaction
  return [...hamtValues(campaign.members)]
    .sort((a, b) => a.position - b.position || compareIds(a.agentId, b.agentId))
    .map((member) => {
      const agent = at(facts.agents, member.agent)
      const offered = offerTo(interaction, member.agentId) !== undefined
      return { agent, member, offered, reasons: offered ? [] : hindrances(reading, { campaign, agent, member, entry }) }
    })
}

/** Whether the offer was made by another rule, or another version of the rule, than the campaign goes by now. */
function isOtherRule({ rules }: Reading, { settings }: Campaign, { delivery, eligibility, version }: Offer): boolean {
  if (settings.eligibility !== eligibility) return true
  if (delivery === PREFERRED_OFFER) return false
  return settings.delivery !== delivery || (deliveryOf(rules, delivery).version ?? 1) !== version
}

/** Rules with an order rank the eligible as if one were to be chosen now; of a draw that was not made there is no rank. */
function ranked(
  reading: Reading,
  campaign: Campaign,
  interaction: Interaction,
  candidates: ReadonlyArray<Candidate>
): ReadonlyArray<MemberVerdict> {
  const isEligible = ({ reasons, offered }: Candidate): boolean => reasons.length === 0 && !offered
  const eligible = candidates.filter(isEligible)
  const ranks = ranksOf(reading, campaign, interaction, eligible)
  const verdict = (candidate: Candidate): MemberVerdict => {
    const { member, reasons, offered } = candidate
    const { rank = null, score = null } = ranks.get(member.agentId) ?? {}
    return { agentId: member.agentId, reasons, rank, score, offered }
  }
  const byRank = (a: MemberVerdict, b: MemberVerdict): number => (a.rank ?? 0) - (b.rank ?? 0)
  return [
    ...eligible.map(verdict).sort(byRank),
    ...candidates.filter((candidate) => !isEligible(candidate)).map(verdict)
  ]
}

/** What an entry that waits is waiting for: the gaps with the fewest reasons, the most members first. */
function missingFor(
  { rules }: Reading,
  campaign: Campaign,
  { stage, entry }: Interaction,
  candidates: ReadonlyArray<Candidate>
): ReadonlyArray<Gap> {
  const whole = (reason: Word, members = 0): ReadonlyArray<Gap> => [{ reasons: [reason], members, until: null }]
  if (stage === "backlog") return whole("in-backlog")
  const closed = rules.conditions.campaign.find((one) => !one.holds(campaign))
  if (closed !== undefined)
    return [
      { reasons: [closed.reason], members: 0, until: closed.reason === "campaign-closed" ? campaign.turnsAt : null }
    ]
  if (candidates.length === 0) return whole("no-member")
  const takers = candidates.filter(({ reasons }) => reasons.length === 0).length
  const { mode } = eligibilityOf(rules, campaign.settings.eligibility)
  if (takers > 0) return mode === "pull" ? whole("campaign-pull", takers) : []
  const fewest = Math.min(...candidates.map(({ reasons }) => reasons.length))
  const gaps = new Map<string, Gap>()
  for (const { agent, reasons } of candidates) {
    if (reasons.length > fewest) continue
    const name = reasons.join()
    const until = endOf(reasons, agent, entry)
    const known = gaps.get(name)
    const members = (known?.members ?? 0) + 1
    gaps.set(name, { reasons, members, until: earlier(known?.until ?? null, until) })
  }
  return [...gaps.values()].sort((a, b) => b.members - a.members || compareIds(a.reasons.join(), b.reasons.join()))
}

const earlier = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : Math.min(a, b)

/** When reasons that only time removes are all gone; null when one of them needs somebody to act. */
export function endOf(
  reasons: ReadonlyArray<Word>,
  agent: Agent,
  entry: Pick<Interaction["entry"], "retryAt" | "preferred"> | null
): Instant | null {
  let end: Instant | null = null
  for (const reason of reasons) {
    const until = untilOf(reason, agent, entry)
    if (until === null) return null
    end = Math.max(end ?? until, until)
  }
  return end
}

function untilOf(
  reason: Word,
  agent: Agent,
  entry: Pick<Interaction["entry"], "retryAt" | "preferred"> | null
): Instant | null {
  if (reason === "agent-in-wrap-up") return wrapUpUntil(agent)
  if (reason === "passed-over") return entry?.retryAt ?? null
  return reason === "preferred-window" ? (entry?.preferred?.until ?? null) : null
}
