/** The server itself: its version, whether it lives, whether it can work. */
import { Engine, type SendFailure, type UseFailure } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { base } from "../api-base.ts"
import { Config } from "../config.ts"
import { notReady } from "../problems/kinds.ts"
import { problem, type Problem } from "../problems/problem.ts"
import { Problems } from "../problems/respond.ts"
import { RETRY_AFTER_SECONDS } from "../problems/table.ts"

export const metaGroup = HttpApiGroup.make("meta")
  .add(
    HttpApiEndpoint.get("version", "/v1/version", {
      success: Schema.Struct({ name: Schema.Literal("parley"), version: Schema.String, api: Schema.Literal("v1") })
    }),
    HttpApiEndpoint.get("live", "/health/live", { success: Schema.Struct({ status: Schema.Literal("live") }) }),
    HttpApiEndpoint.get("ready", "/health/ready", {
      success: Schema.Struct({ status: Schema.Literal("ready"), centre: Schema.String, position: Schema.Int })
    })
  )
  .middleware(Problems)

/** Why the server cannot work now: the store is away, the centre is another process's or cannot be read, or the end is near. */
export const NOT_READY_REASONS = ["store-away", "centre-unavailable", "stopping", "no-answer"] as const
type Reason = (typeof NOT_READY_REASONS)[number]

const refused = (reason: Reason): Effect.Effect<never, Problem> =>
  Effect.fail(problem(notReady, { retryAfterSeconds: RETRY_AFTER_SECONDS, facts: { reason } }))

const reasonOf = ({ _tag }: UseFailure | SendFailure): Reason => {
  switch (_tag) {
    case "StoreUnavailable":
    case "StoreRefused":
      return "store-away"
    case "CentreClosed":
      return "stopping"
    default:
      return "centre-unavailable"
  }
}

/** The store answers and the centre can be written: a Tick asserts the head in the store and leaves nothing behind. */
const ready = Effect.gen(function* () {
  const { centre, limits } = yield* Config
  const ticked = Effect.gen(function* (): Effect.fn.Return<number, Problem, Engine> {
    const engine = yield* Engine
    const handle = yield* engine.open(centre).pipe(Effect.catch((failure) => refused(reasonOf(failure))))
    const tick = handle.send({ _tag: "Tick" }, { lane: "results" })
    const result = yield* tick.pipe(Effect.catch((failure) => refused(reasonOf(failure))))
    return result.ok ? result.position : yield* refused("centre-unavailable")
  })
  // A store that does not answer is tried for longer than anybody waits here.
  const position = yield* Effect.timeoutOrElse(ticked, {
    duration: limits.readyWaitMs,
    orElse: () => refused("no-answer")
  })
  return { status: "ready" as const, centre, position }
})

export const metaHandlers = HttpApiBuilder.group(
  base.add(metaGroup),
  "meta",
  Effect.fnUntraced(function* (handlers) {
    const { version, limits, isStopping } = yield* Config
    const readiness = yield* Effect.cachedWithTTL(ready, limits.readyHoldsMs)
    return handlers.handleAll({
      version: () => Effect.succeed({ name: "parley" as const, version, api: "v1" as const }),
      live: () => Effect.succeed({ status: "live" as const }),
      ready: () => Effect.suspend(() => (isStopping() ? refused("stopping") : readiness))
    })
  })
)
