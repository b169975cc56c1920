/** How far dialers are: per list where its records stand, per dialer the row of the monitor. */
import type { DialerEvent } from "../dialer/events.ts"
import type { CampaignName, DialerName, ListId } from "../kernel/fields.ts"
import { emptyHamt, hamtDelete, hamtGet, hamtSet, hamtValues, type Hamt } from "../kernel/hamt.ts"
import type { Recorded } from "../kernel/envelope.ts"
import type { Projection, StoredEvent } from "./projection.ts"
import {
  figuresAfter,
  noFigures,
  notProcessedIn,
  processedIn,
  processedRatioIn,
  type OfRecords,
  type RecordFigures
} from "./record-counts.ts"

export interface DialerProgress {
  readonly dialer: DialerName
  readonly campaign: CampaignName
  readonly label: string
  readonly status: "stopped" | "started" | "paused"
  /** It paused by itself, after failures in succession. */
  readonly failed: boolean
  readonly active: ListId | null
  /** The list shown: the active one, else the one that last was, else the latest. */
  readonly shown: ListId | null
  readonly lists: ReadonlyArray<ListId>
  /** Its campaign was removed. */
  readonly orphaned: boolean
}

export interface ListProgress {
  readonly listId: ListId
  readonly dialer: DialerName
  readonly name: string
  readonly state: "loading" | "complete" | "refused"
  /** Rows of its file that were no records. */
  readonly errors: number
  readonly counts: RecordFigures
}

export interface DialerProgressView {
  readonly dialers: Hamt<DialerProgress>
  readonly lists: Hamt<ListProgress>
  /** Records under way, by the step at which they stand. */
  readonly steps: Hamt<"claimed" | "submitted">
  readonly enabled: Hamt<boolean>
}

/** O(records of the event · log n). */
export const dialerProgress: Projection<DialerProgressView> = {
  name: "dialer-progress",
  version: 1,
  initial: { dialers: emptyHamt(), lists: emptyHamt(), steps: emptyHamt(), enabled: emptyHamt() },
  evolve: (view, recorded) => evolve(view, recorded)
}

function evolve(view: DialerProgressView, { event }: Recorded<StoredEvent>): DialerProgressView {
  switch (event._tag) {
    case "CampaignCreated":
      return { ...view, enabled: hamtSet(view.enabled, event.campaign, event.enabled, undefined) }
    case "CampaignEnabled":
    case "CampaignDisabled":
      return { ...view, enabled: hamtSet(view.enabled, event.campaign, event._tag === "CampaignEnabled", undefined) }
    case "CampaignRemoved":
      return orphan(view, event.campaign)
    case "DialerCreated": {
      const { dialer, campaign, settings } = event
      const fresh = { status: "stopped", failed: false, active: null, shown: null, lists: [], orphaned: false } as const
      return withDialer(view, { dialer, campaign, label: settings.label, ...fresh })
    }
    case "DialerChanged":
      return changed(view, event.dialer, () => ({ label: event.settings.label }))
    case "DialerStarted":
      return changed(view, event.dialer, () => ({ status: "started", failed: false }))
    case "DialerPaused":
      return changed(view, event.dialer, () => ({ status: "paused", failed: event.cause === "failures" }))
    case "DialerStopped":
      return changed(view, event.dialer, () => ({ status: "stopped", failed: false }))
    case "ListActivated":
      return changed(view, event.dialer, () => ({ active: event.listId, shown: event.listId }))
    case "ListDeactivated":
      return changed(view, event.dialer, ({ active }) => ({ active: active === event.listId ? null : active }))
    case "DialerRemoved":
      return { ...view, dialers: hamtDelete(view.dialers, event.dialer, undefined) }
    case "ListRemoved":
      return removed(view, event)
    case "ListCreated":
      return created(view, event)
    case "ListCompleted":
      return withList(view, event.listId, () => ({ state: "complete" }))
    case "ListRefused":
      return withList(view, event.listId, () => ({ state: "refused" }))
    case "RecordsImported":
    case "RecordsClaimed":
    case "RecordsBlocked":
    case "RecordsSubmitted":
    case "RecordsReturned":
    case "RecordsResolved":
    case "RecordsSettled":
    case "RecordsRespooled":
    case "RecordsMarked":
    case "RecordsDropped":
      return stepped(counted(view, event), event)
    default:
      return view
  }
}

const withDialer = (view: DialerProgressView, dialer: DialerProgress): DialerProgressView => ({
  ...view,
  dialers: hamtSet(view.dialers, dialer.dialer, dialer, undefined)
})

function changed(
  view: DialerProgressView,
  name: DialerName,
  change: (dialer: DialerProgress) => Partial<DialerProgress>
): DialerProgressView {
  const known = hamtGet(view.dialers, name)
  return known === undefined ? view : withDialer(view, { ...known, ...change(known) })
}

function orphan(view: DialerProgressView, campaign: CampaignName): DialerProgressView {
  let next = { ...view, enabled: hamtDelete(view.enabled, campaign, undefined) }
  for (const dialer of hamtValues(view.dialers))
    if (dialer.campaign === campaign) next = { ...next, ...withDialer(next, { ...dialer, orphaned: true }) }
  return next
}

function created(view: DialerProgressView, event: DialerEvent & { _tag: "ListCreated" }): DialerProgressView {
  const { dialer, listId, name } = event
  const list: ListProgress = { listId, dialer, name, state: "loading", errors: 0, counts: noFigures }
  const lists = hamtSet(view.lists, listId, list, undefined)
  return changed({ ...view, lists }, dialer, (one) => ({
    lists: [...one.lists, listId],
    shown: one.active === null && !wasActive(view, one) ? listId : one.shown
  }))
}

