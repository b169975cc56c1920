/** Records of a list: brought in, claimed as far as pacing allows, sent, and marked with what is heard of them. */
import * as Result from "effect/Result"
import {
  blockedBy,
  destinationOf,
  dialerOf,
  importRecords,
  listOf,
  markRecords,
  recordId,
  recordOutcomes,
  returned,
  settleRecords,
  submitRecords,
  type Dialer,
  type DialerEvent,
  type DialerRecord,
  type InFlight,
  type List,
  type ResolvedRecord
} from "../../dialer/index.ts"
import type { Instant, ListId } from "../../kernel/fields.ts"
import { hamtGet } from "../../kernel/hamt.ts"
import { choose } from "../../pacing/index.ts"
import type { CentreRejection, CommandOf } from "../commands.ts"
import { emit, emitAll, type Context, type Decided } from "../context.ts"
import { campaignOfDialer, isOnSchedule, slotOf } from "../dialing.ts"
import {
  addressesOf,
  dropRange,
  freshFor,
  processedOf,
  recordsIn,
  removedList,
  RETRIES_MAX,
  retryRange
} from "../record-rows.ts"
import { blockedKey } from "../rows-clients.ts"
import { isBlocked } from "../threading.ts"

interface Whose {
  readonly list: List
  readonly dialer: Dialer
}

function whose(context: Context, listId: ListId): Result.Result<Whose, CentreRejection> {
  const { dialers } = context.draft
  const found: Result.Result<List, CentreRejection> = listOf(dialers, listId)
  return Result.flatMap(found, (list) =>
    Result.map(dialerOf(dialers, list.dialer), (dialer): Whose => ({ list, dialer }))
  )
}

type Events = Result.Result<ReadonlyArray<DialerEvent>, CentreRejection>

const decided = (context: Context, listId: ListId, decide: (whose: Whose) => Events): Decided =>
  Result.map(Result.flatMap(whose(context, listId), decide), (events) => emitAll(context, events))

export const importInto = (context: Context, command: CommandOf<"ImportRecords">): Decided =>
  decided(context, command.listId, ({ list }) => importRecords(context.draft.dialers, list, command))

/** Whose a list is or, when it was removed, was: its rows outlive it. */
function ownersOf(context: Context, listId: ListId): Result.Result<Owners, CentreRejection> {
  const owners = hamtGet(context.draft.dialers.lists, listId) ?? removedList(context.rows, listId)
  if (owners === null) return Result.fail({ _tag: "ListUnknown", listId })
  return Result.succeed({ dialer: owners.dialer, campaign: owners.campaign, listId })
}

type Owners = Pick<InFlight, "dialer" | "campaign" | "listId">

/** Planned records of a list that was refused or removed, a batch at a time. */
export function drop(context: Context, { listId }: CommandOf<"DropRecords">): Decided {
  const owners = ownersOf(context, listId)
  if (Result.isFailure(owners)) return Result.fail(owners.failure)
  const list = hamtGet(context.draft.dialers.lists, listId)
  if (list !== undefined && list.state !== "refused") return Result.succeed(null)
  const records = recordsIn(context.rows.range(dropRange(listId)))
  if (records.length > 0) emit(context, { _tag: "RecordsDropped", ...owners.success, records })
  return Result.succeed(null)
}

const passed = (context: Context, epoch: number): CentreRejection | null =>
  epoch === context.draft.tenant.epoch ? null : { _tag: "EpochPassed", epoch: context.draft.tenant.epoch }

