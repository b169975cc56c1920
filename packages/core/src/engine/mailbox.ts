/** Commands on their way to the writer, in lanes: results first, people next, adapters, then bulk work. */
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type { CentreCommand } from "../centre/index.ts"
import type { Origin } from "../kernel/envelope.ts"
import type { SendFailure } from "./failures.ts"
import type { SendResult } from "./send-result.ts"

/** `results`: outcomes of effects, reserved room. `people`: told when full. `adapters`, `bulk`: they wait. */
export type Lane = "results" | "people" | "adapters" | "bulk"

export const LANES: ReadonlyArray<Lane> = ["results", "people", "adapters", "bulk"]

/** Most commands that wait in each lane. */
export const LANE_LIMITS: { readonly [L in Lane]: number } = { results: 4_096, people: 2_048, adapters: 256, bulk: 16 }

/** What became of a command, as its sender is told. */
export type Ended = Exit.Exit<SendResult, SendFailure>

/** A command and how to answer its sender. */
export interface Pending {
  readonly command: CentreCommand
  readonly origin: Origin
  readonly fingerprint: string
  /** Its id was given by the sender: it may be a repeat. */
  readonly named: boolean
  /** Answers once; later calls change nothing. */
  readonly answer: (ended: Ended) => void
  /** The sender does not wait any more: not taken up, if it was not yet. */
  cancelled: boolean
}

export interface Mailbox {
  /** False when the lane is full. */
  readonly offer: (lane: Lane, pending: Pending) => boolean
  /** Up to `limit` commands, lanes in order, but at least one of each lane that has any. */
  readonly take: (limit: number) => ReadonlyArray<Pending>
  readonly size: (lane: Lane) => number
  /** Completes when there is something to take, or what else was waited for is over and the mailbox nudged. */
  readonly arrival: (isOver?: () => boolean) => Effect.Effect<void>
  /** Completes a waiting `arrival` with nothing to take: something else is to be done. */
  readonly nudge: () => void
}

export function makeMailbox(limits: { readonly [L in Lane]: number } = LANE_LIMITS): Mailbox {
  const lanes: { readonly [L in Lane]: Array<Pending> } = { results: [], people: [], adapters: [], bulk: [] }
  let wake: (() => void) | null = null
  const nudge = (): void => {
    const waiting = wake
    wake = null
    waiting?.()
  }
  const isEmpty = (): boolean => LANES.every((lane) => lanes[lane].length === 0)
  return {
    offer: (lane, pending) => {
      if (lanes[lane].length >= limits[lane]) return false
      lanes[lane].push(pending)
      nudge()
      return true
    },
    take: (limit) => {
      const reserved = LANES.filter((lane) => lanes[lane].length > 0).length
      const taken: Array<Pending> = []
      let left = limit - reserved
      for (const lane of LANES) {
        if (lanes[lane].length === 0) continue
        const some = lanes[lane].splice(0, 1 + Math.max(0, left))
        left -= some.length - 1
        taken.push(...some)
      }
      return taken.filter((pending) => !pending.cancelled)
    },
    size: (lane) => lanes[lane].length,
    arrival: (isOver = () => false) =>
      Effect.callback<void>((resume) => {
        if (!isEmpty() || isOver()) return resume(Effect.void)
        wake = () => resume(Effect.void)
        return Effect.sync(() => {
          wake = null
        })
      }),
    nudge
  }
}
