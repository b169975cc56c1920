/** How many records of a list are where, told from events alone. */
import type { DialerEvent } from "../dialer/events.ts"

const NAMES = [
  "total",
  "planned",
  "claimed",
  "submitted",
  "sent",
  "failed",
  "ambiguous",
  "seen",
  "bounced",
  "complained",
  "unsubscribed",
  "warned"
] as const
type Name = (typeof NAMES)[number]

export type RecordFigures = { readonly [name in Name]: number }

export const noFigures: RecordFigures = {
  total: 0,
  planned: 0,
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

/** Sent, failed or ambiguous. */
export const processedIn = ({ sent, failed, ambiguous }: RecordFigures): number => sent + failed + ambiguous
/** Planned, claimed or submitted. */
export const notProcessedIn = ({ planned, claimed, submitted }: RecordFigures): number => planned + claimed + submitted
/** In [0, 1], 1 = all processed; of no records 0. */
export const processedRatioIn = (figures: RecordFigures): number =>
  figures.total === 0 ? 0 : processedIn(figures) / figures.total

export type OfRecords = Extract<DialerEvent, { _tag: `Records${string}` }>
/** Where a record under way stands; undefined for one that is not. */
export type StepOf = (row: number) => "claimed" | "submitted" | undefined

type Moves = ReadonlyArray<readonly [name: Name, by: number]>

/** The figures after an event. O(records of the event). */
export function figuresAfter(figures: RecordFigures, event: OfRecords, stepOf: StepOf): RecordFigures {
  const after: { -readonly [name in Name]: number } = { ...figures }
  for (const [name, by] of movesOf(event, stepOf)) after[name] += by
  return after
}

function movesOf(event: OfRecords, stepOf: StepOf): Moves {
  const count = "records" in event ? event.records.length : event.rows.length
  switch (event._tag) {
    case "RecordsImported":
    case "RecordsDropped": {
      const sign = event._tag === "RecordsImported" ? 1 : -1
      const warned = event.records.filter((record) => record.warned).length
      return [
        ["total", sign * count],
        ["planned", sign * count],
        ["warned", sign * warned]
      ]
    }
    case "RecordsClaimed":
      return [
        ["planned", -count],
        ["claimed", count]
      ]
    case "RecordsBlocked":
      return [
        ["planned", -count],
        ["failed", count]
      ]
    case "RecordsSubmitted":
      return event.rows.flatMap((row): Moves => [...left(stepOf(row)), ["submitted", 1]])
    case "RecordsReturned":
      return event.records.flatMap(({ row }): Moves => [...left(stepOf(row)), ["planned", 1]])
    case "RecordsResolved":
      return event.records.flatMap(({ record, outcome }): Moves => [...left(stepOf(record.row)), [outcome, 1]])
    case "RecordsSettled":
      return [
        ["ambiguous", -count],
        [event.as === "again" ? "planned" : event.as, count]
      ]
    case "RecordsRespooled":
      return event.records.flatMap(({ outcome, marks }): Moves => [
        [outcome, -1],
        ...marks.map((mark) => [mark, -1] as const),
        ["planned", 1]
      ])
    case "RecordsMarked":
      return [[event.mark, count]]
    default:
      return []
  }
}

const left = (step: "claimed" | "submitted" | undefined): Moves => (step === undefined ? [] : [[step, -1]])
