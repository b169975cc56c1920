/**
 * Distributions of lengths of time, each drawn by inversion: the same fraction gives the same length, and of two
 * distributions ordered alike the shorter stays shorter. So two runs on common draws differ by what was changed alone.
 */
import { exp, ln } from "../kernel/arithmetic.ts"
import { normalQuantile } from "./normal.ts"

export interface Distribution {
  /** Infinity for one that never comes to an end. */
  readonly meanSeconds: number
  /** The length in seconds below which a share of `fraction`, in [0, 1), lies. */
  readonly secondsAt: (fraction: number) => number
}

const positive = (what: string, seconds: number): number => {
  if (!(seconds > 0 && seconds < Infinity)) throw new RangeError(`${what}: ${seconds} is not a finite number above 0`)
  return seconds
}

/** Always the same, 0 included. */
export function fixed(seconds: number): Distribution {
  if (!(seconds >= 0 && seconds < Infinity)) throw new RangeError(`fixed: ${seconds} is not a finite number from 0 on`)
  return { meanSeconds: seconds, secondsAt: () => seconds }
}

/** Without memory. */
export function exponential(meanSeconds: number): Distribution {
  const mean = positive("exponential", meanSeconds)
  return { meanSeconds, secondsAt: (fraction) => -mean * ln(1 - fraction) }
}

/** As likely anywhere between the two. */
export function uniform(fromSeconds: number, toSeconds: number): Distribution {
  if (!(fromSeconds >= 0 && toSeconds >= fromSeconds && toSeconds < Infinity))
    throw new RangeError(`uniform: from ${fromSeconds} to ${toSeconds} is no range of lengths`)
  const range = toSeconds - fromSeconds
  return { meanSeconds: fromSeconds + range / 2, secondsAt: (fraction) => fromSeconds + range * fraction }
}

/**
 * What handling times mostly look like: its logarithm is normal. `deviationSeconds` is the standard deviation.
 * Source: Brown et al., "Statistical analysis of a telephone call center" (2005).
 */
export function lognormal(meanSeconds: number, deviationSeconds: number): Distribution {
  const ratio = positive("lognormal", deviationSeconds) / positive("lognormal", meanSeconds)
  const variance = ln(1 + ratio * ratio)
  const sigma = Math.sqrt(variance)
  const mu = ln(meanSeconds) - variance / 2
  return {
    meanSeconds,
    secondsAt: (fraction) => (fraction === 0 ? 0 : exp(mu + sigma * normalQuantile(fraction)))
  }
}

/** As observed: each of these lengths as likely as the others. Longest list: `SAMPLES_MAX`. O(n log n) once. */
export function empirical(seconds: ReadonlyArray<number>): Distribution {
  if (seconds.length === 0 || seconds.length > SAMPLES_MAX)
    throw new RangeError(`empirical: ${seconds.length} lengths; from 1 to ${SAMPLES_MAX} are needed`)
  for (const one of seconds)
    if (!(one >= 0 && one < Infinity)) throw new RangeError(`empirical: ${one} is not a length of time`)
  const sorted = [...seconds].sort((a, b) => a - b)
  return {
    meanSeconds: sorted.reduce((sum, one) => sum + one, 0) / sorted.length,
    secondsAt: (fraction) => sorted[Math.floor(fraction * sorted.length)] ?? 0
  }
}

/** Most observed lengths of a distribution. */
export const SAMPLES_MAX = 1_000_000

/** Never: of the patient. */
export const never: Distribution = { meanSeconds: Infinity, secondsAt: () => Infinity }
