/** What a user's client found when it tried its connection. */
import * as Schema from "effect/Schema"
import { Label } from "../kernel/fields.ts"

/** `value`: what was measured or found, as it is shown. */
export const Check = Schema.Union([
  Schema.Struct({ outcome: Schema.Literal("passed"), value: Schema.NullOr(Label) }),
  Schema.Struct({ outcome: Schema.Literal("failed"), value: Schema.NullOr(Label), reason: Label })
])
export type Check = typeof Check.Type

export const Connectivity = Schema.Struct({
  microphone: Check,
  webcam: Check,
  network: Check,
  connectivity: Check,
  throughput: Check
})
export type Connectivity = typeof Connectivity.Type
