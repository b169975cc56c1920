/** Which offer is to be made next, over all campaigns and windows in which one may have become possible. */
import { memberOf, type Campaign } from "../campaign/index.ts"
import type { Interaction } from "../interaction/index.ts"
import { anyOfBoth, bitsHas, countBoth, forEachBoth, type Bits } from "../kernel/bits.ts"
import { InteractionId, OfferId, type AgentId, type Instant } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { orderedAtOrAfter, orderedFirst, orderedFrom } from "../kernel/ordered-set.ts"
import { compareQueueKeys, type CampaignIndex, type QueueKey, type WorkClass } from "./campaign-index.ts"
import { choose, type Choice } from "./choose.ts"
import { campaignHolds, entryHolds } from "./conditions.ts"
import { eligibleFor, refreshTakers } from "./eligible.ts"
import { windowsOf, type WindowKey } from "./index-windows.ts"
import { eligibilityOf } from "./rules.ts"
import { agentById, at, type IndexDraft, type RoutingFacts } from "./view.ts"

/** Offers to be made: one, or one to each member of a ring. */
export interface NextOffer {
  readonly campaign: Campaign
  readonly interaction: Interaction
  readonly choices: ReadonlyArray<Choice & { readonly offerId: OfferId }>
  /** Made in a preferred window: the round robin stays where it is. */
  readonly preferred: boolean
}

/** All who were passed over are asked again: the pause is over and nobody else could have it. */
export interface NextRound {
  readonly campaign: Campaign
  readonly interaction: Interaction
}

export type Next = ({ readonly _tag: "Offer" } & NextOffer) | ({ readonly _tag: "Round" } & NextRound)

interface Head {
  readonly campaign: Campaign
  readonly key: QueueKey
  readonly round: boolean
  /** Who may have it. */
  readonly able: Bits
  /** Set for an entry in its preferred window. */
  readonly preferred: AgentId | null
}

interface Looking {
  readonly draft: IndexDraft
  readonly facts: RoutingFacts
  readonly now: Instant
}

/**
 * The next thing to do so that no work waits that a member could be offered; undefined when there is none.
 *
 * Of the best offerable entries of all that is to be tried: highest weight, then best effective priority now, entered-at,
 * id. What has none leaves the draft's lists. O(campaigns to be tried × their classes), plus entries somebody refused.
 */
export function nextOffer(draft: IndexDraft, facts: RoutingFacts, now: Instant): Next | undefined {
  refreshTakers(draft, facts)
  const looking = { draft, facts, now }
  let best: Head | undefined
  for (const number of draft.tryCampaigns) {
    const head = headOf(looking, number)
    if (head === undefined) draft.tryCampaigns.delete(number)
    else if (best === undefined || comesFirst(looking, head, best)) best = head
  }
  for (const agentId of draft.tryWindows) {
    const head = windowHead(looking, agentId)
    if (head === undefined) draft.tryWindows.delete(agentId)
    else if (best === undefined || comesFirst(looking, head, best)) best = head
  }
  return best === undefined ? undefined : nextOf(looking, best)
}

function nextOf({ draft, facts }: Looking, { campaign, key, round, able, preferred }: Head): Next {
  const interaction = hamtGet(facts.interactions, key.id)
  if (interaction === undefined) throw new Error(`${key.id} waits in ${campaign.name} but is not open`)
  if (round) return { _tag: "Round", campaign, interaction }
  const nth = (n: number): OfferId => OfferId.make(`${interaction.id}.o${interaction.offersMade + n}`)
  if (preferred !== null) {
    const ordinal = memberOf(campaign, preferred)?.ordinal
    if (ordinal === undefined) throw new Error(`${preferred} is preferred for ${key.id} without being a member`)
    const choice = { agentId: preferred, ordinal, draw: null, among: null, offerId: nth(1) }
    return { _tag: "Offer", campaign, interaction, choices: [choice], preferred: true }
  }
  const { rules } = draft
  const index = at(draft.campaigns, campaign.number)
  const chosen = choose({ rules, facts, indexes: draft, campaign, index, able, interaction, offerId: nth(1) })
  if (chosen.length === 0) throw new Error(`nobody to offer ${interaction.id} to, though somebody is eligible`)
  const choices = chosen.map((choice, n) => ({ ...choice, offerId: nth(n + 1) }))
  return { _tag: "Offer", campaign, interaction, choices, preferred: false }
}

/** Ranks are exact integers; with ageing a campaign's points come off for the time that has passed. */
const effectiveRank = ({ now }: Looking, { campaign, key }: Head): number =>
  key.rank - campaign.settings.ageingPoints * now

function comesFirst(looking: Looking, a: Head, b: Head): boolean {
  const weight = b.campaign.settings.weight - a.campaign.settings.weight
  if (weight !== 0) return weight < 0
  const rank = effectiveRank(looking, a) - effectiveRank(looking, b)
  return rank === 0 ? compareQueueKeys({ ...a.key, rank: 0 }, { ...b.key, rank: 0 }) < 0 : rank < 0
}

