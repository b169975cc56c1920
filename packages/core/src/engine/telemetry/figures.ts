/** The figures of each centre, kept as plain numbers and read when somebody looks: a command costs one addition. */
import * as Context from "effect/Context"
import * as Metric from "effect/Metric"
import type { Batch } from "../ports.ts"
import { LANES, type Lane } from "../mailbox.ts"
import {
  appendSeconds,
  batchCommands,
  batchEvents,
  CENTRES_TOLD_MAX,
  COMMAND_OUTCOMES,
  type CommandOutcome,
  count,
  OTHER_CENTRES
} from "./instruments.ts"
import { PlainHistogram } from "./plain-histogram.ts"

/** A number that is read when it is looked at; `leave` takes it out. */
export interface Reading {
  readonly leave: () => void
}

/** One centre's, or those of all that are told together. */
export interface CentreFigures {
  /** A command has come to its end. */
  readonly answered: (outcome: CommandOutcome) => void
  /** A command found no room in its lane. */
  readonly overloaded: (lane: Lane) => void
  /** From now on the commands that wait are told. */
  readonly loaded: (waiting: (lane: Lane) => number) => Reading
  /** From now on it is told how far a projection or read model is behind. */
  readonly followed: (follower: string, lag: () => number) => Reading
}

export class Figures {
  /** Centres that are loaded now. */
  private loadedCount = 0
  private readonly context: Context.Context<never>
  private readonly told = new Map<string, Told>()
  private readonly positions = new Map<string, number>()
  private readonly appendSeconds: PlainHistogram
  private readonly batchCommands: PlainHistogram
  private readonly batchEvents: PlainHistogram

  /** The registry of the context is the one that is written to. */
  constructor(context: Context.Context<never>) {
    // No more than these: what else is in context is not the metrics' to keep.
    this.context = Context.pick(Metric.MetricRegistry, Metric.CurrentMetricAttributes)(context)
    this.gauge("parley_centres_loaded", "Centres that are loaded in this process", {}, () => this.loadedCount)
    this.appendSeconds = this.histogram(appendSeconds)
    this.batchCommands = this.histogram(batchCommands)
    this.batchEvents = this.histogram(batchEvents)
  }

  centre(name: string): CentreFigures {
    const told = this.toldOf(name)
    const position = (): number => this.positions.get(name) ?? 0
    return {
      answered: (outcome) => void (told.outcomes[outcome] += 1),
      overloaded: (lane) => void (told.overloads[lane] += 1),
      loaded: (waiting) => {
        this.loadedCount += 1
        const left = LANES.map((lane) => told.waiting[lane].add(() => waiting(lane)))
        if (told.isOne) left.push(told.position.add(position))
        return once(() => {
          this.loadedCount -= 1
          for (const { leave } of left) leave()
          this.positions.delete(name)
        })
      },
      followed: (follower, lag) => {
        const description =
          "Events of the log that a projection or read model has not folded yet; the worst of its name"
        const attributes = { centre: told.label, projection: follower }
        const gauge =
          told.lags.get(follower) ?? this.shared("parley_projection_lag_events", description, attributes, worst)
        told.lags.set(follower, gauge)
        return gauge.add(lag)
      }
    }
  }

  /** A batch was appended, in so many seconds. */
  appended(name: string, { expected, events, commands }: Batch, seconds: number): void {
    this.positions.set(name, expected.position + events.length)
    this.appendSeconds.observe(seconds)
    this.batchCommands.observe(commands.length)
    this.batchEvents.observe(events.length)
  }

  /** A batch was not appended, or nobody knows whether it was. */
  notAppended(reason: string): void {
    const description = "Appends that failed, by what they failed with; each try counts"
    count(this.context, "parley_append_failures_total", { description, attributes: { reason } })
  }

  private toldOf(name: string): Told {
    const label = this.told.has(name) || this.told.size < CENTRES_TOLD_MAX ? name : OTHER_CENTRES
    const known = this.told.get(label)
    if (known !== undefined) return known
    const fresh = this.freshTold(label)
    this.told.set(label, fresh)
    return fresh
  }

