/**
 * How many will come, interval by interval: the shape of each weekday, smoothed over the weeks, at the latest level; with a back-test
 * on the same series, against the plain guess that a day is as it was a week before.
 * Source: for the two parts and for judging by what would have been known then, Ibrahim, Ye, L'Ecuyer and Shen,
 * "Modeling and forecasting call center arrivals" (2016); Poisson counts about a level that itself is uncertain, 3.2.
 */
import type { Instant } from "../kernel/fields.ts"
import { studentT95, Z95 } from "./normal.ts"
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

/**
 * What is expected of one interval, and the interval that holds 95 % of what comes: judged by how far forecasts of as many
 * days ahead were off in the series. Null where less than a whole cycle of days could be judged so far ahead: it takes two
 * cycles and as many days as are looked ahead, less one.
 */
export interface Expected {
  readonly mean: number
  readonly from: number | null
  readonly to: number | null
}

export interface BackTestOptions extends ForecastOptions {
  /** How many days ahead each day is forecast; default 1: from all days before it. */
  readonly horizonDays?: number
}

export interface BackTest {
  /** Days that were forecast, each from those alone that were known so many days ahead. */
  readonly days: number
  /** Σ |forecast − came| ÷ Σ came, over intervals and over whole days. */
  readonly intervalError: number
  readonly dayError: number
  /** The same of the plain guess: as in the latest cycle that was known. */
  readonly plainIntervalError: number
  readonly plainDayError: number
  /** Σ (forecast − came) ÷ Σ came: above 0 it expects too many. */
  readonly bias: number
  /** Share of the intervals of 95 % that held what came; null where there was none. */
  readonly coverage: number | null
}

/** What a series is too short or too odd for. */
export class ForecastRefused extends Error {
  readonly _tag = "ForecastRefused"
}

const SMOOTHING_DEFAULT = 0.3
const CYCLE_DEFAULT = 7
/** Most intervals of a series, or of a forecast. */
export const SERIES_MAX = 10_000_000
/** Most days that are forecast at once, or looked ahead. */
export const FORECAST_DAYS_MAX = 1_000

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
  if (!Number.isInteger(from)) throw new ForecastRefused(`from: ${from} is not a whole number`)
  if (!(intervalSeconds > 0 && Number.isInteger(intervalsPerDay)))
    throw new ForecastRefused(`${intervalSeconds} s do not make up a day`)
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
  if (days * intervalsPerDay > SERIES_MAX) throw new ForecastRefused(`more than ${SERIES_MAX} intervals`)
  const whole = Array.from({ length: days * intervalsPerDay }, (_, nth) => counts[nth] ?? 0)
  return { counts: whole, intervalsPerDay }
}

interface Days {
  /** By day, its counts. */
  readonly days: ReadonlyArray<ReadonlyArray<number>>
  readonly cycle: number
  readonly smoothing: number
}

/** Throws ForecastRefused on what is no number of days to look ahead. */
function checkDays(name: string, days: number): void {
  if (!(Number.isInteger(days) && days >= 1 && days <= FORECAST_DAYS_MAX))
    throw new ForecastRefused(`${name}: ${days} is not a whole number from 1 to ${FORECAST_DAYS_MAX}`)
}

/**
 * The next `days` days after the series, from 1 to `FORECAST_DAYS_MAX`, one list of intervals each. Throws ForecastRefused
 * on another number, on a series that is none and under one whole cycle. The mean stays at the latest level; the intervals widen with the days looked ahead, as far as the series shows.
 * O(days × intervals of the series).
 */
export function forecast(
  series: Series,
  days: number,
  options: ForecastOptions = {}
): ReadonlyArray<ReadonlyArray<Expected>> {
  checkDays("days", days)
  const known = daysOf(series, options)
  if (days * series.intervalsPerDay > SERIES_MAX) throw new ForecastRefused(`more than ${SERIES_MAX} intervals`)
  return Array.from({ length: days }, (_, nth) => expectedOf(known, nth + 1))
}

/**
 * Forecasts each of the last days from those before it, less the days looked ahead. Throws ForecastRefused when fewer than
 * two cycles would be left, when nobody came on those days, and on what is no series or no number of days.
 * O(days² × intervals).
 */
