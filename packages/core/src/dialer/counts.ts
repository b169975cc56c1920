/** How many records of a list are where. */
import type { DialerEvent, DialerRecord, Mark } from "./events.ts"

export interface RecordCounts {
  readonly total: number
  /** Planned: not tried yet, and to be tried again. */
  readonly fresh: number
  readonly retrying: number
  readonly claimed: number
  readonly submitted: number
  readonly sent: number
  readonly failed: number
  readonly ambiguous: number
  /** Marks of sent ones. */
  readonly seen: number
  readonly bounced: number
  readonly complained: number
  readonly unsubscribed: number
  /** Records of whose text a variable has no value. */
  readonly warned: number
}

export const noRecords: RecordCounts = {
  total: 0,
  fresh: 0,
  retrying: 0,
  claimed: 0,
  submitted: 0,
  sent: 0,
  failed: 0,
  ambiguous: 0,
  seen: 0,
  bounced: 0,
  complained: 0,
  unsubscribed: 0,
  warned: 0
}

/** Nothing planned, nothing under way. */
export const isProcessed = ({ fresh, retrying, claimed, submitted }: RecordCounts): boolean =>
  fresh + retrying + claimed + submitted === 0

/** The step at which a record under way stands; undefined when it is not. */
export type StepOf = (recordId: string) => "claimed" | "submitted" | undefined

type Change = { -readonly [Count in keyof RecordCounts]?: number }

/** The counts after an event, given where the records under way stood before it. O(records of the event). */
export function countsAfter(counts: RecordCounts, event: DialerEvent, stepOf: StepOf): RecordCounts {
  const change: Change = {}
  tally(change, event, stepOf)
  const after: Change = { ...counts }
  for (const key of keys) after[key] = counts[key] + (change[key] ?? 0)
  return { ...counts, ...after }
}

const keys = Object.keys(noRecords).filter((key): key is keyof RecordCounts => key in noRecords)

const add = (change: Change, key: keyof RecordCounts, by: number): void => {
  change[key] = (change[key] ?? 0) + by
}

const plannedAs = ({ notBefore }: DialerRecord): "fresh" | "retrying" => (notBefore === null ? "fresh" : "retrying")

const underMark: { readonly [M in Mark]: keyof RecordCounts } = {
  seen: "seen",
  bounced: "bounced",
  complained: "complained",
  unsubscribed: "unsubscribed"
}

function tally(change: Change, event: DialerEvent, stepOf: StepOf): void {
  const left = (listId: string, row: number) => {
    const step = stepOf(`${listId}.r${row}`)
    if (step !== undefined) add(change, step, -1)
  }
  switch (event._tag) {
    case "RecordsImported":
      add(change, "total", event.records.length)
      for (const record of event.records) {
        add(change, plannedAs(record), 1)
        if (record.warned) add(change, "warned", 1)
      }
      return
    case "RecordsDropped":
      add(change, "total", -event.records.length)
      for (const record of event.records) {
        add(change, plannedAs(record), -1)
        if (record.warned) add(change, "warned", -1)
      }
      return
    case "RecordsClaimed":
    case "RecordsBlocked":
      for (const record of event.records) add(change, plannedAs(record), -1)
      return add(change, event._tag === "RecordsClaimed" ? "claimed" : "failed", event.records.length)
    case "RecordsSubmitted":
      for (const row of event.rows) left(event.listId, row)
      return add(change, "submitted", event.rows.length)
    case "RecordsReturned":
      for (const record of event.records) {
        left(event.listId, record.row)
        add(change, plannedAs(record), 1)
      }
      return
    case "RecordsResolved":
      for (const { record, outcome } of event.records) {
        left(event.listId, record.row)
        add(change, outcome, 1)
      }
      return
    case "RecordsSettled":
      add(change, "ambiguous", -event.records.length)
      for (const { record } of event.records) add(change, event.as === "again" ? plannedAs(record) : event.as, 1)
      return
    case "RecordsRespooled":
      for (const { record, outcome, marks } of event.records) {
        add(change, outcome, -1)
        for (const mark of marks) add(change, underMark[mark], -1)
        add(change, plannedAs(record), 1)
      }
      return
    case "RecordsMarked":
      return add(change, underMark[event.mark], event.records.length)
    default:
      return
  }
}

/** A record that was sent ends a row of failures; what is not known does neither. */
export const streakAfter = (streak: number, outcome: "sent" | "failed" | "ambiguous"): number =>
  outcome === "failed" ? streak + 1 : outcome === "sent" ? 0 : streak
