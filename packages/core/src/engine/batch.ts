/** Stepping many commands in one go: each sees the state and the rows that those before it left. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import {
  EVENT_VERSIONS,
  isRange,
  NEEDS_ROUNDS_MAX,
  noRows,
  rowsOf,
  versionOf,
  type Centre,
  type CentreCommand,
  type CentreEvent,
  type EventVersions,
  type KeyedRow,
  type RangeKey,
  type RecordedEvent,
  type Row,
  type RowChange,
  type RowKey,
  type RowRange,
  type Run,
  type State
} from "../centre/index.ts"
import type { Instant } from "../kernel/fields.ts"
import type { Origin } from "../kernel/envelope.ts"
import { CommandDefect, type StoreFailure } from "./failures.ts"
import type { Pending } from "./mailbox.ts"
import type { RecordedCommand } from "./ports.ts"
import type { RowMemory } from "./row-memory.ts"
import { formatOf } from "../tenant/index.ts"
import { notYetWritten } from "./log-format.ts"
import { RowOverlay } from "./row-overlay.ts"
import type { Accepted, Rejected } from "./send-result.ts"

/** Ticks one batch fires before its commands, at most; what is still due then fires in the next. */
export const TICKS_PER_BATCH_MAX = 64

export interface Stepping {
  readonly centre: Centre
  readonly state: State
  /** What led to the state and is not yet in the store. */
  readonly uncommitted: ReadonlyArray<RowChange>
  readonly at: Instant
  /** Default: those of this code. */
  readonly versions?: EventVersions
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

/** What must be read from the store before the next command can be stepped. */
interface Asked {
  readonly keys: ReadonlyArray<RowKey>
  readonly ranges: ReadonlyArray<RangeKey>
}

/** A command threw in a run that is carried forward in place: what it left behind is of no use. */
class Spoilt extends Error {}

/**
 * A batch under way. The run is edited in place and handed out once, at the end; only a batch in which a command threw
 * is stepped again with a state to fall back on before each.
 */
class Work {
  readonly events: Array<RecordedEvent> = []
  readonly lookUp: RowOverlay
  readonly commands: Array<RecordedCommand> = []
  readonly accepted: Array<{ readonly pending: Pending; readonly result: Accepted }> = []
  readonly refused: Array<{ readonly pending: Pending; readonly result: Rejected | CommandDefect }> = []
  readonly postponed: Array<Pending> = []
  private readonly stepping: Stepping
  private run: Run
  private position: number
  private ticks = 0
  /** The format of the log, and the versions that events are written in. */
  private format: number
  private readonly versions: EventVersions
  /** The state before the next command; null where there is none to fall back on. */
  private before: State | null

  constructor(stepping: Stepping, isCareful: boolean) {
    this.stepping = stepping
    this.lookUp = new RowOverlay(stepping.uncommitted)
    this.run = stepping.centre.run(stepping.state)
    this.position = stepping.state.facts.position
    this.format = formatOf(stepping.state.facts.tenant)
    this.versions = stepping.versions ?? EVENT_VERSIONS
    this.before = isCareful ? stepping.state : null
  }

  /** Steps them all, and stops wherever rows must be read first. Throws `Spoilt`, and a bug where no command is to blame. */
  *steps(batch: ReadonlyArray<Pending>): Generator<Asked, void> {
    this.fireDue()
    // All that the commands ask of the present state, in as few reads as one command would take.
    yield* this.askRows(batch)
    for (const pending of batch) {
      // What a command made due, and rows that only became of interest through it, come before the next.
      this.fireDue()
      yield* this.askRows([pending])
      if (this.isBehind()) this.postponed.push(pending)
      else this.step(pending)
    }
  }

  /** After the last step. */
  stepped(): SteppedBatch {
    const { events, commands, accepted, refused, postponed } = this
    const state = events.length === 0 ? this.stepping.state : this.run.state()
    return { state, events, rows: this.lookUp.changes, commands, accepted, refused, postponed }
  }

  private *askRows(batch: ReadonlyArray<Pending>): Generator<Asked, void> {
    const { at, memory } = this.stepping
    for (let round = 0; round <= NEEDS_ROUNDS_MAX; round++) {
      const wanted = new Set<RowKey>()
      for (const { command } of batch) for (const key of this.run.needs(this.lookUp, at, command)) wanted.add(key)
      if (wanted.size === 0) return
      const asked: { readonly keys: Array<RowKey>; readonly ranges: Array<RangeKey> } = { keys: [], ranges: [] }
      for (const key of wanted) {
        if (isRange(key)) {
          asked.ranges.push(key)
          continue
        }
        const row = memory.recall(key)
        if (row === undefined) asked.keys.push(key)
        else this.lookUp.read(key, row)
      }
      if (asked.keys.length + asked.ranges.length > 0) yield asked
    }
  }

  /** After a long outage more may be due than one batch fires. */
  private isBehind(): boolean {
    const due = this.run.nextDeadline()
    return due !== null && due <= this.stepping.at
  }

