/** Records: planned → claimed → submitted → sent, failed or ambiguous; and what is heard of them later. */
import * as Result from "effect/Result"
import type { CampaignName, Instant } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import type { DialerCommand, NewRecord, RecordResult } from "./commands.ts"
import type { Decision } from "./decide.ts"
import type { Destination, DialerEvent, DialerRecord, ResolvedRecord } from "./events.ts"
import { streakAfter } from "./counts.ts"
import { listState, recordId, type Dialer, type Dialers, type InFlight, type List } from "./state.ts"

type Of<Tag> = DialerCommand & { readonly _tag: Tag }

/** Tries of a destination after which a temporary refusal is final, unless it says otherwise. */
export const ATTEMPTS_MAX = 3

/** Where it is tried now. */
export function destinationOf({ destinations, destination }: DialerRecord): Destination {
  const found = destinations[destination] ?? destinations[0]
  if (found === undefined) throw new Error("a record without a destination")
  return found
}

function newRecord({
  row,
  priority = 9_999,
  content,
  alternatives = [],
  warned = false,
  ...first
}: NewRecord): DialerRecord {
  const destinations = [first, ...alternatives].map((one): Destination => ({
    address: one.address,
    domain: one.domain ?? null,
    attemptsMax: "attemptsMax" in one && one.attemptsMax !== undefined ? one.attemptsMax : ATTEMPTS_MAX
  }))
  return { row, priority, content, destinations, destination: 0, attempts: 0, notBefore: null, warned }
}

/** Rows ascend; those of a batch that came before are left as they are. */
export function importRecords(dialers: Dialers, list: List, command: Of<"ImportRecords">): Decision {
  const { id: listId, dialer, campaign } = list
  if (list.state !== "loading") return Result.fail({ _tag: "ListNotReady", listId, state: listState(dialers, list) })
  const { errors = 0 } = command
  const strays = command.records.find((record, index) => record.row <= (command.records[index - 1]?.row ?? 0))
  if (strays !== undefined) return Result.fail({ _tag: "RowsNotAscending", listId, row: strays.row })
  const fresh = command.records.filter(({ row }) => row > list.lastRow)
  if (fresh.length === 0 && (command.records.length > 0 || errors === 0)) return Result.succeed([])
  return Result.succeed([{ _tag: "RecordsImported", dialer, campaign, listId, records: fresh.map(newRecord), errors }])
}

export function submitRecords(dialers: Dialers, list: List, command: Of<"SubmitRecords">): Decision {
  const { id: listId, dialer, campaign } = list
  const rows: Array<number> = []
  for (const row of new Set(command.rows)) {
    const one = hamtGet(dialers.inFlight, recordId(listId, row))
    if (one === undefined || one.epoch !== command.epoch)
      return Result.fail({ _tag: "RecordNotReady", listId, row, state: "not-in-flight" })
    if (one.state === "claimed") rows.push(row)
  }
  return Result.succeed(rows.length === 0 ? [] : [{ _tag: "RecordsSubmitted", dialer, campaign, listId, rows }])
}

/** What a batch of results comes to, in the order of the results. */
interface Sorted {
  readonly resolved: Array<ResolvedRecord>
  readonly again: Array<DialerRecord>
  readonly next: Array<DialerRecord>
  /** So many failures in succession that the dialer pauses. */
  failing: boolean
}

/** Results of records that are under way no more are left alone: they are known already. */
export function recordOutcomes(
  dialers: Dialers,
  { dialer, list, at }: { readonly dialer: Dialer; readonly list: List; readonly at: Instant },
  command: Of<"RecordOutcomes">
): Decision {
  const { id: listId } = list
  const { autopauseAfter } = dialer.settings
  const sorted: Sorted = { resolved: [], again: [], next: [], failing: false }
  const seen = new Set<number>()
  let streak = dialer.failures
  for (const result of command.results) {
    const one = hamtGet(dialers.inFlight, recordId(listId, result.row))
    if (one === undefined || one.epoch !== command.epoch || seen.has(result.row)) continue
    if (one.state === "claimed" && (result.outcome === "sent" || result.outcome === "ambiguous"))
      return Result.fail({ _tag: "RecordNotReady", listId, row: result.row, state: "claimed" })
    seen.add(result.row)
    sortResult(sorted, one, result, { dialer, at })
    const last = sorted.resolved[sorted.resolved.length - 1]
    if (last?.record.row === result.row) streak = streakAfter(streak, last.outcome)
    sorted.failing ||= dialer.status === "started" && autopauseAfter > 0 && streak >= autopauseAfter
  }
  return Result.succeed(eventsOf(sorted, { dialer, list }))
}

