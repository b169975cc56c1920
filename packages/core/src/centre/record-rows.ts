/** The rows that deciding on records needs, and how they are read. */
import {
  blockedBy,
  destinationOf,
  recordId,
  RECORDS_PER_BATCH_MAX,
  type Dialer,
  type DialerRecord,
  type ResolvedRecord
} from "../dialer/index.ts"
import { nodeOf } from "../disposition/index.ts"
import type { Instant, InteractionId, KeyedHashes, ListId } from "../kernel/fields.ts"
import { hamtGet } from "../kernel/hamt.ts"
import { FRESH_DEEP_MAX, FRESH_MAX, lookedAt } from "../pacing/index.ts"
import type { CommandOf } from "./commands.ts"
import type { Zones } from "./definitions.ts"
import { slotOf, type DialingFacts } from "./dialing.ts"
import { rangeKey, type KeyedRow, type RangeKey, type RowKey, type Rows } from "./rows.ts"
import { blockedKeys } from "./threading.ts"
import {
  answeredKey,
  freshPrefix,
  plannedPrefix,
  recordKey,
  removedListKey,
  retryPrefix,
  wroteToKey,
  type AnsweredRow,
  type RemovedListRow
} from "./rows-dialer.ts"
import type { Facts } from "./state.ts"

/** Records to be tried again that one claim looks at. */
export const RETRIES_MAX = RECORDS_PER_BATCH_MAX

export const retryRange = (listId: ListId): RangeKey => rangeKey({ prefix: retryPrefix(listId), limit: RETRIES_MAX })
export const freshRange = (listId: ListId): RangeKey => rangeKey({ prefix: freshPrefix(listId), limit: FRESH_MAX })
const deepRange = (listId: ListId): RangeKey => rangeKey({ prefix: freshPrefix(listId), limit: FRESH_DEEP_MAX })
export const dropRange = (listId: ListId): RangeKey =>
  rangeKey({ prefix: plannedPrefix(listId), limit: RECORDS_PER_BATCH_MAX })

export const recordsIn = (rows: ReadonlyArray<KeyedRow> | undefined): ReadonlyArray<DialerRecord> =>
  (rows ?? []).flatMap(({ row }) => (row._tag === "Planned" ? [row.record] : []))

/** Whose a list was that is removed; null when there never was one. */
export function removedList(rows: Rows, listId: ListId): RemovedListRow | null {
  const found = rows.get(removedListKey(listId))
  return found?._tag === "RemovedList" ? found : null
}

export function processedOf(rows: Rows, listId: ListId, row: number): ResolvedRecord | null {
  const found = rows.get(recordKey(listId, row))
  return found?._tag === "Resolved" ? found.resolved : null
}

/** The record whose message an interaction answers; null when it answers none. */
export function answeredRecord(rows: Rows, interactionId: InteractionId): AnsweredRow | null {
  const found = rows.get(answeredKey(interactionId))
  return found?._tag === "Answered" ? found : null
}

/** What carrying out a filed outcome needs: nothing, unless the outcome has an action. */
export function rowsForFinish(
  { dispositions }: Pick<Facts, "dispositions">,
  rows: Rows,
  { interactionId, disposition }: CommandOf<"FinishInteraction">
): ReadonlyArray<RowKey> {
  const last = disposition?.path[disposition.path.length - 1]
  const action = last === undefined ? undefined : nodeOf(dispositions, last)?.action
  if (action === undefined || action === "none") return []
  const answered = answeredRecord(rows, interactionId)
  const asked = answeredKey(interactionId)
  return answered === null ? [asked] : [asked, recordKey(answered.listId, answered.row)]
}

type Reading = CommandOf<
  "CreateList" | "ClaimRecords" | "DropRecords" | "SubmitRecords" | "MarkRecords" | "SettleRecords"
>

