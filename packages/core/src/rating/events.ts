/** What clients think of mails that agents and dialers sent them. */
import * as Schema from "effect/Schema"
import { AgentId, CampaignName, InteractionId, ListId, MessageId, Ordinal, wholeNumber } from "../kernel/fields.ts"

/** A mail that can be rated: an agent's message, or a dialer's record. */
export const RatedMail = Schema.Union([
  Schema.Struct({ messageId: MessageId }),
  Schema.Struct({ listId: ListId, row: Ordinal })
])
export type RatedMail = typeof RatedMail.Type

/** 1 worst … 5 best. */
export const RatingValue = wholeNumber(1, 5)

/** Once for each mail. A dialer's mail has neither agent nor interaction. */
export const MailRated = Schema.TaggedStruct("MailRated", {
  mail: RatedMail,
  campaign: CampaignName,
  interactionId: Schema.NullOr(InteractionId),
  agentId: Schema.NullOr(AgentId),
  rating: RatingValue
})

export const RatingEvent = Schema.Union([MailRated])
export type RatingEvent = typeof RatingEvent.Type
