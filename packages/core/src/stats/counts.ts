/**
 * What is counted of a campaign's entries: whole numbers that only grow, each raised by one event at that event's
 * instant. Ratios and means are never stored: they are computed from these (metrics.ts), so that counts of intervals
 * can be added.
 */
import type { InteractionEvent } from "../interaction/events.ts"
import { unreachable } from "../kernel/unreachable.ts"

export interface Counts {
  /** Arrivals: those that entered and those refused at the door. */
  readonly arrived: number
  readonly refused: number
  /** Entries opened, and by what. */
  readonly entered: number
  readonly enteredByArrival: number
  readonly enteredByRequeue: number
  readonly enteredByMove: number
  /** Outcomes; every entry has at most one, the first. */
  readonly answered: number
  readonly abandoned: number
  readonly overflowed: number
  readonly withdrawn: number
  /** Of the answered: wait ≤ T, T being the service level's seconds at that instant; and all their waits together. */
  readonly answeredWithin: number
  readonly answeredWaitMs: number
  /** Answered although the entry's outcome was `abandoned` before: in no other figure. */
  readonly answeredAfterDropout: number
  /** Of the abandoned: wait ≤ T; wait ≤ the short-abandon seconds; and by reason. */
  readonly abandonedWithin: number
  readonly abandonedShort: number
  readonly abandonedClientLeft: number
  readonly abandonedDropout: number
  readonly abandonedNobody: number
}

export const noCounts: Counts = {
  arrived: 0,
  refused: 0,
  entered: 0,
  enteredByArrival: 0,
  enteredByRequeue: 0,
  enteredByMove: 0,
  answered: 0,
  abandoned: 0,
  overflowed: 0,
  withdrawn: 0,
  answeredWithin: 0,
  answeredWaitMs: 0,
  answeredAfterDropout: 0,
  abandonedWithin: 0,
  abandonedShort: 0,
  abandonedClientLeft: 0,
  abandonedDropout: 0,
  abandonedNobody: 0
}

/** Field by field. The counts of two intervals that touch, added, are those of the whole. */
const combined = (a: Counts, b: Counts, sign: 1 | -1): Counts => ({
  arrived: a.arrived + sign * b.arrived,
  refused: a.refused + sign * b.refused,
  entered: a.entered + sign * b.entered,
  enteredByArrival: a.enteredByArrival + sign * b.enteredByArrival,
  enteredByRequeue: a.enteredByRequeue + sign * b.enteredByRequeue,
  enteredByMove: a.enteredByMove + sign * b.enteredByMove,
  answered: a.answered + sign * b.answered,
  abandoned: a.abandoned + sign * b.abandoned,
  overflowed: a.overflowed + sign * b.overflowed,
  withdrawn: a.withdrawn + sign * b.withdrawn,
  answeredWithin: a.answeredWithin + sign * b.answeredWithin,
  answeredWaitMs: a.answeredWaitMs + sign * b.answeredWaitMs,
  answeredAfterDropout: a.answeredAfterDropout + sign * b.answeredAfterDropout,
  abandonedWithin: a.abandonedWithin + sign * b.abandonedWithin,
  abandonedShort: a.abandonedShort + sign * b.abandonedShort,
  abandonedClientLeft: a.abandonedClientLeft + sign * b.abandonedClientLeft,
  abandonedDropout: a.abandonedDropout + sign * b.abandonedDropout,
  abandonedNobody: a.abandonedNobody + sign * b.abandonedNobody
})

export const addCounts = (a: Counts, b: Counts): Counts => combined(a, b, 1)
/** What was counted since `b`, given that `a` grew from it. */
export const subtractCounts = (a: Counts, b: Counts): Counts => combined(a, b, -1)

/** Outcomes of any kind. */
export const outcomesOf = ({ answered, abandoned, overflowed, withdrawn }: Counts): number =>
  answered + abandoned + overflowed + withdrawn

/** The limits that a count is held against, as they are at the instant of the event. */
export interface Limits {
  readonly serviceLevelSeconds: number
  /** 0 = none is short. */
  readonly shortAbandonSeconds: number
}

export type CountedEvent = Extract<
  InteractionEvent,
  {
    _tag:
      | "InteractionArrived"
      | "InteractionRefused"
      | "InteractionQueued"
      | "OfferAccepted"
      | "InteractionTaken"
      | "InteractionAbandoned"
      | "InteractionWithdrawn"
  }
>

/** The counts after one more event; the same counts when it adds nothing. "Within" means wait ≤ limit. */
export function counted(counts: Counts, event: CountedEvent, limits: Limits): Counts {
  switch (event._tag) {
    case "InteractionArrived":
      return { ...counts, arrived: counts.arrived + 1 }
    case "InteractionRefused":
      return { ...counts, arrived: counts.arrived + 1, refused: counts.refused + 1 }
    case "InteractionQueued":
      return { ...counts, entered: counts.entered + 1, ...openedBy(counts, event.kind) }
    case "OfferAccepted":
    case "InteractionTaken":
      return answered(counts, event, limits)
    case "InteractionAbandoned":
      return event.outcome ? { ...counts, ...abandoned(counts, event, limits) } : counts
    case "InteractionWithdrawn":
      return event.outcome ? { ...counts, withdrawn: counts.withdrawn + 1 } : counts
    default:
      return unreachable(event)
  }
}

function openedBy(counts: Counts, kind: "arrival" | "requeued" | "moved"): Partial<Counts> {
  switch (kind) {
    case "arrival":
      return { enteredByArrival: counts.enteredByArrival + 1 }
    case "requeued":
      return { enteredByRequeue: counts.enteredByRequeue + 1 }
    case "moved":
      return { enteredByMove: counts.enteredByMove + 1 }
    default:
      return unreachable(kind)
  }
}

function answered(
  counts: Counts,
  { waitMs, outcome }: { readonly waitMs: number; readonly outcome: boolean },
  { serviceLevelSeconds }: Limits
): Counts {
  if (!outcome) return { ...counts, answeredAfterDropout: counts.answeredAfterDropout + 1 }
  return {
    ...counts,
    answered: counts.answered + 1,
    answeredWithin: counts.answeredWithin + (waitMs <= serviceLevelSeconds * 1_000 ? 1 : 0),
    answeredWaitMs: counts.answeredWaitMs + waitMs
  }
}

function abandoned(
  counts: Counts,
  { waitMs, reason }: CountedEvent & { _tag: "InteractionAbandoned" },
  { serviceLevelSeconds, shortAbandonSeconds }: Limits
): Partial<Counts> {
  const isShort = shortAbandonSeconds > 0 && waitMs <= shortAbandonSeconds * 1_000
  return {
    abandoned: counts.abandoned + 1,
    abandonedWithin: counts.abandonedWithin + (waitMs <= serviceLevelSeconds * 1_000 ? 1 : 0),
    abandonedShort: counts.abandonedShort + (isShort ? 1 : 0),
    abandonedClientLeft: counts.abandonedClientLeft + (reason === "client-left" ? 1 : 0),
    abandonedDropout: counts.abandonedDropout + (reason === "dropout" ? 1 : 0),
    abandonedNobody: counts.abandonedNobody + (reason === "nobody" ? 1 : 0)
  }
}
