/** What the writer of a centre holds, and the state from which it goes on. */
import * as Clock from "effect/Clock"
import type * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Centre, RecordedEvent, RowChange, State } from "../centre/index.ts"
import {
  ClockBehind,
  type CentreClosed,
  type CentreDefect,
  type OwnershipLost,
  type SendFailure,
  type StoreRefused,
  type StoreUnavailable
} from "./failures.ts"
import type { Log } from "./log.ts"
import type { Mailbox, Pending } from "./mailbox.ts"
import type { EventStore, Head } from "./ports.ts"
import type { RowMemory } from "./row-memory.ts"

/** How far the clock may stand before the last event: until it has caught up the time of the log stands still. */
export const CLOCK_BEHIND_MAX_MS = 60_000

export interface Owned {
  readonly name: string
  readonly centre: Centre
  readonly store: EventStore["Service"]
  readonly mailbox: Mailbox
  readonly log: Log
  readonly rowMemory: RowMemory
  /** The epoch this owner writes in. */
  readonly epoch: number
  /** As committed. */
  state: State
  head: Head
  /** The store does not answer: new commands are refused at the door. */
  away: boolean
  /** Done when the owner is to stop: what was taken up is written, and nothing more. */
  readonly stopping: Deferred.Deferred<void>
  /** Done when nothing is written any more, and why. */
  readonly ended: Deferred.Deferred<Ending>
}

/** Why a centre is of no use any more. */
export type Ending = WriterEnd | CentreClosed

/** What ends a writer: another owner, a clock not to be trusted, a store that refuses what must be written, a bug. */
export type WriterEnd = OwnershipLost | ClockBehind | StoreRefused | CentreDefect

/** Those put off, because too much was due or told apart by no id; they come first in the next batch. */
export type Written = Effect.Effect<ReadonlyArray<Pending>, WriterEnd | StoreUnavailable>

/** Where a batch is stepped from: the committed state, or the one that the batch before leads to. */
export interface Base {
  readonly state: State
  readonly uncommitted: ReadonlyArray<RowChange>
}

export const committed = ({ state }: Owned): Base => ({ state, uncommitted: [] })

/** The instant of a batch: the clock's, and never before the last event's. */
export const stamp = ({ state }: Base): Effect.Effect<number, ClockBehind> =>
  Effect.flatMap(Clock.currentTimeMillis, (clock) => {
    const last = state.facts.at
    return last - clock > CLOCK_BEHIND_MAX_MS
      ? Effect.fail(new ClockBehind({ clock, last, limitMs: CLOCK_BEHIND_MAX_MS }))
      : Effect.succeed(Math.max(clock, last))
  })

/** What a batch led to is the committed state from here on. */
export function settle(
  owned: Owned,
  stepped: { readonly state: State; readonly rows: ReadonlyArray<RowChange> }
): void {
  owned.state = stepped.state
  owned.head = { position: stepped.state.facts.position, epoch: owned.epoch }
  for (const change of stepped.rows) owned.rowMemory.wrote(change)
}

export const publish = (owned: Owned, events: ReadonlyArray<RecordedEvent>): void => owned.log.append(events)

export const failAll = (batch: ReadonlyArray<Pending>, failure: SendFailure): void => {
  for (const pending of batch) pending.answer(Exit.fail(failure))
}
