/**
 * A centre and what surrounds it on one virtual clock: the production step, fed by an agenda. It keeps the writer's side
 * of the bargain: what is due fires first, time does not run backwards. No timers, no I/O.
 */
import * as Result from "effect/Result"
import {
  noRows,
  rowsOf,
  type Centre,
  type CentreCommand,
  type CentreEvent,
  type CentreRejection
} from "../centre/index.ts"
import type { RowTable, Run, State } from "../centre/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { Agenda } from "./agenda.ts"
import { wholeMs } from "./milliseconds.ts"
import { SimulationRefused } from "./scenario.ts"

/** Hears every event, in order, at the instant of its step. */
export type Listener = (at: Instant, event: CentreEvent) => void
/** Hears the events of every step that has any, after those who hear them one by one. */
export type StepListener = (at: Instant, events: ReadonlyArray<CentreEvent>) => void

export interface Surroundings {
  /** What decisions look up. Left out: nothing is ever found, for runs in which nothing refers to what went before. */
  readonly rows?: RowTable
  /** When what is due at an instant fires; default: then. */
  readonly firesAt?: (due: Instant) => Instant
}

/** Ticks that may follow one another without time passing. */
const TICKS_MAX = 10_000
/** Reactions, each to what the one before has brought about, that may follow one another without time passing. */
const REACTIONS_MAX = 100_000

export class Stage {
  readonly agenda = new Agenda<() => void>()
  readonly run: Run
  now: Instant
  commands = 0
  events = 0
  /** Commands that came too late or were not apt, by the rejection's tag. */
  readonly refusals = new Map<CentreRejection["_tag"], number>()
  private readonly listeners: Array<Listener> = []
  private readonly stepListeners: Array<StepListener> = []
  private readonly surroundings: Surroundings
  private readonly reactions: Array<() => void> = []

  constructor(centre: Centre, state: State, at: Instant, surroundings: Surroundings = {}) {
    this.run = centre.run(state)
    this.now = at
    this.surroundings = surroundings
  }

  /** Hears all that is sent from now on, after those who listen already. */
  listen(listener: Listener): void {
    this.listeners.push(listener)
  }

  /** The same, step by step. */
  listenSteps(listener: StepListener): void {
    this.stepListeners.push(listener)
  }

  /** Sends a command now. Those who hear of it may put something down for this very instant. */
  send(command: CentreCommand): Result.Result<ReadonlyArray<CentreEvent>, CentreRejection> {
    this.fire(this.now)
    return this.step(command)
  }

  /** Sends a command that may come too late: a refusal is counted, and nothing else. */
  attempt(command: CentreCommand): boolean {
    const sent = this.send(command)
    if (Result.isSuccess(sent)) return true
    const { _tag } = sent.failure
    this.refusals.set(_tag, (this.refusals.get(_tag) ?? 0) + 1)
    return false
  }

  /** Takes events that were decided elsewhere as they stand. */
  apply(events: ReadonlyArray<CentreEvent>): void {
    this.fire(this.now)
    this.run.apply(this.now, events)
    this.tell(events)
  }

  /** To be done in so many milliseconds, rounded; at once when 0, after what is being heard. */
  after(ms: number, act: () => void): void {
    if (ms === Infinity) return
    const whole = wholeMs(ms)
    if (whole <= 0) this.reactions.push(act)
    else this.agenda.add(this.now + whole, act)
  }

  /**
   * The next thing happens, or what is due fires; false when nothing is left until then. Throws SimulationRefused where
   * people would react to one another for ever.
   */
  next(until: Instant): boolean {
    const { nextAt } = this.agenda
    const due = this.run.nextDeadline()
    const firesAt = due === null ? Infinity : Math.max(due, this.surroundings.firesAt?.(due) ?? due)
    const at = Math.min(nextAt ?? Infinity, firesAt)
    if (at > until || at === Infinity) return false
    this.now = Math.max(this.now, at)
    if (firesAt <= at) this.fire(at)
    else this.agenda.take()?.()
    this.react()
    return true
  }

  /** What was put down for this instant. */
  private react(): void {
    for (let nth = 0; nth < this.reactions.length; nth++) {
      if (nth === REACTIONS_MAX)
        throw new SimulationRefused(
          `${REACTIONS_MAX} reactions and no time passes: agents refuse offers at once that come again at once` +
            " (give them a reaction time, or the campaign retryPauseSeconds)"
        )
      this.reactions[nth]?.()
    }
    this.reactions.length = 0
  }

  private fire(until: Instant): void {
    for (let fired = 0; ; fired++) {
      const due = this.run.nextDeadline()
      if (due === null || due > until) return
      if (fired === TICKS_MAX) throw new Error(`${TICKS_MAX} Ticks and still something is due at ${due}`)
      const ticked = this.step({ _tag: "Tick" })
      if (Result.isFailure(ticked)) throw new Error(`a Tick was refused: ${ticked.failure._tag}`)
    }
  }

  private step(command: CentreCommand): Result.Result<ReadonlyArray<CentreEvent>, CentreRejection> {
    this.commands += 1
    const stepped = this.run.step(this.surroundings.rows ?? noRows, this.now, command)
    if (Result.isFailure(stepped)) return Result.fail(stepped.failure)
    this.tell(stepped.success.events)
    return Result.succeed(stepped.success.events)
  }

  private tell(events: ReadonlyArray<CentreEvent>): void {
    this.events += events.length
    const { rows } = this.surroundings
    for (const event of events) {
      if (rows !== undefined) for (const change of rowsOf(event)) rows.write(change)
      for (const listener of this.listeners) listener(this.now, event)
    }
    if (events.length > 0) for (const listener of this.stepListeners) listener(this.now, events)
  }
}
