/** A channel without a world: what is sent has arrived. For demonstrations and tests; it needs no settings. */
import * as Effect from "effect/Effect"
import type { ChannelDefinition } from "../centre/index.ts"
import type { Channel } from "./channel.ts"
import { runSending } from "./sending.ts"

export const loopbackChannel = (definition: ChannelDefinition): Channel => ({
  definition,
  prepare: () => Effect.succeed({}),
  check: () => Effect.succeed([]),
  run: (handle) => runSending(handle, definition.name, (_, gate) => Effect.as(gate, { outcome: "sent" as const }))
})
