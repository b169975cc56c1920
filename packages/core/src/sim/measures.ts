/** The figures of a simulated or recorded stretch of time, as sums, and what is computed from them with its standard error. */
import { studentT95 } from "./normal.ts"

/** What is added up. Entries count for when they entered; times run in milliseconds. */
export interface Sums {
  entered: number
  answered: number
  abandoned: number
  answeredWithin: number
  abandonedWithin: number
  /** Waits of the answered and of the abandoned. */
  waitMs: number
  /** Agents with a call, an interaction or a wrap-up, integrated over time. */
  occupiedMs: number
  /** Agents signed in, but for breaks without work, integrated over time. */
  staffedMs: number
}

export const noSums = (): Sums => ({
  entered: 0,
  answered: 0,
  abandoned: 0,
  answeredWithin: 0,
  abandonedWithin: 0,
  waitMs: 0,
  occupiedMs: 0,
  staffedMs: 0
})

export function addSums(to: Sums, from: Sums): void {
  to.entered += from.entered
  to.answered += from.answered
  to.abandoned += from.abandoned
  to.answeredWithin += from.answeredWithin
  to.abandonedWithin += from.abandonedWithin
  to.waitMs += from.waitMs
  to.occupiedMs += from.occupiedMs
  to.staffedMs += from.staffedMs
}

/** Each as docs/domain.md 6 defines it; null where there is nothing to divide by. */
export interface Measures {
  /** Abandoned ÷ (answered + abandoned). */
  readonly abandonRatio: number | null
  /** Over the answered and the abandoned, these with the wait until they left. */
  readonly meanWaitSeconds: number | null
  readonly occupancyRatio: number | null
  /** Answered within the threshold ÷ answered. */
  readonly serviceLevelRatio: number | null
  /** (Answered + abandoned within the threshold) ÷ (answered + abandoned). */
  readonly serviceLevel2Ratio: number | null
}

export type MeasureName = keyof Measures

interface Fraction {
  readonly over: (sums: Sums) => number
  readonly under: (sums: Sums) => number
}

const ended = ({ answered, abandoned }: Sums): number => answered + abandoned

const fractions: { readonly [name in MeasureName]: Fraction } = {
  abandonRatio: { over: (sums) => sums.abandoned, under: ended },
  meanWaitSeconds: { over: (sums) => sums.waitMs / 1_000, under: ended },
  occupancyRatio: { over: (sums) => sums.occupiedMs, under: (sums) => sums.staffedMs },
  serviceLevelRatio: { over: (sums) => sums.answeredWithin, under: (sums) => sums.answered },
  serviceLevel2Ratio: { over: (sums) => sums.answeredWithin + sums.abandonedWithin, under: ended }
}

export const MEASURES: ReadonlyArray<MeasureName> = [
  "abandonRatio",
  "meanWaitSeconds",
  "occupancyRatio",
  "serviceLevelRatio",
  "serviceLevel2Ratio"
]

/** For each measure what a function makes of its name. */
export const eachMeasure = <A>(of: (name: MeasureName) => A): { readonly [name in MeasureName]: A } => ({
  abandonRatio: of("abandonRatio"),
  meanWaitSeconds: of("meanWaitSeconds"),
  occupancyRatio: of("occupancyRatio"),
  serviceLevelRatio: of("serviceLevelRatio"),
  serviceLevel2Ratio: of("serviceLevel2Ratio")
})

export const measuresOf = (sums: Sums): Measures =>
  eachMeasure((name) => {
    const under = fractions[name].under(sums)
    return under === 0 ? null : fractions[name].over(sums) / under
  })

/**
 * The standard error of each measure, from sums over the batches of one long run. Batches that are short for how slowly the
 * queue forgets are like their neighbours: then it is made greater, as for a process in which only neighbours are. Null
 * with fewer than two batches.
 * Source: the ratio estimator, Cochran, "Sampling Techniques" (1977), 6.3; batch means and the first autoregressive process,
 * Law, "Simulation Modeling and Analysis" (2015), 9.5.3.
 */
export function standardErrorsOf(batches: ReadonlyArray<Sums>): Measures {
  const total = noSums()
  for (const batch of batches) addSums(total, batch)
  const whole = measuresOf(total)
  return eachMeasure((name) => {
    const { over, under } = fractions[name]
    const ratio = whole[name]
    if (ratio === null || batches.length < 2) return null
    const residuals = batches.map((batch) => over(batch) - ratio * under(batch))
    const squares = residuals.reduce((sum, one) => sum + square(one), 0)
    if (squares === 0) return 0
    const products = residuals.reduce((sum, one, nth) => sum + one * (residuals[nth + 1] ?? 0), 0)
    const alike = Math.min(LIKENESS_MAX, Math.max(0, products / squares))
    const variance = (squares / (batches.length * (batches.length - 1))) * ((1 + alike) / (1 - alike))
    return (Math.sqrt(variance) * batches.length) / under(total)
  })
}

/** Most that neighbouring batches are taken to be alike: beyond it a run says next to nothing. */
const LIKENESS_MAX = 0.9

const square = (x: number): number => x * x

/** A mean over independent runs, its standard error, and the interval of 95 %. */
export interface Estimate {
  readonly mean: number
  readonly standardError: number | null
  readonly from: number | null
  readonly to: number | null
  readonly runs: number
}

/** Of values of independent runs; null when there are none. Source: Student (1908). */
export function estimateOf(values: ReadonlyArray<number>): Estimate | null {
  const runs = values.length
  if (runs === 0) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / runs
  if (runs === 1) return { mean, standardError: null, from: null, to: null, runs }
  const squares = values.reduce((sum, value) => sum + square(value - mean), 0)
  const standardError = Math.sqrt(squares / (runs * (runs - 1)))
  const half = studentT95(runs) * standardError
  return { mean, standardError, from: mean - half, to: mean + half, runs }
}

/**
 * The same with the interval in which one further run lies 19 times in 20: not how well the mean is known, but how much
 * one run may differ from it. Source: Student (1908); Hahn and Meeker, "Statistical Intervals" (1991), 4.8.
 */
export function predictionOf(values: ReadonlyArray<number>): Estimate | null {
  const estimate = estimateOf(values)
  if (estimate === null || estimate.standardError === null) return estimate
  const { mean, standardError, runs } = estimate
  const half = studentT95(runs) * standardError * Math.sqrt(runs + 1)
  return { ...estimate, from: mean - half, to: mean + half }
}