  private freshTold(label: string): Told {
    const centre = { centre: label }
    const outcomes = { accepted: 0, repeated: 0, refused: 0, conflict: 0, overloaded: 0, failed: 0, interrupted: 0 }
    for (const outcome of COMMAND_OUTCOMES)
      this.counter(
        "parley_commands_total",
        "Commands by what became of them",
        { ...centre, outcome },
        () => outcomes[outcome]
      )
    const overloads = { results: 0, people: 0, adapters: 0, bulk: 0 }
    for (const lane of LANES)
      this.counter(
        "parley_overloaded_total",
        "Commands that found their lane full",
        { ...centre, lane },
        () => overloads[lane]
      )
    const waitingIn = (lane: Lane): SharedGauge =>
      this.shared("parley_mailbox_depth", "Commands that wait for the writer", { ...centre, lane }, sum)
    return {
      label,
      isOne: label !== OTHER_CENTRES,
      outcomes,
      overloads,
      waiting: {
        results: waitingIn("results"),
        people: waitingIn("people"),
        adapters: waitingIn("adapters"),
        bulk: waitingIn("bulk")
      },
      position: this.shared("parley_log_position", "Position of the last event of the log", centre, worst),
      lags: new Map()
    }
  }

  private shared(
    name: string,
    description: string,
    attributes: Readonly<Record<string, string>>,
    joined: (values: ReadonlyArray<number>) => number
  ): SharedGauge {
    return new SharedGauge((read) => this.gauge(name, description, attributes, read), joined)
  }

  private gauge(
    name: string,
    description: string,
    attributes: Readonly<Record<string, string>>,
    read: () => number
  ): Metric.Registration {
    const hooks = { get: () => ({ value: read() }), update: unused, modify: unused }
    return Metric.registerUnsafe(Metric.gauge(name, { description, attributes }), this.context, hooks)
  }

  private histogram({ name, description, boundaries }: HistogramTold): PlainHistogram {
    const plain = new PlainHistogram(boundaries)
    const hooks = { get: () => plain.state(), update: unused, modify: unused }
    Metric.registerUnsafe(Metric.histogram(name, { description, boundaries }), this.context, hooks)
    return plain
  }

  private counter(
    name: string,
    description: string,
    attributes: Readonly<Record<string, string>>,
    read: () => number
  ): void {
    const hooks = { get: () => ({ count: read(), incremental: true }), update: unused, modify: unused }
    Metric.registerUnsafe(Metric.counter(name, { description, attributes, incremental: true }), this.context, hooks)
  }
}

interface HistogramTold {
  readonly name: string
  readonly description: string
  readonly boundaries: ReadonlyArray<number>
}

/** What is told under one label. */
interface Told {
  readonly label: string
  readonly isOne: boolean
  readonly outcomes: Record<CommandOutcome, number>
  readonly overloads: Record<Lane, number>
  readonly waiting: { readonly [L in Lane]: SharedGauge }
  readonly position: SharedGauge
  readonly lags: Map<string, SharedGauge>
}

const unused = (): void => undefined
const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)
const worst = (values: ReadonlyArray<number>): number => Math.max(...values)

/** A gauge with several sources; it is there while one of them is. */
class SharedGauge {
  private readonly sources = new Set<() => number>()
  private readonly register: (read: () => number) => Metric.Registration
  private readonly joined: (values: ReadonlyArray<number>) => number
  private registration: Metric.Registration | null = null

  constructor(
    register: (read: () => number) => Metric.Registration,
    joined: (values: ReadonlyArray<number>) => number
  ) {
    this.register = register
    this.joined = joined
  }

  add(source: () => number): Reading {
    this.sources.add(source)
    this.registration ??= this.register(() => this.joined([...this.sources].map((read) => read())))
    return once(() => {
      this.sources.delete(source)
      if (this.sources.size > 0) return
      this.registration?.remove()
      this.registration = null
    })
  }
}

function once(act: () => void): Reading {
  let isDone = false
  return {
    leave: () => {
      if (isDone) return
      isDone = true
      act()
    }
  }
}
