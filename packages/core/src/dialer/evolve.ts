/** What events make of dialers and their lists. */
import type { DialerName, Instant, ListId } from "../kernel/fields.ts"
import { hamtDelete, hamtGet, hamtSet } from "../kernel/hamt.ts"
import type { Owner } from "../kernel/owner.ts"
import { unreachable } from "../kernel/unreachable.ts"
import { countsAfter, noRecords, streakAfter } from "./counts.ts"
import type { DialerEvent, DialerRecord } from "./events.ts"
import { recordId, type Dialer, type Dialers, type List } from "./state.ts"

/** Everything an event is folded with. */
export interface Folding {
  readonly at: Instant
  readonly owner: Owner
  /** The number of the campaign a dialer is created for. */
  readonly campaignNumber: number
}

export function evolve(dialers: Dialers, event: DialerEvent, folding: Folding): Dialers {
  switch (event._tag) {
    case "RatesSet":
      return { ...dialers, rates: event.rates }
    case "DialerCreated":
      return withDialer(dialers, newDialer(event, folding.campaignNumber), folding.owner)
    case "DialerChanged":
    case "DialerStarted":
    case "DialerPaused":
    case "DialerStopped":
    case "ListActivated":
    case "ListDeactivated":
      return changed(dialers, event, folding.owner)
    case "DialerRemoved":
      return { ...dialers, dialers: hamtDelete(dialers.dialers, event.dialer, folding.owner) }
    case "ListRemoved":
      return withoutList(dialers, event, folding.owner)
    case "ListCreated": {
      const { owner, at } = folding
      const lists = hamtSet(dialers.lists, event.listId, newList(event, at), owner)
      const dialer = hamtGet(dialers.dialers, event.dialer)
      const made = { ...dialers, lists }
      return dialer === undefined
        ? made
        : withDialer(made, { ...dialer, lists: [...dialer.lists, event.listId] }, folding.owner)
    }
    default:
      // Counts first: they read where the records stood before the event.
      return underWay(listed(dialers, event, folding.owner), event, folding)
  }
}

type OfDialer = DialerEvent & {
  _tag: "DialerChanged" | "DialerStarted" | "DialerPaused" | "DialerStopped" | "ListActivated" | "ListDeactivated"
}
type OfRecords = Exclude<
  DialerEvent,
  OfDialer | { _tag: "RatesSet" | "DialerCreated" | "DialerRemoved" | "ListCreated" | "ListRemoved" }
>

const withDialer = (dialers: Dialers, dialer: Dialer, owner: Owner): Dialers => ({
  ...dialers,
  dialers: hamtSet(dialers.dialers, dialer.name, dialer, owner)
})

const newDialer = (event: DialerEvent & { _tag: "DialerCreated" }, campaignNumber: number): Dialer => ({
  name: event.dialer,
  campaign: event.campaign,
  campaignNumber,
  settings: event.settings,
  status: "stopped",
  failed: false,
  active: null,
  lists: [],
  inFlight: 0,
  failures: 0,
  endedAt: null
})

const newList = (event: DialerEvent & { _tag: "ListCreated" }, at: Instant): List => ({
  id: event.listId,
  dialer: event.dialer,
  campaign: event.campaign,
  name: event.name,
  subject: event.subject,
  onErrors: event.onErrors,
  state: "loading",
  createdAt: at,
  lastRow: 0,
  errors: 0,
  counts: noRecords,
  retryAt: null
})

/** Nothing of it is under way when it goes. */
function withoutList(dialers: Dialers, event: DialerEvent & { _tag: "ListRemoved" }, owner: Owner): Dialers {
  const left = { ...dialers, lists: hamtDelete(dialers.lists, event.listId, owner) }
  const dialer = hamtGet(dialers.dialers, event.dialer)
  if (dialer === undefined) return left
  const active = dialer.active === event.listId ? null : dialer.active
  return withDialer(left, { ...dialer, active, lists: dialer.lists.filter((id) => id !== event.listId) }, owner)
}

function changed(dialers: Dialers, event: OfDialer, owner: Owner): Dialers {
  const dialer = hamtGet(dialers.dialers, event.dialer)
  return dialer === undefined ? dialers : withDialer(dialers, { ...dialer, ...changeOf(dialer, event) }, owner)
}

function changeOf(dialer: Dialer, event: OfDialer): Partial<Dialer> {
  switch (event._tag) {
    case "DialerChanged":
      return { settings: event.settings }
    case "DialerStarted":
      return { status: "started", failed: false, failures: 0 }
    case "DialerPaused":
      return { status: "paused", failed: event.cause === "failures" }
    case "DialerStopped":
      return { status: "stopped", failed: false }
    case "ListActivated":
      return { active: event.listId }
    case "ListDeactivated":
      return { active: dialer.active === event.listId ? null : dialer.active }
    default:
      return unreachable(event)
  }
}

