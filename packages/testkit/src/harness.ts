/**
 * A centre driven in memory: one state, its rows, its log and a virtual clock. It keeps the writer's side of the
 * bargain (what is due fires first, time does not run backwards, rows are asked for in rounds) and nothing else: no
 * engine, no store.
 */
import { Centre, Fields } from "@parley/core"
import { RowTable } from "@parley/core/engine"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** A command as plain JSON: ids are strings, nothing is branded. */
export type PlainCommand = typeof Centre.CentreCommand.Encoded
/** An event as plain JSON. */
export type PlainEvent = typeof Centre.CentreEvent.Encoded

/** Reads a command from plain JSON; throws on anything that is none, with the fields that are wrong. */
export function commandOf(plain: unknown): Centre.CentreCommand {
  const decoded = Centre.decodeCommand(plain)
  if (Result.isFailure(decoded)) throw new Error(decoded.failure)
  return decoded.success
}

/** A command as it was sent: what a log can be made from again. */
export interface Sending {
  readonly at: number
  readonly commandId: string
  readonly late: boolean
  readonly command: Centre.CentreCommand
}

/** Scripts, as files and stories hold them. */
export const Sendings = Schema.Array(
  Schema.Struct({
    at: Fields.Instant,
    commandId: Schema.String,
    late: Schema.Boolean,
    command: Centre.CentreCommand
  })
)

/** Reads a script from JSON; throws on anything that is none. */
export const scriptOf: (json: string) => ReadonlyArray<Sending> = Schema.decodeUnknownSync(
  Schema.fromJsonString(Sendings)
)

/** A repeated command id with another payload. */
export interface CommandConflict {
  readonly _tag: "CommandConflict"
  readonly commandId: string
}

export type Refusal = Centre.CentreRejection | CommandConflict

export interface Sent {
  readonly events: ReadonlyArray<Centre.RecordedEvent>
  readonly answer: Centre.Answer
  /** The centre's version afterwards. */
  readonly position: number
  /** The id was accepted before with this payload: nothing was done, this is the recorded answer. */
  readonly repeated: boolean
}

/** One step as it was taken, Ticks included: `send` leaves one for itself and one for each Tick before it. */
export interface Step {
  readonly at: number
  readonly commandId: string
  readonly command: Centre.CentreCommand
  readonly before: Centre.State
  readonly after: Centre.State
  readonly result: Result.Result<Sent, Refusal>
}

export interface DriverOptions {
  /** Called after every step: the command boundaries. */
  readonly onStep?: (step: Step, driver: Driver) => void
}

export interface SendOptions {
  /** Default: `c1`, `c2` … */
  readonly commandId?: string
  /** The writer slept: what fell due meanwhile fires now, in one Tick, and not when it was due. */
  readonly late?: boolean
}

interface Accepted {
  readonly fingerprint: string
  readonly sent: Sent
}

/** Ticks before one command; more is a deadline that comes back for ever. */
const TICKS_MAX = 10_000

/** A centre with nothing in it yet, ready for its first command. */
export const open = (centre: Centre.Centre, options: DriverOptions = {}): Driver => new Driver(centre, options)

/** Sends a script again; what it brings about is the same log. */
export function rerun(centre: Centre.Centre, script: ReadonlyArray<Sending>, options: DriverOptions = {}): Driver {
  const driver = open(centre, options)
  for (const { at, commandId, late, command } of script) driver.send(at, command, { commandId, late })
  return driver
}

export class Driver {
  readonly centre: Centre.Centre
  private readonly options: DriverOptions
  private readonly accepted = new Map<string, Accepted>()
  private readonly folded = new RowTable()
  private readonly recorded: Array<Centre.RecordedEvent> = []
  private readonly sendings: Array<Sending> = []
  private current: Centre.State
  private clock = Number.NEGATIVE_INFINITY
  private ticks = 0

  constructor(centre: Centre.Centre, options: DriverOptions) {
    this.centre = centre
    this.options = options
    this.current = centre.initial
  }

  get state(): Centre.State {
    return this.current
  }

  /** What the log folds to by `rowsOf`, as it was written step by step. */
  get rows(): RowTable {
    return this.folded
  }

  get log(): ReadonlyArray<Centre.RecordedEvent> {
    return this.recorded
  }

  /** Every command sent so far, Ticks apart. */
  get script(): ReadonlyArray<Sending> {
    return this.sendings
  }

  /** The instant of the latest command or advance; −∞ before the first. */
  get now(): number {
    return this.clock
  }

  /** Fires what is due by then, then steps the command at that instant. */
  send(at: number, command: Centre.CentreCommand, options: SendOptions = {}): Result.Result<Sent, Refusal> {
    const { late = false, commandId = this.freshId() } = options
    this.sendings.push({ at, commandId, late, command })
    this.advance(at, { late })
    return this.step(at, command, commandId)
  }

