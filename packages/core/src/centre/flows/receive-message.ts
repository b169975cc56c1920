/** A client's message: found where it belongs, or the beginning of an interaction. */
import * as Result from "effect/Result"
import type { Campaign } from "../../campaign/index.ts"
import {
  ContactId,
  MessageId,
  type AgentId,
  type ContactId as Contact,
  type InteractionId,
  type KeyedHashes
} from "../../kernel/fields.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { PARTICIPANTS_MAX, type ThreadRule } from "../../message/index.ts"
import { at as numbered, campaignByName, hasRoom, prefers } from "../../routing/index.ts"
import { isRead } from "../../tenant/index.ts"
import { enqueue, openOf } from "../acts.ts"
import type { CommandOf } from "../commands.ts"
import { holidayToday } from "../wall-clock.ts"
import { emit, type Context, type Decided } from "../context.ts"
import { answeredRecord } from "../record-rows.ts"
import { closedKey } from "../rows.ts"
import { autoReply } from "./auto-reply.ts"
import {
  findContact,
  findDuplicate,
  findRecord,
  findThread,
  isCopy,
  isTaken,
  lastServed,
  type Thread
} from "../threading.ts"

type Receive = CommandOf<"ReceiveMessage">

/** Worst priority: what an arrival has unless it says otherwise. */
export const PRIORITY_DEFAULT = 9_999

export function receiveMessage(context: Context, command: Receive): Decided {
  const campaign = campaignByName(context.draft, command.campaign)
  if (campaign === undefined) return Result.fail({ _tag: "CampaignUnknown", campaign: command.campaign })
  if (command.place !== undefined && isRead(context.draft.tenant, command.place))
    return Result.succeed({ outcome: "already" })
  if (findDuplicate(context.rows, command)) return skip(context, campaign, command)
  const thread = findThread(context.draft, context.rows, command)
  if (thread.open !== null && isCopy(context.rows, command, thread.open)) return copy(context, thread.open, command)
  if (thread.open !== null) return join(context, command, thread, thread.open)
  const { interactionId } = command
  if (isTaken(context.draft, context.rows, interactionId))
    return Result.fail({ _tag: "InteractionExists", interactionId })
  return begin(context, campaign, command, thread)
}

const openCampaign = (context: Context, id: InteractionId): Campaign =>
  numbered(context.draft.campaigns, openOf(context, id).campaign)

function skip(context: Context, campaign: Campaign, { place }: Receive): Decided {
  emit(context, { _tag: "MessageSkipped", campaign: campaign.name, reason: "duplicate", place: place ?? null })
  return Result.succeed({ outcome: "duplicate" })
}

/** The same message read in a second mailbox: one message here, the second a copy. */
function copy(context: Context, interactionId: InteractionId, command: Receive): Decided {
  const { campaign, fingerprint = null, place = null } = command
  emit(context, { _tag: "MessageCopied", interactionId, campaign, fingerprint, place })
  return Result.succeed({ outcome: "copied", interactionId })
}

function join(context: Context, command: Receive, { rule }: Thread, interactionId: InteractionId): Decided {
  const contactId = contactOf(context, command, `${interactionId}.c${ordinalOf(context, interactionId)}`)
  const messageId = receive(context, command, { interactionId, contactId, rule })
  return Result.succeed({ outcome: "joined", interactionId, messageId, threadedBy: rule })
}

/** A new interaction, linked to the ended one it goes on from. A live one may be refused at the door. */
function begin(context: Context, campaign: Campaign, command: Receive, { closed, rule }: Thread): Decided {
  const { interactionId, priority = PRIORITY_DEFAULT, place = null, skills = [] } = command
  const { name, channel, kind, media } = campaign
  const reason = refusal(context, campaign)
  if (reason !== null) {
    const holiday = reason === "out-of-hours" ? holidayToday(context, campaign) : null
    emit(context, { _tag: "InteractionRefused", interactionId, campaign: name, reason, holiday, place })
    return Result.succeed({ outcome: "refused", interactionId, reason })
  }
  // Who is new here was served by nobody.
  const known = command.from === undefined ? null : findContact(context.rows, command.from)
  const contactId = contactOf(context, command, `${interactionId}.c`)
  emit(context, {
    _tag: "InteractionArrived",
    interactionId,
    campaign: name,
    channel,
    kind,
    media,
    contactId,
    address: command.from ?? null,
    linkedTo: closed,
    skills
  })
  linkRecord(context, name, { command, closed })
  const messageId = says(command) ? receive(context, command, { interactionId, contactId, rule }) : null
  const interaction = openOf(context, interactionId)
  const preferred =
    formerAgent(context, campaign, closed) ??
    (prefers(campaign.settings.delivery) ? lastServed(context.rows, name, known) : null)
  if (messageId !== null) autoReply(context, campaign, command)
  enqueue(context, { interaction, campaign, kind: "arrival", priority, enteredAt: context.at, preferred })
  return Result.succeed({ outcome: "opened", interactionId, messageId, threadedBy: rule, linkedTo: closed })
}

