/** `GET /metrics` on a port of its own: figures of this process, for whoever reaches that port. */
import { createServer } from "node:http"
import { NodeHttpServer } from "@effect/platform-node"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import type * as Scope from "effect/Scope"
import { HttpMiddleware, HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"
import { OPEN_METRICS_MEDIA_TYPE, openMetrics } from "./open-metrics.ts"
import { tellProcess } from "./process-figures.ts"
import type { Config } from "./settings-schema.ts"

/** What an answer under way may take when the process ends. */
const GRACEFUL_SHUTDOWN = "1 second"

/** The port of the metrics cannot be listened on. */
export class MetricsUnheard extends Data.TaggedError("MetricsUnheard")<{
  readonly host: string
  readonly port: number
  readonly cause: unknown
}> {}

const answer = Effect.gen(function* () {
  const { method, url } = yield* HttpServerRequest.HttpServerRequest
  if (url.split("?")[0] !== "/metrics") return HttpServerResponse.empty({ status: 404 })
  if (method !== "GET" && method !== "HEAD")
    return HttpServerResponse.empty({ status: 405, headers: { allow: "GET, HEAD" } })
  const text = openMetrics(yield* Metric.snapshot)
  return HttpServerResponse.text(text, {
    contentType: OPEN_METRICS_MEDIA_TYPE,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" }
  })
})

/** Tells for as long as the scope is open; where metrics are off nothing listens. The port that is heard; null where none. */
export const serveMetrics = Effect.fnUntraced(function* (
  { metricsHost: host, metricsPort: port }: Pick<Config, "metricsHost" | "metricsPort">,
  version: string
): Effect.fn.Return<number | null, MetricsUnheard, Scope.Scope> {
  if (port === "off") return null
  yield* tellProcess(version)
  const listening = NodeHttpServer.layer(() => createServer(), {
    host,
    port,
    gracefulShutdownTimeout: GRACEFUL_SHUTDOWN
  })
  const layer = HttpServer.serve(answer).pipe(
    // Who looks every few seconds is not worth a trace each time.
    Layer.provide(Layer.succeed(HttpMiddleware.TracerDisabledWhen, () => true)),
    Layer.provideMerge(listening)
  )
  const built = yield* Effect.catchTag(Layer.build(layer), "ServeError", ({ cause }) =>
    Effect.fail(new MetricsUnheard({ host, port, cause }))
  )
  return yield* Effect.provideContext(
    Effect.map(HttpServer.HttpServer, ({ address }) => ("port" in address ? address.port : port)),
    built
  )
})
