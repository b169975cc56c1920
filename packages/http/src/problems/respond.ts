/** The two places where errors become responses: around each endpoint, and around the whole router. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as SchemaIssue from "effect/SchemaIssue"
import { HttpIncomingMessage, HttpServerError, HttpServerRequest, HttpServerResponse, HttpRouter } from "effect/http"
import { HttpApiError, HttpApiMiddleware } from "effect/http-api"
import * as ByteSize from "effect/ByteSize"
import type { unhandled } from "effect/Types"
import type { Limits } from "../limits.ts"
import { told } from "../telemetry.ts"
import { bodyTooLarge, internalError, kindOf, malformedRequest, methodNotAllowed, notFound } from "./kinds.ts"
import { isProblem, problem, problemSchemas, PROBLEM_MEDIA_TYPE, type FieldError, type Problem } from "./problem.ts"

type Response = HttpServerResponse.HttpServerResponse

/** A problem as it goes out. `instance` is the path alone: a query may hold what is not to be repeated. */
export function problemResponse(answered: Problem, path?: string): Response {
  const { retryAfterSeconds } = answered
  const body = path === undefined ? answered : { ...answered, instance: path }
  return HttpServerResponse.jsonUnsafe(body, {
    status: answered.status,
    contentType: PROBLEM_MEDIA_TYPE,
    headers: {
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
      // Source: RFC 9110, 15.5.2.
      ...(answered.status === 401 ? { "www-authenticate": 'Bearer realm="parley"' } : {})
    }
  })
}

const formatIssues = SchemaIssue.makeFormatterStandardSchemaV1()

/** Where a part of the request is pointed at; the body's pointers start at its root. */
const ROOTS = { Payload: "#", Query: "#/query", Params: "#/path", Headers: "#/headers" } as const
type Part = keyof typeof ROOTS
const isPart = (kind: string): kind is Part => kind in ROOTS

const keyOf = (segment: PropertyKey | { readonly key: PropertyKey }): string =>
  String(typeof segment === "object" ? segment.key : segment)
    .replaceAll("~", "~0")
    .replaceAll("/", "~1")

function errorsOf(part: Part, issue: SchemaIssue.Issue): ReadonlyArray<FieldError> {
  return formatIssues(issue).issues.map(({ path = [], message }) => ({
    pointer: [ROOTS[part], ...path.map(keyOf)].join("/"),
    detail: message
  }))
}

/** Turns what an endpoint fails with, its schema errors included, into problems. Declares them for the documentation. */
export class Problems extends HttpApiMiddleware.Service<Problems>()("@parley/http/Problems", {
  error: [...problemSchemas]
}) {}

/** The path asked for, without its query. */
export const pathOf = (request: HttpServerRequest.HttpServerRequest): string => request.url.split("?")[0] ?? request.url

export const problemsLayer: Layer.Layer<Problems> = Layer.succeed(Problems, (endpoint) =>
  endpoint.pipe(
    Effect.catch((failure): Effect.Effect<Response, unhandled, HttpServerRequest.HttpServerRequest> => {
      const answered = isProblem(failure) ? failure : schemaProblem(failure)
      return answered === null ? Effect.fail(failure) : answer(answered)
    })
  )
)

/** The problem of a request that is not what the endpoint takes; null for anything else. */
function schemaProblem(failure: unhandled): Problem | null {
  if (!HttpApiError.HttpApiSchemaError.is(failure) || !isPart(failure.kind)) return null
  return problem(malformedRequest, { errors: errorsOf(failure.kind, failure.cause.issue) })
}

/** A problem as the answer to the request at hand. */
export const answer = (answered: Problem) =>
  Effect.map(HttpServerRequest.HttpServerRequest, (request) => problemResponse(answered, pathOf(request)))

/** The methods that a path takes; empty for a path that is none. */
export type MethodsOf = (path: string) => ReadonlyArray<string>

