/** The ledger of dialers' records in rows: planned ones in the order in which they go out, processed ones by number. */
import type { DialerEvent, DialerRecord, ResolvedRecord } from "../dialer/index.ts"
import { destinationOf } from "../dialer/index.ts"
import type {
  CampaignName,
  ContentId,
  DialerName,
  InteractionId,
  KeyedHash,
  KeyedHashes,
  ListId
} from "../kernel/fields.ts"

/** A record that waits for its turn. */
export interface PlannedRow {
  readonly _tag: "Planned"
  readonly record: DialerRecord
}

/** A record that is processed. */
export interface ResolvedRow {
  readonly _tag: "Resolved"
  readonly dialer: DialerName
  readonly campaign: CampaignName
  readonly listId: ListId
  readonly resolved: ResolvedRecord
}

/** A record's message that an answer may name, and the address it went to. */
export interface RecordThreadRow {
  readonly _tag: "RecordThread"
  readonly dialer: DialerName
  readonly listId: ListId
  readonly row: number
  readonly address: KeyedHashes
  readonly reference: KeyedHashes
}

/** Where a record was written to before it was planned anew. */
export interface WroteToRow {
  readonly _tag: "WroteTo"
  readonly address: KeyedHashes
}

/** A record of an address, so that what it holds can be destroyed with its client. */
export interface AddressedRow {
  readonly _tag: "Addressed"
  readonly listId: ListId
  readonly row: number
  readonly content: ContentId
}

/** The record whose message an interaction answers. */
export interface AnsweredRow {
  readonly _tag: "Answered"
  readonly dialer: DialerName
  readonly listId: ListId
  readonly row: number
  readonly reference: KeyedHashes
}

/** A list that was removed: its id stays taken, and what it sent is still its. */
export interface RemovedListRow {
  readonly _tag: "RemovedList"
  readonly dialer: DialerName
  readonly campaign: CampaignName
}

export type DialerRow =
  | PlannedRow
  | ResolvedRow
  | RecordThreadRow
  | WroteToRow
  | AddressedRow
  | AnsweredRow
  | RemovedListRow

interface Change {
  readonly key: string
  readonly row: DialerRow | { readonly _tag: "Thread"; readonly interactionId: InteractionId } | null
}

const PLANNED = "planned/"
const RECORD = "record/"
const ROW_DIGITS = 16
const PRIORITY_DIGITS = 4
const INSTANT_DIGITS = 16

const digits = (n: number, length: number): string => String(n).padStart(length, "0")

/** All planned records of a list. */
export const plannedPrefix = (listId: string): string => `${PLANNED}${listId}/`
/** Those not tried yet, by priority and row; those to be tried again, by when they may be. */
export const freshPrefix = (listId: string): string => `${plannedPrefix(listId)}w/`
export const retryPrefix = (listId: string): string => `${plannedPrefix(listId)}r/`
/** All processed records of a list, by row. */
export const recordPrefix = (listId: string): string => `${RECORD}${listId}/`
export const recordKey = (listId: string, row: number): string => `${recordPrefix(listId)}${digits(row, ROW_DIGITS)}`
/** Where a record was written to before it was planned anew, the last time. */
export const wroteToKey = (listId: string, row: number): string => `wrote/${listId}/${row}`
/** All records ever sent to, or to be sent to, an address. */
export const addressedPrefix = (hash: KeyedHash): string => `addressed/${hash}/`

/** Of a list that was removed. */
export const removedListKey = (listId: string): string => `list/${listId}`

/** By the interaction that answers. */
export const answeredKey = (interactionId: InteractionId): string => `answered/${interactionId}`

export const plannedKey = (listId: string, { row, priority, notBefore }: DialerRecord): string =>
  notBefore === null
    ? `${freshPrefix(listId)}${digits(priority, PRIORITY_DIGITS)}/${digits(row, ROW_DIGITS)}`
    : `${retryPrefix(listId)}${digits(Math.max(notBefore, 0), INSTANT_DIGITS)}/${digits(row, ROW_DIGITS)}`

/** Whether a row of this key is only ever read in a range. */
export const isReadInRanges = (key: string): boolean => key.startsWith(PLANNED)

