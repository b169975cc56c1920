/** Which offer is to be made next, over all campaigns in which one may have become possible. */
import { campaignHolds, entryHolds } from "./conditions.ts"
import type { Campaign } from "../campaign/index.ts"
import type { Interaction } from "../interaction/index.ts"
import { anyOfBoth, countBoth, emptyBits, forEachBoth, type Bits } from "../kernel/bits.ts"
import { OfferId, type Instant } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { orderedFirst, orderedFrom } from "../kernel/ordered-set.ts"
import { compareQueueKeys, type CampaignIndex, type QueueKey } from "./campaign-index.ts"
import { choose, type Choice } from "./choose.ts"
import { eligibilityOf, type Rules } from "./rules.ts"
import { at, type IndexDraft, type RoutingFacts } from "./view.ts"

export interface NextOffer {
  readonly campaign: Campaign
  readonly interaction: Interaction
  readonly offerId: OfferId
  readonly choice: Choice
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
}

/**
 * The next thing to do so that no work waits that a member could be offered; undefined when there is none.
 *
 * Of the best offerable entries of the campaigns to be tried: highest weight, then best rank, entered-at, id. Campaigns
 * without one leave the draft's list. O(campaigns to be tried), plus the entries somebody refused.
 */
export function nextOffer(draft: IndexDraft, facts: RoutingFacts, now: Instant): Next | undefined {
  let best: Head | undefined
  for (const number of draft.tryCampaigns) {
    const head = headOf(draft, facts, number, now)
    if (head === undefined) draft.tryCampaigns.delete(number)
    else if (best === undefined || comesFirst(head, best)) best = head
  }
  if (best === undefined) return undefined
  const { campaign, key, round } = best
  const interaction = hamtGet(facts.interactions, key.id)
  if (interaction === undefined) throw new Error(`${key.id} waits in ${campaign.name} but is not open`)
  if (round) return { _tag: "Round", campaign, interaction }
  const offerId = OfferId.make(`${interaction.id}.o${interaction.offers + 1}`)
  const { rules } = draft
  const index = at(draft.campaigns, campaign.number)
  const choice = choose({
    rules,
    facts,
    campaign,
    index,
    available: availableTo(draft, campaign),
    interaction,
    offerId
  })
  if (choice === undefined) throw new Error(`nobody to offer ${interaction.id} to, though somebody is eligible`)
  return { _tag: "Offer", campaign, interaction, offerId, choice }
}

const comesFirst = (a: Head, b: Head): boolean =>
  a.campaign.settings.weight !== b.campaign.settings.weight
    ? a.campaign.settings.weight > b.campaign.settings.weight
    : compareQueueKeys(a.key, b.key) < 0

/** Agents who pass every condition that is the agent's, for this campaign's eligibility rule. */
export const availableTo = (
  draft: { readonly rules: Rules; readonly available: ReadonlyArray<Bits> },
  campaign: Campaign
): Bits => draft.available[eligibilityOf(draft.rules, campaign.settings.eligibility).slot] ?? emptyBits()

function headOf(draft: IndexDraft, facts: RoutingFacts, number: number, now: Instant): Head | undefined {
  const campaign = at(facts.campaigns, number)
  if (!campaignHolds(draft.rules.conditions, campaign)) return undefined
  if (eligibilityOf(draft.rules, campaign.settings.eligibility).rule.mode === "pull") return undefined
  const index = at(draft.campaigns, number)
  const available = availableTo(draft, campaign)
  if (!anyOfBoth(available, index.open)) return undefined
  const fresh = orderedFirst(index.fresh)
  const marked = firstMarked(draft, facts, { campaign, index, available, now, before: fresh })
  if (marked !== undefined) return marked
  return fresh === undefined ? undefined : { campaign, key: fresh, round: false }
}

/** The best entry refused by somebody that another can be offered now, or whose pause is over. */
function firstMarked(
  draft: IndexDraft,
  facts: RoutingFacts,
  looking: {
    readonly campaign: Campaign
    readonly index: CampaignIndex
    readonly available: Bits
    readonly now: Instant
    readonly before: QueueKey | undefined
  }
): Head | undefined {
  const { campaign, index, available, now, before } = looking
  const candidates = countBoth(available, index.open)
  for (const key of orderedFrom(index.marked)) {
    if (before !== undefined && compareQueueKeys(before, key) < 0) return undefined
    const interaction = hamtGet(facts.interactions, key.id)
    if (interaction === undefined) continue
    const { passedOver, retryAt } = interaction.entry
    if (passedOver.length < candidates || someoneLeft(draft, facts, interaction, index, available))
      return { campaign, key, round: false }
    if (retryAt !== null && retryAt <= now) return { campaign, key, round: true }
  }
  return undefined
}

/** Whether any eligible member has not been passed over for this entry. */
function someoneLeft(
  draft: IndexDraft,
  facts: RoutingFacts,
  { entry }: Interaction,
  index: CampaignIndex,
  available: Bits
): boolean {
  let left = false
  forEachBoth(available, index.open, (number) => {
    left = entryHolds(draft.rules.conditions, entry, at(facts.agents, number).id)
    return !left
  })
  return left
}
