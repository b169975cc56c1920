/** The public form of dialers, lists and records: rows by number, never whom they are for. */
import type { DialerEvent, DialerRecord, ResolvedRecord } from "../dialer/index.ts"
import { unreachable } from "../kernel/unreachable.ts"
import type { PublicEvent } from "./public-events.ts"

type Published = Exclude<DialerEvent, { _tag: "RecordsClaimed" | "RecordsDropped" }>
type OfDialer = Extract<
  Published,
  { _tag: "DialerCreated" | "DialerChanged" | "DialerStarted" | "DialerPaused" | "DialerStopped" | "DialerRemoved" }
>

export function publishDialer(event: DialerEvent): PublicEvent | null {
  switch (event._tag) {
    case "RecordsClaimed":
    case "RecordsDropped":
      return null
    case "RatesSet":
      return { type: "cc.rates.set.v1", subject: "centre", partitionKey: "centre", data: { rates: event.rates } }
    case "DialerCreated":
    case "DialerChanged":
    case "DialerStarted":
    case "DialerPaused":
    case "DialerStopped":
    case "DialerRemoved":
      return ofDialer(event)
    default:
      return ofList(event)
  }
}

function ofDialer(event: OfDialer): PublicEvent {
  const { dialer, campaign } = event
  const about = { subject: `dialers/${dialer}`, partitionKey: dialer }
  switch (event._tag) {
    case "DialerCreated":
    case "DialerChanged": {
      const { event: _event, ...settings } = event.settings
      const type = event._tag === "DialerCreated" ? "cc.dialer.created.v1" : "cc.dialer.changed.v1"
      return { type, ...about, data: { dialer, campaign, settings } }
    }
    case "DialerStarted":
      return { type: "cc.dialer.started.v1", ...about, data: { dialer, campaign } }
    case "DialerPaused":
      return { type: "cc.dialer.paused.v1", ...about, data: { dialer, campaign, cause: event.cause } }
    case "DialerStopped":
      return { type: "cc.dialer.stopped.v1", ...about, data: { dialer, campaign } }
    case "DialerRemoved":
      return { type: "cc.dialer.removed.v1", ...about, data: { dialer, campaign } }
    default:
      return unreachable(event)
  }
}

type OfList = Exclude<Published, OfDialer | { _tag: "RatesSet" }>

function ofList(event: OfList): PublicEvent {
  const { dialer, campaign, listId } = event
  const about = { subject: `lists/${listId}`, partitionKey: listId }
  const data = { dialer, campaign, listId }
  switch (event._tag) {
    case "ListCreated":
      return { type: "cc.list.created.v1", ...about, data: { ...data, name: event.name } }
    case "ListCompleted":
    case "ListRefused": {
      const type = event._tag === "ListCompleted" ? "cc.list.completed.v1" : "cc.list.refused.v1"
      return { type, ...about, data: { ...data, records: event.records, errors: event.errors } }
    }
    case "ListActivated":
      return { type: "cc.list.activated.v1", ...about, data }
    case "ListDeactivated":
      return { type: "cc.list.deactivated.v1", ...about, data }
    case "ListRemoved":
      return { type: "cc.list.removed.v1", ...about, data: { ...data, planned: event.planned } }
    default:
      return ofRecords(event, about, data)
  }
}

type OfRecords = Extract<OfList, { _tag: `Record${string}` }>
type Data = Pick<OfRecords, "dialer" | "campaign" | "listId">

const rowsOf = (records: ReadonlyArray<DialerRecord>): ReadonlyArray<number> => records.map(({ row }) => row)
const resolved = ({ record: { row }, outcome, reason, at }: ResolvedRecord) => ({ row, outcome, reason, at })

function ofRecords(event: OfRecords, about: Pick<PublicEvent, "subject" | "partitionKey">, data: Data): PublicEvent {
  switch (event._tag) {
    case "RecordsImported": {
      const { length: records } = event.records
      return { type: "cc.list.records-imported.v1", ...about, data: { ...data, records, errors: event.errors } }
    }
    case "RecordsSubmitted":
      return { type: "cc.list.records-submitted.v1", ...about, data: { ...data, rows: event.rows } }
    case "RecordsReturned": {
      const { cause } = event
      return { type: "cc.list.records-returned.v1", ...about, data: { ...data, rows: rowsOf(event.records), cause } }
    }
    case "RecordsBlocked": {
      const { reason } = event
      return { type: "cc.list.records-blocked.v1", ...about, data: { ...data, rows: rowsOf(event.records), reason } }
    }
    case "RecordsResolved":
      return { type: "cc.list.records-resolved.v1", ...about, data: { ...data, records: event.records.map(resolved) } }
    case "RecordsSettled": {
      const rows = event.records.map(({ record }) => record.row)
      return { type: "cc.list.records-settled.v1", ...about, data: { ...data, rows, as: event.as } }
    }
    case "RecordsRespooled": {
      const rows = event.records.map(({ record }) => record.row)
      return { type: "cc.list.records-respooled.v1", ...about, data: { ...data, rows, cause: event.cause } }
    }
    case "RecordAnswered": {
      const { row, interactionId } = event
      return { type: "cc.list.record-answered.v1", ...about, data: { ...data, row, interactionId } }
    }
    case "RecordsMarked": {
      const rows = event.records.map(({ record }) => record.row)
      return { type: "cc.list.records-marked.v1", ...about, data: { ...data, rows, mark: event.mark } }
    }
    default:
      return unreachable(event)
  }
}
