/**
 * Decision rows: what decisions look up of things that are in memory no more. A fold of the log, computed from events
 * alone; they hold ids, keyed hashes, codes and instants.
 */
import type {
  AgentId,
  CampaignName,
  ChatId,
  ChatMessageId,
  ContactId,
  Instant,
  InteractionId,
  KeyedHash,
  KeyedHashes,
  MessageId,
  NoticeId
} from "../kernel/fields.ts"
import type { Said } from "../chat/index.ts"
import type { SentNotice } from "../notice/index.ts"
import type { Reached } from "../message/index.ts"
import type { RatedMail, Rateable } from "../rating/index.ts"
import type { CentreEvent } from "./events.ts"
import { clientRowsOf, type ClientRow } from "./rows-clients.ts"
import { dialerRowsOf, type DialerRow } from "./rows-dialer.ts"

/**
 * Names one row: `thread/…`, `subject/…`, `print/…`, `copy/…`, `served/…`, `replied/…`, `closed/…`, `next/…`, `receipt/…`,
 * `rating/…`, `notice/…`, `said/…`; of clients and dialers see rows-clients, rows-dialer.
 */
export type RowKey = string

export type Row =
  | DialerRow
  | ClientRow
  | { readonly _tag: "Thread"; readonly interactionId: InteractionId }
  /** An arrival of this address is answered by itself no more before then. */
  | { readonly _tag: "Replied"; readonly until: Instant }
  /** A mail that its client may rate, and the rating; null: not yet. */
  | ({ readonly _tag: "Rating" } & Rateable)
  | { readonly _tag: "Served"; readonly agentId: AgentId; readonly at: Instant }
  | ({ readonly _tag: "Notice" } & SentNotice)
  | ({ readonly _tag: "Said" } & Said)
  | {
      readonly _tag: "Receipt"
      readonly interactionId: InteractionId
      readonly campaign: CampaignName
      readonly reached: Reached
    }
  | {
      readonly _tag: "Closed"
      readonly campaign: CampaignName
      readonly contactId: ContactId | null
      readonly lastAgentId: AgentId | null
      readonly endedAt: Instant
      readonly participants: ReadonlyArray<KeyedHashes>
    }

/** Names a bounded range: the first `limit` rows whose keys begin with the prefix, by key ascending. */
export type RangeKey = `range/${number}/${string}`

export interface KeyedRow {
  readonly key: RowKey
  readonly row: Row
}

export interface RowChange {
  readonly key: RowKey
  /** null: the row is dropped. */
  readonly row: Row | null
}

/** The rows at hand: undefined = not asked for yet, null = there is none. */
export interface Rows {
  readonly get: (key: RowKey) => Row | null | undefined
  /** At most as many as its limit; undefined = not asked for yet. */
  readonly range: (key: RangeKey) => ReadonlyArray<KeyedRow> | undefined
}

export const noRows: Rows = { get: () => null, range: () => [] }

export interface RowRange {
  readonly prefix: string
  readonly limit: number
}

/** A page of a range: of its rows those after a key. */
export interface RowPage extends RowRange {
  readonly after?: RowKey
}

/** Keys of rows in ranges are ASCII, so that every store has them in one order. */
export const rangeKey = ({ prefix, limit }: RowRange): RangeKey => `range/${limit}/${prefix}`

/** The range a key names; null for the key of one row. */
export function rangeOf(key: RowKey): RowRange | null {
  if (!isRange(key)) return null
  const slash = key.indexOf("/", RANGE.length)
  return { prefix: key.slice(slash + 1), limit: Number(key.slice(RANGE.length, slash)) }
}

const RANGE = "range/"

export const isRange = (key: RowKey): key is RangeKey => key.startsWith(RANGE)

export const threadKey = (campaign: string, hash: KeyedHash): RowKey => `thread/${campaign}/${hash}`
/** The latest conversation under this subject with this sender: both are in the hash. */
export const subjectKey = (campaign: string, hash: KeyedHash): RowKey => `subject/${campaign}/${hash}`
/** Fingerprints are told apart by mailbox. */
export const printKey = (scope: string, hash: KeyedHash): RowKey => `print/${scope}/${hash}`
/** What one interaction holds already, whichever mailbox it was read in. */
export const copyKey = (interactionId: InteractionId, hash: KeyedHash): RowKey => `copy/${interactionId}/${hash}`
/** Who last served a client in a campaign. */
export const servedKey = (campaign: string, contactId: ContactId): RowKey => `served/${campaign}/${contactId}`
/** A message that was sent: what a receipt for it is about. */
export const receiptKey = (messageId: MessageId): RowKey => `receipt/${messageId}`
/** A notice that was sent: a repeat is known by it. */
export const saidKey = (chatId: ChatId, messageId: ChatMessageId): RowKey => `said/${chatId}/${messageId}`
export const noticeKey = (noticeId: NoticeId): RowKey => `notice/${noticeId}`
/** A mail that may be rated. */
export const ratingKey = (mail: RatedMail): RowKey =>
  "messageId" in mail ? `rating/${mail.messageId}` : `rating/${mail.listId}.r${mail.row}`
/** When a client was last answered by itself in a campaign. */
export const repliedKey = (campaign: string, hash: KeyedHash): RowKey => `replied/${campaign}/${hash}`
export const closedKey = (interactionId: InteractionId): RowKey => `closed/${interactionId}`
/** The latest interaction that goes on from one that ended. */
export const nextKey = (interactionId: InteractionId): RowKey => `next/${interactionId}`

