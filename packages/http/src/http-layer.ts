/** The API as one layer of routes, for `HttpRouter.serve`. */
import { Channels, Engine, PrivateRows, Vault } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { HttpRouter, type HttpServerRequest, type HttpServerResponse } from "effect/http"
import { HttpApiBuilder, HttpApiScalar } from "effect/http-api"
import { Api } from "./api.ts"
import { inFlightLayer } from "./commands.ts"
import { Config } from "./config.ts"
import { liveLayer } from "./live.ts"
import { defaultLimits, type Limits } from "./limits.ts"
import { presenceLayer } from "./presence.ts"
import { accessLayer } from "./principal.ts"
import { everyErrorIsAProblem, problemsLayer } from "./problems/respond.ts"
import { endpointsOf, methodsOfPaths } from "./paths.ts"
import { agentsHandlers } from "./routes/agents.ts"
import { boardHandlers } from "./routes/board.ts"
import { campaignsHandlers } from "./routes/campaigns.ts"
import { channelsHandlers } from "./routes/channels.ts"
import { eventsHandlers } from "./routes/events.ts"
import { interactionsHandlers, pastLayer } from "./routes/interactions.ts"
import { membersHandlers } from "./routes/members.ts"
import { metaHandlers } from "./routes/meta.ts"
import { offersHandlers } from "./routes/offers.ts"
import { sessionHandlers } from "./routes/session.ts"
import { statsHandlers } from "./routes/stats.ts"
import { usersHandlers } from "./routes/users.ts"
import { doorsLayer } from "./sessions/sign-in.ts"
import { streamsLayer } from "./sse.ts"

/** A route of the server's own, outside `/v1`: a page, an asset, a webhook. It has no session. */
export interface ExtraRoute {
  readonly method: "GET" | "POST"
  readonly path: `/${string}`
  readonly handler: (
    request: HttpServerRequest.HttpServerRequest
  ) => Effect.Effect<HttpServerResponse.HttpServerResponse>
}

export interface HttpOptions {
  /** The centre of a sign-in that names none. */
  readonly centre: string
  readonly version: string
  /** Whether the cookie is for https alone. Default: false, for a server on the own machine. */
  readonly secureCookie?: boolean
  readonly limits?: Partial<Limits>
  readonly routes?: ReadonlyArray<ExtraRoute>
  /** Whether the process is about to end: `/health/ready` answers 503 then. Default: never. */
  readonly isStopping?: () => boolean
}

const OPENAPI = "/openapi.json"
const DOCS = "/docs"

/** What the API needs of the world. It knows no store and no adapter. */
export type HttpNeeds = Engine | Vault | PrivateRows | Channels

const handlers = Layer.mergeAll(
  agentsHandlers,
  boardHandlers,
  campaignsHandlers,
  channelsHandlers,
  eventsHandlers,
  interactionsHandlers,
  membersHandlers,
  metaHandlers,
  offersHandlers,
  sessionHandlers,
  statsHandlers,
  usersHandlers
)

/** All routes: the API under `/v1`, health, documentation, and the server's own. */
export function httpLayer(options: HttpOptions) {
  const { centre, version, secureCookie = false, routes = [], isStopping = () => false } = options
  const limits = { ...defaultLimits, ...options.limits }
  const config = Layer.succeed(Config, { centre, version, secureCookie, limits, isStopping })
  const extra = [{ method: "GET", path: OPENAPI }, { method: "GET", path: DOCS }, ...routes]
  const api = Layer.mergeAll(
    HttpApiBuilder.layer(Api, { openapiPath: OPENAPI }).pipe(Layer.provide(handlers)),
    HttpApiScalar.layer(Api, { path: DOCS, scalar: { withDefaultFonts: false } }),
    everyErrorIsAProblem(limits, methodsOfPaths([...endpointsOf(Api), ...extra])),
    ...routes.map(({ method, path, handler }) => HttpRouter.add(method, path, handler))
  ).pipe(Layer.provide(accessLayer), Layer.provide(problemsLayer))
  // Built once: what the routes are made with is what their requests are served with.
  const own = Layer.mergeAll(presenceLayer, doorsLayer, inFlightLayer, liveLayer, pastLayer, streamsLayer)
  return Layer.unwrap(
    Effect.map(Layer.build(Layer.provideMerge(own, config)), (services) => {
      const shared = Layer.succeedContext(services)
      return api.pipe(HttpRouter.provideRequest(shared), Layer.provide(shared))
    })
  )
}
