/**
 * The sending side that every channel's dialers share: claim what pacing allows, submit, record. Nothing is asked over and
 * over: the state says when each dialer may claim next, and until then, or until something happens, nothing is done.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { RECORDS_PER_BATCH_MAX, type Dialer, type InFlight } from "../dialer/index.ts"
import { hamtValues } from "../kernel/hamt.ts"
import { vectorGet } from "../kernel/vector.ts"
import type { LogUnreadable, SendFailure } from "./failures.ts"
import type { CentreHandle } from "./handle.ts"
import type { Gate, Outcome } from "./sending.ts"
import { observedSubmit } from "./telemetry/submissions.ts"
import { NotOurs, tell } from "./telling.ts"

/** Sends one record. It must wait for the gate before the last byte leaves, and says what it saw. */
export type SubmitRecord = (record: InFlight, gate: Gate) => Effect.Effect<Outcome, NotOurs>

/** A timer waits no longer than this at once. */
const SLEEP_MAX_MS = 86_400_000

/** Sends for all dialers of a channel, now and from now on, until interrupted. */
export const runDialing = Effect.fnUntraced(function* (
  handle: CentreHandle,
  channel: string,
  submit: SubmitRecord
): Effect.fn.Return<void, SendFailure | LogUnreadable> {
  yield* Effect.scoped(
    Effect.gen(function* () {
      const scope = yield* Scope.fork(yield* Effect.scope, "parallel")
      const observed = observedSubmit({ centre: handle.name, channel }, submit)
      const start = (record: InFlight) => Effect.forkIn(attempt(handle, observed, record), scope)
      yield* resume(handle, channel, start)
      for (;;) {
        const { position } = yield* handle.state
        const wakeAt = yield* claimAll(handle, channel, start)
        const now = yield* Clock.currentTimeMillis
        const happened = handle.next(position)
        if (wakeAt === null) yield* happened
        else yield* Effect.raceFirst(happened, Effect.sleep(Math.min(Math.max(wakeAt - now, 0), SLEEP_MAX_MS)))
      }
    })
  )
})

type Start = (record: InFlight) => Effect.Effect<unknown>

/** What an earlier run left: the claimed is sent, what was submitted may have left and is ambiguous. */
const resume = Effect.fnUntraced(function* (handle: CentreHandle, channel: string, start: Start) {
  const names = new Set((yield* dialersOf(handle, channel)).map(({ name }) => name))
  const { state } = yield* handle.state
  for (const one of [...hamtValues(state.facts.dialers.inFlight)].filter(({ dialer }) => names.has(dialer))) {
    if (one.state === "claimed") yield* start(one)
    else
      yield* record(handle, one, { outcome: "ambiguous", reason: "interrupted" }).pipe(
        Effect.catchTag("NotOurs", () => Effect.void)
      )
  }
})

const dialersOf = (handle: CentreHandle, channel: string): Effect.Effect<ReadonlyArray<Dialer>> =>
  Effect.map(handle.state, ({ state: { facts } }) =>
    [...hamtValues(facts.dialers.dialers)].filter(
      ({ campaignNumber }) => vectorGet(facts.campaigns, campaignNumber)?.channel === channel
    )
  )

/** Claims for each dialer as much as may go out now. The earliest instant at which more may; null = when something happens. */
const claimAll = Effect.fnUntraced(function* (handle: CentreHandle, channel: string, start: Start) {
  let wakeAt: number | null = null
  for (const { name } of yield* dialersOf(handle, channel)) {
    const next = yield* claimFor(handle, name, start)
    if (next !== null) wakeAt = wakeAt === null ? next : Math.min(wakeAt, next)
  }
  return wakeAt
})

const claimFor = Effect.fnUntraced(function* (handle: CentreHandle, dialer: Dialer["name"], start: Start) {
  for (;;) {
    const now = yield* Clock.currentTimeMillis
    const { state } = yield* handle.state
    const slot = handle.centre.slot(state, dialer, Math.max(now, state.facts.at))
    if (slot === undefined || slot.hindrance !== null) return slot?.at ?? null
    const max = Math.min(slot.room, RECORDS_PER_BATCH_MAX)
    const claimed = yield* Effect.option(tell(handle, { _tag: "ClaimRecords", dialer, epoch: handle.epoch, max }))
    if (claimed._tag === "None") return null
    const { events, answer } = claimed.value
    for (const { event } of events) {
      if (event._tag !== "RecordsClaimed") continue
      const { listId, campaign, epoch } = event
      for (const one of event.records) yield* start({ listId, dialer, campaign, record: one, state: "claimed", epoch })
    }
    if (events.length > 0) continue
    const nextAt = answer?.["nextAt"]
    return typeof nextAt === "number" ? nextAt : null
  }
})

/** One attempt at one record. A failure of the writer leaves it to the next owner. */
const attempt = (handle: CentreHandle, submit: SubmitRecord, one: InFlight): Effect.Effect<void> =>
  Effect.gen(function* () {
    const {
      listId,
      record: { row }
    } = one
    const command = { _tag: "SubmitRecords", listId, epoch: handle.epoch, rows: [row] } as const
    const gate = Effect.flatMap(tell(handle, command), ({ events }) =>
      events.some(({ event }) => event._tag === "RecordsReturned") ? Effect.fail(new NotOurs()) : Effect.void
    )
    yield* record(handle, one, yield* submit(one, gate))
  }).pipe(
    Effect.catchTag("NotOurs", () => Effect.void),
    Effect.catchCause((cause) => Effect.logWarning("a record was left to its next owner", cause)),
    Effect.annotateLogs({ centre: handle.name, list: one.listId, row: one.record.row })
  )

const record = (handle: CentreHandle, { listId, record: { row } }: InFlight, seen: Outcome) =>
  tell(handle, { _tag: "RecordOutcomes", listId, epoch: handle.epoch, results: [{ row, ...seen }] })