const dropped = (listId: string, records: ReadonlyArray<DialerRecord>): ReadonlyArray<Change> =>
  records.map((record) => ({ key: plannedKey(listId, record), row: null }))

const planned = (listId: string, records: ReadonlyArray<DialerRecord>): ReadonlyArray<Change> =>
  records.map((record) => ({ key: plannedKey(listId, record), row: { _tag: "Planned", record } }))

type Whose = Pick<ResolvedRow, "dialer" | "campaign" | "listId">

function processed({ dialer, campaign, listId }: Whose, records: ReadonlyArray<ResolvedRecord>): ReadonlyArray<Change> {
  return records.map((resolved) => ({
    key: recordKey(listId, resolved.record.row),
    row: { _tag: "Resolved", dialer, campaign, listId, resolved }
  }))
}

type Again = Extract<DialerEvent, { _tag: "RecordsSettled" | "RecordsRespooled" }>

function plannedAgain({ listId, records, wroteTo }: Again): ReadonlyArray<Change> {
  const wrote = wroteTo.map(({ row, address }) => ({
    key: wroteToKey(listId, row),
    row: { _tag: "WroteTo" as const, address }
  }))
  const gone = records.map(({ record }) => ({ key: recordKey(listId, record.row), row: null }))
  const again = records.map(({ record }) => record)
  return [...wrote, ...gone, ...planned(listId, again)]
}

/** Where else an imported record is found: by each address it may be sent to. */
const addressed = (listId: ListId, records: ReadonlyArray<DialerRecord>): ReadonlyArray<Change> =>
  records.flatMap(({ row, content, destinations }) =>
    destinations.flatMap(({ address }) =>
      address.map((hash) => ({
        key: `${addressedPrefix(hash)}${listId}/${digits(row, ROW_DIGITS)}`,
        row: { _tag: "Addressed" as const, listId, row, content }
      }))
    )
  )

const threads = ({ dialer, campaign, listId }: Whose, records: ReadonlyArray<ResolvedRecord>): ReadonlyArray<Change> =>
  records.flatMap(({ record, reference }) => {
    if (reference === null) return []
    const { address } = destinationOf(record)
    const row: DialerRow = { _tag: "RecordThread", dialer, listId, row: record.row, address, reference }
    return reference.map((hash) => ({ key: `thread/${campaign}/${hash}`, row }))
  })

/** What an event of a dialer writes. O(records of the event). */
export function dialerRowsOf(event: DialerEvent): ReadonlyArray<Change> {
  switch (event._tag) {
    case "RecordsImported":
      return [...planned(event.listId, event.records), ...addressed(event.listId, event.records)]
    case "RecordsReturned":
      return planned(event.listId, event.records)
    case "RecordsClaimed":
    case "RecordsDropped":
      return dropped(event.listId, event.records)
    case "RecordsBlocked": {
      const { reason, at } = event
      const failed = event.records.map((record) => ({ record, outcome: "failed" as const, reason, at, ...unsent }))
      return [...dropped(event.listId, event.records), ...processed(event, failed)]
    }
    case "RecordsResolved":
      return [...processed(event, event.records), ...threads(event, event.records)]
    case "RecordsMarked":
      return processed(event, event.records)
    case "RecordAnswered": {
      const { dialer, campaign, listId, row, interactionId, reference } = event
      const threads = reference.map((hash) => ({
        key: `thread/${campaign}/${hash}`,
        row: { _tag: "Thread" as const, interactionId }
      }))
      return [
        ...threads,
        { key: answeredKey(interactionId), row: { _tag: "Answered", dialer, listId, row, reference } }
      ]
    }
    case "RecordsSettled":
      return event.as === "again" ? plannedAgain(event) : processed(event, event.records)
    case "RecordsRespooled":
      return plannedAgain(event)
    case "ListRemoved": {
      const { dialer, campaign, listId } = event
      return [{ key: removedListKey(listId), row: { _tag: "RemovedList", dialer, campaign } }]
    }
    default:
      return []
  }
}

const unsent = { reference: null, marks: [] }
