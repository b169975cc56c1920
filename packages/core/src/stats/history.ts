/** The history read: recordings of every conversation, and what each agent worked on. Newest first, page by page. */
import type { ContactId, ContentId, Instant, InteractionId } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { emptyVector, vectorGet, vectorLength, vectorValues, type Vector } from "../kernel/vector.ts"
import {
  clientOf,
  namesOf,
  type Conversation,
  type ConversationLeg,
  type ConversationMessage,
  type ConversationsView,
  type SendingState
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
  /** This contact's, and of all who were merged into one person with them. */
  readonly contactId?: string
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

/**
 * Every conversation that passes the filter. O(log n + looked at, at most `HISTORY_SCANNED_MAX`); of one contact only
 * their own are looked at.
 */
export function searchRecordings(view: ConversationsView, request: HistoryRequest, texts: Texts): HistoryPage {
  const { from = -Infinity, to = Infinity, before = Infinity, contactId } = request
  const window = { first: begunFrom(view, from), before: Math.min(before, begunFrom(view, to)) }
  const places = contactId === undefined ? downwards(view.order, window) : ofContact(view, contactId, window)
  return pageOf(view, places, request.limit, (one) => passes(view, one, request, texts))
}

/** What this agent had a leg in and is over: all channels, with messages. `part` is looked for as in the inbox. */
export function ownHistory(
  view: ConversationsView,
  request: HistoryRequest & { readonly agentId: string; readonly part?: string },
  texts: Texts
): HistoryPage {
  const { agentId, part = "", before = Infinity, limit } = request
  const own = hamtGet(view.ofAgent, agentId) ?? emptyVector<InteractionId>()
  return pageOf(view, downwards(own, { first: 0, before }), limit, (one) => {
    if (one.endedAt === null || !passes(view, one, request, texts)) return false
    return part === "" || holdsPart(searchedTexts(subjectOf(view, one), texts), part)
  })
}

/** The number of the first conversation that began at `at` or later. O(log n). */
const begunFrom = (view: ConversationsView, at: Instant): number =>
  vectorFirst(view.order, (id) => (hamtGet(view.all, id)?.startedAt ?? 0) >= at)

/** From before `before` down to `first`, in the order that they count. */
interface Window {
  readonly first: number
  readonly before: number
}

type Place = readonly [place: number, id: InteractionId]

/** Newest first; an agent's own are in the order of their first leg. */
function* downwards(order: Vector<InteractionId>, { first, before }: Window): IterableIterator<Place> {
  for (let index = Math.min(before, vectorLength(order)) - 1; index >= first; index--) {
    const id = vectorGet(order, index)
    if (id !== undefined) yield [index, id]
  }
}

/** Newest first, under all names of the contact; they count as all conversations do. O(names) each. */
function* ofContact(view: ConversationsView, contactId: string, window: Window): IterableIterator<Place> {
  const numberOf = (id: InteractionId | undefined): number => hamtGet(view.all, id ?? "")?.number ?? -1
  const lists = namesOf(view, contactId).map((name) => {
    const list = hamtGet(view.ofContact, name) ?? emptyVector<InteractionId>()
    return { list, left: vectorFirst(list, (id) => numberOf(id) >= window.before) }
  })
  for (;;) {
    let [newest, number]: [(typeof lists)[number] | null, number] = [null, -1]
    for (const one of lists) {
      const last = one.left === 0 ? -1 : numberOf(vectorGet(one.list, one.left - 1))
      if (last > number) [newest, number] = [one, last]
    }
    if (newest === null || number < window.first) return
    newest.left -= 1
    const id = vectorGet(newest.list, newest.left)
    if (id !== undefined) yield [number, id]
  }
}

function pageOf(
  view: ConversationsView,
  places: Iterable<Place>,
  limit: number | undefined,
  test: (conversation: Conversation) => boolean
): HistoryPage {
  const items: Array<Conversation> = []
  const most = Math.min(limit ?? HISTORY_PAGE_DEFAULT, HISTORY_PAGE_MAX)
  let looked = 0
  for (const [place, id] of places) {
    if (items.length === most || looked === HISTORY_SCANNED_MAX) return { items, next: place + 1 }
    looked += 1
    const one = hamtGet(view.all, id)
    if (one !== undefined && test(one)) items.push({ ...one, contactId: clientOf(view, one) })
  }
  return { items, next: null }
}

function passes(view: ConversationsView, one: Conversation, filter: HistoryFilter, texts: Texts): boolean {
  const { from = -Infinity, to = Infinity, campaigns, agents, address = "", subject = "", changedAfter = 0 } = filter
  if (one.startedAt < from || one.startedAt >= to || one.position <= changedAfter) return false
  if (campaigns !== undefined && !one.campaigns.some((name) => campaigns.includes(name))) return false
  if (agents !== undefined && !one.agents.some((id) => agents.includes(id))) return false
  if (address === "" && subject === "") return true
  const known = clientTexts(subjectOf(view, one), texts)
  return holdsPart(known.addresses, address) && holdsPart([known.subject], subject)
}

/** By what a conversation is found: its campaign, its client, and the content that has its subject. */
export interface SearchSubject {
  readonly campaign: string | null
  readonly contactId: ContactId | null
  readonly contentId: ContentId | null
}

/** The client as they are now; the subject is that of the first message with a body. O(messages before it). */
export function subjectOf(view: ConversationsView, conversation: Conversation): SearchSubject {
  const { campaign, messages } = conversation
  const contactId = clientOf(view, conversation)
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
  const about = subjectOf(view, conversation)
  const { name, addresses, subject } = clientTexts(about, texts)
  return {
    conversation: { ...conversation, contactId: about.contactId },
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
