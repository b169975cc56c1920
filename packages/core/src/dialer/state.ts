/** Dialers and their lists: settings, cursors and counters; of the records only those under way. */
import type { CampaignName, DialerName, Instant, ListId } from "../kernel/fields.ts"
import { emptyHamt, hamtGet, type Hamt } from "../kernel/hamt.ts"
import type { RecordCounts } from "./counts.ts"
import type { DialerRecord, Rate } from "./events.ts"
import type { DialerSettings } from "./settings.ts"

export interface Dialer {
  readonly name: DialerName
  readonly campaign: CampaignName
  /** The campaign's number: one of the same name that comes later is another. */
  readonly campaignNumber: number
  readonly settings: DialerSettings
  readonly status: "stopped" | "started" | "paused"
  /** It paused by itself. */
  readonly failed: boolean
  readonly active: ListId | null
  readonly lists: ReadonlyArray<ListId>
  /** Records under way, of whichever list. */
  readonly inFlight: number
  /** Failures since the last success, or since it was started. */
  readonly failures: number
  /** When the last submission ended, whatever came of it. */
  readonly endedAt: Instant | null
}

export interface List {
  readonly id: ListId
  readonly dialer: DialerName
  readonly campaign: CampaignName
  readonly name: string
  readonly subject: string | null
  readonly onErrors: "keep" | "refuse"
  readonly state: "loading" | "complete" | "refused"
  readonly createdAt: Instant
  /** The last row imported, 0 = none yet; bad rows so far. */
  readonly lastRow: number
  readonly errors: number
  readonly counts: RecordCounts
  /** No record to be tried again may go out before this instant; null = there is none. */
  readonly retryAt: Instant | null
}

export interface InFlight {
  readonly listId: ListId
  readonly dialer: DialerName
  readonly campaign: CampaignName
  readonly record: DialerRecord
  readonly state: "claimed" | "submitted"
  readonly epoch: number
}

export interface Dialers {
  readonly dialers: Hamt<Dialer>
  readonly lists: Hamt<List>
  /** By record. */
  readonly inFlight: Hamt<InFlight>
  readonly rates: ReadonlyArray<Rate>
}

export const noDialers: Dialers = { dialers: emptyHamt(), lists: emptyHamt(), inFlight: emptyHamt(), rates: [] }

/** `<list>.r<row>`. */
export const recordId = (listId: string, row: number): string => `${listId}.r${row}`

export type ListState = "loading" | "inactive" | "active" | "refused"

export const listState = (dialers: Dialers, list: List): ListState => {
  if (list.state !== "complete") return list.state
  return hamtGet(dialers.dialers, list.dialer)?.active === list.id ? "active" : "inactive"
}
