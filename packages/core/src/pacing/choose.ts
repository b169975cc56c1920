/** Which records go out now: those due for another try first, then by priority and row, as far as rates leave room. */
import type { Dialer, DialerRecord, Rate } from "../dialer/index.ts"
import { destinationOf } from "../dialer/index.ts"
import type { Instant } from "../kernel/fields.ts"
import { limitsOf, roomIn, type Limit, type Pacing } from "./windows.ts"

export interface Candidates {
  readonly dialer: Dialer
  readonly rates: ReadonlyArray<Rate>
  readonly pacing: Pacing
  /** In the order in which they are due, and in that of priority and row. */
  readonly retries: ReadonlyArray<DialerRecord>
  readonly fresh: ReadonlyArray<DialerRecord>
  readonly isBlocked: (record: DialerRecord) => boolean
}

export interface Choice {
  readonly taken: ReadonlyArray<DialerRecord>
  /** On the blacklist, and met on the way to those taken. */
  readonly blocked: ReadonlyArray<DialerRecord>
  /** When one that is held back by its domain or its pause may go; null: none is, or not before a result. */
  readonly heldUntil: Instant | null
}

/** Every limit a record counts for. */
export const limitsOfRecord = (
  dialer: Dialer,
  rates: ReadonlyArray<Rate>,
  record: DialerRecord
): ReadonlyArray<Limit> =>
  limitsOf(rates, {
    campaign: dialer.campaign,
    account: dialer.settings.account,
    domain: destinationOf(record).domain
  })

/** Fresh records that a claim looks at; and when rates hold back all of them, those that it looks through. */
export const FRESH_MAX = 500
export const FRESH_DEEP_MAX = 5_000

/**
 * The fresh records to choose from: the first; or, where rates hold back a whole first look, those further on that they do
 * not, so that one domain at the head of a list does not stop the others. `deep` reads those; null: not read yet.
 */
export function lookedAt(
  candidates: Pick<Candidates, "dialer" | "rates" | "pacing">,
  {
    first,
    deep
  }: { readonly first: ReadonlyArray<DialerRecord>; readonly deep: () => ReadonlyArray<DialerRecord> | null },
  at: Instant
): ReadonlyArray<DialerRecord> | null {
  const going = (fresh: ReadonlyArray<DialerRecord>, max: number): ReadonlyArray<DialerRecord> =>
    choose({ ...candidates, retries: [], fresh, isBlocked: () => false }, max, at).taken
  if (first.length < FRESH_MAX || going(first, 1).length > 0) return first
  const more = deep()
  if (more === null) return null
  const further = going(more, FRESH_MAX)
  return further.length > 0 ? further : first
}

/** At most `max` and no more than the rates leave. O(records looked at × rates). */
export function choose(
  { dialer, rates, pacing, retries, fresh, isBlocked }: Candidates,
  max: number,
  at: Instant
): Choice {
  const taken: Array<DialerRecord> = []
  const blocked: Array<DialerRecord> = []
  const used = new Map<string, number>()
  let heldUntil: Instant | null = null
  const held = (until: Instant | null): void => {
    if (until !== null) heldUntil = heldUntil === null ? until : Math.min(heldUntil, until)
  }
  for (const record of [...retries, ...fresh]) {
    if (taken.length >= max) break
    if (record.notBefore !== null && record.notBefore > at) {
      held(record.notBefore)
      continue
    }
    if (isBlocked(record)) {
      blocked.push(record)
      continue
    }
    const limits = limitsOfRecord(dialer, rates, record)
    const full = limits
      .map((limit) => ({ limit, ...roomIn(pacing, limit, at) }))
      .filter(({ limit, room }) => room <= (used.get(limit.key) ?? 0))
    if (full.length > 0) {
      // A limit that only this batch has filled frees its slots when the results are known.
      const times = full.map(({ room, at: from }) => (room > 0 ? null : from))
      if (times.every((time) => time !== null)) held(Math.max(...times))
      continue
    }
    for (const { key } of limits) used.set(key, (used.get(key) ?? 0) + 1)
    taken.push(record)
  }
  return { taken, blocked, heldUntil }
}