/** As many of the next records as may go out now; those on the blacklist fail on the way, without a connection. */
export function claim(context: Context, command: CommandOf<"ClaimRecords">): Decided {
  const { epoch, max } = command
  const { draft, at } = context
  const old = passed(context, epoch)
  if (old !== null) return Result.fail(old)
  const found = dialerOf(draft.dialers, command.dialer)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const dialer = found.success
  const slot = slotOf(draft, context.zones, dialer, at)
  const listId = dialer.active
  if (slot.hindrance !== null || listId === null)
    return Result.succeed({ claimed: 0, blocked: 0, nextAt: slot.at, hindrance: slot.hindrance })
  const retries = recordsIn(context.rows.range(retryRange(listId)))
  const fresh = freshFor(draft, context.rows, { dialer, listId, at }) ?? []
  const candidates = { dialer, rates: draft.dialers.rates, pacing: draft.pacing, retries, fresh }
  const { taken, blocked, heldUntil } = choose(
    { ...candidates, isBlocked: (record) => isBlocked(context.rows, dialer.campaign, destinationOf(record).address) },
    Math.min(max, slot.room),
    at
  )
  const held = taken.length === 0 && blocked.length === 0 ? { until: heldUntil } : null
  const retryAt = nextRetry(retries, [...taken, ...blocked])
  const about = { dialer: dialer.name, campaign: dialer.campaign, listId }
  if (blocked.length > 0)
    emit(context, { _tag: "RecordsBlocked", ...about, reason: "blacklisted", at, records: blocked, retryAt })
  const records = taken.map((record) => ({ ...record, attempts: record.attempts + 1 }))
  if (records.length > 0) emit(context, { _tag: "RecordsClaimed", ...about, epoch, records, retryAt })
  return Result.succeed({ claimed: records.length, blocked: blocked.length, ...after(context, dialer, held) })
}

/** When the next may be claimed, as things stand after a claim. `held`: every record that was looked at is held back. */
function after(context: Context, { name }: Dialer, held: { readonly until: Instant | null } | null) {
  const dialer = hamtGet(context.draft.dialers.dialers, name)
  if (dialer === undefined) return { nextAt: null, hindrance: null }
  const { at, hindrance } = slotOf(context.draft, context.zones, dialer, context.at)
  if (held !== null && hindrance === null) return { nextAt: held.until, hindrance: "rate" }
  return { nextAt: at, hindrance }
}

/** The first of those to be tried again that stays; where all that was looked at goes, the last is the bound. */
function nextRetry(retries: ReadonlyArray<DialerRecord>, gone: ReadonlyArray<DialerRecord>): Instant | null {
  const rows = new Set(gone.map(({ row }) => row))
  const left = retries.find(({ row }) => !rows.has(row))
  if (left !== undefined) return left.notBefore
  return retries.length < RETRIES_MAX ? null : (retries[retries.length - 1]?.notBefore ?? null)
}

/**
 * Durable before the last byte may leave. What must not be sent any more by now is planned again: all, where the campaign
 * is disabled or the time is over, and whoever is blocked meanwhile, whom the next claim leaves out.
 */
export const submit = (context: Context, command: CommandOf<"SubmitRecords">): Decided => {
  const old = passed(context, command.epoch)
  if (old !== null) return Result.fail(old)
  return decided(context, command.listId, ({ list, dialer }): Events => {
    const { dialers } = context.draft
    const asked = new Set(command.rows)
    const back = (cause: Cause, which: (one: InFlight) => boolean = () => true): ReadonlyArray<DialerEvent> =>
      returned(dialers, cause, (one) => one.listId === list.id && asked.has(one.record.row) && which(one))
    const cause = forbidden(context, dialer)
    if (cause !== null) return Result.succeed(back(cause))
    const blocked = [...asked].filter((row) => isBlockedNow(context, dialer, recordId(list.id, row)))
    if (blocked.length === 0) return submitRecords(dialers, list, command)
    const rows = command.rows.filter((row) => !blocked.includes(row))
    const submitted: Events =
      rows.length === 0 ? Result.succeed([]) : submitRecords(dialers, list, { ...command, rows })
    return Result.map(submitted, (events) => [
      ...events,
      ...back("blacklisted", ({ record }) => blocked.includes(record.row))
    ])
  })
}

type Cause = Extract<DialerEvent, { _tag: "RecordsReturned" }>["cause"]

