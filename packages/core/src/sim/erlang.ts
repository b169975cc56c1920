/**
 * Erlang's formulas: what a queue of identical agents, exponential times and Poisson arrivals comes to, without
 * simulating it. They check the simulator, and the simulator takes over where they do not hold (skills, several at once).
 *
 * Load is a = arrivals × handling, in erlangs; n agents; T the threshold of the service level. Each throws
 * `SimulationRefused` on what is no input.
 */
import { exp, ln } from "../kernel/arithmetic.ts"
import { SimulationRefused } from "./scenario.ts"

/** Most agents that a formula is asked for. */
export const ERLANG_AGENTS_MAX = 100_000
/** Most places of the queue that are summed over. */
export const ERLANG_PLACES_MAX = 10_000_000
/** Above it the weights of the states are scaled down. */
const WEIGHT_MAX = 1e200

export interface ErlangInput {
  readonly arrivalsPerHour: number
  /** Mean handling time, wrap-up included. */
  readonly handleSeconds: number
  readonly agents: number
  readonly thresholdSeconds: number
}

/** What the formulas say, in the terms of a campaign's figures (docs/domain.md 6). */
export interface ErlangFigures {
  /** Arrivals that have to wait. */
  readonly waitRatio: number
  readonly abandonRatio: number
  /** Over all arrivals; abandoned ones with the wait until they left. Infinity where the queue grows without end. */
  readonly meanWaitSeconds: number
  /** Mean number waiting: Little's law, arrivals × mean wait. */
  readonly meanQueue: number
  readonly occupancyRatio: number
  /** Answered within T ÷ answered. */
  readonly serviceLevelRatio: number
  /** (Answered + abandoned within T) ÷ arrivals. */
  readonly serviceLevel2Ratio: number
}

function checked(input: ErlangInput): { readonly load: number; readonly perSecond: number } {
  const { arrivalsPerHour, handleSeconds, agents, thresholdSeconds } = input
  for (const [name, value] of Object.entries({ arrivalsPerHour, handleSeconds }))
    if (!(value > 0 && value < Infinity))
      throw new SimulationRefused(`${name}: ${value} is not a finite number above 0`)
  if (!(thresholdSeconds >= 0 && thresholdSeconds < Infinity))
    throw new SimulationRefused(`thresholdSeconds: ${thresholdSeconds} is not a finite number from 0 on`)
  wholeAgents(agents)
  const perSecond = arrivalsPerHour / 3_600
  const load = perSecond * handleSeconds
  if (!(load > 0 && load < Infinity)) throw new SimulationRefused(`a load of ${load} erlangs is beyond all measure`)
  return { perSecond, load }
}

function wholeAgents(agents: number): void {
  if (!(Number.isInteger(agents) && agents >= 1 && agents <= ERLANG_AGENTS_MAX))
    throw new SimulationRefused(`agents: ${agents} is not a whole number from 1 to ${ERLANG_AGENTS_MAX}`)
}

/**
 * The share of arrivals that find all agents busy and are turned away: no queue. O(agents).
 * Source: Erlang (1917); the recursion B(k) = a B(k−1) / (k + a B(k−1)).
 */
export function erlangB(loadErlangs: number, agents: number): number {
  if (!(loadErlangs >= 0 && loadErlangs < Infinity))
    throw new SimulationRefused(`loadErlangs: ${loadErlangs} is no load`)
  wholeAgents(agents)
  let blocked = 1
  for (let k = 1; k <= agents; k++) blocked = (loadErlangs * blocked) / (k + loadErlangs * blocked)
  return blocked
}

/**
 * Nobody leaves: M/M/n. From a load of `agents` on the queue grows without end: all wait, for ever. O(agents).
 * Source: Erlang (1917); C = B / (1 − ρ (1 − B)), mean wait C / (nμ − λ), service level 1 − C e^−(nμ − λ)T.
 */
export function erlangC(input: ErlangInput): ErlangFigures {
  const { load, perSecond } = checked(input)
  const { agents, handleSeconds, thresholdSeconds } = input
  if (load >= agents)
    return {
      waitRatio: 1,
      abandonRatio: 0,
      meanWaitSeconds: Infinity,
      meanQueue: Infinity,
      occupancyRatio: 1,
      serviceLevelRatio: 0,
      serviceLevel2Ratio: 0
    }
  const blocked = erlangB(load, agents)
  const occupancyRatio = load / agents
  const waitRatio = blocked / (1 - occupancyRatio * (1 - blocked))
  const spare = agents / handleSeconds - perSecond
  const meanWaitSeconds = waitRatio / spare
  const serviceLevelRatio = 1 - waitRatio * exp(-spare * thresholdSeconds)
  return {
    waitRatio,
    abandonRatio: 0,
    meanWaitSeconds,
    meanQueue: perSecond * meanWaitSeconds,
    occupancyRatio,
    serviceLevelRatio,
    serviceLevel2Ratio: serviceLevelRatio
  }
}

