/**
 * What is counted of a campaign's entries: whole numbers that only grow, each raised by one event at that event's
 * instant. Ratios and means are never stored: they are computed from these (metrics.ts), so that counts of intervals
 * can be added.
 */
import type { EntryKind, InteractionEvent } from "../interaction/events.ts"
import { unreachable } from "../kernel/unreachable.ts"
import { summing } from "./sums.ts"

export interface Counts {
  /** Arrivals: those that entered and those refused at the door. */
  readonly arrived: number
  readonly refused: number
  /** Entries opened, and by what. */
  readonly entered: number
  readonly enteredByArrival: number
  readonly enteredByRequeue: number
  readonly enteredByMove: number
  readonly enteredByTransfer: number
  readonly enteredByOverflow: number
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
  enteredByTransfer: 0,
  enteredByOverflow: 0,
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

const sums = summing(noCounts)

/** Field by field. The counts of two intervals that touch, added, are those of the whole. */
export const addCounts = (a: Counts, b: Partial<Counts>): Counts => sums.add(a, b)
/** What was counted since `b`, given that `a` grew from it. */
export const subtractCounts = (a: Counts, b: Counts): Counts => sums.subtract(a, b)

/** Outcomes of any kind. */
export const outcomesOf = ({
  answered,
  abandoned,
  overflowed,
  withdrawn
}: Pick<Counts, "answered" | "abandoned" | "overflowed" | "withdrawn">): number =>
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
      | "InteractionOverflowed"
  }
>

/** What one event adds, or nothing. "Within" means wait ≤ limit. */
export function countedOf(event: CountedEvent, limits: Limits): Partial<Counts> | null {
  switch (event._tag) {
    case "InteractionArrived":
      return { arrived: 1 }
    case "InteractionRefused":
      return { arrived: 1, refused: 1 }
    case "InteractionQueued":
      return { entered: 1, ...openedBy(event.kind) }
    case "OfferAccepted":
    case "InteractionTaken":
      return answered(event, limits)
    case "InteractionAbandoned":
      return event.outcome ? abandoned(event, limits) : null
    case "InteractionOverflowed":
      return event.outcome ? { overflowed: 1 } : null
    case "InteractionWithdrawn":
      return event.outcome ? { withdrawn: 1 } : null
    default:
      return unreachable(event)
  }
}

function openedBy(kind: EntryKind): Partial<Counts> {
  switch (kind) {
    case "arrival":
      return { enteredByArrival: 1 }
    case "requeued":
      return { enteredByRequeue: 1 }
    case "moved":
      return { enteredByMove: 1 }
    case "transfer":
      return { enteredByTransfer: 1 }
    case "overflow":
      return { enteredByOverflow: 1 }
    default:
      return unreachable(kind)
  }
}

const isWithin = (waitMs: number, seconds: number): 0 | 1 => (waitMs <= seconds * 1_000 ? 1 : 0)

const answered = (
  { waitMs, outcome }: { readonly waitMs: number; readonly outcome: boolean },
  { serviceLevelSeconds }: Limits
): Partial<Counts> =>
  outcome
    ? { answered: 1, answeredWithin: isWithin(waitMs, serviceLevelSeconds), answeredWaitMs: waitMs }
    : { answeredAfterDropout: 1 }

const abandoned = (
  { waitMs, reason }: CountedEvent & { _tag: "InteractionAbandoned" },
  { serviceLevelSeconds, shortAbandonSeconds }: Limits
): Partial<Counts> => ({
  abandoned: 1,
  abandonedWithin: isWithin(waitMs, serviceLevelSeconds),
  abandonedShort: shortAbandonSeconds === 0 ? 0 : isWithin(waitMs, shortAbandonSeconds),
  abandonedClientLeft: reason === "client-left" ? 1 : 0,
  abandonedDropout: reason === "dropout" ? 1 : 0,
  abandonedNobody: reason === "nobody" ? 1 : 0
})
