/** What events of dialers do to their records, and to the windows of the rates. */
import { evolve, recordId, wasTried, type DialerEvent, type DialerRecord } from "../dialer/index.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { givenBack, limitsOfRecord, released, taken, withRates } from "../pacing/index.ts"
import { campaignByName } from "../routing/index.ts"
import type { CentreEvent } from "./events.ts"
import type { Draft } from "./state.ts"

const tags: { readonly [Tag in DialerEvent["_tag"]]: true } = {
  RatesSet: true,
  DialerCreated: true,
  DialerChanged: true,
  DialerStarted: true,
  DialerPaused: true,
  DialerStopped: true,
  DialerRemoved: true,
  ListCreated: true,
  ListCompleted: true,
  ListRefused: true,
  ListActivated: true,
  ListDeactivated: true,
  ListRemoved: true,
  RecordsImported: true,
  RecordsClaimed: true,
  RecordsBlocked: true,
  RecordsSubmitted: true,
  RecordsReturned: true,
  RecordsResolved: true,
  RecordsSettled: true,
  RecordsRespooled: true,
  RecordsMarked: true,
  RecordAnswered: true,
  RecordsDropped: true
}

export const isDialerEvent = (event: CentreEvent): event is DialerEvent => event._tag in tags

export function evolveDialer(draft: Draft, event: DialerEvent): void {
  const { at, owner } = draft
  const created = event._tag === "DialerCreated" ? campaignByName(draft, event.campaign) : undefined
  paceRecords(draft, event)
  draft.dialers = evolve(draft.dialers, event, { at, owner, campaignNumber: created?.number ?? -1 })
}

function paceRecords(draft: Draft, event: DialerEvent): void {
  switch (event._tag) {
    case "RatesSet":
      draft.pacing = withRates(draft.pacing, event.rates, draft.at, draft.owner)
      return
    case "RecordsClaimed":
      return event.records.forEach((record) => take(draft, event, record))
    case "RecordsResolved":
      return event.records.forEach(({ record }) => leave(draft, event.listId, record, true))
    case "RecordsReturned":
      return event.records.forEach((record) => leave(draft, event.listId, record, wasTried(event)))
    default:
      return
  }
}

function take(
  draft: Draft,
  { dialer: name, listId }: DialerEvent & { _tag: "RecordsClaimed" },
  record: DialerRecord
): void {
  const dialer = hamtGet(draft.dialers.dialers, name)
  if (dialer === undefined) return
  const limits = limitsOfRecord(dialer, draft.dialers.rates, record)
  draft.pacing = taken(draft.pacing, { id: recordId(listId, record.row), limits }, draft.at, draft.owner)
}

/** What was tried counts in its windows until they have passed; what was not has never been there. */
function leave(draft: Draft, listId: string, { row }: DialerRecord, tried: boolean): void {
  const leaving = tried ? released : givenBack
  draft.pacing = leaving(draft.pacing, recordId(listId, row), draft.at, draft.owner)
}
