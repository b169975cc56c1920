/** Whether a vote counts. */
import * as Result from "effect/Result"
import type { AgentId, CampaignName, InteractionId } from "../kernel/fields.ts"
import type { RatingCommand, RatingRejection } from "./commands.ts"
import type { RatingEvent } from "./events.ts"

/** A mail that may be rated, and the rating it has; null: none yet. */
export interface Rateable {
  readonly campaign: CampaignName
  readonly interactionId: InteractionId | null
  readonly agentId: AgentId | null
  readonly rating: number | null
}

export function decide(
  { mail, rating }: RatingCommand,
  known: Rateable | undefined
): Result.Result<ReadonlyArray<RatingEvent>, RatingRejection> {
  if (known === undefined) return Result.fail({ _tag: "MailNotRateable", mail })
  const { campaign, interactionId, agentId, rating: before } = known
  if (before === rating) return Result.succeed([])
  if (before !== null) return Result.fail({ _tag: "MailIsRated", mail, rating: before })
  return Result.succeed([{ _tag: "MailRated", mail, campaign, interactionId, agentId, rating }])
}
