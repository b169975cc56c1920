/** A day, or so many interactions, of a centre as it would be: the production step with clients and agents who are drawn. */
import * as Result from "effect/Result"
import { make, type State } from "../centre/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { builtIn, type Eligibility } from "../routing/index.ts"
import { Clients } from "./clients.ts"
import { Desks } from "./desks.ts"
import { addSums, measuresOf, noSums, standardErrorsOf, type Measures, type Sums } from "./measures.ts"
import { checkInterval, opening, SimulationRefused, STARTS_AT_DEFAULT, type Scenario } from "./scenario.ts"
import { Stage, type Listener, type StepListener } from "./stage.ts"
import { Tally, type FailedStrategy, type Stretch } from "./tally.ts"
import { msOf } from "./milliseconds.ts"

export interface SimulateOptions {
  readonly seed: string
  /** How long clients come; afterwards those in the centre are served. Give this or `interactions`. */
  readonly seconds?: number
  /**
   * How many are measured; those who come after them load the centre as before, until all of them have their outcome, but
   * at most `LATER_PER_MEASURED_MAX` for each (and 10,000 at any rate): then it ends with the rest of them unanswered.
   */
  readonly interactions?: number
  /** Who comes before this is served but not measured, so that an empty centre at the start does not flatter. */
  readonly warmUpSeconds?: number
  /** Length of the stretches of which the course of the day is made; default 15 minutes. */
  readonly intervalSeconds?: number
  /** How long after the last measured arrival those still waiting are served; default: a day, and twice the time until then. */
  readonly closingSeconds?: number
  /** Called now and then with the share that is done, in [0, 1]. */
  readonly progress?: (done: number) => void
  /** Hears every event, those of the opening too. */
  readonly listener?: Listener
  /** Hears the events of every step together: see Recorder. */
  readonly steps?: StepListener
}

export interface Simulated {
  readonly seed: string
  /** Arrivals that were measured, those turned away at the door included. */
  readonly interactions: number
  readonly measures: Measures
  /**
   * From batches of this one run: for one long, even stretch. For days use several seeds. Too small where the queue forgets
   * slowly for the length of a batch: at an occupancy of 0.8 and without abandonment (Erlang C), intervals of 95 % of the mean
   * wait held it in about nine of ten runs of 10,000 interactions, and in eight of ten of 1,000.
   */
  readonly standardErrors: Measures
  readonly byCampaign: ReadonlyMap<string, Sums>
  /** All that entered and all time, measured or not. */
  readonly intervals: ReadonlyArray<Stretch>
  readonly intervalSeconds: number
  /** Of those measured, who had no outcome when it ended. */
  readonly unanswered: number
  /** Turned away at the door. */
  readonly refused: number
  readonly commands: number
  readonly events: number
  /** Strategies that threw or gave no number: the figures are then those of the default in their place. */
  readonly failed: ReadonlyArray<FailedStrategy>
  /** What agents and clients did too late, by rejection. */
  readonly refusals: ReadonlyMap<string, number>
  readonly state: State
}

/** Batches of one run, from which its standard errors are taken. */
export const BATCHES = 20
/** Most who come after those measured, for each of them. */
export const LATER_PER_MEASURED_MAX = 10
/** So many may come after those measured, however few these are. */
const LATER_LEAST = 10_000
const INTERVAL_SECONDS_DEFAULT = 900
const DAY_MS = 86_400_000
/** Steps between two looks at how far it is. */
const PROGRESS_EVERY = 2_048

/** Throws SimulationRefused on a scenario that cannot be played, with what the centre refused of it. */
export function simulate(scenario: Scenario, options: SimulateOptions): Simulated {
  const simulation = new Simulation(scenario, options)
  simulation.open()
  simulation.play()
  return simulation.result()
}

class Simulation {
  private readonly scenario: Scenario
  private readonly options: SimulateOptions
  private readonly startsAt: Instant
  private readonly intervalSeconds: number
  private readonly tally: Tally
  private readonly stage: Stage
  private readonly clients: Clients
  private readonly desks: Desks
  private readonly batches: ReadonlyArray<Sums> = Array.from({ length: BATCHES }, noSums)
  private measured = 0
  /** Who came after those measured, where a number is. */
  private later = 0
  /** When the last who is measured came, or time for coming was over; null before. */
  private closedAt: Instant | null = null

  constructor(scenario: Scenario, options: SimulateOptions) {
    const { seed, intervalSeconds = INTERVAL_SECONDS_DEFAULT } = options
    checkLength(options)
    this.scenario = scenario
    this.options = options
    this.intervalSeconds = intervalSeconds
    const startsAt = scenario.startsAt ?? STARTS_AT_DEFAULT
    this.startsAt = startsAt
    this.tally = new Tally({ from: startsAt, intervalMs: intervalSeconds * 1_000 })
    const centre = make(scenario.definition)
    this.stage = new Stage(centre, centre.initial, startsAt)
    const ends = (): void => (options.seconds === undefined ? this.closes() : undefined)
    this.clients = new Clients(this.stage, { seed, startsAt, admits: () => this.admits(), ends })
    const { staff } = this.tally
    const { eligibility = [] } = scenario.definition.strategies ?? {}
    const pullRules = new Set([...builtIn.eligibility, ...eligibility].filter(isPull).map(({ name }) => name))
    this.desks = new Desks(this.stage, { seed, startsAt, staff, clients: this.clients, pullRules })
    this.stage.listen((at, event) => {
      this.tally.hears(at, event)
      this.clients.hears(event)
      this.desks.hears(event)
    })
    if (options.listener !== undefined) this.stage.listen(options.listener)
    if (options.steps !== undefined) this.stage.listenSteps(options.steps)
  }

