/** The history read: recordings of every conversation, and what each agent worked on. Newest first, page by page. */
import type { ContactId, ContentId, Instant, InteractionId } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { emptyVector, vectorGet, vectorLength, vectorValues, type Vector } from "../kernel/vector.ts"
import type {
  Conversation,
  ConversationLeg,
  ConversationMessage,
  ConversationsView,
  SendingState
} from "./conversations.ts"
import { dayOfDate, type LocalTimes, type Stretch } from "./local-times.ts"
import { vectorFirst } from "./vector-first.ts"
import { holdsPart, type ContactTexts, type ContentTexts, type Texts } from "./texts.ts"

/** Most conversations of one page. */
export const HISTORY_PAGE_MAX = 500
export const HISTORY_PAGE_DEFAULT = 50
/** Most conversations looked at for one page; the next page goes on from there. */
export const HISTORY_SCANNED_MAX = 10_000

export interface HistoryFilter {
  /** It began at or after `from`, before `to`. */
  readonly from?: Instant
  readonly to?: Instant
  /** Any of them. */
  readonly campaigns?: ReadonlyArray<string>
  readonly agents?: ReadonlyArray<string>
  /** Parts, in any case: of one of the client's addresses, of the subject. */
  readonly address?: string
  readonly subject?: string
  /** Something happened in it after this position: what a live list reads again. */
  readonly changedAfter?: number
}

export interface HistoryRequest extends HistoryFilter {
  /** Older than this cursor. */
  readonly before?: number
  readonly limit?: number
}

export interface HistoryPage {
  readonly items: ReadonlyArray<Conversation>
  /** Where the next page goes on; null at the end. */
  readonly next: number | null
}

/** From the first instant of a local date to the last of another; null when the zone has no such date. */
export function datesWindow(
  times: LocalTimes,
  { zone, startDate, endDate }: { readonly zone: string; readonly startDate: string; readonly endDate: string }
): Stretch | null {
  const first = dayOfDate(times, zone, startDate)
  const last = dayOfDate(times, zone, endDate)
  return first === null || last === null ? null : { from: first.startsAt, to: last.endsAt }
}

/** Every conversation that passes the filter. O(log n + looked at, at most `HISTORY_SCANNED_MAX`). */
export function searchRecordings(view: ConversationsView, request: HistoryRequest, texts: Texts): HistoryPage {
  const { from = -Infinity, to = Infinity, before = Infinity } = request
  const window = { first: begunFrom(view, from), before: Math.min(before, begunFrom(view, to)) }
  return pageOf(view, view.order, { ...request, ...window }, (one) => passes(one, request, texts))
}

/** What this agent had a leg in and is over: all channels, with messages. `part` is looked for as in the inbox. */
export function ownHistory(
  view: ConversationsView,
  request: HistoryRequest & { readonly agentId: string; readonly part?: string },
  texts: Texts
): HistoryPage {
  const own = hamtGet(view.ofAgent, request.agentId) ?? emptyVector<InteractionId>()
  const isOver = (one: Conversation): boolean => one.endedAt !== null && passes(one, request, texts)
  const holds = (one: Conversation): boolean => holdsPart(searchedTexts(subjectOf(one), texts), request.part ?? "")
  return pageOf(view, own, { first: 0, before: Infinity, ...request }, (one) => isOver(one) && holds(one))
}

/** The number of the first conversation that began at `at` or later. O(log n). */
const begunFrom = (view: ConversationsView, at: Instant): number =>
  vectorFirst(view.order, (id) => (hamtGet(view.all, id)?.startedAt ?? 0) >= at)

/** Newest first, from before `before` down to `first`; an agent's own are in the order of their first leg. */
function pageOf(
  view: ConversationsView,
  order: Vector<InteractionId>,
  { first, before, limit = HISTORY_PAGE_DEFAULT }: HistoryRequest & { readonly first: number; readonly before: number },
  test: (conversation: Conversation) => boolean
): HistoryPage {
  const items: Array<Conversation> = []
  const most = Math.min(limit, HISTORY_PAGE_MAX)
  const end = Math.min(before, vectorLength(order))
  const last = Math.max(first, end - HISTORY_SCANNED_MAX)
  for (let index = end - 1; index >= last; index--) {
    const one = hamtGet(view.all, vectorGet(order, index) ?? "")
    if (one !== undefined && test(one)) items.push(one)
    if (items.length === most) return { items, next: index === first ? null : index }
  }
  return { items, next: last === first ? null : last }
}

function passes(one: Conversation, filter: HistoryFilter, texts: Texts): boolean {
  const { from = -Infinity, to = Infinity, campaigns, agents, address = "", subject = "", changedAfter = 0 } = filter
  if (one.startedAt < from || one.startedAt >= to || one.position <= changedAfter) return false
  if (campaigns !== undefined && !one.campaigns.some((name) => campaigns.includes(name))) return false
  if (agents !== undefined && !one.agents.some((id) => agents.includes(id))) return false
  if (address === "" && subject === "") return true
  const known = clientTexts(subjectOf(one), texts)
  return holdsPart(known.addresses, address) && holdsPart([known.subject], subject)
}

/** By what a conversation is found: its campaign, its client, and the content that has its subject. */
export interface SearchSubject {
  readonly campaign: string | null
  readonly contactId: ContactId | null
  readonly contentId: ContentId | null
}

/** The subject is that of the first message with a body. O(messages before it). */
export function subjectOf({ campaign, contactId, messages }: Conversation): SearchSubject {
  for (const { contents } of vectorValues(messages))
    if (contents.body !== null) return { campaign, contactId, contentId: contents.body }
  return { campaign, contactId, contentId: null }
}

/** Name and addresses of the client and the subject, as far as they are known. */
export function clientTexts({ contactId, contentId }: SearchSubject, texts: Texts) {
  const contact: ContactTexts | undefined = contactId === null ? undefined : texts.contact(contactId)
  const content: ContentTexts | undefined = contentId === null ? undefined : texts.content(contentId)
  return {
    name: contact?.name ?? null,
    addresses: [...(contact?.addresses ?? []), ...(content?.addresses ?? [])],
    subject: content?.subject ?? null
  }
}

/** What the inbox's search looks in: campaign name, client address, client name, subject. */
export function searchedTexts(subject: SearchSubject, texts: Texts): ReadonlyArray<string | null> {
  const { name, addresses, subject: title } = clientTexts(subject, texts)
  return [subject.campaign, name, title, ...addresses]
}

/** A recording for the viewer: the conversation, its legs, and its messages with texts where there still are any. */
export interface Recording {
  readonly conversation: Conversation
  readonly client: { readonly name: string | null; readonly addresses: ReadonlyArray<string> }
  readonly subject: string | null
  readonly legs: ReadonlyArray<ConversationLeg>
  readonly messages: ReadonlyArray<
    ConversationMessage & { readonly text: string | null; readonly sending: SendingState | null }
  >
}

/** Undefined for an interaction that never was. O(messages). */
export function recordingOf(view: ConversationsView, interactionId: string, texts: Texts): Recording | undefined {
  const conversation = hamtGet(view.all, interactionId)
  if (conversation === undefined) return undefined
  const { name, addresses, subject } = clientTexts(subjectOf(conversation), texts)
  return {
    conversation,
    client: { name, addresses },
    subject,
    legs: conversation.legs,
    messages: [...vectorValues(conversation.messages)].map((message) => ({
      ...message,
      text: (message.contents.body === null ? undefined : texts.content(message.contents.body))?.text ?? null,
      sending: hamtGet(view.sendings, message.messageId) ?? null
    }))
  }
}
