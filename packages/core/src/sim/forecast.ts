/**
 * How many will come, interval by interval: the shape of each weekday, smoothed over the weeks, at the latest level; with a back-test
 * on the same series, against the plain guess that a day is as it was a week before.
 * Source: for the two parts and for judging by what would have been known then, Ibrahim, Ye, L'Ecuyer and Shen,
 * "Modeling and forecasting call center arrivals" (2016); Poisson counts about a level that itself is uncertain, 3.2.
 */
import type { Instant } from "../kernel/fields.ts"
import { Z95 } from "./normal.ts"
import type { LogEvent } from "./recorded/groups.ts"

/** Arrivals counted by interval, whole days, the first of them day 0 and of weekday 0. */
export interface Series {
  readonly counts: ReadonlyArray<number>
  readonly intervalsPerDay: number
  /** After how many days the pattern begins again; default 7. */
  readonly daysPerCycle?: number
}

export interface ForecastOptions {
  /** Weight of the latest cycle, in (0, 1]; the one before has that much less. Default 0.3. */
  readonly smoothing?: number
}

/** What is expected of one interval, and the interval that holds 95 % of what comes. */
export interface Expected {
  readonly mean: number
  readonly from: number
  readonly to: number
}

export interface BackTest {
  /** Days that were forecast, each from those before it alone. */
  readonly days: number
  /** Σ |forecast − came| ÷ Σ came, over intervals and over whole days. */
  readonly intervalError: number
  readonly dayError: number
  /** The same of the plain guess: as a cycle before. */
  readonly plainIntervalError: number
  readonly plainDayError: number
  /** Σ (forecast − came) ÷ Σ came: above 0 it expects too many. */
  readonly bias: number
  /** Share of the intervals of 95 % that held what came. */
  readonly coverage: number
}

/** What a series is too short or too odd for. */
export class ForecastRefused extends Error {
  readonly _tag = "ForecastRefused"
}

const SMOOTHING_DEFAULT = 0.3
const CYCLE_DEFAULT = 7
/** Most intervals of a series. */
export const SERIES_MAX = 10_000_000

const DAY_SECONDS = 86_400

/**
 * Arrivals of a log, those turned away at the door included: whole days of 24 hours from an instant on. O(log).
 * `campaign`: of this one alone.
 */
export function seriesOf(
  log: Iterable<Pick<LogEvent, "at" | "event">>,
  options: { readonly from: Instant; readonly intervalSeconds: number; readonly campaign?: string }
): Series {
  const { from, intervalSeconds, campaign } = options
  const intervalsPerDay = DAY_SECONDS / intervalSeconds
  if (!Number.isInteger(intervalsPerDay)) throw new ForecastRefused(`${intervalSeconds} s do not make up a day`)
  const counts: Array<number> = []
  let last = from
  for (const { at, event } of log) {
    last = at
    if (event._tag !== "InteractionArrived" && event._tag !== "InteractionRefused") continue
    if (at < from || (campaign !== undefined && event.campaign !== campaign)) continue
    const nth = Math.floor((at - from) / (intervalSeconds * 1_000))
    if (nth >= SERIES_MAX) throw new ForecastRefused(`more than ${SERIES_MAX} intervals`)
    for (let next = counts.length; next <= nth; next++) counts.push(0)
    counts[nth] = (counts[nth] ?? 0) + 1
  }
  const days = Math.floor((last - from) / (DAY_SECONDS * 1_000))
  const whole = Array.from({ length: days * intervalsPerDay }, (_, nth) => counts[nth] ?? 0)
  return { counts: whole, intervalsPerDay }
}

interface Days {
  /** By day, its counts. */
  readonly days: ReadonlyArray<ReadonlyArray<number>>
  readonly cycle: number
  readonly smoothing: number
}

/** The next `days` days after the series, one list of intervals each. Throws ForecastRefused under one whole cycle. */
export function forecast(
  series: Series,
  days: number,
  options: ForecastOptions = {}
): ReadonlyArray<ReadonlyArray<Expected>> {
  const known = daysOf(series, options)
  const spread = spreadOf(known)
  return Array.from({ length: days }, (_, ahead) => expectedOf(known, known.days.length + ahead, spread))
}

/**
 * Forecasts each of the last days from those before it. Throws ForecastRefused when fewer than two cycles would be left.
 * O(days² × intervals).
 */
