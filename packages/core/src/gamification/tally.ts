/**
 * The points of one agent by one measure: a run of days with a number each.
 *
 * They lie in memory, not in rows: boards ask for sums over many agents and days at once, and a day is a whole number in
 * an array, eight bytes, so that the longest run is 3.2 kB. A change copies the run, which costs about as much as two
 * steps down a trie of single days would.
 */
import type { AgentId } from "../kernel/fields.ts"

/** Days that are kept of one agent and measure, the latest: a year, and a month to compare it with. */
export const POINT_DAYS_MAX = 400

export interface Tally {
  readonly agentId: AgentId
  /** The ordinal of the measure. */
  readonly measure: number
  /** The number of the day that `points` begins with. */
  readonly firstDay: number
  readonly points: ReadonlyArray<number>
}

/** Days by their numbers, both included. */
export interface Days {
  readonly from: number
  readonly to: number
}

/**
 * The days that points are taken for, on a day. Tomorrow is among them: it has begun in zones to the east. Whatever two
 * such days are recorded, in whatever order, both are kept.
 */
export const daysTaken = (today: number): Days => ({ from: today - POINT_DAYS_MAX + 2, to: today + 1 })

export const pointsOn = ({ firstDay, points }: Tally, day: number): number => points[day - firstDay] ?? 0

/** O(days asked for), of those that are kept. */
export function sumOver({ firstDay, points }: Tally, { from, to }: Days): number {
  let sum = 0
  const end = Math.min(points.length, to - firstDay + 1)
  for (let at = Math.max(0, from - firstDay); at < end; at++) sum += points[at] ?? 0
  return sum
}

const nothing = (days: number): ReadonlyArray<number> => Array.from({ length: days }, () => 0)

/** With the points of a day; a day before those that are kept changes nothing. O(POINT_DAYS_MAX). */
export function withPoints(tally: Tally, day: number, points: number): Tally {
  const { firstDay, points: before } = tally
  const at = day - firstDay
  if (at < 0)
    return before.length - at > POINT_DAYS_MAX
      ? tally
      : { ...tally, firstDay: day, points: [points, ...nothing(-at - 1), ...before] }
  if (at < before.length) return { ...tally, points: before.with(at, points) }
  const from = Math.max(0, at - POINT_DAYS_MAX + 1)
  const kept = before.slice(from)
  const filled = at - Math.min(from + kept.length, at)
  const run = from >= before.length ? [points] : [...kept, ...nothing(filled), points]
  return { ...tally, firstDay: day - run.length + 1, points: run }
}
