/** A server in this process, watched as a real one is: its log, its traces and its figures are kept to be looked at. */
import { createServer, type IncomingMessage } from "node:http"
import { NodeHttpServer } from "@effect/platform-node"
import {
  Channels,
  ContentRows,
  Engine,
  engineLayer,
  EventStore,
  loopbackChannel,
  memoryStores,
  type StoreFailure,
  type Stores,
  type Vault,
  vaultLayer
} from "@parley/core/engine"
import { emailChannel } from "@parley/email"
import { createAdministrator, httpLayer } from "@parley/http"
import { Effect, Layer, ManagedRuntime, Metric, Schema } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import { QUICK_LIMITS } from "../../adapters/email/test/centre.ts"
import { supervised } from "../src/channels.ts"
import { logging } from "../src/logging.ts"
import { serveMetrics } from "../src/metrics.ts"
import { tracing } from "../src/tracing.ts"

export const CENTRE = "main"
export const ROOT = { user: "root", password: "correct horse" }
const cost = { iterations: 2, blockSize: 1, parallel: 1 }
const demo = loopbackChannel({ name: "demo", kind: "asynchronous", media: "text" })

/** A collector of OpenTelemetry, as far as it takes what comes. */
export interface Collector {
  readonly url: string
  /** Every request as it came: path, headers, body. */
  readonly received: ReadonlyArray<{ readonly path: string; readonly headers: string; readonly body: string }>
  readonly spans: () => ReadonlyArray<Span>
  readonly close: () => Promise<void>
}

export interface Span {
  readonly name: string
  readonly traceId: string
  readonly parentSpanId: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  readonly status: number
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = ""
  for await (const chunk of request) text += String(chunk)
  return text
}

/** Source: OTLP, ExportTraceServiceRequest in JSON; what is not looked at is left out. */
const Traces = Schema.fromJsonString(
  Schema.Struct({
    resourceSpans: Schema.Array(
      Schema.Struct({
        resource: Schema.Struct({ attributes: Schema.Array(Schema.Unknown) }),
        scopeSpans: Schema.Array(
          Schema.Struct({
            spans: Schema.Array(
              Schema.Struct({
                name: Schema.String,
                traceId: Schema.String.check(Schema.isPattern(/^[0-9a-f]{32}$/)),
                spanId: Schema.String.check(Schema.isPattern(/^[0-9a-f]{16}$/)),
                parentSpanId: Schema.optionalKey(Schema.String.check(Schema.isPattern(/^[0-9a-f]{16}$/))),
                startTimeUnixNano: Schema.String.check(Schema.isPattern(/^\d+$/)),
                endTimeUnixNano: Schema.String.check(Schema.isPattern(/^\d+$/)),
                attributes: Schema.Array(
                  Schema.Struct({ key: Schema.String, value: Schema.Record(Schema.String, Schema.Unknown) })
                ),
                status: Schema.Struct({ code: Schema.Int })
              })
            )
          })
        )
      })
    )
  })
)
const decodeTraces = Schema.decodeUnknownSync(Traces)

const spansIn = (body: string): ReadonlyArray<Span> =>
  decodeTraces(body)
    .resourceSpans.flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .map(({ name, traceId, parentSpanId, attributes, status }) => ({
      name,
      traceId,
      parentSpanId,
      status: status.code,
      attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
    }))

export async function startCollector(): Promise<Collector> {
  const received: Array<Collector["received"][number]> = []
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      received.push({ path: request.url ?? "", headers: JSON.stringify(request.headers), body })
      response.writeHead(200, { "content-type": "application/json" }).end("{}")
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("no port")
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    spans: () => received.flatMap(({ body }) => spansIn(body)),
    close: () => new Promise((resolve) => void server.close(() => resolve()))
  }
}

type Fault = () => Effect.Effect<never, StoreFailure>

/** With what the appends and the content fail from now on. */
export interface Faults {
  events: Fault | null
  content: Fault | null
}

