/** Points in time. Where a duration is meant the name ends in its unit and the type is `number`. */
import * as Schema from "effect/Schema"

/** Whole milliseconds since the epoch, UTC; within what ECMAScript's `Date` can hold, so that every instant has a date. */
export const Instant = Schema.Int.check(Schema.isBetween({ minimum: -8.64e15, maximum: 8.64e15 })).pipe(
  Schema.brand("Instant")
)
export type Instant = typeof Instant.Type

/** The instant `ms` whole milliseconds later; earlier if below 0. */
export const addMs = (instant: Instant, ms: number): Instant =>
  // A brand costs nothing at run time; a sum of whole numbers is whole.
  (instant + ms) as Instant

/** The whole milliseconds from one instant to another; below 0 if `to` is the earlier. */
export const msBetween = (span: { readonly from: Instant; readonly to: Instant }): number => span.to - span.from
