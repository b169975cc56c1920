/** Who asks: found from the token, checked against the state, let in by the table. */
import { Routing } from "@parley/core"
import { Engine, PrivateRows, type CentreHandle } from "@parley/core/engine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { HttpRouter, HttpServerRequest } from "effect/http"
import { HttpApiMiddleware, HttpApiSecurity } from "effect/http-api"
import { mayDo, type Level } from "./access.ts"
import { Presence } from "./presence.ts"
import { orProblem } from "./problems/from-core.ts"
import { crossSite, forbidden, notSignedIn } from "./problems/kinds.ts"
import { problem, type Problem } from "./problems/problem.ts"
import { answer } from "./problems/respond.ts"
import { findSession, readToken, type Session, type Token } from "./sessions/session-store.ts"

/** The cookie that carries the token. */
export const COOKIE = "parley_session"

export interface Asking {
  readonly token: Token
  readonly session: Session
  readonly level: Level
  readonly handle: CentreHandle
}

/** Who asks, for the handlers behind `Access`. */
export class Principal extends Context.Service<Principal, Asking>()("@parley/http/Principal") {}

/** Lets in who has a session and may do what they ask: 401 and 403 alike for all others. */
export class Access extends HttpApiMiddleware.Service<Access, { provides: Principal }>()("@parley/http/Access", {
  security: {
    bearer: HttpApiSecurity.bearer,
    cookie: HttpApiSecurity.apiKey({ key: COOKIE, in: "cookie" })
  }
}) {}

type Services = Engine | PrivateRows | Presence

/**
 * Whose session this token is, as of now. Fails with 401 alike for a token that is wrong, expired or revoked, and for a
 * user who lost the role. An agent's session that had fallen silent is taken up again.
 */
export const authenticate = Effect.fnUntraced(function* (text: string): Effect.fn.Return<Asking, Problem, Services> {
  const refused = Effect.fail(problem(notSignedIn))
  const token = readToken(text)
  if (token === null) return yield* refused
  const session = yield* orProblem(findSession(token))
  if (session === null) return yield* refused
  const handle = yield* openCentre(token.centre)
  const level = yield* levelOf(handle, session)
  if (level === null) return yield* refused
  return { token, session, level, handle }
})

/** Whether the session is still worth what it was. A failure of the store does not end it. */
export const isStillValid = Effect.fnUntraced(function* ({
  token,
  level,
  handle
}: Asking): Effect.fn.Return<boolean, never, PrivateRows | Presence> {
  const session = yield* Effect.result(findSession(token))
  if (Result.isFailure(session)) return true
  if (session.success === null) return false
  const now = yield* Effect.result(levelOf(handle, session.success))
  return Result.isSuccess(now) && now.success === level
})

/** The handle of a centre that exists. */
export const openCentre = (name: string): Effect.Effect<CentreHandle, Problem, Engine> =>
  Effect.flatMap(Engine, (engine) => orProblem(engine.open(name)))

/** What the session is worth now; null when it is worth nothing any more. */
const levelOf = Effect.fnUntraced(function* (
  handle: CentreHandle,
  session: Session
): Effect.fn.Return<Level | null, Problem, Presence> {
  const { state } = yield* handle.state
  const user = handle.centre.views.user(state, session.userId)
  if (user === undefined || !user.roles.includes(session.role)) return null
  if (session.role === "supervisor") return user.administrator ? "administrator" : "supervisor"
  const presence = yield* Presence
  const connected = Routing.agentById(state.facts, session.userId)?.sessions.includes(session.sessionId) === true
  return (yield* presence.seen(handle, session, connected)) ? "agent" : null
})

/** A browser sends cookies along with requests of other pages of the same site (another port): those do not count. */
function isCrossSite({ method, headers }: HttpServerRequest.HttpServerRequest): boolean {
  if (method === "GET" || method === "HEAD") return false
  const site = headers["sec-fetch-site"]
  if (site !== undefined) return site !== "same-origin" && site !== "none"
  const { origin, host } = headers
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`
}

const guard = Effect.fnUntraced(function* (endpoint: string, bearer: string) {
  const request = yield* HttpServerRequest.HttpServerRequest
  const cookie = request.cookies[COOKIE]
  if (bearer === "" && cookie !== undefined && isCrossSite(request)) return yield* Effect.fail(problem(crossSite))
  const asking = yield* authenticate(bearer === "" ? (cookie ?? "") : bearer)
  const { params } = yield* HttpRouter.RouteContext
  const { state } = yield* asking.handle.state
  const asker = { userId: asking.session.userId, level: asking.level }
  if (!mayDo(asker, { endpoint, params }, { views: asking.handle.centre.views, state }))
    return yield* Effect.fail(problem(forbidden))
  return asking
})

export const accessLayer: Layer.Layer<Access, never, Services> = Layer.effect(
  Access,
  Effect.gen(function* () {
    const services = yield* Effect.context<Services>()
    const enter: Context.Service.Shape<typeof Access>["bearer"] = (endpoint, { credential, ...at }) => {
      const name = `${at.group.identifier}.${at.endpoint.identifier}`
      return Effect.matchEffect(Effect.provideContext(guard(name, Redacted.value(credential)), services), {
        onFailure: answer,
        onSuccess: (asking) => Effect.provideService(endpoint, Principal, asking)
      })
    }
    // The first scheme looks at both places; the second is there to be documented.
    return { bearer: enter, cookie: enter }
  })
)
