/** The ratios and means of a campaign's entries. */
import type { Counts } from "./counts.ts"

/** Null where nothing was counted. */
export const fraction = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** A ratio for those who want a number: `empty` (0 or 1) where nothing was counted. */
export const ratioOr = (ratio: number | null, empty: 0 | 1): number => ratio ?? empty

/** The ratios and means of one set of counts; null where their denominator is 0. */
export interface Ratios {
  readonly serviceLevel: number | null
  readonly serviceLevel2: number | null
  readonly serviceLevel3: number | null
  readonly serviceLevel4: number | null
  readonly abandonRatio: number | null
  readonly abandonOfEnteredRatio: number | null
  readonly averageHoldMs: number | null
}

/** Always recomputed from the parts: the ratios of an interval are those of its added counts, never a mean of ratios. */
export function ratiosOf(counts: Counts): Ratios {
  const { answered, abandoned, answeredWithin, abandonedWithin, entered, answeredWaitMs } = counts
  const ended = answered + abandoned
  return {
    serviceLevel: fraction(answeredWithin, answered),
    serviceLevel2: fraction(answeredWithin + abandonedWithin, ended),
    serviceLevel3: fraction(answeredWithin, ended),
    serviceLevel4: fraction(answeredWithin, ended - abandonedWithin),
    abandonRatio: fraction(abandoned, ended),
    abandonOfEnteredRatio: fraction(abandoned, entered),
    averageHoldMs: fraction(answeredWaitMs, answered)
  }
}

/** The counts that each of them is made of: what it is drilled to. */
export const RATIO_PARTS: { readonly [Ratio in keyof Ratios]: ReadonlyArray<keyof Counts> } = {
  serviceLevel: ["answered"],
  serviceLevel2: ["answered", "abandoned"],
  serviceLevel3: ["answered", "abandoned"],
  serviceLevel4: ["answered", "abandoned"],
  abandonRatio: ["answered", "abandoned"],
  abandonOfEnteredRatio: ["entered", "abandoned"],
  averageHoldMs: ["answered"]
}
