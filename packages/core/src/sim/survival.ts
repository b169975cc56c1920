/**
 * How long something lasts, estimated from lengths of which some were not seen to their end: of a client who was answered
 * it is known only that they would have waited longer than they did.
 */
import { exp, ln } from "../kernel/arithmetic.ts"
import { Z95 } from "./normal.ts"

/** One length as it was observed. `ended`: it came to its end then; else it lasted longer. */
export interface Observation {
  readonly ms: number
  readonly ended: boolean
}

interface Step {
  readonly ms: number
  /** The share that lasts longer than this, and the sum of Greenwood's formula up to here; null where it has none. */
  readonly lasting: number
  readonly greenwood: number | null
}

/** Before the first end. */
const NO_STEP: Step = { ms: 0, lasting: 1, greenwood: null }

/** A share with its interval of 95 %; null where the observations give none: see lastingBeyond. */
export interface Share {
  readonly ratio: number
  readonly from: number | null
  readonly to: number | null
}

/**
 * The product-limit estimate. Beyond the longest observation it goes on at the mean rate of all that was seen; where all
 * who were left then ended, one more is taken to have lasted, for how the next would go on nobody saw.
 * Source: Kaplan and Meier, "Nonparametric estimation from incomplete observations" (1958); Greenwood (1926); one more of
 * d: Hill, "Posterior distribution of percentiles" (1968).
 */
export class Survival {
  readonly observations: number
  readonly ends: number
  private readonly steps: ReadonlyArray<Step>
  private readonly longestMs: number
  /** Ends per millisecond of all that was observed; Infinity where all ended at once. */
  private readonly rate: number

  /** O(n log n). */
  constructor(observations: ReadonlyArray<Observation>) {
    this.observations = observations.length
    this.ends = observations.reduce((sum, { ended }) => sum + (ended ? 1 : 0), 0)
    const seenMs = observations.reduce((sum, { ms }) => sum + ms, 0)
    this.rate = this.ends === 0 ? 0 : this.ends / seenMs
    const sorted = [...observations].sort((a, b) => a.ms - b.ms)
    this.longestMs = sorted.at(-1)?.ms ?? 0
    this.steps = stepsOf(sorted)
  }

  /**
   * The share that lasts longer than so long. Without an interval before the first end, where all who were left ended, and
   * beyond the longest observation: there nothing was observed that would give one. O(log n).
   */
  lastingBeyond(ms: number): Share {
    const { lasting, greenwood } = this.steps[this.countUpTo(ms) - 1] ?? NO_STEP
    const beyondMs = ms - this.longestMs
    if (beyondMs > 0) return { ratio: lasting * exp(-this.rate * beyondMs), from: null, to: null }
    if (greenwood === null) return { ratio: lasting, from: null, to: null }
    // On the scale of ln(−ln S), where the interval cannot leave [0, 1].
    const scale = ln(lasting)
    const half = exp((Z95 * Math.sqrt(greenwood)) / -scale)
    return { ratio: lasting, from: exp(scale * half), to: exp(scale / half) }
  }

  /** The length at a fraction in [0, 1) of those that last longer than `afterMs`; Infinity if none was seen to end. O(log n). */
  msAt(fraction: number, afterMs = 0): number {
    const { steps, rate, longestMs } = this
    if (rate === 0) return Infinity
    if (afterMs > longestMs) return afterMs - ln(1 - fraction) / rate
    // Of what has not lasted at all yet, nothing is known: also what ends at once may still do so.
    const next = afterMs > 0 ? this.countUpTo(afterMs) : 0
    const target = (steps[next - 1] ?? NO_STEP).lasting * (1 - fraction)
    const nth = firstFrom(next, steps.length, (middle) => (steps[middle]?.lasting ?? 0) <= target)
    const found = steps[nth]
    if (found !== undefined) return found.ms
    return longestMs - ln(target / (steps.at(-1) ?? NO_STEP).lasting) / rate
  }

  /** Steps not after it. */
  private countUpTo(ms: number): number {
    return firstFrom(0, this.steps.length, (middle) => (this.steps[middle]?.ms ?? 0) > ms)
  }
}

/** The first whole number from `low` up to `high` of which it is so, and of all after it. */
function firstFrom(low: number, high: number, isSo: (middle: number) => boolean): number {
  let [from, to] = [low, high]
  while (from < to) {
    const middle = (from + to) >> 1
    if (isSo(middle)) to = middle
    else from = middle + 1
  }
  return from
}

function stepsOf(sorted: ReadonlyArray<Observation>): ReadonlyArray<Step> {
  const steps: Array<Step> = []
  let [lasting, greenwood] = [1, 0]
  for (let n = 0; n < sorted.length;) {
    const ms = sorted[n]?.ms ?? 0
    const atRisk = sorted.length - n
    let ends = 0
    for (; n < sorted.length && sorted[n]?.ms === ms; n++) if (sorted[n]?.ended === true) ends += 1
    if (ends === 0) continue
    if (ends === atRisk) {
      steps.push({ ms, lasting: lasting / (atRisk + 1), greenwood: null })
      continue
    }
    lasting *= 1 - ends / atRisk
    greenwood += ends / (atRisk * (atRisk - ends))
    steps.push({ ms, lasting, greenwood })
  }
  return steps
}
