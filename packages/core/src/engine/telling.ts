/** How the sending side tells the writer of its steps. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { CentreCommand } from "../centre/index.ts"
import type { CentreHandle } from "./handle.ts"
import type { Accepted } from "./send-result.ts"

/** Another owner has it, or its outcome is recorded already. */
export class NotOurs {
  readonly _tag = "NotOurs"
}

/**
 * Sends a step until the writer has taken it; a refusal means that it is no longer ours. All tries have one id: where the
 * answer to one was lost, the next is told what came of it.
 */
export const tell = (handle: CentreHandle, command: CentreCommand): Effect.Effect<Accepted, NotOurs> =>
  Effect.suspend(() => {
    const step = { commandId: crypto.randomUUID(), lane: "results", actor: "channel" } as const
    return handle.send(command, step).pipe(
      Effect.retry({
        while: (failure) => failure._tag === "StoreUnavailable" || failure._tag === "Overloaded",
        schedule: Schedule.min([Schedule.exponential("50 millis"), Schedule.spaced("5 seconds")])
      }),
      Effect.tapError((failure) => Effect.logWarning("a step of a sending was not taken", failure._tag)),
      Effect.catch(() => Effect.fail(new NotOurs())),
      Effect.flatMap((result) => (result.ok ? Effect.succeed(result) : Effect.fail(new NotOurs())))
    )
  })
