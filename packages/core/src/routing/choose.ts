/** Which of the eligible members is offered an entry: the delivery rule's choice. */
import type { Campaign } from "../campaign/index.ts"
import type { Interaction } from "../interaction/index.ts"
import { anyOfBoth, bitsAnd, type Bits } from "../kernel/bits.ts"
import type { AgentId, OfferId } from "../kernel/fields.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { CampaignIndex } from "./campaign-index.ts"
import { byDraw } from "./choose-drawn.ts"
import { byKey } from "./choose-keyed.ts"
import { byScore } from "./choose-scored.ts"
import { bySkill } from "./choose-skilled.ts"
import { byStanding } from "./choose-standing.ts"
import { byRing } from "./choose-ring.ts"
import { deliveryOf, eligibilityOf, type Rules } from "./rules.ts"
import type { Delivery } from "./strategy.ts"
import type { Indexes, RoutingFacts } from "./view.ts"

/** `draw` is the lowest number drawn, `among` how many drew; null for rules that draw nothing. */
export interface Choice {
  readonly agentId: AgentId
  readonly ordinal: number
  readonly draw: number | null
  readonly among: number | null
}

export interface Choosing {
  readonly rules: Rules
  readonly facts: RoutingFacts
  readonly indexes: Pick<Indexes, "idle" | "skills" | "standing">
  readonly campaign: Campaign
  readonly index: CampaignIndex
  /** Agents who may have entries of the requirement; who is open and not passed over among them is eligible. */
  readonly able: Bits
  readonly interaction: Interaction
  readonly offerId: OfferId
}

/**
 * The eligible members the delivery rule names, one but for a ring; none when nobody is eligible.
 *
 * A rule that prefers the idle asks among them first; on voice the lowest penalty is asked first, but for rules that
 * weigh the penalty themselves. The cost is that of the kind of rule.
 */
export function choose(choosing: Choosing): ReadonlyArray<Choice> {
  const { rules, campaign, indexes, able } = choosing
  const rule = eligibilityOf(rules, campaign.settings.eligibility)
  if (rule.prefersIdle === true) {
    const idle = tiered({ ...choosing, able: bitsAnd(able, indexes.idle) })
    if (idle.length > 0) return idle
  }
  return tiered(choosing)
}

function tiered(choosing: Choosing): ReadonlyArray<Choice> {
  const { rules, campaign, index, able } = choosing
  const delivery = deliveryOf(rules, campaign.settings.delivery)
  const ranksPenalty = campaign.media === "voice" && (delivery.kind !== "drawn" || delivery.tiers === true)
  if (!ranksPenalty || index.tiers.length < 2) return among(choosing, delivery)
  for (const { members } of index.tiers) {
    if (!anyOfBoth(able, members)) continue
    const chosen = among({ ...choosing, able: bitsAnd(able, members) }, delivery)
    if (chosen.length > 0) return chosen
  }
  return []
}

function among(choosing: Choosing, delivery: Delivery): ReadonlyArray<Choice> {
  switch (delivery.kind) {
    case "keyed":
      return one(byKey(choosing, delivery))
    case "drawn":
      return one(byDraw(choosing, delivery))
    case "standing":
      return one(byStanding(choosing, delivery))
    case "skilled":
      return one(bySkill(choosing))
    case "scored":
      return one(byScore(choosing, delivery))
    case "ring":
      return byRing(choosing)
    default:
      return unreachable(delivery)
  }
}

const one = (choice: Choice | undefined): ReadonlyArray<Choice> => (choice === undefined ? [] : [choice])
