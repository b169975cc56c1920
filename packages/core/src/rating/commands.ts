import * as Schema from "effect/Schema"
import { RatedMail, RatingValue } from "./events.ts"

/** A client follows the signed link of a mail and votes: whoever checks the signature says of which mail. */
export const RateMail = Schema.TaggedStruct("RateMail", { mail: RatedMail, rating: RatingValue })

export const RatingCommand = Schema.Union([RateMail])
export type RatingCommand = typeof RatingCommand.Type

/** It was not sent, or nobody asked: its campaign had no qualification, or it was an automatic reply. */
export const MailNotRateable = Schema.TaggedStruct("MailNotRateable", { mail: RatedMail })
/** One rating for each mail: the first stands. */
export const MailIsRated = Schema.TaggedStruct("MailIsRated", { mail: RatedMail, rating: RatingValue })

export const RatingRejection = Schema.Union([MailNotRateable, MailIsRated])
export type RatingRejection = typeof RatingRejection.Type
