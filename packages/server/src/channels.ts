/** The channels of this server, each run for the centre and started again after a fault. */
import { Channels, loopbackChannel, type CentreHandle, type Channel, type Vault } from "@parley/core/engine"
import { emailChannel } from "@parley/email"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { DEMO_CHANNEL } from "./demo/plan.ts"

export const serverChannels: Layer.Layer<Channels, never, Vault> = Layer.effect(
  Channels,
  Effect.map(
    emailChannel(),
    (email) =>
      new Map([loopbackChannel(DEMO_CHANNEL), email].map((channel) => [channel.definition.name, channel] as const))
  )
)

/** The pauses before a channel is started again: doubling from the first to the last. */
const PAUSE_FIRST = "250 millis"
const PAUSE_LAST = "30 seconds"

const pauses = Schedule.min([Schedule.exponential(PAUSE_FIRST), Schedule.spaced(PAUSE_LAST)])

/** With these the centre can be written here no more: to start a channel again would not help. */
const ends: ReadonlySet<string> = new Set(["OwnershipLost", "CentreClosed", "ClockBehind"])

/** Runs a channel until the centre ends or it is interrupted; what else ends it is logged, and after a pause it runs again. */
export const supervised = (channel: Channel, handle: CentreHandle): Effect.Effect<void> =>
  channel.run(handle).pipe(
    Effect.andThen(Effect.fail({ _tag: "EndedByItself" as const })),
    Effect.catchIf(
      ({ _tag }) => ends.has(_tag),
      () => Effect.asVoid(handle.ended)
    ),
    Effect.tapCause((cause) => Effect.logWarning("a channel stopped; it is started again", cause)),
    Effect.sandbox,
    Effect.retry(pauses),
    Effect.ignore,
    Effect.annotateLogs({ channel: channel.definition.name, centre: handle.name })
  )
