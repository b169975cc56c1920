/** What every step ends with: offers that may stand no longer end, the backlog fills room, work is offered to a fixpoint. */
import { FALLBACK, memberOf, type Campaign } from "../campaign/index.ts"
import { offerTo, type Interaction, type Offer } from "../interaction/index.ts"
import { orderedFirst } from "../kernel/ordered-set.ts"
import { hamtGet, hamtSize } from "../kernel/hamt.ts"
import { vectorValues } from "../kernel/vector.ts"
import {
  atOnce,
  at as numbered,
  campaignByName,
  deliveryOf,
  eligibilityOf,
  faultOf,
  hasRoom,
  nextOffer,
  PREFERRED,
  standingReason,
  type Next,
  type Part
} from "../routing/index.ts"
import { accept, openOf, revokeOffer } from "./acts.ts"
import { emit, type Context } from "./context.ts"
import { endWindows, overflowAll } from "./entry-changes.ts"
import { endWatches } from "./flows/supervision.ts"
import { endDeparted } from "./transferring.ts"

/**
 * Rounds of one step, for each open interaction and besides: an entry is offered once and its marks are cleared once, so
 * more can only be a rule that never comes to rest.
 */
export const ROUNDS_PER_INTERACTION_MAX = 4
export const ROUNDS_BESIDES_MAX = 1_000

export function settle(context: Context): void {
  do rest(context)
  while (replaceFailed(context))
  endWatches(context)
}

/** Campaigns whose strategy failed go on with the default in its place; those removed have no use for it. O(campaigns), only when one failed. */
function replaceFailed(context: Context): boolean {
  const { faults } = context.rules
  if (faults.size === 0) return false
  const failed = new Set(faults)
  faults.clear()
  let replaced = false
  for (const campaign of vectorValues(context.draft.campaigns)) {
    if (campaignByName(context.draft, campaign.name)?.number !== campaign.number) continue
    for (const part of PARTS)
      if (failed.has(faultOf(part, campaign.settings[part])) && campaign.settings[part] !== FALLBACK[part]) {
        emit(context, { _tag: "StrategyFailed", campaign: campaign.name, part })
        replaced = true
      }
  }
  return replaced
}

const PARTS: ReadonlyArray<Part> = ["eligibility", "delivery", "order"]

function rest(context: Context): void {
  const most = ROUNDS_BESIDES_MAX + ROUNDS_PER_INTERACTION_MAX * hamtSize(context.draft.interactions)
  for (let round = 0; round < most; round++) {
    if (!isAtRest(context)) {
      endOffers(context)
      endWindows(context)
      overflowAll(context)
      admitBacklog(context)
    }
    const next = nextOffer(context.index, context.draft, context.at)
    if (next === undefined) {
      if (isAtRest(context)) return
    } else act(context, next)
  }
  throw new Error(`more than ${most} rounds in one step: a strategy does not come to rest`)
}

const isAtRest = ({ index }: Context): boolean =>
  index.checkAgents.size === 0 && index.checkWindows.size === 0 && index.overflow.size === 0 && index.admit.size === 0

function act(context: Context, next: Next): void {
  const { campaign, interaction } = next
  const { id: interactionId, entry } = interaction
  if (next._tag === "Round")
    return emit(context, {
      _tag: "OfferRoundStarted",
      interactionId,
      campaign: campaign.name,
      entry: entry.ordinal,
      dueAt: null
    })
  const { offerTimeoutSeconds, perAgentMax, eligibility, delivery } = campaign.settings
  const limit = atOnce(eligibilityOf(context.rules, eligibility), perAgentMax)
  const isAtOnce = offerTimeoutSeconds === 0
  for (const { offerId, agentId, ordinal, draw, among } of isAtOnce ? next.choices.slice(0, 1) : next.choices) {
    // Every field by name: put together from spreads, the commonest event costs ten times as much to make.
    emit(context, {
      _tag: "InteractionOffered",
      interactionId,
      campaign: campaign.name,
      entry: entry.ordinal,
      offerId,
      agentId,
      ordinal,
      cost: campaign.cost,
      movesPointer: !next.preferred,
      expiresAt: isAtOnce ? null : context.at + offerTimeoutSeconds * 1_000,
      eligibility,
      atOnceMax: limit === Number.MAX_SAFE_INTEGER ? null : limit,
      delivery: next.preferred ? PREFERRED : delivery,
      version: deliveryOf(context.rules, delivery).version ?? 1,
      draw,
      among
    })
    if (isAtOnce) accept(context, openOf(context, interactionId), { id: offerId, agentId })
  }
}

/** Offers to agents whose record changed, where what they rest on holds no longer. */
function endOffers(context: Context): void {
  const { checkAgents } = context.index
  for (const number of checkAgents) {
    checkAgents.delete(number)
    const agent = numbered(context.draft.agents, number)
    for (const held of agent.offered) {
      const interaction = hamtGet(context.draft.interactions, held.interactionId)
      if (interaction === undefined) continue
      if (held.via === "transfer") {
        endDeparted(context, interaction)
        continue
      }
      const offer = offerTo(interaction, agent.id)
      if (offer === undefined) continue
      const reason = endingReason(context, interaction, offer, numbered(context.draft.campaigns, held.campaign))
      if (reason !== null) revokeOffer(context, interaction, offer, reason)
    }
  }
}

function endingReason(context: Context, { entry }: Interaction, offer: Offer, campaign: Campaign): string | null {
  const member = memberOf(campaign, offer.agentId)
  if (member === undefined) return "not-a-member"
  const agent = numbered(context.draft.agents, member.agent)
  const rule = eligibilityOf(context.rules, offer.eligibility)
  const limit = offer.atOnceMax ?? Number.MAX_SAFE_INTEGER
  return standingReason(context.rules.conditions, { agent, campaign, member, entry, rule, limit })
}

/** The best of the backlog comes in wherever there is room. */
function admitBacklog(context: Context): void {
  const { admit } = context.index
  for (const number of admit) {
    admit.delete(number)
    const campaign = numbered(context.draft.campaigns, number)
    for (;;) {
      const index = numbered(context.index.campaigns, number)
      const best = orderedFirst(index.backlog)
      if (best === undefined || !hasRoom(campaign, index)) break
      const interaction = hamtGet(context.draft.interactions, best.id)
      if (interaction === undefined) throw new Error(`${best.id} is in the backlog but not open`)
      emit(context, {
        _tag: "InteractionAdmitted",
        interactionId: best.id,
        campaign: campaign.name,
        entry: interaction.entry.ordinal
      })
    }
  }
}
