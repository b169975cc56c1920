/**
 * What dialers sent, for the recordings: each mail is a record, not an interaction, and is shown beside the interactions
 * that answered it.
 */
import type { CampaignName, ContentId, DialerName, Instant, InteractionId, ListId } from "../kernel/fields.ts"
import { emptyHamt, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import type { Recorded } from "../kernel/envelope.ts"
import { emptyVector, vectorLength, vectorPush, type Vector } from "../kernel/vector.ts"
import { newestFirst } from "./newest-first.ts"
import type { Projection, StoredEvent } from "./projection.ts"

/** Most mails of one page. */
export const DIALLED_PAGE_MAX = 500
/** Most mails looked at for one page; the next page goes on from there. */
export const DIALLED_SCANNED_MAX = 10_000

export interface Dialled {
  readonly dialer: DialerName
  readonly campaign: CampaignName
  readonly listId: ListId
  readonly row: number
  readonly content: ContentId
  readonly sentAt: Instant
  /** The interactions that answered it. */
  readonly interactions: ReadonlyArray<InteractionId>
  /** Its place among all outcomes: one that was sent again has the place of the last. */
  readonly number: number
}

export interface DialledView {
  /** By record. */
  readonly all: Hamt<Dialled>
  /** In the order in which their outcomes came in; of one that was sent again the last is its place. */
  readonly order: Vector<string>
}

/** O(records of the event · log n). */
export const dialled: Projection<DialledView> = {
  name: "dialled",
  version: 2,
  initial: { all: emptyHamt(), order: emptyVector() },
  evolve
}

const idOf = (listId: string, row: number): string => `${listId}.r${row}`

function evolve(view: DialledView, { event }: Recorded<StoredEvent>): DialledView {
  switch (event._tag) {
    case "RecordsResolved":
    case "RecordsSettled": {
      const { dialer, campaign, listId } = event
      let next = view
      for (const { record, outcome, at: sentAt } of event.records) {
        const { row, content } = record
        if (outcome !== "sent") continue
        const id = idOf(listId, row)
        const interactions = hamtGet(next.all, id)?.interactions ?? []
        const number = vectorLength(next.order)
        const one: Dialled = { dialer, campaign, listId, row, content, sentAt, interactions, number }
        next = { all: hamtSet(next.all, id, one, undefined), order: vectorPush(next.order, id, undefined) }
      }
      return next
    }
    case "RecordAnswered": {
      const id = idOf(event.listId, event.row)
      const known = hamtGet(view.all, id)
      if (known === undefined) return view
      const interactions = [...known.interactions, event.interactionId]
      return { ...view, all: hamtSet(view.all, id, { ...known, interactions }, undefined) }
    }
    default:
      return view
  }
}

export interface DialledRequest {
  readonly campaign?: string
  /** Older than this cursor. */
  readonly before?: number
  readonly limit?: number
}

/** Newest first. `next`: where the next page goes on; null at the end. */
export function searchDialled(
  { all, order }: DialledView,
  { campaign, before, limit = DIALLED_PAGE_MAX }: DialledRequest = {}
): { readonly items: ReadonlyArray<Dialled>; readonly next: number | null } {
  const page = { before, most: Math.min(limit, DIALLED_PAGE_MAX), scannedMax: DIALLED_SCANNED_MAX }
  return newestFirst(order, page, (id, place) => {
    const one = hamtGet(all, id)
    const isIts = one?.number === place && (campaign === undefined || one.campaign === campaign)
    return isIts ? one : undefined
  })
}
