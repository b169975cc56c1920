/**
 * The sending side that every channel shares: claim, submit, record. The claim and then `submitted` are durable before
 * the last byte may leave, so that a crash at any point loses nothing and repeats nothing.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { CentreCommand } from "../centre/index.ts"
import { hamtGet, hamtValues } from "../kernel/hamt.ts"
import type { KeyedHashes, MessageId } from "../kernel/fields.ts"
import type { Outgoing } from "../message/index.ts"
import type { LogUnreadable, SendFailure } from "./failures.ts"
import type { CentreHandle } from "./handle.ts"

/** What became of a submission, as the channel saw it. */
export type Outcome =
  | { readonly outcome: "sent"; readonly reference?: KeyedHashes }
  | { readonly outcome: "failed"; readonly reason: string }
  | { readonly outcome: "temporary"; readonly reason: string; readonly retryAfterSeconds?: number }
  | { readonly outcome: "ambiguous"; readonly reason?: string }

/** The gate: completes once `submitted` is durable; fails when the message is no longer ours to send. */
export type Gate = Effect.Effect<void, NotOurs>

/** Another owner has the message, or its outcome is recorded already. */
export class NotOurs {
  readonly _tag = "NotOurs"
}

export type Submit = (outgoing: Outgoing, gate: Gate) => Effect.Effect<Outcome, NotOurs>

/** Messages of one centre and channel that are sent at a time. */
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
  const room = yield* Semaphore.make(SENDING_MAX)
  const send = (id: MessageId) => room.withPermits(1)(sendOne(handle, submit, id))
  const { position, state } = yield* handle.state
  const left = [...hamtValues(state.facts.outgoing)].filter((one) => one.channel === channel && one.state === "planned")
  yield* Effect.scoped(
    Effect.gen(function* () {
      for (const { id } of left) yield* Effect.forkScoped(send(id))
      yield* Stream.runForEach(handle.events(position), ({ event }) => {
        if (event._tag === "MessagePlanned" && event.channel === channel)
          return Effect.forkScoped(send(event.messageId))
        if (event._tag !== "MessageReturned") return Effect.void
        return Effect.flatMap(handle.state, (now) =>
          hamtGet(now.state.facts.outgoing, event.messageId)?.channel === channel
            ? Effect.forkScoped(send(event.messageId))
            : Effect.void
        )
      })
    })
  )
})

/** One attempt at one message. A failure of the writer leaves it to the next owner. */
const sendOne = (handle: CentreHandle, submit: Submit, id: MessageId): Effect.Effect<void> =>
  attempt(handle, submit, id).pipe(
    Effect.catchTag("NotOurs", () => Effect.void),
    Effect.catchCause((cause) => Effect.logWarning("a message was left to its next owner", cause)),
    Effect.annotateLogs({ centre: handle.name, message: id })
  )

const attempt = Effect.fnUntraced(function* (handle: CentreHandle, submit: Submit, id: MessageId) {
  const planned = yield* current(handle, id)
  if (planned === undefined || planned.state !== "planned") return
  const now = yield* Clock.currentTimeMillis
  if (planned.notBefore > now) yield* Effect.sleep(planned.notBefore - now)
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

/** Sends a step until the writer has taken it; a refusal means that the message is no longer ours. */
const tell = (handle: CentreHandle, command: CentreCommand): Effect.Effect<void, NotOurs> =>
  handle.send(command, { lane: "results", actor: "channel" }).pipe(
    Effect.retry({
      while: (failure) => failure._tag === "StoreUnavailable" || failure._tag === "Overloaded",
      schedule: Schedule.exponential("50 millis")
    }),
    Effect.catch(() => Effect.fail(new NotOurs())),
    Effect.flatMap((result) => (result.ok ? Effect.void : Effect.fail(new NotOurs())))
  )
