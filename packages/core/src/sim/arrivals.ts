/** When clients come: in seconds from the start, in order. Drawn by number, so that a longer run begins like a shorter. */
import { ln } from "../kernel/arithmetic.ts"

/** The n-th fraction in [0, 1) of a purpose. */
export type Draw = (purpose: string, n: number) => number

/** Some who come together: the first at `at`, all `within` seconds from there on. */
export interface Group {
  readonly at: number
  /** Seconds after `at` of each, ascending. */
  readonly offsets: ReadonlyArray<number>
}

/** Groups in order of time; without end where arrivals do not end. */
export type Arrivals = (draw: Draw) => Iterator<Group>

/** A rate that holds for so long. */
export interface Rate {
  readonly perHour: number
  readonly seconds: number
}

const ALONE: ReadonlyArray<number> = [0]

/** Independent of one another: at one rate without end, or at rates that follow one another, after which nobody comes. */
export const poisson = (rates: number | ReadonlyArray<Rate>): Arrivals => {
  const plan = planOf(rates)
  return function* (draw) {
    for (const at of instants(plan, draw)) yield { at, offsets: ALONE }
  }
}

/** Bursts that come independently of one another, each of so many within so many seconds. */
export const bursts = (
  rates: number | ReadonlyArray<Rate>,
  burst: { readonly size: number; readonly withinSeconds: number }
): Arrivals => {
  const plan = planOf(rates)
  const { size, withinSeconds } = burst
  if (!(Number.isInteger(size) && size >= 1 && size <= BURST_MAX))
    throw new RangeError(`bursts: a size of ${size} is not a whole number from 1 to ${BURST_MAX}`)
  if (!(withinSeconds >= 0 && withinSeconds < Infinity)) throw new RangeError(`bursts: within ${withinSeconds} s?`)
  return function* (draw) {
    let n = 0
    for (const at of instants(plan, draw)) {
      const offsets = Array.from({ length: size }, () => withinSeconds * draw("spread", n++))
      yield { at, offsets: offsets.sort((a, b) => a - b) }
    }
  }
}

/** Most clients of one burst. */
export const BURST_MAX = 10_000

/** As they came: seconds from the start, ascending. */
export const recorded = (seconds: ReadonlyArray<number>): Arrivals => {
  seconds.forEach((at, nth) => {
    if (!(at >= 0 && at < Infinity)) throw new RangeError(`recorded: ${at} is not a number of seconds from 0 on`)
    if (at < (seconds[nth - 1] ?? 0)) throw new RangeError(`recorded: ${at} comes after ${seconds[nth - 1]}`)
  })
  return function* () {
    for (const at of seconds) yield { at, offsets: ALONE }
  }
}

function planOf(rates: number | ReadonlyArray<Rate>): ReadonlyArray<Rate> {
  const plan = typeof rates === "number" ? [{ perHour: rates, seconds: Infinity }] : rates
  for (const { perHour, seconds } of plan) {
    if (!(perHour >= 0 && perHour < Infinity)) throw new RangeError(`${perHour} an hour is no rate`)
    if (!(seconds > 0)) throw new RangeError(`a rate for ${seconds} seconds holds never`)
  }
  return plan
}

/**
 * Of a process whose rate changes, by its cumulated rate: the n-th arrival is where that reaches the sum of n unit
 * exponentials, so that a plan with other rates moves the same arrivals.
 * Source: Çinlar, "Introduction to Stochastic Processes" (1975), 4.7.
 */
function* instants(plan: ReadonlyArray<Rate>, draw: Draw): Iterable<number> {
  let from = 0
  let owed = 0
  let n = 0
  for (const { perHour, seconds } of plan) {
    const perSecond = perHour / 3_600
    const until = from + seconds
    for (let at = from; perSecond > 0;) {
      if (owed === 0) owed = -ln(1 - draw("arrival", n++))
      const step = owed / perSecond
      if (at + step >= until) {
        owed -= (until - at) * perSecond
        break
      }
      at += step
      owed = 0
      yield at
    }
    from = until
  }
}