  /** What is due fires first, as Ticks of their own; they stand even if every command is refused. */
  private fireDue(): void {
    const { at } = this.stepping
    while (this.ticks < TICKS_PER_BATCH_MAX && this.isBehind()) {
      this.ticks += 1
      const stepped = this.run.step(noRows, at, { _tag: "Tick" })
      if (Result.isFailure(stepped)) throw new Error(`a Tick was refused: ${stepped.failure._tag}`)
      const { events } = stepped.success
      if (events.length === 0) throw new Error(`something is due and a Tick at ${at} does nothing`)
      const tooNew = notYetWritten(this.format, events, this.versions)
      if (tooNew !== null) throw new Error(`a Tick writes ${tooNew.eventType} in format ${tooNew.format} of the log`)
      const commandId = `tick:${this.position + 1}`
      this.record(events, { commandId, actor: null, correlationId: null, causationId: null })
    }
  }

  private step(pending: Pending): void {
    const { command, origin, fingerprint } = pending
    const { commandId } = origin
    const decided = this.decided(command)
    if (decided instanceof Error) {
      this.refused.push({ pending, result: new CommandDefect({ commandId, message: decided.message }) })
      return
    }
    if (Result.isFailure(decided)) {
      this.refused.push({ pending, result: { ok: false, rejection: decided.failure } })
      return
    }
    const { events, answer } = decided.success
    const recorded = this.record(events, origin)
    const { position } = this
    this.commands.push({ commandId, fingerprint, position, events: events.length, answer })
    this.accepted.push({ pending, result: { ok: true, position, events: recorded, answer, repeated: false } })
  }

  private decided(command: CentreCommand) {
    if (this.before !== null) this.before = this.run.state()
    try {
      const decided = this.run.step(this.lookUp, this.stepping.at, command)
      if (Result.isFailure(decided)) return decided
      const tooNew = notYetWritten(this.format, decided.success.events, this.versions)
      if (tooNew === null) return decided
      this.fallBack()
      return Result.fail(tooNew)
    } catch (error) {
      if (error instanceof Spoilt) throw error
      this.fallBack()
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  /** Nothing of a command that is not to stand is kept: states are values. */
  private fallBack(): void {
    if (this.before === null) throw new Spoilt()
    this.run = this.stepping.centre.run(this.before)
  }

  /** Gives events their places, and their rows to the commands that follow. */
  private record(events: ReadonlyArray<CentreEvent>, origin: Origin): ReadonlyArray<RecordedEvent> {
    const { at } = this.stepping
    const first = this.position + 1
    const recorded = events.map((event, index) => ({
      position: first + index,
      at,
      commandId: origin.commandId,
      index,
      last: index === events.length - 1,
      version: versionOf(event._tag, this.versions),
      actor: origin.actor,
      correlationId: origin.correlationId,
      causationId: origin.causationId,
      event
    }))
    this.position += events.length
    for (const event of events) if (event._tag === "FormatRaised") this.format = event.format
    for (const event of recorded) {
      this.events.push(event)
      for (const change of rowsOf(event.event)) this.lookUp.wrote(change)
    }
    return recorded
  }
}

/** A batch that takes commands until it is closed: they are stepped as they come. */
export class OpenBatch {
  /** All that it was given, in order. */
  readonly taken: Array<Pending> = []
  /** The instant of all that it writes. */
  readonly at: Instant
  private readonly stepping: Stepping
  private work: Work

  constructor(stepping: Stepping) {
    this.stepping = stepping
    this.at = stepping.at
    this.work = new Work(stepping, false)
  }

  /** Steps what is due, then these. After a failure the batch is of no use. Dies of a bug where no command is to blame. */
  add(batch: ReadonlyArray<Pending>): Effect.Effect<void, StoreFailure> {
    return Effect.suspend(() => {
      this.taken.push(...batch)
      return this.carry(this.work.steps(batch))
    })
  }

  close(): SteppedBatch {
    return this.work.stepped()
  }

  /** Carries the steps on to the end; nothing is waited for where no row must be read. */
  private carry(steps: Generator<Asked, void>): Effect.Effect<void, StoreFailure> {
    try {
      const { done, value: asked } = steps.next()
      if (done) return Effect.void
      return Effect.flatMap(this.read(asked), () => this.carry(steps))
    } catch (error) {
      if (!(error instanceof Spoilt)) return Effect.die(error)
      this.work = new Work(this.stepping, true)
      return this.carry(this.work.steps(this.taken))
    }
  }

  private read({ keys, ranges }: Asked): Effect.Effect<void, StoreFailure> {
    const { fetch, fetchRange, memory } = this.stepping
    const { lookUp } = this.work
    return Effect.gen(function* () {
      for (const key of ranges) {
        const range = lookUp.toAsk(key)
        lookUp.readRange(key, range, yield* fetchRange(range))
      }
      if (keys.length === 0) return
      const found = yield* fetch(keys)
      for (const [key, row] of found) memory.read({ key, row })
      for (const key of keys) lookUp.read(key, found.get(key) ?? null)
    })
  }
}