/**
 * Clients leave after an exponential patience: M/M/n+M. Always stable. O(agents + places of the queue that matter), of
 * which there are (λ − nμ)/θ and some more; `SimulationRefused` beyond `ERLANG_PLACES_MAX`.
 *
 * Who finds j ahead of them in the queue is answered after exponential stages at the rates nμ + iθ, i = 0 … j, which
 * together are −ln(X) / θ of a beta variable X with parameters c = nμ/θ and j + 1; whence both service levels follow
 * from the regularised incomplete beta function at x = e^−θT, of which each place adds one term to the one before.
 * Source: Palm (1957); Mandelbaum and Zeltyn, "Service engineering in action: the Palm/Erlang-A queue" (2007).
 */
export function erlangA(input: ErlangInput & { readonly patienceSeconds: number }): ErlangFigures {
  const { load, perSecond } = checked(input)
  const { agents, handleSeconds, thresholdSeconds, patienceSeconds } = input
  if (!(patienceSeconds > 0 && patienceSeconds < Infinity))
    throw new SimulationRefused(`patienceSeconds: ${patienceSeconds} is not a finite number above 0`)
  const leaves = 1 / patienceSeconds
  const answers = agents / handleSeconds
  const ratio = answers / leaves
  if (!(ratio > 0 && ratio < Infinity))
    throw new SimulationRefused(
      `patienceSeconds: ${patienceSeconds} to ${handleSeconds} s of handling is beyond all measure`
    )
  // Of the states in which nobody waits, B is the share in which all are busy.
  const full = erlangB(load, agents)
  const wait = waiting({ perSecond, leaves, answers, thresholdSeconds })
  const total = (1 - full) * wait.nobody + full * wait.weight
  const free = ((1 - full) * wait.nobody) / total
  const share = full / total
  const meanQueue = share * wait.queue
  const answeredRatio = Math.min(1, free + share * wait.answered)
  return {
    waitRatio: share * wait.weight,
    abandonRatio: Math.min(1, (leaves * meanQueue) / perSecond),
    meanWaitSeconds: meanQueue / perSecond,
    meanQueue,
    occupancyRatio: Math.min(1, (answeredRatio * load) / agents),
    serviceLevelRatio: Math.min(1, (free + share * wait.answeredWithin) / answeredRatio),
    serviceLevel2Ratio: Math.min(1, free + share * wait.within)
  }
}

interface Rates {
  readonly perSecond: number
  readonly leaves: number
  readonly answers: number
  readonly thresholdSeconds: number
}

/** Sums over the places of the queue, each state's weight relative to `nobody`, that of nobody waiting. */
function waiting({ perSecond, leaves, answers, thresholdSeconds }: Rates) {
  if ((perSecond - answers) / leaves > ERLANG_PLACES_MAX) throw tooManyWait()
  const c = answers / leaves
  const logX = -leaves * thresholdSeconds
  const x = exp(logX)
  const stillWaits = new Beta(c, logX)
  const stillTagged = new Beta(c + 1, logX)
  let sums = { nobody: 1, weight: 0, queue: 0, answered: 0, answeredWithin: 0, within: 0 }
  let weight = 1
  for (let j = 0; j <= ERLANG_PLACES_MAX; j++) {
    if (weight > WEIGHT_MAX) {
      weight /= WEIGHT_MAX
      sums = scaledDown(sums)
    }
    sums.weight += weight
    sums.queue += weight * j
    sums.within += weight * (1 - stillWaits.at(j) * x)
    const answered = weight * (c / (c + j + 1))
    sums.answered += answered
    sums.answeredWithin += answered * (1 - stillTagged.at(j))
    const next = weight * (perSecond / (answers + (j + 1) * leaves))
    if (next < weight && next * (j + 1) < 1e-18 * sums.weight) return sums
    weight = next
  }
  throw tooManyWait()
}

interface WaitingSums {
  readonly nobody: number
  readonly weight: number
  readonly queue: number
  readonly answered: number
  readonly answeredWithin: number
  readonly within: number
}

const scaledDown = ({ nobody, weight, queue, answered, answeredWithin, within }: WaitingSums) => ({
  nobody: nobody / WEIGHT_MAX,
  weight: weight / WEIGHT_MAX,
  queue: queue / WEIGHT_MAX,
  answered: answered / WEIGHT_MAX,
  answeredWithin: answeredWithin / WEIGHT_MAX,
  within: within / WEIGHT_MAX
})

const tooManyWait = (): SimulationRefused =>
  new SimulationRefused(`more than ${ERLANG_PLACES_MAX} would wait: the load is beyond all measure`)

/** 1 − e^x for x ≤ 0, exact to 12 digits also near 0. Source: Taylor's series; its next term is x³/24 of the sum. */
const restOf = (x: number): number => (x > -1e-4 ? -x * (1 + (x / 2) * (1 + x / 3)) : 1 - exp(x))

/** The regularised incomplete beta function I_x(a, j + 1) for j = 0, 1, 2 … in turn. */
class Beta {
  private readonly a: number
  private readonly logRest: number
  private logTerm: number
  private sum: number

  constructor(a: number, logX: number) {
    this.a = a
    const rest = restOf(logX)
    this.logRest = rest > 0 ? ln(rest) : -Infinity
    this.logTerm = a * logX
    this.sum = exp(this.logTerm)
  }

  at(j: number): number {
    if (j > 0) {
      this.logTerm += this.logRest + ln((this.a + j - 1) / j)
      this.sum += exp(this.logTerm)
    }
    return Math.min(1, this.sum)
  }
}
