/**
 * How many agents it takes, interval by interval: from Erlang's formulas where they hold, by simulation where they do not
 * (skills, several at once, shapes of their own). Each interval is taken for itself, as if it went on for ever.
 * Source: the stationary independent period-by-period approach, Green, Kolesar and Soares (2001).
 */
import { estimatesOf, replicate, type Estimates, type RunsOptions } from "./compare.ts"
import { erlangA, erlangC, ERLANG_AGENTS_MAX, ERLANG_PLACES_MAX, type ErlangFigures } from "./erlang.ts"
import { MEASURES, type MeasureName } from "./measures.ts"
import { SimulationRefused, type Scenario } from "./scenario.ts"

type Levels = { readonly [name in MeasureName]?: number }

/** Bounds on any of the measures. */
export interface Bounds {
  readonly atLeast?: Levels
  readonly atMost?: Levels
}

/** What is to be reached. */
export interface Target extends Bounds {
  /** Within which an answer is in time. */
  readonly thresholdSeconds: number
}

/** What comes in one interval. */
export interface Demand {
  readonly arrivalsPerHour: number
  readonly handleSeconds: number
  /** Left out: nobody leaves. */
  readonly patienceSeconds?: number
}

export interface Advice {
  readonly agents: number
  /** What that many come to; null where nobody comes. */
  readonly figures: ErlangFigures | null
}

/** Most who wait on average for a number of agents that is looked at: the sum goes on beyond them. */
const WAITING_MAX = ERLANG_PLACES_MAX / 2

/**
 * The least number of agents who reach the target, by Erlang A where clients leave, else Erlang C. O(log agents) of them.
 * Throws `SimulationRefused` where there is none (too many would be needed, or those that it takes have too little to do),
 * and on a demand that is none. Numbers for whom half of `ERLANG_PLACES_MAX` would wait are not looked at.
 */
export function staffFor(demand: Demand, target: Target): Advice {
  const { arrivalsPerHour, handleSeconds, patienceSeconds } = demand
  if (arrivalsPerHour === 0) return { agents: 0, figures: null }
  const load = (arrivalsPerHour * handleSeconds) / 3_600
  const figuresOf = (agents: number): ErlangFigures => {
    const input = { arrivalsPerHour, handleSeconds, agents, thresholdSeconds: target.thresholdSeconds }
    return patienceSeconds === undefined ? erlangC(input) : erlangA({ ...input, patienceSeconds })
  }
  // Where nobody leaves, fewer than the load cannot do; where they do, they can, if no more wait than can be summed over.
  const fewest =
    patienceSeconds === undefined ? load : Math.ceil(load - (WAITING_MAX * handleSeconds) / patienceSeconds)
  const least = Math.max(1, Math.min(ERLANG_AGENTS_MAX, Math.floor(fewest)))
  const agents = leastFor(target, least, ERLANG_AGENTS_MAX, (n, bounds) => reaches(figuresOf(n), bounds))
  return { agents, figures: figuresOf(agents) }
}

/** Interval by interval. */
export const staffing = (demands: ReadonlyArray<Demand>, target: Target): ReadonlyArray<Advice> =>
  demands.map((demand) => staffFor(demand, target))

export interface SimulatedAdvice {
  readonly agents: number
  readonly estimates: Estimates
  /** How many numbers of agents were tried. */
  readonly tried: number
}

export interface StaffingOptions extends RunsOptions {
  /** The most that are tried; default 1,000. */
  readonly agentsMax?: number
}

const AGENTS_MAX_DEFAULT = 1_000

/**
 * The least number of agents for whom the interval of 95 % over the runs lies within the target. `scenarioOf` makes the
 * scenario for a number; its streams keep their names, so that all numbers meet the same clients. More agents must bring
 * shorter waits and less to do for each. O(log agents) replications. Throws `SimulationRefused` where there is none.
 */
export function staffBySimulation(
  scenarioOf: (agents: number) => Scenario,
  target: Bounds,
  { agentsMax = AGENTS_MAX_DEFAULT, ...options }: StaffingOptions
): SimulatedAdvice {
  if (options.seeds.length < 2) throw new SimulationRefused("an interval over the runs takes two seeds and more")
  const known = new Map<number, Estimates>()
  /** Numbers with whom nobody came: that takes nobody. */
  const nobodyCame = new Set<number>()
  const estimatesFor = (agents: number): Estimates => {
    let estimates = known.get(agents)
    if (estimates === undefined) {
      const { runs } = replicate(scenarioOf(agents), options)
      known.set(agents, (estimates = estimatesOf(runs.map(({ measures }) => measures))))
      if (runs.every(({ interactions }) => interactions === 0)) nobodyCame.add(agents)
    }
    return estimates
  }
  const agents = leastFor(
    target,
    0,
    agentsMax,
    (n, bounds) => surelyReaches(estimatesFor(n), bounds) || nobodyCame.has(n)
  )
  return { agents, estimates: estimatesFor(agents), tried: known.size }
}

/** Whether a measure rises with every agent more, all else the same. */
const RISES: { readonly [name in MeasureName]: boolean } = {
  abandonRatio: false,
  meanWaitSeconds: false,
  occupancyRatio: false,
  serviceLevelRatio: true,
  serviceLevel2Ratio: true
}

/** Those of the levels that rise with every agent more, or fall. */
const levelsThat = (rise: boolean, levels: Levels = {}): Levels =>
  Object.fromEntries(MEASURES.filter((name) => RISES[name] === rise).map((name) => [name, levels[name]]))

/**
 * The least number from `from` on that keeps within the target. Bounds that more agents help to keep say the least number;
 * the others hold with it or with none.
 */
function leastFor(
  { atLeast, atMost }: Bounds,
  from: number,
  most: number,
  keeps: (agents: number, bounds: Bounds) => boolean
): number {
  const agents = leastOf(from, most, (n) =>
    keeps(n, { atLeast: levelsThat(true, atLeast), atMost: levelsThat(false, atMost) })
  )
  if (agents === null) throw new SimulationRefused(`no number of agents up to ${most} reaches the target`)
  const others = { atLeast: levelsThat(false, atLeast), atMost: levelsThat(true, atMost) }
  if (keeps(agents, others)) return agents
  throw new SimulationRefused(
    `no number of agents reaches the target: it takes ${agents}, who do not keep ${JSON.stringify(others)}, nor do more`
  )
}

/** The least whole number from `from` on of which it is so, given that it is so of all after it; null if there is none. */
function leastOf(from: number, most: number, isSo: (n: number) => boolean): number | null {
  let [low, high] = [from, from]
  for (let step = 1; !isSo(high); step *= 2) {
    if (high >= most) return null
    low = high + 1
    high = Math.min(most, high + step)
  }
  while (low < high) {
    const middle = (low + high) >> 1
    if (isSo(middle)) high = middle
    else low = middle + 1
  }
  return low
}

const reaches = (figures: ErlangFigures, { atLeast = {}, atMost = {} }: Bounds): boolean =>
  MEASURES.every((name) => figures[name] >= (atLeast[name] ?? -Infinity) && figures[name] <= (atMost[name] ?? Infinity))

function surelyReaches(estimates: Estimates, { atLeast = {}, atMost = {} }: Bounds): boolean {
  return MEASURES.every((name) => {
    const [least, most] = [atLeast[name], atMost[name]]
    if (least === undefined && most === undefined) return true
    const estimate = estimates[name]
    if (estimate === null) return false
    const { mean, from, to } = estimate
    return (from ?? mean) >= (least ?? -Infinity) && (to ?? mean) <= (most ?? Infinity)
  })
}
