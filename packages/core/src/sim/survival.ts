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
  /** The share that lasts longer than this, and the sum of Greenwood's formula up to here. */
  readonly lasting: number
  readonly greenwood: number
}

/** A share with its interval of 95 %; the interval is null where nothing was seen to end. */
export interface Share {
  readonly ratio: number
  readonly from: number | null
  readonly to: number | null
}

/**
 * The product-limit estimate. Beyond the longest end that was seen it goes on at the mean rate of all that was seen.
 * Source: Kaplan and Meier, "Nonparametric estimation from incomplete observations" (1958); Greenwood (1926).
 */
export class Survival {
  readonly observations: number
  readonly ends: number
  private readonly steps: ReadonlyArray<Step>
  /** Ends per millisecond of all that was observed. */
  private readonly rate: number

  /** O(n log n). */
  constructor(observations: ReadonlyArray<Observation>) {
    this.observations = observations.length
    this.ends = observations.reduce((sum, { ended }) => sum + (ended ? 1 : 0), 0)
    const seenMs = observations.reduce((sum, { ms }) => sum + ms, 0)
    this.rate = seenMs === 0 ? 0 : this.ends / seenMs
    this.steps = stepsOf([...observations].sort((a, b) => a.ms - b.ms))
  }

  /** The share that lasts longer than so long. O(log n). */
  lastingBeyond(ms: number): Share {
    const step = this.stepAt(ms)
    if (step === undefined) return { ratio: 1, from: this.ends === 0 ? null : 1, to: this.ends === 0 ? null : 1 }
    const { lasting, greenwood } = step
    if (lasting === 0 || lasting === 1) return { ratio: lasting, from: lasting, to: lasting }
    // On the scale of ln(−ln S), where the interval cannot leave [0, 1].
    const scale = ln(lasting)
    const half = exp((Z95 * Math.sqrt(greenwood)) / -scale)
    return { ratio: lasting, from: exp(scale * half), to: exp(scale / half) }
  }

  /** The length at a fraction in [0, 1) of those that last longer than `afterMs`; Infinity if none was seen to end. O(log n). */
  msAt(fraction: number, afterMs = 0): number {
    const { steps, rate } = this
    // Of what has not lasted at all yet, nothing is known: also what ends at once may still do so.
    const next = afterMs > 0 ? this.countUpTo(afterMs) : 0
    const already = steps[next - 1]?.lasting ?? 1
    const target = already * (1 - fraction)
    const nth = firstFrom(next, steps.length, (middle) => (steps[middle]?.lasting ?? 0) <= target)
    const found = already > 0 ? steps[nth] : undefined
    if (found !== undefined) return found.ms
    if (rate === 0) return Infinity
    const last = steps.at(-1)
    const rest = already > 0 && last !== undefined && last.lasting > 0 ? target / last.lasting : 1 - fraction
    return Math.max(afterMs, last?.ms ?? 0) - ln(rest) / rate
  }

  private stepAt(ms: number): Step | undefined {
    return this.steps[this.countUpTo(ms) - 1]
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
    lasting *= 1 - ends / atRisk
    greenwood += atRisk === ends ? 0 : ends / (atRisk * (atRisk - ends))
    steps.push({ ms, lasting, greenwood })
  }
  return steps
}
