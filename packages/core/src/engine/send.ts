/** Sending to one centre: each command comes to its end once, and is heard of then. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Semaphore from "effect/Semaphore"
import type { CentreCommand } from "../centre/index.ts"
import { Overloaded, StoreUnavailable, type SendFailure } from "./failures.ts"
import { fingerprintOf } from "./fingerprint.ts"
import { LANE_LIMITS, type Ended, type Lane, type Pending } from "./mailbox.ts"
import type { Owned } from "./owned.ts"
import type { SendResult } from "./send-result.ts"

export interface SendOptions {
  /** Names the command: the same id again gets the same answer. Given by the engine if left out. */
  readonly commandId?: string
  readonly actor?: string | null
  readonly correlationId?: string | null
  readonly causationId?: string | null
  /** Default: `people`. */
  readonly lane?: Lane
}

export type Send = (command: CentreCommand, options?: SendOptions) => Effect.Effect<SendResult, SendFailure>

/** Hears what became of each command, once. What it returns is done before the sender goes on; it must be quick itself. */
export type Ear = (ended: Ended, command: CentreCommand, lane: Lane) => Effect.Effect<void> | undefined

export const pendingOf = (
  command: CentreCommand,
  options: SendOptions & { readonly commandId: string; readonly named: boolean },
  answer: Pending["answer"]
): Pending => ({
  command,
  origin: {
    commandId: options.commandId,
    actor: options.actor ?? null,
    correlationId: options.correlationId ?? null,
    causationId: options.causationId ?? null
  },
  fingerprint: options.named ? fingerprintOf(command) : "",
  named: options.named,
  answer,
  cancelled: false
})

/** Whose commands are offered, and who hears of them. */
interface Door {
  readonly owned: Owned
  readonly newId: () => string
  readonly ear: Ear
}

/** Senders of the lanes `adapters` and `bulk` wait for room; the others are told that there is none. */
export const makeSend = Effect.fnUntraced(function* (door: Door): Effect.fn.Return<Send> {
  const room = {
    adapters: yield* Semaphore.make(LANE_LIMITS.adapters),
    bulk: yield* Semaphore.make(LANE_LIMITS.bulk)
  }
  return (command, options = {}) => {
    const lane = options.lane ?? "people"
    const offered = offer(door, command, options)
    if (lane !== "adapters" && lane !== "bulk") return offered
    return Effect.suspend(() => {
      let isOffered = false
      const once = Effect.suspend(() => {
        isOffered = true
        return offered
      })
      return Effect.onInterrupt(room[lane].withPermits(1)(once), () =>
        isOffered ? Effect.void : (door.ear(Exit.interrupt(), command, lane) ?? Effect.void)
      )
    })
  }
})

const offer = ({ owned, newId, ear }: Door, command: CentreCommand, options: SendOptions) =>
  Effect.callback<SendResult, SendFailure>((resume) => {
    const { name, mailbox, ended } = owned
    const lane = options.lane ?? "people"
    const heard = (exit: Ended): Effect.Effect<SendResult, SendFailure> => {
      const first = ear(exit, command, lane)
      return first === undefined ? exit : Effect.andThen(first, exit)
    }
    if (Deferred.isDoneUnsafe(ended))
      return resume(Effect.flatMap(Deferred.await(ended), (end) => heard(Exit.fail(end))))
    let isAnswered = false
    const answer = (exit: Ended): void => {
      if (isAnswered) return
      isAnswered = true
      resume(heard(exit))
    }
    if (owned.away) return answer(Exit.fail(new StoreUnavailable({ operation: "send", reason: name, unknown: false })))
    const commandId = options.commandId ?? newId()
    const pending = pendingOf(command, { ...options, commandId, named: options.commandId !== undefined }, answer)
    if (!mailbox.offer(lane, pending)) return answer(Exit.fail(new Overloaded({ lane, limit: LANE_LIMITS[lane] })))
    return Effect.sync(() => {
      pending.cancelled = true
      answer(Exit.interrupt())
    })
  })