  /** One that was not accepted before: a script that was cut down has gaps in its numbers. */
  private freshId(): string {
    for (let nth = this.sendings.length + 1; ; nth++) if (!this.accepted.has(`c${nth}`)) return `c${nth}`
  }

  /** The same with a command from plain JSON. */
  sendPlain(at: number, plain: unknown, options: SendOptions = {}): Result.Result<Sent, Refusal> {
    return this.send(at, commandOf(plain), options)
  }

  /** Lets time pass: a Tick at each deadline, or one at the end when the writer slept. */
  advance(to: number, { late = false }: { readonly late?: boolean } = {}): void {
    for (let fired = 0; ; fired++) {
      const due = this.centre.nextDeadline(this.current)
      if (due === null || due > to) break
      if (fired === TICKS_MAX) throw new Error(`${TICKS_MAX} Ticks and still something is due at ${due}`)
      this.ticks += 1
      const ticked = this.step(late ? to : Math.max(due, this.clock), { _tag: "Tick" }, `t${this.ticks}`)
      if (Result.isFailure(ticked)) throw new Error(`a Tick was refused: ${JSON.stringify(ticked.failure)}`)
    }
    this.clock = Math.max(this.clock, to)
  }

  /** Another driver that goes on from here; this one is not touched by it. */
  fork(options: DriverOptions = {}): Driver {
    const other = new Driver(this.centre, options)
    for (const [id, accepted] of this.accepted) other.accepted.set(id, accepted)
    for (const keyed of this.folded.all()) other.folded.write(keyed)
    other.recorded.push(...this.recorded)
    other.sendings.push(...this.sendings)
    other.current = this.current
    other.clock = this.clock
    other.ticks = this.ticks
    return other
  }

  /** The same after a restart: the state comes from the log alone. */
  restarted(options: DriverOptions = {}): Driver {
    const other = this.fork(options)
    other.current = this.centre.replay(this.centre.initial, this.recorded)
    return other
  }

  private step(at: number, command: Centre.CentreCommand, commandId: string): Result.Result<Sent, Refusal> {
    const before = this.current
    const result = this.repeated(commandId, command) ?? this.decide(at, command, commandId)
    this.clock = Math.max(this.clock, at)
    this.options.onStep?.({ at, commandId, command, before, after: this.current, result }, this)
    return result
  }

  /** What a repeated id answers; null for a new one. Ids of refused commands are free to be used again. */
  private repeated(commandId: string, command: Centre.CentreCommand): Result.Result<Sent, Refusal> | null {
    const known = this.accepted.get(commandId)
    if (known === undefined) return null
    if (known.fingerprint !== JSON.stringify(command)) return Result.fail({ _tag: "CommandConflict", commandId })
    return Result.succeed({ ...known.sent, repeated: true })
  }

  private decide(at: number, command: Centre.CentreCommand, commandId: string): Result.Result<Sent, Refusal> {
    const stepped = this.centre.step(this.current, this.rowsFor(at, command), at, command)
    if (Result.isFailure(stepped)) return Result.fail(stepped.failure)
    const { events, state, answer } = stepped.success
    const recorded = this.append(at, commandId, events)
    this.current = state
    const sent: Sent = { events: recorded, answer, position: this.recorded.length, repeated: false }
    this.accepted.set(commandId, { fingerprint: JSON.stringify(command), sent })
    return Result.succeed(sent)
  }

  /** The rows that deciding needs, asked for in rounds; whoever reads another one is found out. */
  private rowsFor(at: number, command: Centre.CentreCommand): Centre.Rows {
    const asked = new Set<Centre.RowKey>()
    const rows: Centre.Rows = {
      get: (key) => (asked.has(key) ? this.folded.get(key) : undefined),
      range: (key) => (asked.has(key) ? this.folded.range(key) : undefined)
    }
    for (let round = 0; ; round++) {
      const keys = this.centre.needs(this.current, at, command, rows)
      if (keys.length === 0) break
      if (round === Centre.NEEDS_ROUNDS_MAX) throw new Error(`still asks for ${keys.join(", ")} after ${round} rounds`)
      for (const key of keys) asked.add(key)
    }
    const known = <K extends Centre.RowKey>(key: K): K => {
      if (!asked.has(key)) throw new Error(`${command._tag} reads the row ${key}, which it did not ask for`)
      return key
    }
    return { get: (key) => rows.get(known(key)), range: (key) => rows.range(known(key)) }
  }

  private append(
    at: number,
    commandId: string,
    events: ReadonlyArray<Centre.CentreEvent>
  ): ReadonlyArray<Centre.RecordedEvent> {
    const recorded = events.map((event, index) => ({
      position: this.recorded.length + index + 1,
      at,
      commandId,
      index,
      last: index === events.length - 1,
      version: 1,
      actor: null,
      correlationId: null,
      causationId: null,
      event
    }))
    this.recorded.push(...recorded)
    for (const event of events) for (const change of this.centre.rowsOf(event)) this.folded.write(change)
    return recorded
  }
}