/** Where it was the one shown, the active one is, else the latest. */
function removed(view: DialerProgressView, event: DialerEvent & { _tag: "ListRemoved" }): DialerProgressView {
  const { dialer, listId } = event
  const left = { ...view, lists: hamtDelete(view.lists, listId, undefined) }
  return changed(left, dialer, (one) => {
    const lists = one.lists.filter((id) => id !== listId)
    const active = one.active === listId ? null : one.active
    const shown = one.shown === listId ? (active ?? lists[lists.length - 1] ?? null) : one.shown
    return { lists, active, shown }
  })
}

/** Whether any record of the list that is shown ever went out: it stays in view until another is activated. */
const wasActive = ({ lists }: DialerProgressView, { shown }: DialerProgress): boolean =>
  shown !== null && processedIn(hamtGet(lists, shown)?.counts ?? noFigures) > 0

function withList(
  view: DialerProgressView,
  listId: ListId,
  change: (list: ListProgress) => Partial<ListProgress>
): DialerProgressView {
  const known = hamtGet(view.lists, listId)
  if (known === undefined) return view
  return { ...view, lists: hamtSet(view.lists, listId, { ...known, ...change(known) }, undefined) }
}

const counted = (view: DialerProgressView, event: OfRecords): DialerProgressView =>
  withList(view, event.listId, ({ counts, errors }) => ({
    counts: figuresAfter(counts, event, (row) => hamtGet(view.steps, `${event.listId}.r${row}`)),
    errors: event._tag === "RecordsImported" ? errors + event.errors : errors
  }))

function stepped(view: DialerProgressView, event: OfRecords): DialerProgressView {
  let { steps } = view
  const id = (row: number): string => `${event.listId}.r${row}`
  switch (event._tag) {
    case "RecordsClaimed":
      for (const { row } of event.records) steps = hamtSet(steps, id(row), "claimed", undefined)
      return { ...view, steps }
    case "RecordsSubmitted":
      for (const row of event.rows) steps = hamtSet(steps, id(row), "submitted", undefined)
      return { ...view, steps }
    case "RecordsReturned":
      for (const { row } of event.records) steps = hamtDelete(steps, id(row), undefined)
      return { ...view, steps }
    case "RecordsResolved":
      for (const { record } of event.records) steps = hamtDelete(steps, id(record.row), undefined)
      return { ...view, steps }
    default:
      return view
  }
}

/** A row of the monitor: every status apart, and every counter. */
export interface MonitorRow {
  readonly dialer: DialerName
  readonly label: string
  readonly campaign: CampaignName
  readonly list: { readonly listId: ListId; readonly name: string; readonly state: "active" | "inactive" } | null
  readonly status: DialerProgress["status"]
  readonly started: boolean
  readonly failed: boolean
  readonly onSchedule: boolean
  readonly campaignEnabled: boolean
  readonly total: number
  readonly processed: number
  readonly notProcessed: number
  readonly planned: number
  readonly claimed: number
  readonly submitted: number
  readonly sent: number
  readonly failures: number
  readonly ambiguous: number
  readonly seen: number
  readonly rejected: number
  readonly spam: number
  readonly unsubscribed: number
  readonly warned: number
  /** In [0, 1]; 1 = all processed. */
  readonly processedRatio: number
}

/** Whether the hours of a dialer and of its campaign are open: asked of whoever knows zones. */
export type OnSchedule = (dialer: DialerName) => boolean

/** The row of one dialer; undefined when there is none. */
export function monitorRow(view: DialerProgressView, name: string, onSchedule: OnSchedule): MonitorRow | undefined {
  const dialer = hamtGet(view.dialers, name)
  return dialer === undefined ? undefined : rowOf(view, dialer, onSchedule)
}

function rowOf(view: DialerProgressView, one: DialerProgress, onSchedule: OnSchedule): MonitorRow {
  const { dialer, label, campaign, status, failed } = one
  const list = one.shown === null ? undefined : hamtGet(view.lists, one.shown)
  const counts = list?.counts ?? noFigures
  return {
    dialer,
    label,
    campaign,
    list:
      list === undefined
        ? null
        : { listId: list.listId, name: list.name, state: one.active === list.listId ? "active" : "inactive" },
    status,
    started: status === "started",
    failed,
    onSchedule: onSchedule(dialer),
    campaignEnabled: !one.orphaned && (hamtGet(view.enabled, campaign) ?? false),
    total: counts.total,
    processed: processedIn(counts),
    notProcessed: notProcessedIn(counts),
    planned: counts.planned,
    claimed: counts.claimed,
    submitted: counts.submitted,
    sent: counts.sent,
    failures: counts.failed,
    ambiguous: counts.ambiguous,
    seen: counts.seen,
    rejected: counts.bounced,
    spam: counts.complained,
    unsubscribed: counts.unsubscribed,
    warned: counts.warned,
    processedRatio: processedRatioIn(counts)
  }
}

const isActive = ({ status, active }: DialerProgress): boolean => status !== "stopped" || active !== null

/** The dialers that are active: not stopped, or with a list that is; all of them when asked. By name. O(dialers · log). */
export const monitorRows = (
  view: DialerProgressView,
  onSchedule: OnSchedule,
  { all = false }: { readonly all?: boolean } = {}
): ReadonlyArray<MonitorRow> =>
  [...hamtValues(view.dialers)]
    .filter((dialer) => all || isActive(dialer))
    .sort((a, b) => (a.dialer < b.dialer ? -1 : 1))
    .map((dialer) => rowOf(view, dialer, onSchedule))
