/** Dialers and lists as a whole. What binds them to campaigns, templates and rows is decided above. */
import * as Result from "effect/Result"
import { readTime } from "../kernel/civil.ts"
import { DialerName, type CampaignName, type Instant, type ListId } from "../kernel/fields.ts"
import { sameValue } from "../kernel/same.ts"
import { hamtGet, hamtValues } from "../kernel/hamt.ts"
import { isProcessed } from "./counts.ts"
import type { DialerCommand, DialerRejection } from "./commands.ts"
import { RECORDS_PER_BATCH_MAX, type DialerEvent, type DialerRecord } from "./events.ts"
import { dialerDefaults, type CalendarEvent, type DialerSettings, type DialerSettingsChange } from "./settings.ts"
import { listState, type Dialer, type Dialers, type InFlight, type List } from "./state.ts"

export type Decision = Result.Result<ReadonlyArray<DialerEvent>, DialerRejection>
type Of<Tag> = DialerCommand & { readonly _tag: Tag }

/** Lists of one dialer that are not done with, at most. */
export const LISTS_PER_DIALER_MAX = 1_000

export const dialerOf = (dialers: Dialers, name: DialerName): Result.Result<Dialer, DialerRejection> => {
  const dialer = hamtGet(dialers.dialers, name)
  return dialer === undefined ? Result.fail({ _tag: "DialerUnknown", dialer: name }) : Result.succeed(dialer)
}

export const listOf = (dialers: Dialers, listId: ListId): Result.Result<List, DialerRejection> => {
  const list = hamtGet(dialers.lists, listId)
  return list === undefined ? Result.fail({ _tag: "ListUnknown", listId }) : Result.succeed(list)
}

const none: Decision = Result.succeed([])

/** Without a name it bears its campaign's. */
export function createDialer(dialers: Dialers, command: Of<"CreateDialer">): Decision {
  const { campaign } = command
  const name = command.dialer ?? named(campaign)
  if (hamtGet(dialers.dialers, name) !== undefined) return Result.fail({ _tag: "DialerExists", dialer: name })
  const settings = { ...dialerDefaults(name, campaign), ...command.settings }
  const refused = refusedSettings(name, settings)
  if (refused !== null) return Result.fail(refused)
  return Result.succeed([{ _tag: "DialerCreated", dialer: name, campaign, settings }])
}

/** Names of campaigns and of dialers are made of the same characters. */
const named = (campaign: CampaignName): DialerName => DialerName.make(campaign)

export function changeDialer(dialer: Dialer, change: DialerSettingsChange): Decision {
  const settings: DialerSettings = { ...dialer.settings, ...change }
  if (sameValue(settings, dialer.settings)) return none
  const refused = refusedSettings(dialer.name, settings)
  if (refused !== null) return Result.fail(refused)
  return Result.succeed([{ _tag: "DialerChanged", ...about(dialer), settings }])
}

/** An event needs both of its times from somewhere; a dialer ends after it has started. */
function refusedSettings(dialer: DialerName, { event, startsAt, endsAt }: DialerSettings): DialerRejection | null {
  if (startsAt !== null && endsAt !== null && endsAt <= startsAt)
    return { _tag: "DialerPeriodEmpty", dialer, startsAt, endsAt }
  const wrong = event === null ? null : wrongTime(event)
  return wrong === null ? null : { _tag: "CalendarEventInvalid", dialer, ...wrong }
}

type WrongTime = Pick<DialerRejection & { readonly _tag: "CalendarEventInvalid" }, "time" | "because">

