/** Traces over OTLP/HTTP to wherever the configuration says; without an address there are none, and they cost nothing. */
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Tracer from "effect/Tracer"
import { FetchHttpClient } from "effect/http"
import { OtlpExporter, OtlpSerialization, OtlpTracer } from "effect/observability"
import { toldOfCause } from "./discreet.ts"
import { plain } from "./plain-text.ts"
import type { Config } from "./settings-schema.ts"

/** What a span may say: which centre and channel, how much, how it ended. Paths, queries, headers and addresses are left out. */
export const SPAN_ATTRIBUTES: ReadonlySet<string> = new Set([
  "centre",
  "channel",
  "epoch",
  "position",
  "commands",
  "events",
  "outcome",
  "http.request.method",
  "http.route",
  "http.response.status_code",
  "db.system.name"
])

/** Between two exports, and after so many spans. */
const EXPORT_EVERY = "5 seconds"
const SPANS_PER_EXPORT_MAX = 512
/** What the last export may take when the process ends. */
const SHUTDOWN_TIMEOUT = "1 second"

/** A tracer whose spans carry no more than they may: attributes of a list, and errors by name. */
export const discreet = (inner: Tracer.Tracer): Tracer.Tracer =>
  Tracer.make({
    span: (options) => {
      const span = inner.span({ ...options, name: plain(options.name) })
      const [attribute, end] = [span.attribute.bind(span), span.end.bind(span)]
      span.attribute = (key, value) => {
        if (SPAN_ATTRIBUTES.has(key)) attribute(key, typeof value === "string" ? plain(value) : value)
      }
      span.event = () => undefined
      span.end = (at, exit) => end(at, discreetExit(exit))
      return span
    },
    ...(inner.context === undefined ? {} : { context: inner.context })
  })

function discreetExit(exit: Exit.Exit<unknown, unknown>): Exit.Exit<unknown, unknown> {
  if (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)) return exit
  const [first] = toldOfCause(exit.cause)
  const error = new Error(first?.code ?? first?.name ?? "unknown")
  error.name = first?.name ?? "unknown"
  error.stack = (first?.frames ?? []).map((frame) => `    at ${frame}`).join("\n")
  return Exit.fail(error)
}

/** `name=value,name=value`, values percent-encoded. Source: OpenTelemetry, OTEL_EXPORTER_OTLP_HEADERS. */
export const headersFrom = (text: string | null): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (text ?? "")
      .split(",")
      .map((pair) => /^\s*([^=\s]+)\s*=(.*)$/s.exec(pair))
      .flatMap((match) => (match === null ? [] : [[match[1] ?? "", decodeURIComponent((match[2] ?? "").trim())]]))
  )

/** The tracer of the configuration. Whoever has no address has no tracer. */
export const tracing = (
  { otlpEndpoint, otlpHeaders, serviceName }: Pick<Config, "otlpEndpoint" | "otlpHeaders" | "serviceName">,
  serviceVersion: string
): Layer.Layer<never> => {
  if (otlpEndpoint === null) return Layer.empty
  const tracer = OtlpTracer.make({
    url: `${otlpEndpoint.replace(/\/+$/, "")}/v1/traces`,
    headers: headersFrom(otlpHeaders),
    resource: { serviceName, serviceVersion },
    exportInterval: EXPORT_EVERY,
    maxBatchSize: SPANS_PER_EXPORT_MAX,
    shutdownTimeout: SHUTDOWN_TIMEOUT
  })
  return Layer.effect(Tracer.Tracer, Effect.map(tracer, discreet)).pipe(
    Layer.provide([OtlpSerialization.layerJson, FetchHttpClient.layer, OtlpExporter.layerFlusher])
  )
}
