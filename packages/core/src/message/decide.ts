/** The sending of one message: planned → claimed → submitted → sent, failed or ambiguous. */
import * as Result from "effect/Result"
import type { CampaignName, Instant, InteractionId } from "../kernel/fields.ts"
import type { MessageCommand, MessageRejection } from "./commands.ts"
import type { MessageEvent } from "./events.ts"
import type { Outgoing, Reached } from "./state.ts"

type Decision = Result.Result<ReadonlyArray<MessageEvent>, MessageRejection>
type Of<Tag> = MessageCommand & { readonly _tag: Tag }

/** Attempts after which a temporary refusal is final. */
export const ATTEMPTS_MAX = 3
/** Pause before a refused message is tried again, unless the channel knows better. */
export const RETRY_AFTER_SECONDS = 60

const succeed = (event: MessageEvent): Decision => Result.succeed([event])
const names = ({ id: messageId, interactionId, campaign }: Outgoing) => ({ messageId, interactionId, campaign })

const notReady = (outgoing: Outgoing): Decision =>
  Result.fail({ _tag: "MessageNotReady", messageId: outgoing.id, state: outgoing.state })

/** Taking it up twice in one epoch changes nothing. */
export function claim(outgoing: Outgoing, { epoch }: Of<"ClaimMessage">): Decision {
  if (outgoing.state === "claimed" && outgoing.epoch === epoch) return Result.succeed([])
  if (outgoing.state !== "planned") return notReady(outgoing)
  return succeed({ _tag: "MessageClaimed", ...names(outgoing), epoch })
}

export function submit(outgoing: Outgoing, { epoch }: Of<"SubmitMessage">): Decision {
  if (outgoing.epoch !== epoch) return notReady(outgoing)
  if (outgoing.state === "submitted") return Result.succeed([])
  if (outgoing.state !== "claimed") return notReady(outgoing)
  return succeed({ _tag: "MessageSubmitted", ...names(outgoing) })
}

export function recordOutcome(outgoing: Outgoing, command: Of<"RecordMessageOutcome">, at: Instant): Decision {
  const { outcome, reason = "unknown", reference = null, retryAfterSeconds = RETRY_AFTER_SECONDS } = command
  if (outgoing.state === "planned") return notReady(outgoing)
  if (outgoing.epoch !== command.epoch && outgoing.state !== "ambiguous") return notReady(outgoing)
  const named = names(outgoing)
  if (outcome === "sent") return succeed({ _tag: "MessageSent", ...named, reference })
  if (outcome === "ambiguous")
    return outgoing.state === "ambiguous" ? Result.succeed([]) : succeed({ _tag: "MessageAmbiguous", ...named })
  const { attempts } = outgoing
  if (outcome === "failed" || attempts >= ATTEMPTS_MAX) return succeed({ _tag: "MessageFailed", ...named, reason })
  const notBefore = at + retryAfterSeconds * 1000
  return succeed({ _tag: "MessageReturned", ...named, reason, attempts, notBefore })
}

/** A message that left memory when it was sent, as far as it is known to have come. */
export interface SentMessage {
  readonly interactionId: InteractionId
  readonly campaign: CampaignName
  readonly reached: Reached
}

/** What is known of a message that a receipt speaks of: on its way, or sent; neither: it is unknown. */
export interface Receipted {
  readonly outgoing: Outgoing | undefined
  readonly sent: SentMessage | undefined
}

const REACHED: ReadonlyArray<Reached> = ["sent", "delivered", "seen"]

/**
 * A receipt goes only forward: one that says less than is known, or the same again, changes nothing. What was ambiguous
 * is settled: the world has shown that it arrived.
 */
export function receive({ messageId, receipt }: Of<"RecordReceipt">, { outgoing, sent }: Receipted): Decision {
  const _tag = receipt === "seen" ? "MessageSeen" : "MessageDelivered"
  if (outgoing !== undefined) {
    if (outgoing.state !== "ambiguous") return notReady(outgoing)
    const named = names(outgoing)
    return Result.succeed([
      { _tag: "MessageSent", ...named, reference: null },
      { _tag, ...named }
    ])
  }
  if (sent === undefined) return Result.fail({ _tag: "MessageUnknown", messageId })
  const { interactionId, campaign, reached } = sent
  if (REACHED.indexOf(receipt) <= REACHED.indexOf(reached)) return Result.succeed([])
  return succeed({ _tag, messageId, interactionId, campaign })
}

/** What a new owner makes of what an older one left: claimed is planned again, submitted is ambiguous. */
export function recover(outgoing: Outgoing, at: Instant): ReadonlyArray<MessageEvent> {
  const named = names(outgoing)
  if (outgoing.state === "submitted") return [{ _tag: "MessageAmbiguous", ...named }]
  if (outgoing.state !== "claimed") return []
  const attempts = outgoing.attempts - 1
  return [{ _tag: "MessageReturned", ...named, reason: "owner-changed", attempts, notBefore: at }]
}