/** What is wrong of an event whatever the rows say; of times that only a row or a zone can tell nothing is known here. */
function wrongTime({ start, end }: CalendarEvent): WrongTime | null {
  for (const [time, { variable, fixed }] of [
    ["start", start],
    ["end", end]
  ] as const) {
    if (variable === null && fixed === null) return { time, because: "missing" }
    if (fixed !== null && readTime(fixed) === null) return { time, because: "unreadable" }
  }
  if (start.variable !== null || end.variable !== null || start.fixed === null || end.fixed === null) return null
  const [from, to] = [readTime(start.fixed), readTime(end.fixed)]
  if (from === null || to === null || (from.offsetMs === null) !== (to.offsetMs === null)) return null
  const isAfter = to.wallMs - (to.offsetMs ?? 0) > from.wallMs - (from.offsetMs ?? 0)
  return isAfter ? null : { time: "end", because: "not-after-start" }
}

const about = ({ name: dialer, campaign }: Dialer) => ({ dialer, campaign })

export const startDialer = (dialer: Dialer): ReadonlyArray<DialerEvent> =>
  dialer.status === "started" ? [] : [{ _tag: "DialerStarted", ...about(dialer) }]

/** What is submitted is finished; what is only claimed is planned again. */
export function pauseDialer(dialers: Dialers, dialer: Dialer): ReadonlyArray<DialerEvent> {
  if (dialer.status !== "started") return []
  const paused: DialerEvent = { _tag: "DialerPaused", ...about(dialer), cause: "supervisor" }
  return [paused, ...returned(dialers, "paused", (one) => one.dialer === dialer.name)]
}

export function stopDialer(dialers: Dialers, dialer: Dialer): ReadonlyArray<DialerEvent> {
  if (dialer.status === "stopped") return []
  const stopped: DialerEvent = { _tag: "DialerStopped", ...about(dialer) }
  return [stopped, ...returned(dialers, "paused", (one) => one.dialer === dialer.name)]
}

type Cause = (DialerEvent & { readonly _tag: "RecordsReturned" })["cause"]

/** Claimed records, planned again as they were before. O(records under way). */
export function returned(
  dialers: Dialers,
  cause: Cause,
  which: (one: InFlight) => boolean
): ReadonlyArray<DialerEvent> {
  const claimed = [...hamtValues(dialers.inFlight)].filter((one) => one.state === "claimed" && which(one))
  return batches(claimed).map(({ records, ...whose }) => ({
    _tag: "RecordsReturned",
    ...whose,
    cause,
    records: records.map((record) => ({ ...record, attempts: record.attempts - 1 }))
  }))
}

interface RecordBatch extends Pick<InFlight, "dialer" | "campaign" | "listId"> {
  readonly records: Array<DialerRecord>
}

/** Records under way by list, in the order of lists and rows, so many together at most. */
function batches(inFlight: ReadonlyArray<InFlight>): ReadonlyArray<RecordBatch> {
  const sorted = inFlight.toSorted((a, b) =>
    a.listId === b.listId ? a.record.row - b.record.row : a.listId < b.listId ? -1 : 1
  )
  const parts: Array<RecordBatch> = []
  for (const { dialer, campaign, listId, record } of sorted) {
    const last = parts[parts.length - 1]
    if (last?.listId === listId && last.records.length < RECORDS_PER_BATCH_MAX) last.records.push(record)
    else parts.push({ dialer, campaign, listId, records: [record] })
  }
  return parts
}

/** What a new owner makes of what an older one left: claimed is planned again, submitted is ambiguous. */
export function recoverRecords(dialers: Dialers, at: Instant): ReadonlyArray<DialerEvent> {
  const submitted = [...hamtValues(dialers.inFlight)].filter(({ state }) => state === "submitted")
  const unheard = { outcome: "ambiguous", reason: "owner-changed", at, reference: null, marks: [] } as const
  return [
    ...returned(dialers, "owner-changed", () => true),
    ...batches(submitted).map(({ records, ...whose }): DialerEvent => ({
      _tag: "RecordsResolved",
      ...whose,
      records: records.map((record) => ({ record, ...unheard }))
    }))
  ]
}

