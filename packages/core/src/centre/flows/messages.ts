/** Messages that agents send, what becomes of them, and messages read but left alone. */
import * as Result from "effect/Result"
import { recoverRecords } from "../../dialer/index.ts"
import { MessageId, type AgentId } from "../../kernel/fields.ts"
import { hamtGet, hamtValues } from "../../kernel/hamt.ts"
import { claim, PARTICIPANTS_MAX, receive, recordOutcome, recover, submit, type Sender } from "../../message/index.ts"
import { campaignByName } from "../../routing/index.ts"
import { isRead, takeOwnership as decideOwnership } from "../../tenant/index.ts"
import { campaignOf, openOf } from "../acts.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { emit, emitAll, type Context, type Decided } from "../context.ts"
import type { CentreEvent } from "../events.ts"
import type { Facts } from "../state.ts"
import { receiptKey, type RowKey } from "../rows.ts"
import { ownedBy } from "./calls.ts"

/** Most answers in one interaction. Clients' messages are not counted: none is refused, and the latest alone stay in memory. */
export const ANSWERS_PER_INTERACTION_MAX = 10_000

/** The owner of an active interaction answers, whatever the campaign's state. */
export function sendMessage(context: Context, command: CommandOf<"SendMessage">): Decided {
  const { interactionId, agentId, contents, participants = [] } = command
  const owned = ownedBy(context, command)
  if (Result.isFailure(owned)) return Result.fail(owned.failure)
  if ((hamtGet(context.draft.conversations, interactionId)?.answers ?? 0) >= ANSWERS_PER_INTERACTION_MAX)
    return Result.fail({ _tag: "TooManyMessages", interactionId, limit: ANSWERS_PER_INTERACTION_MAX })
  const author = { author: "agent", agentId } as const
  return Result.succeed({ messageId: planMessage(context, { interactionId, ...author, contents, participants }) })
}

/** Most messages of bots' in one interaction. */
export const BOT_MESSAGES_PER_INTERACTION_MAX = 10_000

/** As long as the conversation is not over. */
export function sendBotMessage(context: Context, command: CommandOf<"SendBotMessage">): Decided {
  const { interactionId, contents, participants = [] } = command
  const interaction = hamtGet(context.draft.interactions, interactionId)
  if (interaction === undefined) return Result.fail({ _tag: "InteractionUnknown", interactionId })
  if (interaction.stage === "wrapUp") return Result.fail({ _tag: "InteractionNotActive", interactionId })
  if ((hamtGet(context.draft.conversations, interactionId)?.botMessages ?? 0) >= BOT_MESSAGES_PER_INTERACTION_MAX)
    return Result.fail({ _tag: "TooManyMessages", interactionId, limit: BOT_MESSAGES_PER_INTERACTION_MAX })
  const author = { author: "bot", agentId: null } as const
  return Result.succeed({ messageId: planMessage(context, { interactionId, ...author, contents, participants }) })
}

type Planned = Required<Pick<CommandOf<"SendMessage">, "interactionId" | "contents" | "participants">> &
  (
    | { readonly author: "agent"; readonly agentId: AgentId }
    | { readonly author: Exclude<Sender, "agent">; readonly agentId: null }
  )

/** A message of the interaction's owner, a bot's, or the campaign's own, to be sent. */
export function planMessage(context: Context, planned: Planned): MessageId {
  const { interactionId, author, agentId, contents, participants } = planned
  const interaction = openOf(context, interactionId)
  const conversation = hamtGet(context.draft.conversations, interactionId)
  const { name: campaign, channel, settings } = campaignOf(context, interaction)
  const messageId = MessageId.make(`${interactionId}.m${(conversation?.count ?? 0) + 1}`)
  const first = agentId !== null && (conversation?.answers ?? 0) === 0
  emit(context, {
    _tag: "MessagePlanned",
    messageId,
    interactionId,
    campaign,
    channel,
    author,
    agentId,
    contactId: interaction.contactId,
    contents,
    participants: participants.slice(0, PARTICIPANTS_MAX),
    first,
    rateable: agentId !== null && settings.qualification !== null
  })
  return messageId
}

/** One step of a message's sending. */
export function sending(
  context: Context,
  command: CommandOf<"ClaimMessage" | "SubmitMessage" | "RecordMessageOutcome">
): Decided {
  const outgoing = hamtGet(context.draft.outgoing, command.messageId)
  if (outgoing === undefined) return Result.fail({ _tag: "MessageUnknown", messageId: command.messageId })
  const { epoch } = context.draft.tenant
  if (command.epoch !== epoch) return Result.fail({ _tag: "EpochPassed", epoch })
  const decided: Result.Result<ReadonlyArray<CentreEvent>, CentreRejection> = command._tag === "ClaimMessage"
    ? claim(outgoing, command)
    : command._tag === "SubmitMessage"
      ? submit(outgoing, command)
      : recordOutcome(outgoing, command, context.at)
  return Result.map(decided, (events) => emitAll(context, events))
}

/** What left memory when it was sent is found again by its id. */
export const rowsForReceipt = ({ outgoing }: Facts, { messageId }: CommandOf<"RecordReceipt">): ReadonlyArray<RowKey> =>
  hamtGet(outgoing, messageId) === undefined ? [receiptKey(messageId)] : []

export function receipt(context: Context, command: CommandOf<"RecordReceipt">): Decided {
  const { messageId } = command
  const outgoing = hamtGet(context.draft.outgoing, messageId)
  const row = outgoing === undefined ? context.rows.get(receiptKey(messageId)) : null
  const sent = row?._tag === "Receipt" ? row : undefined
  return Result.map(receive(command, { outgoing, sent }), (events) => emitAll(context, events))
}

/** Marks read; nothing unread, nothing changes. */
export function open(context: Context, command: CommandOf<"OpenInteraction">): Decided {
  const { interactionId, agentId } = command
  const owned = ownedBy(context, command)
  if (Result.isFailure(owned)) return Result.fail(owned.failure)
  if ((hamtGet(context.draft.conversations, interactionId)?.unread ?? 0) > 0) {
    const { name: campaign } = campaignOf(context, owned.success)
    emit(context, { _tag: "InteractionOpened", interactionId, campaign, agentId })
  }
  return Result.succeed(null)
}

/** A new owner also settles what the last one left in the air. O(messages whose outcome is not known). */
export function takeOwnership(context: Context, { epoch }: CommandOf<"TakeOwnership">): Decided {
  const decided = decideOwnership(context.draft.tenant, epoch)
  if (Result.isFailure(decided)) return Result.fail(decided.failure)
  const left = [...hamtValues(context.draft.outgoing)].sort((a, b) => (a.id < b.id ? -1 : 1))
  emitAll(context, decided.success)
  for (const outgoing of left) emitAll(context, recover(outgoing, context.at))
  emitAll(context, recoverRecords(context.draft.dialers, context.at))
  return Result.succeed({ epoch })
}

/** Read and left alone. A place that was read already changes nothing: what comes behind it is not read again. */
export function leaveAlone(context: Context, command: CommandOf<"SkipMessage" | "QuarantineMessage">): Decided {
  const { campaign, place } = command
  if (campaignByName(context.draft, campaign) === undefined) return Result.fail({ _tag: "CampaignUnknown", campaign })
  if (isRead(context.draft.tenant, place)) return Result.succeed(null)
  if (command._tag === "SkipMessage") emit(context, { _tag: "MessageSkipped", campaign, reason: command.reason, place })
  else emit(context, { _tag: "MessageQuarantined", campaign, raw: command.raw, reason: command.reason, place })
  return Result.succeed(null)
}