export function backTest(series: Series, days: number, options: BackTestOptions = {}): BackTest {
  const { horizonDays = 1 } = options
  checkDays("horizonDays", horizonDays)
  if (!(Number.isInteger(days) && days >= 1)) throw new ForecastRefused(`days: ${days} is not a whole number from 1 on`)
  const known = daysOf(series, options)
  const first = known.days.length - days
  const left = first - (horizonDays - 1)
  if (left < 2 * known.cycle)
    throw new ForecastRefused(`a back-test of ${days} days needs two cycles before them; there are ${left} days`)
  const cyclesBack = Math.ceil(horizonDays / known.cycle)
  const sums = { came: 0, off: 0, dayOff: 0, plainOff: 0, plainDayOff: 0, over: 0, held: 0, judged: 0 }
  for (let day = first; day < known.days.length; day++) {
    const expected = expectedOf(before(known, day - horizonDays + 1), horizonDays)
    const came = known.days[day] ?? []
    const cycleBefore = known.days[day - cyclesBack * known.cycle] ?? []
    let [total, guessed, plain] = [0, 0, 0]
    for (const [nth, count] of came.entries()) {
      const { mean, from, to } = expected[nth] ?? { mean: 0, from: null, to: null }
      sums.off += Math.abs(mean - count)
      sums.plainOff += Math.abs((cycleBefore[nth] ?? 0) - count)
      if (from !== null && to !== null) {
        sums.judged += 1
        if (from <= count && count <= to) sums.held += 1
      }
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
    coverage: sums.judged === 0 ? null : sums.held / sums.judged
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
    if (!(count >= 0 && count <= Number.MAX_SAFE_INTEGER))
      throw new ForecastRefused(`${count} is no number of arrivals`)
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

/**
 * Half of the 95 % about the mean of a day so many days ahead, beyond what chance alone makes, as a share of the mean: from
 * whole days of the series, forecast by what was known as many days before. Null where less than a cycle of them is known.
 */
function spreadOf(totals: Days, ahead: number): number | null {
  const { days, cycle } = totals
  const errors: Array<number> = []
  let excess = 0
  for (let day = Math.max(cycle + ahead - 1, days.length - JUDGED_CYCLES * cycle); day < days.length; day++) {
    const past = before(totals, day - ahead + 1)
    const { means, noise } = meansOf(past, day)
    const mean = levelOf(past) * sumOf(means)
    if (mean === 0) continue
    const off = (sumOf(days[day] ?? []) - mean) / mean
    excess += off * off - (1 + noise) / mean
    errors.push(off)
  }
  if (errors.length < cycle) return null
  return (
    studentT95(1 + Math.max(1, Math.floor(distinct(errors, ahead)))) * Math.sqrt(Math.max(0, excess / errors.length))
  )
}

/**
 * How many errors that have nothing to do with one another say as much of their variance: those made so many days ahead
 * are alike over as many days.
 * Source: Bayley and Hammersley, "The effective number of independent observations in an autocorrelated time series" (1946).
 */
function distinct(errors: ReadonlyArray<number>, ahead: number): number {
  const squares = errors.reduce((sum, one) => sum + one * one, 0)
  if (squares === 0) return errors.length
  let alike = 1
  for (let lag = 1; lag < Math.min(ahead, errors.length); lag++) {
    const products = errors.reduce((sum, one, nth) => sum + one * (errors[nth + lag] ?? 0), 0)
    alike += 2 * (products / squares) * (products / squares)
  }
  return errors.length / alike
}

function expectedOf(known: Days, ahead: number): ReadonlyArray<Expected> {
  const { means, noise } = meansOf(known, known.days.length + ahead - 1)
  const level = levelOf(known)
  const spread = spreadOf({ ...known, days: known.days.map((counts) => [sumOf(counts)]) }, ahead)
  return means.map((smoothed) => {
    const mean = level * smoothed
    if (spread === null) return { mean, from: null, to: null }
    const half = Math.sqrt(Z95 * Z95 * mean * (1 + noise) + spread * spread * mean * mean)
    return { mean, from: Math.max(0, mean - half), to: mean + half }
  })
}
