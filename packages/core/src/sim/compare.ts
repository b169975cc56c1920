/** Several runs of a scenario, and two scenarios on the same draws: what differs is then what was changed, not chance. */
import { eachMeasure, estimateOf, type Estimate, type MeasureName, type Measures } from "./measures.ts"
import { SimulationRefused, type Scenario } from "./scenario.ts"
import { simulate, type SimulateOptions, type Simulated } from "./simulate.ts"

export type Estimates = { readonly [name in MeasureName]: Estimate | null }

export interface RunsOptions extends Omit<SimulateOptions, "seed"> {
  /** One run each; all different. */
  readonly seeds: ReadonlyArray<string>
}

export interface Runs {
  readonly estimates: Estimates
  readonly runs: ReadonlyArray<Simulated>
}

export interface Comparison {
  readonly first: Estimates
  readonly second: Estimates
  /** Of second less first, pair by pair. An interval on one side of 0 is a difference that is there. */
  readonly differences: Estimates
}

/** The mean of each measure over the runs, with its interval of 95 %. Null for a measure that some run has not. */
export function replicate(scenario: Scenario, options: RunsOptions): Runs {
  const runs = runsOf(scenario, options, (done) => options.progress?.(done))
  return { estimates: estimatesOf(runs.map(({ measures }) => measures)), runs }
}

/**
 * Two scenarios, run by run on the same seeds. Clients of streams with the same name come at the same instants with the
 * same handling and patience.
 * Source: common random numbers, Law, "Simulation Modeling and Analysis" (2015), 11.2; the paired t interval, 10.2.1.
 */
export function compare(first: Scenario, second: Scenario, options: RunsOptions): Comparison {
  const [one, other] = [first, second].map((scenario, half) =>
    runsOf(scenario, options, (done) => options.progress?.((half + done) / 2)).map(({ measures }) => measures)
  )
  if (one === undefined || other === undefined) throw new Error("two scenarios make two lists of runs")
  const differences = one.map((before, nth) => differenceOf(before, other[nth] ?? before))
  return { first: estimatesOf(one), second: estimatesOf(other), differences: estimatesOf(differences) }
}

export const differenceOf = (before: Measures, after: Measures): Measures =>
  eachMeasure((name) => {
    const [a, b] = [before[name], after[name]]
    return a === null || b === null ? null : b - a
  })

/** Null for a measure that one of them has not. `of`: the interval of the mean, unless another is asked for. */
export const estimatesOf = (all: ReadonlyArray<Measures>, of = estimateOf): Estimates =>
  eachMeasure((name) => {
    const values = all.map((one) => one[name]).filter((value) => value !== null)
    return values.length < all.length ? null : of(values)
  })

function runsOf(
  scenario: Scenario,
  { seeds, ...options }: RunsOptions,
  progress: (done: number) => void
): ReadonlyArray<Simulated> {
  if (seeds.length === 0 || new Set(seeds).size < seeds.length)
    throw new SimulationRefused("runs need seeds, each another one")
  return seeds.map((seed, nth) =>
    simulate(scenario, { ...options, seed, progress: (done) => progress((nth + done) / seeds.length) })
  )
}
