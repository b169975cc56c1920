/** The public form of a rating. */
import type { RatingEvent } from "../rating/index.ts"
import type { PublicEvent } from "./public-events.ts"

export function publishRating({ mail, campaign, interactionId, agentId, rating }: RatingEvent): PublicEvent {
  const of = "messageId" in mail ? { ...mail, listId: null, row: null } : { messageId: null, ...mail }
  return {
    type: "cc.mail.rated.v1",
    subject: interactionId === null ? `campaigns/${campaign}` : `interactions/${interactionId}`,
    partitionKey: interactionId ?? campaign,
    data: { ...of, campaign, interactionId, agentId, rating }
  }
}
