/** Stepping many commands in one go: each sees the state and the rows that those before it left. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import {
  isRange,
  NEEDS_ROUNDS_MAX,
  noRows,
  rowsOf,
  type Centre,
  type CentreCommand,
  type CentreEvent,
  type KeyedRow,
  type RecordedEvent,
  type Row,
  type RowChange,
  type RowKey,
  type RowRange,
  type State
} from "../centre/index.ts"
import type { Instant } from "../kernel/fields.ts"
import type { Origin } from "../kernel/envelope.ts"
import { CommandDefect, type StoreFailure } from "./failures.ts"
import type { Pending } from "./mailbox.ts"
import type { RecordedCommand } from "./ports.ts"
import type { RowMemory } from "./row-memory.ts"
import { RowOverlay } from "./row-overlay.ts"
import type { Accepted, Rejected } from "./send-result.ts"

/** Ticks one batch fires before its commands, at most; what is still due then fires in the next. */
export const TICKS_PER_BATCH_MAX = 64
/** The version of every event type so far. */
export const EVENT_VERSION = 1

export interface Stepping {
  readonly centre: Centre
  readonly state: State
  readonly at: Instant
  readonly memory: Pick<RowMemory, "recall" | "read">
  readonly fetch: (keys: ReadonlyArray<RowKey>) => Effect.Effect<ReadonlyMap<RowKey, Row>, StoreFailure>
  readonly fetchRange: (range: RowRange) => Effect.Effect<ReadonlyArray<KeyedRow>, StoreFailure>
}

/** What came of each command, and all that is to be written. */
export interface SteppedBatch {
  readonly state: State
  readonly events: ReadonlyArray<RecordedEvent>
  readonly rows: ReadonlyArray<RowChange>
  readonly commands: ReadonlyArray<RecordedCommand>
  readonly accepted: ReadonlyArray<{ readonly pending: Pending; readonly result: Accepted }>
  readonly refused: ReadonlyArray<{ readonly pending: Pending; readonly result: Rejected | CommandDefect }>
  /** Not stepped: so much was due that it has not all fired. They come first in the next batch. */
  readonly postponed: ReadonlyArray<Pending>
}

/** A batch under way. */
class Work {
  state: State
  readonly events: Array<RecordedEvent> = []
  readonly lookUp = new RowOverlay()
  readonly rows = this.lookUp.changes
  readonly commands: Array<RecordedCommand> = []
  readonly accepted: Array<{ readonly pending: Pending; readonly result: Accepted }> = []
  readonly refused: Array<{ readonly pending: Pending; readonly result: Rejected | CommandDefect }> = []
  readonly postponed: Array<Pending> = []
  ticks = 0

  constructor(state: State) {
    this.state = state
  }

  /** Gives events their places, and their rows to the commands that follow. */
  record(events: ReadonlyArray<CentreEvent>, state: State, at: Instant, origin: Origin): ReadonlyArray<RecordedEvent> {
    const first = this.state.facts.position + 1
    const recorded = events.map((event, index) => ({
      position: first + index,
      at,
      commandId: origin.commandId,
      index,
      last: index === events.length - 1,
      version: EVENT_VERSION,
      actor: origin.actor,
      correlationId: origin.correlationId,
      causationId: origin.causationId,
      event
    }))
    this.state = state
    for (const event of recorded) {
      this.events.push(event)
      for (const change of rowsOf(event.event)) this.lookUp.wrote(change)
    }
    return recorded
  }
}

export const stepBatch = Effect.fnUntraced(function* (stepping: Stepping, batch: ReadonlyArray<Pending>) {
  const work = new Work(stepping.state)
  fireDue(stepping, work)
  yield* prefetch(stepping, work, batch)
  for (const pending of batch) {
    // What a command made due, and rows that only became of interest through it, come before the next.
    fireDue(stepping, work)
    yield* askRows(stepping, work, [pending.command])
    if (isBehind(stepping, work)) work.postponed.push(pending)
    else stepOne(stepping, work, pending)
  }
  return work satisfies SteppedBatch
})

/** All that the commands ask of the present state, in as few reads as one command would take. */
const prefetch = (stepping: Stepping, work: Work, batch: ReadonlyArray<Pending>) =>
  askRows(
    stepping,
    work,
    batch.map((pending) => pending.command)
  )

const askRows = Effect.fnUntraced(function* (stepping: Stepping, work: Work, commands: ReadonlyArray<CentreCommand>) {
  const { centre, at, fetch, fetchRange, memory } = stepping
  for (let round = 0; round <= NEEDS_ROUNDS_MAX; round++) {
    const keys = commands.flatMap((command) => centre.needs(work.state, at, command, work.lookUp))
    if (keys.length === 0) return
    const asked: Array<RowKey> = []
    for (const key of new Set(keys)) {
      if (isRange(key)) {
        const range = work.lookUp.toAsk(key)
        work.lookUp.readRange(key, range, yield* fetchRange(range))
        continue
      }
      const row = memory.recall(key)
      if (row === undefined) asked.push(key)
      else work.lookUp.read(key, row)
    }
    if (asked.length === 0) continue
    const found = yield* fetch(asked)
    for (const [key, row] of found) memory.read({ key, row })
    for (const key of asked) work.lookUp.read(key, found.get(key) ?? null)
  }
})

/** After a long outage more may be due than one batch fires. */
const isBehind = ({ centre, at }: Stepping, work: Work): boolean => {
  const due = centre.nextDeadline(work.state)
  return due !== null && due <= at
}

/** What is due fires first, as Ticks of their own; they stand even if every command is refused. */
function fireDue({ centre, at }: Stepping, work: Work): void {
  while (work.ticks < TICKS_PER_BATCH_MAX) {
    const due = centre.nextDeadline(work.state)
    if (due === null || due > at) return
    work.ticks += 1
    const stepped = centre.step(work.state, noRows, at, { _tag: "Tick" })
    if (Result.isFailure(stepped)) throw new Error(`a Tick was refused: ${stepped.failure._tag}`)
    const { events, state } = stepped.success
    if (events.length === 0) throw new Error(`something is due at ${due} and a Tick at ${at} does nothing`)
    const commandId = `tick:${work.state.facts.position + 1}`
    work.record(events, state, at, { commandId, actor: null, correlationId: null, causationId: null })
  }
}

function stepOne({ centre, at }: Stepping, work: Work, pending: Pending): void {
  const { command, origin, fingerprint } = pending
  const { commandId } = origin
  try {
    const stepped = centre.step(work.state, work.lookUp, at, command)
    if (Result.isFailure(stepped)) {
      work.refused.push({ pending, result: { ok: false, rejection: stepped.failure } })
      return
    }
    const { events, state, answer } = stepped.success
    const recorded = work.record(events, state, at, origin)
    const { position } = state.facts
    work.commands.push({ commandId, fingerprint, position, events: events.length, answer })
    work.accepted.push({ pending, result: { ok: true, position, events: recorded, answer, repeated: false } })
  } catch (error) {
    // Nothing of a command that throws is kept: states are values.
    const message = error instanceof Error ? error.message : String(error)
    work.refused.push({ pending, result: new CommandDefect({ commandId, message }) })
  }
}