  open(): void {
    for (const command of opening(this.scenario, this.options.seed)) {
      const sent = this.stage.send(command)
      if (Result.isFailure(sent))
        throw new SimulationRefused(`${command._tag} was refused: ${JSON.stringify(sent.failure)}`, sent.failure)
    }
    for (const team of this.scenario.teams) this.desks.expect(team)
    for (const stream of this.scenario.streams) this.clients.expect(stream)
  }

  /** Until those who came have gone (where a number is measured: until these have their outcome), or it is too long. */
  play(): void {
    const { progress } = this.options
    this.planBatches()
    let until = Infinity
    for (let steps = 0; until === Infinity || this.areToServe(); steps++) {
      if (!this.stage.next(until)) break
      if (until === Infinity && this.closedAt !== null) until = this.closedAt + this.closingMs(this.closedAt)
      if (progress !== undefined && steps % PROGRESS_EVERY === 0) progress(this.done())
    }
    progress?.(1)
  }

  result(): Simulated {
    const { tally, stage } = this
    tally.mustAddUp(stage.now)
    const total = noSums()
    for (const batch of this.batches) addSums(total, batch)
    return {
      seed: this.options.seed,
      interactions: this.measured,
      measures: measuresOf(total),
      standardErrors: standardErrorsOf(this.batches.filter(({ entered, staffedMs }) => entered + staffedMs > 0)),
      byCampaign: tally.byCampaign,
      intervals: tally.intervals,
      intervalSeconds: this.intervalSeconds,
      unanswered: tally.undecidedInBatches,
      refused: tally.refused,
      failed: tally.failed,
      commands: stage.commands,
      events: stage.events,
      refusals: stage.refusals,
      state: stage.run.state()
    }
  }

  private areToServe(): boolean {
    const { interactions } = this.options
    if (interactions === undefined) return this.clients.present.size > 0
    return (
      this.tally.undecidedInBatches > 0 && this.later < Math.max(LATER_LEAST, LATER_PER_MEASURED_MAX * interactions)
    )
  }

  private closingMs(closedAt: Instant): number {
    const { closingSeconds } = this.options
    return closingSeconds === undefined ? DAY_MS + 2 * (closedAt - this.startsAt) : closingSeconds * 1_000
  }

  private done(): number {
    const { seconds, interactions = 1 } = this.options
    if (seconds === undefined) return Math.min(1, this.measured / interactions)
    return Math.min(1, (this.stage.now - this.startsAt) / (seconds * 1_000))
  }

  /** Batches of so many seconds each, where seconds are given. */
  private planBatches(): void {
    const { seconds, warmUpSeconds = 0 } = this.options
    if (seconds === undefined) return
    const each = (seconds - warmUpSeconds) / BATCHES
    this.batches.forEach((batch, nth) => {
      const from = this.startsAt + msOf(warmUpSeconds + nth * each)
      if (from === this.startsAt) this.tally.countIn(batch, from)
      else this.stage.agenda.add(from, () => this.tally.countIn(batch, from))
    })
    const end = this.startsAt + msOf(seconds)
    this.stage.agenda.add(end, () => this.closes())
  }

  /** Asked of each who comes: counts those who are measured, batch by batch, where a number is given. */
  private admits(): boolean {
    const { interactions, warmUpSeconds = 0 } = this.options
    const { now } = this.stage
    if (interactions === undefined) {
      if (this.closedAt === null && now >= this.startsAt + msOf(warmUpSeconds)) this.measured += 1
      return this.closedAt === null
    }
    if (this.closedAt !== null) this.later += 1
    if (this.closedAt !== null || now < this.startsAt + msOf(warmUpSeconds)) return true
    if (this.measured === interactions) this.closes()
    else {
      const nth = Math.floor((this.measured * BATCHES) / interactions)
      const batch = this.batches[nth]
      if (batch === undefined) throw new Error(`no batch ${nth}`)
      this.tally.countIn(batch, now)
      this.measured += 1
    }
    return true
  }

  private closes(): void {
    if (this.closedAt !== null) return
    this.closedAt = this.stage.now
    this.tally.countIn(null, this.stage.now)
  }
}

const isPull = ({ mode }: Eligibility): boolean => mode === "pull"

function checkLength({ seconds, interactions, warmUpSeconds = 0, intervalSeconds = 1, ...options }: SimulateOptions) {
  if ((interactions === undefined) === (seconds === undefined))
    throw new SimulationRefused("either so many seconds are simulated or so many interactions")
  if (interactions !== undefined && !(Number.isInteger(interactions) && interactions > 0))
    throw new SimulationRefused(`interactions: ${interactions} is not a whole number from 1 on`)
  if (!(warmUpSeconds >= 0 && warmUpSeconds < Infinity))
    throw new SimulationRefused(`warmUpSeconds: ${warmUpSeconds} is not a finite number from 0 on`)
  if (seconds !== undefined && !(seconds > warmUpSeconds && seconds < Infinity))
    throw new SimulationRefused(`seconds: ${seconds} is not a finite number above that of the warm-up`)
  checkInterval(intervalSeconds)
  if (options.closingSeconds !== undefined && !(options.closingSeconds >= 0))
    throw new SimulationRefused(`closingSeconds: ${options.closingSeconds} is not a number from 0 on`)
}