const offers = ({ draft }: Looking, campaign: Campaign): boolean =>
  campaignHolds(draft.rules.conditions, campaign) &&
  eligibilityOf(draft.rules, campaign.settings.eligibility).mode === "push"

function headOf(looking: Looking, number: number): Head | undefined {
  const { draft, facts } = looking
  const campaign = at(facts.campaigns, number)
  if (!offers(looking, campaign)) return undefined
  const index = at(draft.campaigns, number)
  let best: Head | undefined
  for (const work of index.classes) {
    const able = eligibleFor(draft, facts, campaign, work.requirement)
    if (!anyOfBoth(able, index.open)) continue
    const head = classHead(looking, { campaign, index, work, able })
    if (head !== undefined && (best === undefined || compareQueueKeys(head.key, best.key) < 0)) best = head
  }
  return best
}

interface ClassAt {
  readonly campaign: Campaign
  readonly index: CampaignIndex
  readonly work: WorkClass
  readonly able: Bits
}

function classHead(looking: Looking, place: ClassAt): Head | undefined {
  const fresh = orderedFirst(place.work.fresh)
  const marked = firstMarked(looking, place, fresh)
  if (marked !== undefined) return marked
  const { campaign, able } = place
  return fresh === undefined ? undefined : { campaign, key: fresh, round: false, able, preferred: null }
}

/** The best entry refused by somebody that another can be offered now, or whose pause is over. */
function firstMarked(looking: Looking, place: ClassAt, before: QueueKey | undefined): Head | undefined {
  const { campaign, index, work, able } = place
  const candidates = countBoth(able, index.open)
  for (const key of orderedFrom(work.marked)) {
    if (before !== undefined && compareQueueKeys(before, key) < 0) return undefined
    const interaction = hamtGet(looking.facts.interactions, key.id)
    if (interaction === undefined) continue
    const { passedOver, retryAt } = interaction.entry
    const head = { campaign, key, able, preferred: null }
    if (passedOver.length < candidates || someoneLeft(looking, place, interaction)) return { ...head, round: false }
    if (retryAt !== null && retryAt <= looking.now) return { ...head, round: true }
  }
  return undefined
}

/** Whether any eligible member has not been passed over for this entry. */
function someoneLeft({ draft, facts }: Looking, { campaign, index, able }: ClassAt, { entry }: Interaction): boolean {
  let left = false
  forEachBoth(able, index.open, (number) => {
    const agent = at(facts.agents, number)
    const member = memberOf(campaign, agent.id)
    left = member !== undefined && entryHolds(draft.rules.conditions, entry, { agent, member })
    return !left
  })
  return left
}

/** The best of the entries that wait for this agent alone and that they may have now. O(their campaigns). */
function windowHead(looking: Looking, agentId: AgentId): Head | undefined {
  const { draft, facts } = looking
  const entries = windowsOf(draft.windows, agentId)
  const agent = agentById(facts, agentId)
  if (entries === undefined || agent === undefined) return undefined
  let best: Head | undefined
  let key = orderedFirst(entries)
  while (key !== undefined) {
    const campaign = at(facts.campaigns, key.campaign)
    const head = offers(looking, campaign)
      ? firstInWindow(looking, { campaign, agentId, agent: agent.number })
      : undefined
    if (head !== undefined && (best === undefined || comesFirst(looking, head, best))) best = head
    key = orderedAtOrAfter(entries, firstKeyOf(key.campaign + 1))
  }
  return best
}

/** Before every id. */
const FIRST_ID = InteractionId.make("0")

const firstKeyOf = (campaign: number): WindowKey => ({
  campaign,
  rank: Number.NEGATIVE_INFINITY,
  enteredAt: 0,
  id: FIRST_ID
})

/** The first of them that waits un-offered and whose requirement the agent meets. */
function firstInWindow(
  { draft, facts }: Looking,
  who: { readonly campaign: Campaign; readonly agentId: AgentId; readonly agent: number }
): Head | undefined {
  const { campaign, agentId, agent } = who
  const index = at(draft.campaigns, campaign.number)
  if (!bitsHas(index.open, agent)) return undefined
  const entries = windowsOf(draft.windows, agentId)
  if (entries === undefined) return undefined
  for (const key of orderedFrom(entries, firstKeyOf(campaign.number))) {
    if (key.campaign !== campaign.number) return undefined
    const interaction = hamtGet(facts.interactions, key.id)
    if (interaction?.stage !== "waiting") continue
    const able = eligibleFor(draft, facts, campaign, interaction.entry.requirement)
    if (bitsHas(able, agent)) return { campaign, key, round: false, able, preferred: agentId }
  }
  return undefined
}