/** What answers a dialer's message is linked to its record, and so is what goes on from there. */
function linkRecord(
  context: Context,
  campaign: Campaign["name"],
  { command, closed }: { readonly command: Receive; readonly closed: InteractionId | null }
): void {
  const answered = findRecord(context.rows, command) ?? (closed === null ? null : answeredRecord(context.rows, closed))
  if (answered === null) return
  const { dialer, listId, row, reference } = answered
  const { interactionId } = command
  emit(context, { _tag: "RecordAnswered", dialer, campaign, listId, row, interactionId, reference })
}

/** Who had the conversation that goes on, if it ended within the campaign's reopen window. */
function formerAgent(context: Context, { settings }: Campaign, closed: InteractionId | null): AgentId | null {
  if (closed === null || settings.reopenWindowSeconds === 0) return null
  const wrapping = hamtGet(context.draft.interactions, closed)
  const row = wrapping === undefined ? context.rows.get(closedKey(closed)) : null
  const ended = row?._tag === "Closed" ? { agentId: row.lastAgentId, at: row.endedAt } : null
  const { agentId, at } = ended ?? { agentId: wrapping?.owner ?? null, at: wrapping?.endedAt ?? null }
  return at !== null && context.at - at <= settings.reopenWindowSeconds * 1_000 ? agentId : null
}

/** Live work needs an open door; asynchronous work is never refused. */
function refusal(context: Context, campaign: Campaign): "campaign-disabled" | "out-of-hours" | "queue-full" | null {
  if (campaign.kind === "asynchronous") return null
  if (!campaign.enabled) return "campaign-disabled"
  if (!campaign.open) return "out-of-hours"
  return hasRoom(campaign, numbered(context.index.campaigns, campaign.number)) ? null : "queue-full"
}

/** An arrival may come without a message: a visitor who opened a chat. */
const says = ({ contents, place }: Receive): boolean =>
  place !== undefined || contents.body !== null || contents.raw !== null || contents.attachments.length > 0

const contactOf = (context: Context, { from }: Receive, name: string): Contact | null =>
  from === undefined ? null : contactFor(context, from, name)

/** Whose address it is: known by it, or new, of a name that nobody had. */
export function contactFor(context: Context, address: KeyedHashes, name: string): Contact {
  const known = findContact(context.rows, address)
  if (known !== null) return known
  const contactId = ContactId.make(name)
  emit(context, { _tag: "ContactCreated", contactId, address })
  return contactId
}

/** Of the next message of an interaction. */
const ordinalOf = (context: Context, interactionId: InteractionId): number =>
  (hamtGet(context.draft.conversations, interactionId)?.count ?? 0) + 1

function receive(
  context: Context,
  command: Receive,
  to: { readonly interactionId: InteractionId; readonly contactId: Contact | null; readonly rule: ThreadRule }
): string {
  const { interactionId, contactId, rule } = to
  const messageId = MessageId.make(`${interactionId}.m${ordinalOf(context, interactionId)}`)
  const { from, participants = [], contents, reference, fingerprint, subject, automatic, place } = command
  const { name: campaign } = openCampaign(context, interactionId)
  emit(context, {
    _tag: "MessageReceived",
    messageId,
    interactionId,
    campaign,
    through: command.campaign === campaign ? null : command.campaign,
    contactId,
    contents,
    participants: (from === undefined ? participants : [from, ...participants]).slice(0, PARTICIPANTS_MAX),
    reference: reference ?? null,
    fingerprint: fingerprint ?? null,
    subject: subject ?? null,
    threadedBy: rule,
    automatic: automatic ?? false,
    place: place ?? null
  })
  return messageId
}