export function backTest(series: Series, days: number, options: ForecastOptions = {}): BackTest {
  const known = daysOf(series, options)
  const first = known.days.length - days
  if (!(days >= 1) || first < 2 * known.cycle)
    throw new ForecastRefused(`a back-test of ${days} days needs two cycles before them; there are ${first} days`)
  const sums = { came: 0, off: 0, dayOff: 0, plainOff: 0, plainDayOff: 0, over: 0, held: 0, intervals: 0 }
  for (let day = first; day < known.days.length; day++) {
    const past = before(known, day)
    const expected = expectedOf(past, day, spreadOf(past))
    const came = known.days[day] ?? []
    const cycleBefore = known.days[day - known.cycle] ?? []
    let [total, guessed, plain] = [0, 0, 0]
    for (const [nth, count] of came.entries()) {
      const { mean, from, to } = expected[nth] ?? { mean: 0, from: 0, to: 0 }
      sums.off += Math.abs(mean - count)
      sums.plainOff += Math.abs((cycleBefore[nth] ?? 0) - count)
      sums.intervals += 1
      if (from <= count && count <= to) sums.held += 1
      total += count
      guessed += mean
      plain += cycleBefore[nth] ?? 0
    }
    sums.came += total
    sums.over += guessed - total
    sums.dayOff += Math.abs(guessed - total)
    sums.plainDayOff += Math.abs(plain - total)
  }
  if (sums.came === 0) throw new ForecastRefused("nobody came on the days of the back-test")
  return {
    days,
    intervalError: sums.off / sums.came,
    dayError: sums.dayOff / sums.came,
    plainIntervalError: sums.plainOff / sums.came,
    plainDayError: sums.plainDayOff / sums.came,
    bias: sums.over / sums.came,
    coverage: sums.held / sums.intervals
  }
}

function daysOf({ counts, intervalsPerDay, daysPerCycle = CYCLE_DEFAULT }: Series, options: ForecastOptions): Days {
  const { smoothing = SMOOTHING_DEFAULT } = options
  if (!(smoothing > 0 && smoothing <= 1)) throw new ForecastRefused(`a smoothing of ${smoothing} is not in (0, 1]`)
  for (const [name, value] of Object.entries({ intervalsPerDay, daysPerCycle }))
    if (!(Number.isInteger(value) && value >= 1)) throw new ForecastRefused(`${name}: ${value} is not a whole number`)
  if (counts.length > SERIES_MAX) throw new ForecastRefused(`${counts.length} intervals are more than ${SERIES_MAX}`)
  if (counts.length === 0 || counts.length % intervalsPerDay !== 0)
    throw new ForecastRefused(`${counts.length} intervals are no whole days of ${intervalsPerDay}`)
  for (const count of counts)
    if (!(count >= 0 && count < Infinity)) throw new ForecastRefused(`${count} is no number of arrivals`)
  const days = Array.from({ length: counts.length / intervalsPerDay }, (_, day) =>
    counts.slice(day * intervalsPerDay, (day + 1) * intervalsPerDay)
  )
  if (days.length < daysPerCycle)
    throw new ForecastRefused(`${days.length} days are less than one cycle of ${daysPerCycle}`)
  return { days, cycle: daysPerCycle, smoothing }
}

interface Means {
  readonly means: ReadonlyArray<number>
  /** The variance of such a mean in units of that of one count: the sum of the squares of the weights. */
  readonly noise: number
}

/** The smoothed count of each interval of a day that is yet to come: of the days of the same place in the cycle. */
function meansOf({ days, cycle, smoothing }: Days, day: number): Means {
  let means: ReadonlyArray<number> | null = null
  let noise = 0
  for (let past = day % cycle; past < Math.min(day, days.length); past += cycle) {
    const counts = days[past] ?? []
    const older: ReadonlyArray<number> | null = means
    const rest = 1 - smoothing
    means = older === null ? counts : counts.map((count, nth) => smoothing * count + rest * (older[nth] ?? 0))
    noise = older === null ? 1 : smoothing * smoothing + rest * rest * noise
  }
  return { means: means ?? [], noise }
}

const sumOf = (counts: ReadonlyArray<number>): number => counts.reduce((sum, one) => sum + one, 0)

const before = (known: Days, day: number): Days => ({ ...known, days: known.days.slice(0, day) })

/** What came in the latest cycle ÷ what smoothing makes of it and those before, which lags behind what grows. */
function levelOf(known: Days): number {
  const { days, cycle } = known
  let [came, smoothed] = [0, 0]
  for (let nth = 0; nth < cycle; nth++) {
    came += sumOf(days[days.length - cycle + nth] ?? [])
    smoothed += sumOf(meansOf(known, days.length + nth).means)
  }
  return smoothed === 0 || came === 0 ? 1 : came / smoothed
}

/** Cycles whose days are judged. */
const JUDGED_CYCLES = 8

/** The relative standard deviation of whole days about what was expected of them, beyond what chance alone would make. */
function spreadOf(known: Days): number {
  const { days, cycle } = known
  let [squares, judged] = [0, 0]
  for (let day = Math.max(2 * cycle, days.length - JUDGED_CYCLES * cycle); day < days.length; day++) {
    const past = before(known, day)
    const { means, noise } = meansOf(past, day)
    const mean = levelOf(past) * sumOf(means)
    if (mean === 0) continue
    const off = (sumOf(days[day] ?? []) - mean) / mean
    squares += Math.max(0, off * off - (1 + noise) / mean)
    judged += 1
  }
  return judged === 0 ? 0 : Math.sqrt(squares / judged)
}

function expectedOf(known: Days, day: number, spread: number): ReadonlyArray<Expected> {
  const { means, noise } = meansOf(known, day)
  const level = levelOf(known)
  return means.map((smoothed) => {
    const mean = level * smoothed
    const half = Z95 * Math.sqrt(mean * (1 + noise) + spread * spread * mean * mean)
    return { mean, from: Math.max(0, mean - half), to: mean + half }
  })
}