/** The rows that a command about records needs, given those at hand. */
export function recordRowsFor(
  facts: DialingFacts,
  zones: Zones,
  { at, rows }: { readonly at: Instant; readonly rows: Rows },
  command: Reading
): ReadonlyArray<RowKey> {
  switch (command._tag) {
    case "CreateList":
      return removedListRows(facts, command.listId)
    case "DropRecords":
      return [dropRange(command.listId), ...removedListRows(facts, command.listId)]
    case "MarkRecords":
      return markRows(facts, rows, command)
    case "SubmitRecords":
      return command.rows.flatMap((row) => {
        const one = hamtGet(facts.dialers.inFlight, recordId(command.listId, row))
        return one === undefined ? [] : blockedKeys(one.campaign, destinationOf(one.record).address)
      })
    case "SettleRecords":
      return command.rows.map((row) => recordKey(command.listId, row))
    case "ClaimRecords": {
      const dialer = hamtGet(facts.dialers.dialers, command.dialer)
      if (dialer === undefined || dialer.active === null) return []
      if (slotOf(facts, zones, dialer, at).hindrance !== null) return []
      return claimRows(facts, rows, { dialer, listId: dialer.active, at })
    }
    default:
      return []
  }
}

/** Whom records were written to: as far as they are processed, where before that, and where they are on their way to. */
export function addressesOf(
  { dialers }: DialingFacts,
  rows: Rows,
  { listId, row }: { readonly listId: ListId; readonly row: number }
): ReadonlyArray<KeyedHashes> {
  const processed = processedOf(rows, listId, row)
  const before = rows.get(wroteToKey(listId, row))
  const underWay = hamtGet(dialers.inFlight, recordId(listId, row))
  return [
    ...(processed === null ? [] : [destinationOf(processed.record).address]),
    ...(before?._tag === "WroteTo" ? [before.address] : []),
    ...(underWay?.state === "submitted" ? [destinationOf(underWay.record).address] : [])
  ]
}

function markRows(facts: DialingFacts, rows: Rows, command: CommandOf<"MarkRecords">): ReadonlyArray<RowKey> {
  const { listId } = command
  const records = command.rows.flatMap((row) => [recordKey(listId, row), wroteToKey(listId, row)])
  const keys = [...records, ...removedListRows(facts, listId)]
  const owners = hamtGet(facts.dialers.lists, listId) ?? removedList(rows, listId)
  if (owners === null || blockedBy(command) === null) return keys
  const written = command.rows.flatMap((row) => addressesOf(facts, rows, { listId, row }))
  return [...keys, ...written.flatMap((address) => blockedKeys(owners.campaign, address))]
}

/** What says of a list that is not there whether it ever was. */
const removedListRows = ({ dialers }: DialingFacts, listId: ListId): ReadonlyArray<RowKey> =>
  hamtGet(dialers.lists, listId) === undefined ? [removedListKey(listId)] : []

interface Claiming {
  readonly dialer: Dialer
  readonly listId: ListId
  readonly at: Instant
}

/** The fresh records that a claim looks at; null where more of them are to be read first. */
export function freshFor(
  { dialers: { rates }, pacing }: DialingFacts,
  rows: Rows,
  { dialer, listId, at }: Claiming
): ReadonlyArray<DialerRecord> | null {
  const first = recordsIn(rows.range(freshRange(listId)))
  const deep = (): ReadonlyArray<DialerRecord> | null => {
    const found = rows.range(deepRange(listId))
    return found === undefined ? null : recordsIn(found)
  }
  return lookedAt({ dialer, rates, pacing }, { first, deep }, at)
}

/** What is planned next; and of all that may go out, whether it is blocked. */
function claimRows(facts: DialingFacts, rows: Rows, claiming: Claiming): ReadonlyArray<RowKey> {
  const { dialer, listId } = claiming
  const ranges = [retryRange(listId), freshRange(listId)]
  const fresh = freshFor(facts, rows, claiming)
  if (fresh === null) return [...ranges, deepRange(listId)]
  const records = [...recordsIn(rows.range(retryRange(listId))), ...fresh]
  return [...ranges, ...records.flatMap((record) => blockedKeys(dialer.campaign, destinationOf(record).address))]
}
