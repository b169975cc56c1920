/**
 * Sliding windows of rates: in every window of length W at most N are sent, also as their receiver sees it.
 *
 * A slot is taken at the claim and freed W after the result is known: whenever a message really arrives lies between the
 * two, so that of any N + 1 messages the last was claimed W or more after the first had arrived.
 */
import type { Rate } from "../dialer/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { emptyHamt, hamtDelete, hamtGet, hamtSet, type Hamt } from "../kernel/hamt.ts"
import { emptyOrderedSet, orderedAdd, orderedDelete, orderedFirst, type OrderedSet } from "../kernel/ordered-set.ts"
import type { Owner } from "../kernel/owner.ts"
import { emptyVector, vectorGet, vectorLength, vectorPush, vectorSet, type Vector } from "../kernel/vector.ts"

interface Ended {
  readonly at: Instant
  readonly count: number
}

/** What counts in one window: records without a result, and results not older than its length. */
interface Window {
  readonly windowMs: number
  readonly held: number
  /** Results by instant, ascending; those before `start` have left the window. */
  readonly ended: Vector<Ended>
  readonly start: number
  /** Results from `start` on. */
  readonly count: number
}

interface Expiry {
  readonly at: Instant
  readonly key: string
}

/** By instant, then key. */
export const compareExpiries = (a: Expiry, b: Expiry): number =>
  a.at - b.at || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

export interface Pacing {
  readonly windows: Hamt<Window>
  /** Windows in which nothing is held, by when they are empty. */
  readonly expiries: OrderedSet<Expiry>
  /** The windows in which a record has a slot, by record. */
  readonly slots: Hamt<ReadonlyArray<string>>
}

export const noPacing: Pacing = { windows: emptyHamt(), expiries: emptyOrderedSet(compareExpiries), slots: emptyHamt() }

/** What a record counts for. */
export interface Scope {
  readonly campaign: string
  readonly account: string
  /** Null: it has none, and no rate per domain holds. */
  readonly domain: string | null
}

/** A rate as it holds for a scope. */
export interface Limit {
  readonly key: string
  readonly limit: number
  readonly windowMs: number
}

export const keyOf = ({ per, windowSeconds }: Pick<Rate, "windowSeconds"> & { per: string }, value: string): string =>
  `${per}/${windowSeconds}/${value}`

/** The limits of a scope: of several rates over one window the lowest. O(rates). */
export function limitsOf(rates: ReadonlyArray<Rate>, scope: Scope): ReadonlyArray<Limit> {
  const limits = new Map<string, Limit>()
  for (const { per, name, limit, windowSeconds } of rates) {
    const value = scope[per]
    if (value === null || (name !== null && (per === "domain" || name !== value))) continue
    const key = keyOf({ per, windowSeconds }, value)
    const known = limits.get(key)
    if (known === undefined || limit < known.limit) limits.set(key, { key, limit, windowMs: windowSeconds * 1_000 })
  }
  return [...limits.values()]
}

const emptyWindow = (windowMs: number): Window => ({ windowMs, held: 0, ended: emptyVector(), start: 0, count: 0 })

/** Slots taken by a record. */
export function taken(
  pacing: Pacing,
  record: { readonly id: string; readonly limits: ReadonlyArray<Limit> },
  at: Instant,
  owner: Owner
): Pacing {
  const { id, limits } = record
  if (limits.length === 0) return pacing
  let next = swept(pacing, at, owner)
  for (const { key, windowMs } of limits) {
    const window = hamtGet(next.windows, key) ?? emptyWindow(windowMs)
    next = withWindow(next, key, { ...window, held: window.held + 1 }, owner)
  }
  const keys = limits.map(({ key }) => key)
  return { ...next, slots: hamtSet(next.slots, id, keys, owner) }
}

/** The record has its result: its slots are free one window's length from now. */
export function released(pacing: Pacing, id: string, at: Instant, owner: Owner): Pacing {
  const keys = hamtGet(pacing.slots, id)
  if (keys === undefined) return pacing
  let next = swept(pacing, at, owner)
  for (const key of keys) {
    const window = hamtGet(next.windows, key)
    if (window !== undefined) next = withWindow(next, key, endedIn(window, at, owner), owner)
  }
  return { ...next, slots: hamtDelete(next.slots, id, owner) }
}

/** The record went back without having been sent: its slots are free at once. */
export function givenBack(pacing: Pacing, id: string, at: Instant, owner: Owner): Pacing {
  const keys = hamtGet(pacing.slots, id)
  if (keys === undefined) return pacing
  let next = swept(pacing, at, owner)
  for (const key of keys) {
    const window = hamtGet(next.windows, key)
    if (window !== undefined) next = withWindow(next, key, { ...window, held: window.held - 1 }, owner)
  }
  return { ...next, slots: hamtDelete(next.slots, id, owner) }
}

/** How much of a window's dead beginning is carried along before it is cut off. */
const DEAD_MAX = 64