/** What comes to be under way, goes a step further, or comes to its end. */
function underWay(dialers: Dialers, event: OfRecords, { at, owner }: Folding): Dialers {
  switch (event._tag) {
    case "RecordsClaimed": {
      const { listId, dialer, campaign, epoch } = event
      let { inFlight } = dialers
      for (const record of event.records)
        inFlight = hamtSet(
          inFlight,
          recordId(listId, record.row),
          { listId, dialer, campaign, record, state: "claimed", epoch },
          owner
        )
      return counted({ ...dialers, inFlight }, event.dialer, { inFlight: event.records.length }, owner)
    }
    case "RecordsSubmitted": {
      let { inFlight } = dialers
      for (const row of event.rows) {
        const one = hamtGet(inFlight, recordId(event.listId, row))
        if (one !== undefined)
          inFlight = hamtSet(inFlight, recordId(event.listId, row), { ...one, state: "submitted" }, owner)
      }
      return { ...dialers, inFlight }
    }
    case "RecordsReturned": {
      const tried = wasTried(event)
      return ended(dialers, event, { rows: event.records.map(({ row }) => row), failures: null, tried, at, owner })
    }
    case "RecordsResolved": {
      const rows = event.records.map(({ record }) => record.row)
      const failures = (before: number): number =>
        event.records.reduce((streak, { outcome }) => streakAfter(streak, outcome), before)
      return ended(dialers, event, { rows, failures, tried: true, at, owner })
    }
    default:
      return dialers
  }
}

/** Refused before the last byte, or turned to the next destination: a submission all the same. */
export const wasTried = ({ cause }: Extract<DialerEvent, { _tag: "RecordsReturned" }>): boolean =>
  cause === "refused-for-now" || cause === "next-destination"

interface Ending {
  readonly rows: ReadonlyArray<number>
  readonly failures: ((before: number) => number) | null
  /** Whether the channel was asked: the time between messages runs from then. */
  readonly tried: boolean
  readonly at: Instant
  readonly owner: Owner
}

function ended(
  dialers: Dialers,
  { dialer: name, listId }: { readonly dialer: DialerName; readonly listId: ListId },
  { rows, failures, tried, at, owner }: Ending
): Dialers {
  let { inFlight } = dialers
  let gone = 0
  let asked = tried
  for (const row of rows) {
    const one = hamtGet(inFlight, recordId(listId, row))
    if (one === undefined) continue
    gone += 1
    asked ||= one.state === "submitted"
    inFlight = hamtDelete(inFlight, recordId(listId, row), owner)
  }
  const dialer = hamtGet(dialers.dialers, name)
  if (dialer === undefined) return { ...dialers, inFlight }
  const after = {
    ...dialer,
    inFlight: dialer.inFlight - gone,
    failures: failures === null ? dialer.failures : failures(dialer.failures),
    endedAt: asked && gone > 0 ? at : dialer.endedAt
  }
  return withDialer({ ...dialers, inFlight }, after, owner)
}

function counted(
  dialers: Dialers,
  name: DialerName,
  { inFlight }: { readonly inFlight: number },
  owner: Owner
): Dialers {
  const dialer = hamtGet(dialers.dialers, name)
  return dialer === undefined
    ? dialers
    : withDialer(dialers, { ...dialer, inFlight: dialer.inFlight + inFlight }, owner)
}

function listed(dialers: Dialers, event: OfRecords, owner: Owner): Dialers {
  const list = hamtGet(dialers.lists, event.listId)
  if (list === undefined) return dialers
  const after = {
    ...list,
    ...listAfter(list, event),
    counts: countsAfter(list.counts, event, (id) => hamtGet(dialers.inFlight, id)?.state)
  }
  return { ...dialers, lists: hamtSet(dialers.lists, list.id, after, owner) }
}

function listAfter(list: List, event: OfRecords): Partial<List> {
  switch (event._tag) {
    case "RecordsImported": {
      const last = event.records[event.records.length - 1]
      return {
        lastRow: last?.row ?? list.lastRow,
        errors: Math.min(list.errors + event.errors, Number.MAX_SAFE_INTEGER)
      }
    }
    case "ListCompleted":
      return { state: "complete" }
    case "ListRefused":
      return { state: "refused" }
    case "RecordsClaimed":
    case "RecordsBlocked":
      return { retryAt: event.retryAt }
    case "RecordsReturned":
      return { retryAt: earliestRetry(list.retryAt, event.records) }
    case "RecordsRespooled": {
      const records = event.records.map(({ record }) => record)
      return { retryAt: earliestRetry(list.retryAt, records) }
    }
    default:
      return {}
  }
}

const earliestRetry = (known: Instant | null, records: ReadonlyArray<DialerRecord>): Instant | null =>
  records.reduce<Instant | null>((first, { notBefore }) => {
    if (notBefore === null) return first
    return first === null ? notBefore : Math.min(first, notBefore)
  }, known)
