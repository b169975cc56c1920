/** Public events of ratings. */
import * as Schema from "effect/Schema"
import { AgentId, CampaignName, InteractionId, ListId, MessageId, Ordinal } from "../kernel/fields.ts"
import { RatingValue } from "../rating/events.ts"
import { about } from "./public-about.ts"

/** An agent's mail, of an interaction; or a dialer's, a row of a list. */
export const ofRatings = [
  about("mail.rated", {
    messageId: Schema.NullOr(MessageId),
    listId: Schema.NullOr(ListId),
    row: Schema.NullOr(Ordinal),
    campaign: CampaignName,
    interactionId: Schema.NullOr(InteractionId),
    agentId: Schema.NullOr(AgentId),
    rating: RatingValue
  })
] as const