/** Why the dialer sends nothing now, of what may have changed since the claim; a pause has given back what was claimed. */
function forbidden({ draft, zones, at }: Context, dialer: Dialer): Cause | null {
  const { startsAt, endsAt } = dialer.settings
  if (campaignOfDialer(draft, dialer)?.enabled !== true) return "campaign-disabled"
  if (!isOnSchedule(draft, zones, dialer, at)) return "off-schedule"
  return at < (startsAt ?? -Infinity) || at >= (endsAt ?? Infinity) ? "out-of-period" : null
}

function isBlockedNow({ draft, rows }: Context, { campaign }: Dialer, id: string): boolean {
  const one = hamtGet(draft.dialers.inFlight, id)
  return one?.state === "claimed" && isBlocked(rows, campaign, destinationOf(one.record).address)
}

export function outcomes(context: Context, command: CommandOf<"RecordOutcomes">): Decided {
  const old = passed(context, command.epoch)
  if (old !== null) return Result.fail(old)
  return decided(context, command.listId, ({ list, dialer }): Events => {
    const { dialers } = context.draft
    const decision: Events = recordOutcomes(dialers, { dialer, list, at: context.at }, command)
    if (Result.isFailure(decision) || !decision.success.some(({ _tag }) => _tag === "DialerPaused")) return decision
    const rows = new Set(command.results.map(({ row }) => row))
    const others = returned(
      dialers,
      "paused",
      (one) => one.dialer === dialer.name && !(one.listId === list.id && rows.has(one.record.row))
    )
    return Result.succeed([...decision.success, ...others])
  })
}

const known = (context: Context, listId: ListId, rows: ReadonlyArray<number>): ReadonlyArray<ResolvedRecord> =>
  [...new Set(rows)].flatMap((row) => processedOf(context.rows, listId, row) ?? [])

/**
 * What a list sent that was removed since can be marked as before. What is heard of an ambiguous one says that it left.
 * Whoever wants no more mail gets none, whatever became of the record meanwhile.
 */
export function mark(context: Context, command: CommandOf<"MarkRecords">): Decided {
  const { listId } = command
  const owners = ownersOf(context, listId)
  if (Result.isFailure(owners)) return Result.fail(owners.failure)
  const rows = known(context, listId, command.rows)
  const ambiguous = rows.filter(({ outcome }) => outcome === "ambiguous")
  if (ambiguous.length > 0) {
    const settled: Events = settleRecords(owners.success, { as: "sent" }, ambiguous)
    if (Result.isFailure(settled)) return Result.fail(settled.failure)
    emitAll(context, settled.success)
  }
  const sent = rows.map((one): ResolvedRecord => (one.outcome === "ambiguous" ? { ...one, outcome: "sent" } : one))
  emitAll(context, markRecords(owners.success, command, sent))
  block(context, owners.success, command)
  return Result.succeed(null)
}

function block(context: Context, owners: Owners, command: CommandOf<"MarkRecords">): void {
  const reason = blockedBy(command)
  if (reason === null) return
  const campaign = reason === "hard-bounce" ? null : owners.campaign
  const blocked = new Set<string>()
  for (const row of new Set(command.rows))
    for (const address of addressesOf(context.draft, context.rows, { listId: command.listId, row })) {
      const isBlocked = address.some(
        (hash) => blocked.has(hash) || context.rows.get(blockedKey(campaign, hash))?._tag === "Blocked"
      )
      if (!isBlocked) emit(context, { _tag: "AddressBlocked", address, campaign, reason })
      for (const hash of address) blocked.add(hash)
    }
}

export const settleAmbiguous = (context: Context, command: CommandOf<"SettleRecords">): Decided =>
  decided(context, command.listId, ({ list }): Events => {
    const { dialer, campaign, id: listId } = list
    return settleRecords({ dialer, campaign, listId }, command, known(context, listId, command.rows))
  })
