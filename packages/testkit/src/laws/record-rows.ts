import type { Dialer } from "@parley/core"
import type { Event } from "./world.ts"

type Said = Iterable<readonly [string, string | null]>

/** The ledger of dialers' records as the log tells it: a planned record is under its turn, a processed one under its row. */
export function* recordRowsSaid(event: Event): Said {
  switch (event._tag) {
    case "RecordsImported":
      for (const record of event.records) {
        yield [turn(event.listId, record), JSON.stringify(record)]
        for (const { address } of record.destinations)
          for (const hash of address)
            yield [
              `addressed/${hash}/${event.listId}/${sixteen(record.row)}`,
              `${event.listId} ${record.row} ${record.content}`
            ]
      }
      return
    case "RecordsReturned":
      for (const record of event.records) yield [turn(event.listId, record), JSON.stringify(record)]
      return
    case "RecordsClaimed":
    case "RecordsDropped":
      for (const record of event.records) yield [turn(event.listId, record), null]
      return
    case "RecordsBlocked": {
      const { reason, at } = event
      for (const record of event.records) {
        yield [turn(event.listId, record), null]
        yield processed(event, { record, outcome: "failed", reason, at, reference: null, marks: [] })
      }
      return
    }
    case "RecordsResolved":
      for (const resolved of event.records) {
        yield processed(event, resolved)
        const { record, reference } = resolved
        const { address } = record.destinations[record.destination] ?? { address: [] }
        for (const hash of reference ?? [])
          yield [
            `thread/${event.campaign}/${hash}`,
            `${event.dialer} ${event.listId} ${record.row} ${address.join()} ${(reference ?? []).join()}`
          ]
      }
      return
    case "RecordAnswered":
      for (const hash of event.reference) yield [`thread/${event.campaign}/${hash}`, event.interactionId]
      yield [
        `answered/${event.interactionId}`,
        `${event.dialer} ${event.listId} ${event.row} ${event.reference.join()}`
      ]
      return
    case "ListRemoved":
      yield [`list/${event.listId}`, `${event.dialer} ${event.campaign}`]
      return
    case "RecordsRespooled":
      yield* plannedAgain(event)
      return
    case "RecordsMarked":
      for (const resolved of event.records) yield processed(event, resolved)
      return
    case "RecordsSettled":
      if (event.as === "again") yield* plannedAgain(event)
      else for (const resolved of event.records) yield processed(event, resolved)
      return
    default:
      return
  }
}

function* plannedAgain({ listId, records, wroteTo }: Extract<Event, { _tag: Again }>): Said {
  for (const { row, address } of wroteTo) yield [`wrote/${listId}/${row}`, address.join()]
  for (const { record } of records) {
    yield [`record/${listId}/${sixteen(record.row)}`, null]
    yield [turn(listId, record), JSON.stringify(record)]
  }
}

type Again = "RecordsSettled" | "RecordsRespooled"

const sixteen = (n: number): string => `${n}`.padStart(16, "0")

const turn = (listId: string, { row, priority, notBefore }: Dialer.DialerRecord): string =>
  notBefore === null
    ? `planned/${listId}/w/${`${priority}`.padStart(4, "0")}/${sixteen(row)}`
    : `planned/${listId}/r/${sixteen(notBefore)}/${sixteen(row)}`

function processed(
  { dialer, campaign, listId }: { readonly dialer: string; readonly campaign: string; readonly listId: string },
  resolved: Dialer.ResolvedRecord
): readonly [string, string] {
  return [
    `record/${listId}/${sixteen(resolved.record.row)}`,
    `${dialer} ${campaign} ${listId} ${JSON.stringify(resolved)}`
  ]
}