const unless =
  <A extends ReadonlyArray<unknown>, B>(
    method: (...args: A) => Effect.Effect<B, StoreFailure>,
    fault: () => Fault | null
  ) =>
  (...args: A): Effect.Effect<B, StoreFailure> =>
    Effect.suspend(() => fault()?.() ?? method(...args))

const faultyStores = (faults: Faults): Layer.Layer<Stores> => {
  const events = Layer.effect(
    EventStore,
    Effect.map(EventStore, (store) => ({
      ...store,
      append: (...args: Parameters<typeof store.append>) =>
        Effect.suspend((): ReturnType<typeof store.append> => faults.events?.() ?? store.append(...args))
    }))
  )
  const content = Layer.effect(
    ContentRows,
    Effect.map(ContentRows, (rows) => ({
      ...rows,
      put: unless(rows.put, () => faults.content),
      get: unless(rows.get, () => faults.content)
    }))
  )
  return Layer.merge(events, content).pipe(Layer.provideMerge(memoryStores))
}

export interface WatchedHouse {
  readonly url: string
  /** Lines of the log, as they were written. */
  readonly lines: ReadonlyArray<string>
  readonly faults: Faults
  readonly run: <A, E>(effect: Effect.Effect<A, E, Engine | Vault | Stores>) => Promise<A>
  /** What `GET /metrics` answers now. */
  readonly metrics: () => Promise<Response>
  readonly close: () => Promise<void>
}

export async function startHouse(otlpEndpoint: string | null): Promise<WatchedHouse> {
  const lines: Array<string> = []
  const faults: Faults = { events: null, content: null }
  const watching = Layer.mergeAll(
    logging({ logLevel: "debug", logFormat: "json" }, (line) => lines.push(line)),
    tracing({ otlpEndpoint, otlpHeaders: "x-key=a%20key", serviceName: "parley-test" }, "0.0.0"),
    Layer.succeed(Metric.MetricRegistry, new Map())
  )
  const channels = Layer.effect(
    Channels,
    Effect.map(
      emailChannel(QUICK_LIMITS),
      (email) => new Map([demo, email].map((channel) => [channel.definition.name, channel] as const))
    )
  )
  const engine = Layer.unwrap(
    Effect.map(Channels, (all) => engineLayer({ channels: [...all.values()].map(({ definition }) => definition) }))
  )
  const services = engine.pipe(
    Layer.provideMerge(channels),
    Layer.provideMerge(vaultLayer(new Uint8Array(32).fill(7))),
    Layer.provideMerge(faultyStores(faults))
  )
  const listening = NodeHttpServer.layer(() => createServer(), {
    host: "127.0.0.1",
    port: 0,
    gracefulShutdownTimeout: 200
  })
  const served = HttpRouter.serve(httpLayer({ centre: CENTRE, version: "0.0.0", limits: { passwordCost: cost } }), {
    disableLogger: true,
    disableListenLog: true
  }).pipe(Layer.provideMerge(listening))
  const inside = Layer.effectDiscard(
    Effect.gen(function* () {
      yield* createAdministrator({ centre: CENTRE, ...ROOT, cost })
      const handle = yield* (yield* Engine).open(CENTRE)
      for (const channel of (yield* Channels).values()) yield* Effect.forkScoped(supervised(channel, handle))
    })
  )
  const runtime = ManagedRuntime.make(
    Layer.merge(served, inside).pipe(Layer.provideMerge(services), Layer.provideMerge(watching))
  )
  const url = await runtime.runPromise(
    Effect.map(HttpServer.HttpServer, ({ address }) => HttpServer.formatAddress(address))
  )
  const metrics = Effect.gen(function* () {
    const port = yield* serveMetrics({ metricsHost: "127.0.0.1", metricsPort: 0 }, "0.0.0")
    return yield* Effect.promise(() => fetch(`http://127.0.0.1:${port}/metrics`))
  })
  return {
    url,
    lines,
    faults,
    run: (effect) => runtime.runPromise(effect),
    metrics: () => runtime.runPromise(Effect.scoped(metrics)),
    close: () => runtime.dispose()
  }
}
