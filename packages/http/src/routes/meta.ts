/** The server itself: its version, whether it lives, whether it can work. */
import { Engine } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { base } from "../api-base.ts"
import { Config } from "../config.ts"
import { openCentre } from "../principal.ts"
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

/** The store answers and the centre can be written: a Tick asserts the head in the store and leaves nothing behind. */
const ready = Effect.gen(function* () {
  const { centre, limits } = yield* Config
  const refused = Effect.fail(problem(notReady, { retryAfterSeconds: RETRY_AFTER_SECONDS }))
  const ticked = Effect.gen(function* (): Effect.fn.Return<number, Problem, Engine> {
    const handle = yield* openCentre(centre)
    const result = yield* handle.send({ _tag: "Tick" }, { lane: "results" }).pipe(Effect.catch(() => refused))
    return result.ok ? result.position : yield* refused
  })
  const position = yield* Effect.timeoutOrElse(ticked, { duration: limits.readyWaitMs, orElse: () => refused })
  return { status: "ready" as const, centre, position }
})

export const metaHandlers = HttpApiBuilder.group(
  base.add(metaGroup),
  "meta",
  Effect.fnUntraced(function* (handlers) {
    const { version, limits } = yield* Config
    const readiness = yield* Effect.cachedWithTTL(ready, limits.readyHoldsMs)
    return handlers.handleAll({
      version: () => Effect.succeed({ name: "parley" as const, version, api: "v1" as const }),
      live: () => Effect.succeed({ status: "live" as const }),
      ready: () => readiness
    })
  })
)
