/** The breaks that a centre defines. Who is on one is the agent's. */
import * as Schema from "effect/Schema"
import { Colour, ConfigName, IconName, wholeNumber } from "../kernel/fields.ts"

/** Longest maximum of a break, in minutes: a day. */
export const BREAK_MINUTES_MAX = 1_440

const look = {
  icon: Schema.NullOr(IconName),
  colour: Schema.NullOr(Colour),
  /** A break that lasts longer is noticed, never cut; null = as long as one likes. */
  maxMinutes: Schema.NullOr(wholeNumber(1, BREAK_MINUTES_MAX))
}

/** Agents can go on this break. */
export const BreakDefined = Schema.TaggedStruct("BreakDefined", { name: ConfigName, ...look })
/** The break from here on. */
export const BreakChanged = Schema.TaggedStruct("BreakChanged", { name: ConfigName, ...look })
/** Nobody starts it any more; who is on it stays. */
export const BreakRemoved = Schema.TaggedStruct("BreakRemoved", { name: ConfigName })

export const BreakEvent = Schema.Union([BreakDefined, BreakChanged, BreakRemoved])
export type BreakEvent = typeof BreakEvent.Type