function sortResult(
  sorted: Sorted,
  { record }: InFlight,
  result: RecordResult,
  { dialer, at }: { readonly dialer: Dialer; readonly at: Instant }
): void {
  const { outcome, reason = null, reference = null, retryAfterSeconds = dialer.settings.retryAfterSeconds } = result
  const came = { reason, at: result.at ?? at, reference, marks: [] }
  if (outcome === "sent" || outcome === "ambiguous") {
    sorted.resolved.push({ record, outcome, ...came })
    return
  }
  if (outcome === "temporary" && record.attempts < destinationOf(record).attemptsMax)
    sorted.again.push({ ...record, notBefore: at + retryAfterSeconds * 1_000 })
  else if (record.destination + 1 < record.destinations.length)
    sorted.next.push({ ...record, destination: record.destination + 1, attempts: 0, notBefore: at })
  else sorted.resolved.push({ record, outcome: "failed", ...came, reason: reason ?? "unknown" })
}

function eventsOf(
  { resolved, again, next, failing }: Sorted,
  { dialer: { name: dialer, campaign }, list: { id: listId } }: { readonly dialer: Dialer; readonly list: List }
): ReadonlyArray<DialerEvent> {
  const events: Array<DialerEvent> = []
  if (resolved.length > 0) events.push({ _tag: "RecordsResolved", dialer, listId, campaign, records: resolved })
  if (again.length > 0)
    events.push({ _tag: "RecordsReturned", dialer, listId, campaign, cause: "refused-for-now", records: again })
  if (next.length > 0)
    events.push({ _tag: "RecordsReturned", dialer, listId, campaign, cause: "next-destination", records: next })
  if (failing) events.push({ _tag: "DialerPaused", dialer, campaign, cause: "failures" })
  return events
}

/** A mark is set once, and only on what was sent; others are passed over. */
export function markRecords(
  { dialer, campaign, listId }: Whose,
  { mark }: Pick<Of<"MarkRecords">, "mark">,
  rows: ReadonlyArray<ResolvedRecord>
): ReadonlyArray<DialerEvent> {
  const records = rows
    .filter(({ outcome, marks }) => outcome === "sent" && !marks.includes(mark))
    .map((one) => ({ ...one, marks: [...one.marks, mark] }))
  return records.length === 0 ? [] : [{ _tag: "RecordsMarked", dialer, listId, campaign, mark, records }]
}

/**
 * Whether what is heard blocks the address: a complaint or an unsubscribe does in the campaign, a hard bounce everywhere. A
 * soft bounce blocks nothing: the mailbox may be full today.
 */
export function blockedBy({
  mark,
  hard = false
}: Pick<Of<"MarkRecords">, "mark" | "hard">): "complaint" | "unsubscribe" | "hard-bounce" | null {
  if (mark === "complained") return "complaint"
  if (mark === "unsubscribed") return "unsubscribe"
  return mark === "bounced" && hard ? "hard-bounce" : null
}

const writtenTo = (rows: ReadonlyArray<ResolvedRecord>) =>
  rows.map(({ record }) => ({ row: record.row, address: destinationOf(record).address }))

/** What an outcome's action makes of a processed record: planned anew, or left when there is no other destination. */
export function respoolRecord(
  { dialer, campaign, id: listId }: List,
  processed: ResolvedRecord,
  action: Respooling
): ReadonlyArray<DialerEvent> {
  if (action.kind === "none") return []
  const { record } = processed
  const destination = action.kind === "respool-alternative" ? record.destination + 1 : record.destination
  if (destination >= record.destinations.length) return []
  const notBefore = action.kind === "reschedule" ? action.at : null
  const again = { ...processed, record: { ...record, destination, attempts: 0, notBefore } }
  const whose = { dialer, campaign, listId, wroteTo: writtenTo([processed]) }
  return [{ _tag: "RecordsRespooled", ...whose, cause: action.kind, records: [again] }]
}

type Respooling =
  | { readonly kind: "none" | "respool" | "respool-alternative" }
  | { readonly kind: "reschedule"; readonly at: Instant }

interface Whose {
  readonly dialer: List["dialer"]
  readonly campaign: CampaignName
  readonly listId: List["id"]
}

/** Only what is ambiguous is settled. Those to be sent again are planned as if they had not been tried. */
export function settleRecords(
  { dialer, campaign, listId }: Whose,
  { as }: Pick<Of<"SettleRecords">, "as">,
  rows: ReadonlyArray<ResolvedRecord>
): Decision {
  const records: Array<ResolvedRecord> = []
  for (const one of rows) {
    if (one.outcome !== "ambiguous")
      return Result.fail({ _tag: "RecordNotReady", listId, row: one.record.row, state: one.outcome })
    const record = as === "again" ? { ...one.record, destination: 0, attempts: 0, notBefore: null } : one.record
    records.push({ ...one, record, outcome: as === "again" ? "ambiguous" : as })
  }
  const wroteTo = as === "again" ? writtenTo(rows) : []
  return Result.succeed([{ _tag: "RecordsSettled", dialer, listId, campaign, wroteTo, as, records }])
}