const NONE: ReadonlyArray<RowChange> = []

/** What an event writes to the rows. O(size of the event). */
export function rowsOf(event: CentreEvent): ReadonlyArray<RowChange> {
  switch (event._tag) {
    case "ContactCreated":
    case "ContactAdded":
    case "ContactAddressAdded":
    case "ContactAddressRemoved":
    case "ContactNoteAdded":
    case "ContactsMerged":
    case "ContactErased":
    case "AddressRekeyed":
    case "AddressBlocked":
    case "AddressUnblocked":
      return clientRowsOf(event)
    case "MessageReceived":
    case "MessageCopied": {
      if (event._tag === "MessageReceived" && isNameless(event)) return NONE
      const { interactionId, campaign, fingerprint, place } = event
      const row: Row = { _tag: "Thread", interactionId }
      const through = event._tag === "MessageReceived" ? event.through : null
      const prints = (fingerprint ?? []).map((hash) => ({
        key: printKey(place?.source ?? through ?? campaign, hash),
        row
      }))
      if (event._tag === "MessageCopied") return prints
      // What answers it may come to where it came to itself, or to where its conversation is.
      const desks = through === null ? [campaign] : [campaign, through]
      const copies = (fingerprint ?? []).map((hash) => ({ key: copyKey(interactionId, hash), row }))
      const threads = (event.reference ?? []).flatMap((hash) =>
        desks.map((desk) => ({ key: threadKey(desk, hash), row }))
      )
      const subjects = (event.subject ?? []).flatMap((hash) =>
        desks.map((desk) => ({ key: subjectKey(desk, hash), row }))
      )
      return [...prints, ...copies, ...threads, ...subjects]
    }
    case "InteractionArrived": {
      const { interactionId, linkedTo } = event
      return linkedTo === null ? NONE : [{ key: nextKey(linkedTo), row: { _tag: "Thread", interactionId } }]
    }
    case "InteractionClosed": {
      const { campaign, contactId, lastAgentId, endedAt, participants } = event
      const row: Row = { _tag: "Closed", campaign, contactId, lastAgentId, endedAt, participants }
      const closed = { key: closedKey(event.interactionId), row }
      if (contactId === null || lastAgentId === null) return [closed]
      return [
        closed,
        { key: servedKey(campaign, contactId), row: { _tag: "Served", agentId: lastAgentId, at: endedAt } }
      ]
    }
    case "RecordsImported":
    case "RecordsClaimed":
    case "RecordsBlocked":
    case "RecordsReturned":
    case "RecordsResolved":
    case "RecordsSettled":
    case "RecordsRespooled":
    case "RecordAnswered":
    case "RecordsDropped":
    case "RecordsMarked":
    case "ListRemoved":
      return dialerRowsOf(event)
    default:
      return outgoingRowsOf(event)
  }
}

/** What is remembered of what goes out: what names it, how far it came, what is thought of it. */
function outgoingRowsOf(event: CentreEvent): ReadonlyArray<RowChange> {
  switch (event._tag) {
    case "ChatSent": {
      const { chatId, messageId, fromUserId, content } = event
      return [{ key: saidKey(chatId, messageId), row: { _tag: "Said", fromUserId, content } }]
    }
    case "NoticeSent": {
      const { noticeId, fromUserId, to, content } = event
      return [{ key: noticeKey(noticeId), row: { _tag: "Notice", fromUserId, to, content } }]
    }
    case "MessageSent": {
      const { interactionId, campaign, reference } = event
      const row: Row = { _tag: "Thread", interactionId }
      const threads = (reference ?? []).map((hash) => ({ key: threadKey(campaign, hash), row }))
      return [...threads, receiptRow(event, "sent")]
    }
    case "MessageDelivered":
      return [receiptRow(event, "delivered")]
    case "MessageSeen":
      return [receiptRow(event, "seen")]
    case "MessagePlanned": {
      const { messageId, interactionId, campaign, agentId, rateable } = event
      const row: Row = { _tag: "Rating", campaign, interactionId, agentId, rating: null }
      return rateable ? [{ key: ratingKey({ messageId }), row }] : NONE
    }
    case "MailRated": {
      const { mail, campaign, interactionId, agentId, rating } = event
      return [{ key: ratingKey(mail), row: { _tag: "Rating", campaign, interactionId, agentId, rating } }]
    }
    case "ClientAutoReplied":
      return event.address.map((hash) => ({
        key: repliedKey(event.campaign, hash),
        row: { _tag: "Replied", until: event.until }
      }))
    default:
      return NONE
  }
}

type Receipted = Extract<CentreEvent, { readonly _tag: "MessageSent" | "MessageDelivered" | "MessageSeen" }>

const receiptRow = ({ messageId, interactionId, campaign }: Receipted, reached: Reached): RowChange => ({
  key: receiptKey(messageId),
  row: { _tag: "Receipt", interactionId, campaign, reached }
})

type Received = Extract<CentreEvent, { readonly _tag: "MessageReceived" }>

/** Without anything that a later message could name it by: most of a chat. */
const isNameless = ({ fingerprint, reference, subject }: Received): boolean =>
  fingerprint === null && reference === null && subject === null
