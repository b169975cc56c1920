/**
 * The audit: who did what about whom, and when. Every event that a person's command wrote is a row; what the engine and
 * the adapters did of themselves is none.
 */
import type { Instant } from "../kernel/fields.ts"
import type { Recorded } from "../kernel/envelope.ts"
import { emptyVector, vectorPush, type Vector } from "../kernel/vector.ts"
import { newestFirst } from "./newest-first.ts"
import type { Projection, StoredEvent } from "./projection.ts"

/** Most rows of one page. */
export const AUDIT_PAGE_MAX = 500
export const AUDIT_PAGE_DEFAULT = 50
/** Most rows looked at for one page; the next page goes on from there. */
export const AUDIT_SCANNED_MAX = 10_000

export interface AuditRow {
  readonly position: number
  readonly at: Instant
  /** Who sent the command, and its id: rows of one command belong together. */
  readonly actor: string
  readonly commandId: string
  /** The event's name. */
  readonly what: string
  /** About whom and what; null where it is about none, or about several. */
  readonly userId: string | null
  readonly campaign: string | null
  readonly interactionId: string | null
  readonly dialer: string | null
}

export type AuditView = Vector<AuditRow>

/** O(log n) per event. */
export const audit: Projection<AuditView> = {
  name: "audit",
  version: 1,
  initial: emptyVector(),
  evolve: (rows, recorded) => {
    const { actor } = recorded
    return actor === null ? rows : vectorPush(rows, rowOf(recorded, actor), undefined)
  }
}

const rowOf = ({ position, at, commandId, event }: Recorded<StoredEvent>, actor: string): AuditRow => ({
  position,
  at,
  actor,
  commandId,
  what: event._tag,
  userId: "agentId" in event ? event.agentId : "userId" in event ? event.userId : null,
  campaign: "campaign" in event ? event.campaign : null,
  interactionId: "interactionId" in event ? event.interactionId : null,
  dialer: "dialer" in event ? event.dialer : null
})

export interface AuditFilter {
  readonly actor?: string
  readonly userId?: string
  readonly campaign?: string
  readonly what?: string
  /** At or after `from`, before `to`. */
  readonly from?: Instant
  readonly to?: Instant
}

export interface AuditRequest extends AuditFilter {
  /** Older than this cursor. */
  readonly before?: number
  readonly limit?: number
}

export interface AuditPage {
  readonly items: ReadonlyArray<AuditRow>
  /** Where the next page goes on; null at the end. */
  readonly next: number | null
}

/** Newest first. O(looked at, at most `AUDIT_SCANNED_MAX`). */
export function auditPage(rows: AuditView, request: AuditRequest = {}): AuditPage {
  const { before, limit = AUDIT_PAGE_DEFAULT } = request
  const page = { before, most: Math.min(limit, AUDIT_PAGE_MAX), scannedMax: AUDIT_SCANNED_MAX }
  return newestFirst(rows, page, (row) => (passes(row, request) ? row : undefined))
}

const passes = (row: AuditRow, { actor, userId, campaign, what, from = -Infinity, to = Infinity }: AuditFilter) =>
  (actor === undefined || row.actor === actor) &&
  (userId === undefined || row.userId === userId) &&
  (campaign === undefined || row.campaign === campaign) &&
  (what === undefined || row.what === what) &&
  row.at >= from &&
  row.at < to
