/** Offers, takes and ends: what binds an interaction to an agent and a campaign. */
import * as Result from "effect/Result"
import { memberOf } from "../../campaign/index.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { agentById, eligibilityOf, firstTakeable, hindrances } from "../../routing/index.ts"
import { abandon, accept, campaignOf, finish, openOf, ownership } from "../acts.ts"
import type { CommandOf } from "../commands.ts"
import { emit, readingOf, type Context, type Decided } from "../context.ts"
import { endWindow } from "../entry-changes.ts"

const done: Decided = Result.succeed(null)

/** Accepts or rejects the offer that is out. Who comes late learns who has it. */
export function answerOffer(context: Context, command: CommandOf<"AcceptOffer" | "RejectOffer">): Decided {
  const { interactionId, offerId, agentId } = command
  const interaction = hamtGet(context.draft.interactions, interactionId)
  if (interaction === undefined) return Result.fail({ _tag: "InteractionUnknown", interactionId })
  const { owner, entry } = interaction
  const offer = interaction.offers.find(({ id }) => id === offerId)
  if (offer === undefined) return Result.fail({ _tag: "OfferUnknown", offerId, ownerId: owner })
  if (offer.agentId !== agentId) return Result.fail({ _tag: "NotYourOffer", offerId, agentId })
  if (command._tag === "AcceptOffer") {
    accept(context, interaction, offer)
    return done
  }
  const { name: campaign, settings } = campaignOf(context, interaction)
  const retryAt = context.at + settings.retryPauseSeconds * 1_000
  emit(context, { _tag: "OfferRejected", interactionId, campaign, entry: entry.ordinal, offerId, agentId, retryAt })
  if (entry.preferred?.agentId === agentId) endWindow(context, openOf(context, interactionId), "refused", null)
  return done
}

/** Picks a waiting interaction of a pull campaign. */
export function take(context: Context, { interactionId, agentId }: CommandOf<"TakeInteraction">): Decided {
  const interaction = hamtGet(context.draft.interactions, interactionId)
  const agent = agentById(context.draft, agentId)
  if (interaction === undefined) return Result.fail({ _tag: "InteractionUnknown", interactionId })
  if (agent === undefined) return Result.fail({ _tag: "AgentUnknown", agentId })
  const { stage, owner, entry } = interaction
  if (stage === "active" && owner !== null) return Result.fail({ _tag: "AlreadyOwned", interactionId, ownerId: owner })
  const campaign = campaignOf(context, interaction)
  const rule = eligibilityOf(context.rules, campaign.settings.eligibility)
  const because =
    rule.mode === "push"
      ? "campaign-offers"
      : stage === "backlog"
        ? "in-backlog"
        : stage !== "waiting"
          ? "not-waiting"
          : null
  if (because !== null) return Result.fail({ _tag: "NotTakeable", interactionId, campaign: campaign.name, because })
  const member = memberOf(campaign, agentId)
  const reading = readingOf(context)
  const reasons = hindrances(reading, { campaign, agent, member, entry })
  if (reasons.length > 0) return Result.fail({ _tag: "NotEligible", interactionId, agentId, reasons })
  const first = rule.picks === "first" ? firstTakeable(reading, campaign, agent) : interactionId
  if (first !== interactionId)
    return Result.fail({ _tag: "NotTakeable", interactionId, campaign: campaign.name, because: "not-first" })
  emit(context, {
    _tag: "InteractionTaken",
    interactionId,
    campaign: campaign.name,
    entry: entry.ordinal,
    agentId,
    cost: campaign.cost,
    ...ownership(context, interaction, campaign)
  })
  return done
}

export function leave(context: Context, { interactionId }: CommandOf<"LeaveInteraction">): Decided {
  const interaction = hamtGet(context.draft.interactions, interactionId)
  if (interaction === undefined) return Result.fail({ _tag: "InteractionUnknown", interactionId })
  const { stage, owner } = interaction
  if (stage === "wrapUp") return done
  if (stage === "active" && owner !== null) finish(context, interaction, { by: "client", agentId: owner })
  else abandon(context, interaction, { reason: "client-left", leaves: true, dueAt: null })
  return done
}
