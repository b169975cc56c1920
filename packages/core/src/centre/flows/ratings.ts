/** Ratings of mails: what is known of the mail that a vote is about. */
import * as Result from "effect/Result"
import { decide, type Rateable, type RatedMail } from "../../rating/index.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { campaignByName } from "../../routing/index.ts"
import type { CommandOf } from "../commands.ts"
import { emitAll, type Context, type Decided } from "../context.ts"
import { ratingKey, receiptKey, type RowKey } from "../rows.ts"
import { recordKey } from "../rows-dialer.ts"

export const rowsForRating = ({ mail }: CommandOf<"RateMail">): ReadonlyArray<RowKey> =>
  "messageId" in mail
    ? [ratingKey(mail), receiptKey(mail.messageId)]
    : [ratingKey(mail), recordKey(mail.listId, mail.row)]

export const rate = (context: Context, command: CommandOf<"RateMail">): Decided =>
  Result.map(decide(command, rateableOf(context, command.mail)), (events) => emitAll(context, events))

function rateableOf({ rows, draft }: Context, mail: RatedMail): Rateable | undefined {
  const row = rows.get(ratingKey(mail))
  // An agent's mail has its row when it is planned; what never left has no receipt, and may not be on its way either.
  if ("messageId" in mail) {
    const left =
      rows.get(receiptKey(mail.messageId)) !== null || hamtGet(draft.outgoing, mail.messageId)?.state === "ambiguous"
    return row?._tag === "Rating" && left ? row : undefined
  }
  if (row?._tag === "Rating") return row
  const sent = rows.get(recordKey(mail.listId, mail.row))
  if (sent?._tag !== "Resolved" || sent.resolved.outcome !== "sent") return undefined
  const { campaign } = sent
  const asks = (campaignByName(draft, campaign)?.settings.qualification ?? null) !== null
  return asks ? { campaign, interactionId: null, agentId: null, rating: null } : undefined
}
