/** Each request, told: an id of its own, figures, a line in the log. Of what the client sent only the method is told. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import { HttpRouter, HttpServerRequest, HttpServerResponse, HttpTraceContext } from "effect/http"

type Request = HttpServerRequest.HttpServerRequest
type Response = HttpServerResponse.HttpServerResponse

/** The header of every answer that names the request in the log. What a client sends under this name is not looked at. */
export const REQUEST_ID = "x-request-id"

const NANOS_PER_SECOND = 1e9

const requestSeconds = Metric.histogram("parley_http_request_seconds", {
  description: "Time from a request to the begin of its answer; streams included, however long they run",
  boundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
})

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])

/** How many of each method and status; a status is one of those that the server answers with. */
const counters = new Map<string, Metric.Counter<number>>()
function requestsOf(method: string, status: number): Metric.Counter<number> {
  const key = `${method} ${status}`
  const known = counters.get(key)
  if (known !== undefined) return known
  const counter = Metric.counter("parley_http_requests_total", {
    description: "Requests by method and status",
    attributes: { method, status: String(status) },
    incremental: true
  })
  counters.set(key, counter)
  return counter
}

/** The trace that the request belongs to: the one that is kept of it, else the one that it says (`traceparent`); null for none. */
export const traceOf = ({ headers }: Request): Effect.Effect<string | null> =>
  Effect.withFiberSucceed((fiber) => {
    const span = Context.getOrUndefined(fiber.context, Tracer.ParentSpan)
    if (span !== undefined && fiber.getRef(Tracer.Tracer) !== Tracer.nativeTracer) return span.traceId
    return Option.match(HttpTraceContext.w3c(headers), { onNone: () => null, onSome: ({ traceId }) => traceId })
  })

/** The handler of all requests, told. `inner` is what finds the route, `outer` what makes an answer of whatever comes of it. */
export const told = <E1, R1, E2, R2>(
  request: Request,
  inner: Effect.Effect<Response, E1, R1>,
  outer: (inner: Effect.Effect<Response, E1, R1>) => Effect.Effect<Response, E2, R2>
): Effect.Effect<Response, E2, R2> =>
  Effect.gen(function* () {
    const id = crypto.randomUUID()
    const method = METHODS.has(request.method) ? request.method : "other"
    const trace = yield* traceOf(request)
    const from = yield* Clock.currentTimeNanos
    let route: string | null = null
    const routed = Effect.onExitPrimitive(inner, () =>
      Effect.withFiber(({ context }) => {
        route = Context.getOrUndefined(context, HttpRouter.RouteContext)?.route.path ?? null
        return Effect.void
      })
    )
    const about = trace === null ? { request: id } : { request: id, trace }
    const answered = Effect.flatMap(outer(routed), (response) =>
      Effect.withFiber(({ context }) => {
        const seconds = Number(Context.get(context, Clock.Clock).currentTimeNanosUnsafe() - from) / NANOS_PER_SECOND
        const { status } = response
        requestSeconds.updateUnsafe(seconds, context)
        requestsOf(method, status).updateUnsafe(1, context)
        return Effect.as(
          Effect.logDebug("a request was answered", { method, route: route ?? "none", status, seconds }),
          HttpServerResponse.setHeader(response, REQUEST_ID, id)
        )
      })
    )
    return yield* Effect.annotateLogs(answered, about)
  })