/** O(lists of the dialer). Every template has a subject: a list of a dialer with one needs none of its own. */
export function createList(dialers: Dialers, dialer: Dialer, command: Of<"CreateList">): Decision {
  const { listId, name, subject = null, onErrors = "keep" } = command
  if (hamtGet(dialers.lists, listId) !== undefined) return Result.fail({ _tag: "ListExists", listId })
  if (unfinished(dialers, dialer) >= LISTS_PER_DIALER_MAX)
    return Result.fail({ _tag: "TooManyLists", dialer: dialer.name, limit: LISTS_PER_DIALER_MAX })
  if (subject === null && dialer.settings.template === null)
    return Result.fail({ _tag: "SubjectMissing", dialer: dialer.name, listId })
  return Result.succeed([{ _tag: "ListCreated", ...about(dialer), listId, name, subject, onErrors }])
}

/** Being read, or with records that have not come out. O(lists of the dialer). */
const unfinished = (dialers: Dialers, dialer: Dialer): number =>
  dialer.lists.filter((id) => {
    const list = hamtGet(dialers.lists, id)
    return list !== undefined && list.state !== "refused" && (list.state === "loading" || !isProcessed(list.counts))
  }).length

const notReady = (dialers: Dialers, list: List): Decision =>
  Result.fail({ _tag: "ListNotReady", listId: list.id, state: listState(dialers, list) })

export function completeList(dialers: Dialers, list: List): Decision {
  if (list.state !== "loading") return list.state === "complete" ? none : notReady(dialers, list)
  const { id: listId, dialer, campaign, errors, counts } = list
  const told = { dialer, campaign, listId, records: counts.total, errors }
  const refused = list.onErrors === "refuse" && errors > 0
  return Result.succeed([refused ? { _tag: "ListRefused", ...told } : { _tag: "ListCompleted", ...told }])
}

/** At most one is active: the other is deactivated, and what of it is only claimed is planned again. */
export function activateList(dialers: Dialers, dialer: Dialer, list: List): Decision {
  if (dialer.active === list.id) return none
  if (list.state !== "complete") return notReady(dialers, list)
  const other = dialer.active === null ? [] : deactivated(dialers, dialer, dialer.active)
  return Result.succeed([...other, { _tag: "ListActivated", ...about(dialer), listId: list.id }])
}

export const deactivateList = (dialers: Dialers, dialer: Dialer, list: List): ReadonlyArray<DialerEvent> =>
  dialer.active === list.id ? deactivated(dialers, dialer, list.id) : []

const deactivated = (dialers: Dialers, dialer: Dialer, listId: ListId): ReadonlyArray<DialerEvent> => [
  { _tag: "ListDeactivated", ...about(dialer), listId },
  ...returned(dialers, "deactivated", (one) => one.listId === listId)
]

const plannedIn = ({ counts }: List): number => counts.fresh + counts.retrying

/** What a refused list has planned is never sent: it goes without asking. */
export function removeList(list: List, drop: boolean): Decision {
  const { id: listId, dialer, campaign, state, counts } = list
  const records = counts.claimed + counts.submitted
  if (records > 0) return Result.fail({ _tag: "RecordsUnderWay", campaign, dialer, listId, records })
  const planned = plannedIn(list)
  if (planned > 0 && !drop && state !== "refused")
    return Result.fail({ _tag: "ListHasPlannedRecords", listId, planned })
  return Result.succeed([removed(list)])
}

const removed = (list: List): DialerEvent => {
  const { id: listId, dialer, campaign } = list
  return { _tag: "ListRemoved", dialer, campaign, listId, planned: plannedIn(list) }
}

/** Its lists first. O(its lists). */
export function removeDialer(dialers: Dialers, dialer: Dialer): Decision {
  const { name, campaign, inFlight: records } = dialer
  if (records > 0) return Result.fail({ _tag: "RecordsUnderWay", campaign, dialer: name, listId: null, records })
  const lists = dialer.lists.flatMap((listId) => hamtGet(dialers.lists, listId) ?? [])
  return Result.succeed([...lists.map(removed), { _tag: "DialerRemoved", ...about(dialer) }])
}