/** Around the whole router: no path, wrong method, oversize body, bare statuses and defects all become problems. */
export const everyErrorIsAProblem = (
  limits: Limits,
  methodsOf: MethodsOf
): Layer.Layer<never, never, HttpRouter.HttpRouter> =>
  HttpRouter.use((router) => router.addGlobalMiddleware((handler) => guarded(handler, limits, methodsOf)))

const guarded = (
  handler: Effect.Effect<Response, unhandled>,
  limits: Limits,
  methodsOf: MethodsOf
): Effect.Effect<Response, unhandled, HttpServerRequest.HttpServerRequest> =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
    told(request, handler, (routed) =>
      routed.pipe(
        Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(limits.bodyBytesMax)),
        Effect.catchCause((cause) => answerCause(cause, request, limits, methodsOf)),
        Effect.map((response) => (isBareError(response) ? dressed(response, request) : response)),
        Effect.map(safe)
      )
    )
  )

const isBareError = ({ status, headers }: Response): boolean =>
  status >= 400 && headers["content-type"] !== PROBLEM_MEDIA_TYPE

/** The same status and headers with a problem as its body. */
function dressed(response: Response, request: HttpServerRequest.HttpServerRequest): Response {
  const answered = problemResponse(problem(kindOf(response.status)), pathOf(request))
  return HttpServerResponse.setStatus(answered, response.status)
}

/** What a page of ours may do unless it says otherwise: use what is in it, and speak to us. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'"
].join("; ")

/** Nothing of ours is guessed at by a browser, kept by a cache, or told to the next site; pages load nothing from others. */
function safe(response: Response): Response {
  const { headers } = response
  const isPage = headers["content-type"]?.startsWith("text/html") === true
  return HttpServerResponse.setHeaders(response, {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    ...(headers["cache-control"] === undefined ? { "cache-control": "no-store" } : {}),
    ...(isPage && headers["content-security-policy"] === undefined ? { "content-security-policy": PAGE_POLICY } : {})
  })
}

function answerCause(
  cause: Cause.Cause<unknown>,
  request: HttpServerRequest.HttpServerRequest,
  limits: Limits,
  methodsOf: MethodsOf
): Effect.Effect<Response> {
  if (Cause.hasInterruptsOnly(cause))
    return Effect.failCause(Cause.fromReasons(cause.reasons.filter(Cause.isInterruptReason)))
  const path = pathOf(request)
  const reason = reasonOf(cause)
  if (reason?._tag === "RouteNotFound") return Effect.succeed(unrouted(path, request, methodsOf))
  if (reason?._tag === "RequestParseError")
    return Effect.succeed(
      reason.reason === "BodyTooLarge"
        ? HttpServerResponse.setHeader(
            problemResponse(problem(bodyTooLarge, { facts: { bodyBytesMax: limits.bodyBytesMax } }), path),
            "connection",
            "close"
          )
        : problemResponse(problem(malformedRequest), path)
    )
  return Effect.as(Effect.logError("a request met a defect", cause), problemResponse(problem(internalError), path))
}

/** What HTTP itself failed with, if it did: as a failure, or as the defect that an endpoint makes of it. */
function reasonOf(cause: Cause.Cause<unknown>): HttpServerError.HttpServerErrorReason | undefined {
  for (const one of cause.reasons) {
    const value = Cause.isFailReason(one) ? one.error : Cause.isDieReason(one) ? one.defect : undefined
    if (HttpServerError.isHttpServerError(value)) return value.reason
  }
  return undefined
}

function unrouted(path: string, request: HttpServerRequest.HttpServerRequest, methodsOf: MethodsOf): Response {
  const allowed = methodsOf(path)
  if (allowed.length === 0) return problemResponse(problem(notFound), path)
  const answered = problem(methodNotAllowed, { facts: { method: request.method, allowed } })
  return HttpServerResponse.setHeader(problemResponse(answered, path), "allow", allowed.join(", "))
}