function endedIn(window: Window, at: Instant, owner: Owner): Window {
  const live = trimmed(window, at)
  const last = vectorGet(live.ended, vectorLength(live.ended) - 1)
  const held = live.held - 1
  const count = live.count + 1
  // Results of one batch share an instant.
  if (last?.at === at && vectorLength(live.ended) > live.start) {
    const ended = rebuilt(live, owner, { at, count: last.count + 1 })
    return { ...live, held, count, ...ended }
  }
  return { ...live, held, count, ...rebuilt(live, owner, { at, count: 1 }, false) }
}

/** The results with one more, or the last replaced; the dead beginning goes once it is long. */
function rebuilt(
  { ended, start }: Window,
  owner: Owner,
  last: Ended,
  replaces = true
): Pick<Window, "ended" | "start"> {
  const length = vectorLength(ended)
  if (start < DEAD_MAX || start * 2 < length)
    return { ended: replaces ? setLast(ended, last, owner) : vectorPush(ended, last, owner), start }
  let fresh = emptyVector<Ended>()
  for (let index = start; index < length - (replaces ? 1 : 0); index++) {
    const one = vectorGet(ended, index)
    if (one !== undefined) fresh = vectorPush(fresh, one, owner)
  }
  return { ended: vectorPush(fresh, last, owner), start: 0 }
}

const setLast = (ended: Vector<Ended>, last: Ended, owner: Owner): Vector<Ended> =>
  vectorSet(ended, vectorLength(ended) - 1, last, owner)

/** Without what has left the window by then. Amortised O(1): each result leaves once. */
function trimmed(window: Window, at: Instant): Window {
  let { start, count } = window
  for (; start < vectorLength(window.ended); start++) {
    const one = vectorGet(window.ended, start)
    if (one === undefined || one.at + window.windowMs > at) break
    count -= one.count
  }
  return start === window.start ? window : { ...window, start, count }
}

/** The results in a window, by instant. */
export function* resultsOf({ ended, start }: Window): IterableIterator<Ended> {
  for (let index = start; index < vectorLength(ended); index++) {
    const one = vectorGet(ended, index)
    if (one !== undefined) yield one
  }
}

/** A window that begins with so many records under way and these results, as far as they are not too old. */
export function windowWith(
  { windowMs, held, results }: Pick<Window, "windowMs" | "held"> & { readonly results: ReadonlyArray<Ended> },
  at: Instant,
  owner: Owner
): Window {
  const live = results.filter((one) => one.at + windowMs > at)
  const ended = live.reduce((all, one) => vectorPush(all, one, owner), emptyVector<Ended>())
  return { windowMs, held, ended, start: 0, count: live.reduce((sum, { count }) => sum + count, 0) }
}

const emptyAt = ({ held, ended, windowMs }: Window): Instant | null => {
  const last = vectorGet(ended, vectorLength(ended) - 1)
  return held > 0 ? null : (last?.at ?? Number.NEGATIVE_INFINITY) + windowMs
}

export function withWindow(pacing: Pacing, key: string, window: Window, owner: Owner): Pacing {
  const before = hamtGet(pacing.windows, key)
  const was = before === undefined ? null : emptyAt(before)
  const is = emptyAt(window)
  let { expiries } = pacing
  if (was !== is && was !== null) expiries = orderedDelete(expiries, { at: was, key }, owner)
  if (was !== is && is !== null) expiries = orderedAdd(expiries, { at: is, key }, owner)
  return { ...pacing, expiries, windows: hamtSet(pacing.windows, key, window, owner) }
}

/** Without the windows that are empty by now: what is kept does not grow with the domains ever sent to. */
function swept(pacing: Pacing, at: Instant, owner: Owner): Pacing {
  let { windows, expiries } = pacing
  for (let first = orderedFirst(expiries); first !== undefined && first.at <= at; first = orderedFirst(expiries)) {
    windows = hamtDelete(windows, first.key, owner)
    expiries = orderedDelete(expiries, first, owner)
  }
  return windows === pacing.windows ? pacing : { ...pacing, windows, expiries }
}

export interface Room {
  /** How many more may go out now. */
  readonly room: number
  /** When at least one more may: now, later, or null, which is when a result is known. */
  readonly at: Instant | null
}

/** What a limit leaves at an instant. O(results that leave the window first). */
export function roomIn(pacing: Pacing, { key, limit }: Limit, at: Instant): Room {
  const known = hamtGet(pacing.windows, key)
  if (known === undefined) return { room: limit, at }
  const window = trimmed(known, at)
  const room = limit - window.held - window.count
  if (room > 0) return { room, at }
  if (window.held >= limit) return { room: 0, at: null }
  let toGo = 1 - room
  for (let index = window.start; index < vectorLength(window.ended); index++) {
    const one = vectorGet(window.ended, index)
    if (one === undefined) break
    toGo -= one.count
    if (toGo <= 0) return { room: 0, at: one.at + window.windowMs }
  }
  return { room: 0, at: null }
}

/** The least that several limits leave. */
export function roomOf(pacing: Pacing, limits: ReadonlyArray<Limit>, at: Instant): Room {
  let room = Number.MAX_SAFE_INTEGER
  let from: Instant | null = at
  for (const limit of limits) {
    const one = roomIn(pacing, limit, at)
    room = Math.min(room, one.room)
    from = from === null || one.at === null ? null : Math.max(from, one.at)
  }
  return { room, at: from }
}
