/** The history read: recordings of every conversation, and what each agent worked on. Newest first, page by page. */
import type { Instant } from "../kernel/fields.ts"
import { AFTER_ALL, FIRST, firstOf, listed, type Asking, type Query } from "./ask.ts"
import { asTheyAreNow, clientTexts, namesOf, searchedTexts, textsOfSubjects } from "./clients.ts"
import {
  LIST_OF_ALL,
  listOfAgent,
  listOfCampaign,
  listOfContact,
  listOfMessages,
  type Conversation,
  type ConversationDocument,
  type ConversationMessage
} from "./conversation-documents.ts"
import { dayOfDate, type LocalTimes, type Stretch } from "./local-times.ts"
import { scanned, type Scan } from "./scan.ts"
import { holdsPart } from "./texts.ts"

/** Most conversations of one page. */
export const HISTORY_PAGE_MAX = 500
export const HISTORY_PAGE_DEFAULT = 50
/** Most conversations looked at for one page; the next page goes on from there. */
export const HISTORY_SCANNED_MAX = 10_000
/** Lists of campaigns or agents that are read side by side; of more, all conversations are looked at. */
export const HISTORY_LISTS_MAX = 64
/** Most messages of one page of an agent's own history, the newest of them. */
export const HISTORY_MESSAGES_MAX = 1_000

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

export interface HistoryPage<Item = Conversation> {
  readonly items: ReadonlyArray<Item>
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
 * Every conversation that passes the filter. O(log n + looked at, at most `HISTORY_SCANNED_MAX`); of one contact, of some
 * agents or campaigns only their own are looked at.
 */
export const searchRecordings = (request: HistoryRequest): Query<ConversationDocument, HistoryPage> =>
  function* () {
    const lists = yield* listsOf(request)
    return yield* pageOf(request, { lists, part: "", test: (one) => passes(one, request) })
  }

/** A conversation of one's own with its messages, oldest first. */
export interface OwnConversation extends Conversation {
  readonly messages: ReadonlyArray<ConversationMessage>
}

export interface OwnHistoryRequest extends HistoryRequest {
  readonly agentId: string
  /** Looked for as in the inbox. */
  readonly part?: string
}

/** What this agent had a leg in and is over: all channels, with messages. */
export const ownHistory = (request: OwnHistoryRequest): Query<ConversationDocument, HistoryPage<OwnConversation>> =>
  function* () {
    const { agentId, part = "" } = request
    const test = (one: Conversation): boolean => one.endedAt !== null && passes(one, request)
    const { items, next } = yield* pageOf(request, { lists: [listOfAgent(agentId)], part, test })
    const said = yield* listed<ConversationDocument>({
      lists: items.map(({ interactionId }) => listOfMessages(interactionId)),
      from: FIRST,
      to: AFTER_ALL,
      limit: HISTORY_MESSAGES_MAX,
      order: "newest"
    })
    const messages = said.flatMap(({ document }) => (document._tag === "Message" ? [document] : [])).reverse()
    return {
      items: items.map((one) => ({
        ...one,
        messages: messages.filter(({ interactionId }) => interactionId === one.interactionId)
      })),
      next
    }
  }

/** The fewest lists that hold all that may pass. */
function* listsOf({
  contactId,
  agents,
  campaigns
}: HistoryFilter): Asking<ConversationDocument, ReadonlyArray<string>> {
  if (contactId !== undefined) return (yield* namesOf(contactId)).map(listOfContact)
  if (agents !== undefined && agents.length <= HISTORY_LISTS_MAX) return [...new Set(agents)].map(listOfAgent)
  if (campaigns !== undefined && campaigns.length <= HISTORY_LISTS_MAX)
    return [...new Set(campaigns)].map(listOfCampaign)
  return [LIST_OF_ALL]
}

/** Where to look, and for what beside the filter's texts. */
interface Search {
  readonly lists: ReadonlyArray<string>
  readonly part: string
  readonly test: (conversation: Conversation) => boolean
}

function* pageOf(request: HistoryRequest, { lists, part, test }: Search): Asking<ConversationDocument, HistoryPage> {
  const { from = -Infinity, to = Infinity, before, limit = HISTORY_PAGE_DEFAULT } = request
  const scan: Scan<ConversationDocument, Conversation> = {
    lists,
    before: before ?? (to === Infinity ? AFTER_ALL : yield* begunFrom(to)),
    most: Math.min(limit, HISTORY_PAGE_MAX),
    scannedMax: HISTORY_SCANNED_MAX,
    isEnd: (one) => one._tag === "Conversation" && one.startedAt < from,
    choose: (documents) => chosen(documents, { request, part, test })
  }
  return yield* scanned(scan)
}

/** The position at which the first conversation began that did at `at` or later. */
const begunFrom = (at: Instant): Asking<ConversationDocument, number> =>
  firstOf(LIST_OF_ALL, (one) => one._tag === "Conversation" && one.startedAt >= at)

/** Which of them pass, as they are shown; texts are asked for only of those that pass in all else. */
function* chosen(
  documents: ReadonlyArray<ConversationDocument>,
  { request, part, test }: Omit<Search, "lists"> & { readonly request: HistoryFilter }
): Asking<ConversationDocument, ReadonlyArray<Conversation | null>> {
  const { address = "", subject = "" } = request
  const passing = documents.flatMap((one) => (one._tag === "Conversation" && test(one) ? [one] : []))
  const now = yield* asTheyAreNow(passing)
  const byBegun = new Map(now.map((one) => [one.begunAt, one]))
  if (address !== "" || subject !== "" || part !== "") {
    const texts = yield* textsOfSubjects<ConversationDocument>(now)
    for (const one of now) {
      const known = clientTexts(one, texts)
      const isFound =
        holdsPart(known.addresses, address) &&
        holdsPart([known.subject], subject) &&
        holdsPart(searchedTexts(one, texts), part)
      if (!isFound) byBegun.delete(one.begunAt)
    }
  }
  return documents.map((one) => (one._tag === "Conversation" ? (byBegun.get(one.begunAt) ?? null) : null))
}

function passes(one: Conversation, filter: HistoryFilter): boolean {
  const { from = -Infinity, to = Infinity, campaigns, agents, changedAfter = 0 } = filter
  if (one.startedAt < from || one.startedAt >= to || one.position <= changedAfter) return false
  if (campaigns !== undefined && !one.campaigns.some((name) => campaigns.includes(name))) return false
  return agents === undefined || one.agents.some((id) => agents.includes(id))
}
