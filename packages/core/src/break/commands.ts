import * as Schema from "effect/Schema"
import { Colour, ConfigName, IconName, wholeNumber } from "../kernel/fields.ts"
import { BREAK_MINUTES_MAX } from "./events.ts"

const look = {
  icon: Schema.optionalKey(Schema.NullOr(IconName)),
  colour: Schema.optionalKey(Schema.NullOr(Colour)),
  maxMinutes: Schema.optionalKey(Schema.NullOr(wholeNumber(1, BREAK_MINUTES_MAX)))
}

/** What is left out it has not. */
export const DefineBreak = Schema.TaggedStruct("DefineBreak", { name: ConfigName, ...look })
/** What is left out stays. Who is on the break already keeps the look and the maximum they started with. */
export const ChangeBreak = Schema.TaggedStruct("ChangeBreak", { name: ConfigName, ...look })
/** Who is on it stays on it. */
export const RemoveBreak = Schema.TaggedStruct("RemoveBreak", { name: ConfigName })

export const BreakCommand = Schema.Union([DefineBreak, ChangeBreak, RemoveBreak])
export type BreakCommand = typeof BreakCommand.Type

export const BreakExists = Schema.TaggedStruct("BreakExists", { name: ConfigName })
export const BreakUnknown = Schema.TaggedStruct("BreakUnknown", { name: ConfigName })
/** `Pause` always exists as it is. */
export const BreakIsFixed = Schema.TaggedStruct("BreakIsFixed", { name: ConfigName })
export const TooManyBreaks = Schema.TaggedStruct("TooManyBreaks", { limit: Schema.Int })

export const BreakRejection = Schema.Union([BreakExists, BreakUnknown, BreakIsFixed, TooManyBreaks])
export type BreakRejection = typeof BreakRejection.Type
