/**
 * The sending side that every channel shares: claim, submit, record. The claim and then `submitted` are durable before
 * the last byte may leave, so that a crash at any point loses nothing and repeats nothing.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { hamtGet, hamtValues } from "../kernel/hamt.ts"
import type { CampaignName, KeyedHashes, MessageId } from "../kernel/fields.ts"
import type { Outgoing } from "../message/index.ts"
import type { LogUnreadable, SendFailure } from "./failures.ts"
import { runFollowing } from "./following.ts"
import type { CentreHandle } from "./handle.ts"
import { observedSubmit } from "./telemetry/submissions.ts"
import { type NotOurs, tell } from "./telling.ts"

/** What became of a submission, as the channel saw it. */
export type Outcome =
  | { readonly outcome: "sent"; readonly reference?: KeyedHashes }
  | { readonly outcome: "failed"; readonly reason: string }
  | { readonly outcome: "temporary"; readonly reason: string; readonly retryAfterSeconds?: number }
  | { readonly outcome: "ambiguous"; readonly reason?: string }

/** The gate: completes once `submitted` is durable; fails when the message is no longer ours to send. */
export type Gate = Effect.Effect<void, NotOurs>

export type Submit = (outgoing: Outgoing, gate: Gate) => Effect.Effect<Outcome, NotOurs>

/** Messages of one campaign that are sent at a time: one whose server does not answer holds up no other. */
export const SENDING_MAX = 8

/**
 * Sends what is planned on a channel now and from now on, until interrupted. `submit` must wait for the gate before the
 * last byte leaves, and says what it saw; it is never called twice for one attempt.
 */
export const runSending = Effect.fnUntraced(function* (
  handle: CentreHandle,
  channel: string,
  submit: Submit
): Effect.fn.Return<void, SendFailure | LogUnreadable> {
  const rooms = new Map<CampaignName, Semaphore.Semaphore>()
  const roomOf = (campaign: CampaignName): Semaphore.Semaphore => {
    const room = rooms.get(campaign) ?? Semaphore.makeUnsafe(SENDING_MAX)
    rooms.set(campaign, room)
    return room
  }
  const observed = observedSubmit({ centre: handle.name, channel }, submit)
  const send = (id: MessageId) => sendOne({ handle, submit: observed, roomOf }, id)
  const { position, state } = yield* handle.state
  const left = [...hamtValues(state.facts.outgoing)].filter((one) => one.channel === channel && one.state === "planned")
  yield* Effect.scoped(
    Effect.gen(function* () {
      // Told to stop, all submissions under way end together.
      const together = yield* Scope.fork(yield* Effect.scope, "parallel")
      const start = (id: MessageId) => Effect.forkIn(send(id), together)
      for (const { id } of left) yield* start(id)
      yield* runFollowing(handle, position, ({ event }) => {
        if (event._tag === "MessagePlanned" && event.channel === channel) return start(event.messageId)
        if (event._tag !== "MessageReturned") return Effect.void
        return Effect.flatMap(handle.state, (now) =>
          hamtGet(now.state.facts.outgoing, event.messageId)?.channel === channel ? start(event.messageId) : Effect.void
        )
      })
    })
  )
})

interface Sending {
  readonly handle: CentreHandle
  readonly submit: Submit
  readonly roomOf: (campaign: CampaignName) => Semaphore.Semaphore
}

/** One attempt at one message, when its time has come. A failure of the writer leaves it to the next owner. */
const sendOne = ({ handle, submit, roomOf }: Sending, id: MessageId): Effect.Effect<void> =>
  Effect.gen(function* () {
    const planned = yield* current(handle, id)
    if (planned === undefined) return
    const now = yield* Clock.currentTimeMillis
    if (planned.notBefore > now) yield* Effect.sleep(planned.notBefore - now)
    yield* roomOf(planned.campaign).withPermits(1)(attempt(handle, submit, id))
  }).pipe(
    Effect.catchTag("NotOurs", () => Effect.void),
    Effect.catchCause((cause) => Effect.logWarning("a message was left to its next owner", cause)),
    Effect.annotateLogs({ centre: handle.name, messageId: id })
  )

const attempt = Effect.fnUntraced(function* (handle: CentreHandle, submit: Submit, id: MessageId) {
  const planned = yield* current(handle, id)
  if (planned === undefined || planned.state !== "planned") return
  const { epoch } = handle
  yield* tell(handle, { _tag: "ClaimMessage", messageId: id, epoch })
  const outgoing = yield* current(handle, id)
  if (outgoing === undefined) return
  const gate = tell(handle, { _tag: "SubmitMessage", messageId: id, epoch })
  const seen = yield* submit(outgoing, gate)
  yield* tell(handle, { _tag: "RecordMessageOutcome", messageId: id, epoch, ...seen })
})

const current = (handle: CentreHandle, id: MessageId) =>
  Effect.map(handle.state, ({ state }) => hamtGet(state.facts.outgoing, id))
