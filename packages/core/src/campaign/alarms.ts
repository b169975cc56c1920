/** Levels at which a campaign's figures raise an alarm. An alarm changes nothing: it is a notice to who looks on. */
import * as Schema from "effect/Schema"
import { Count, Seconds } from "../kernel/fields.ts"

/** The warning and the danger level of one figure; null = off. */
const levels = <S extends Schema.Constraint>(level: S) =>
  Schema.Struct({ warning: Schema.NullOr(level), danger: Schema.NullOr(level) })

const Ratio = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))

export const Alarms = Schema.Struct({
  /** Waiting or offered: reached at this many. */
  waiting: levels(Count),
  /** Reached when the longest wait is this long. */
  longestWaitSeconds: levels(Seconds),
  /** Today's service level: reached below it. */
  serviceLevel: levels(Ratio),
  /** Today's abandon ratio: reached at it. */
  abandonRatio: levels(Ratio),
  /** Reached when an active interaction is this old since its acceptance. */
  chatSeconds: levels(Seconds)
})
export type Alarms = typeof Alarms.Type

const off = { warning: null, danger: null }

export const noAlarms: Alarms = {
  waiting: off,
  longestWaitSeconds: off,
  serviceLevel: off,
  abandonRatio: off,
  chatSeconds: off
}
