/** The kinds of problem that HTTP itself has; those of the core are in `table.ts`. */
import type { Kind, Status } from "./problem.ts"

const kind = (status: Status, code: string, title: string): Kind => ({ status, code, title })

export const malformedRequest = kind(400, "malformed-request", "The request is not what this route takes")
export const notSignedIn = kind(401, "not-signed-in", "A session is needed")
export const wrongCredentials = kind(401, "wrong-credentials", "User or password is wrong")
export const forbidden = kind(403, "forbidden", "This session may not do that")
export const crossSite = kind(403, "cross-site", "A cookie counts only on requests of our own pages")
export const roleNeeded = kind(403, "role-not-held", "Sign in with a role that you hold")
export const notFound = kind(404, "not-found", "There is nothing here")
export const linkUnknown = kind(404, "link-unknown", "The link was used already, has expired, or never was")
export const offerUnknown = kind(404, "offer-unknown", "There never was such an offer")
export const methodNotAllowed = kind(405, "method-not-allowed", "This path does not take that method")
export const bodyTooLarge = kind(413, "body-too-large", "The body is larger than is taken")
export const unsupportedMediaType = kind(415, "unsupported-media-type", "The body must be JSON")
export const idempotencyConflict = kind(422, "idempotency-conflict", "The idempotency key came with another request")
export const idempotencyInFlight = kind(
  409,
  "idempotency-in-flight",
  "The first request with this key is still at work"
)
export const channelRefused = kind(422, "channel-refused", "The channel's settings or secret do not work")
export const conversationUnaddressed = kind(
  422,
  "conversation-unaddressed",
  "Nobody in this conversation can be answered"
)
export const tooManySignIns = kind(429, "too-many-sign-ins", "Too many failed sign-ins")
export const tooManyStreams = kind(429, "too-many-streams", "Too many open streams")
export const internalError = kind(500, "internal-error", "Something went wrong here")
export const positionNotReached = kind(503, "position-not-reached", "What was asked for is not there yet")
export const notReady = kind(503, "not-ready", "The centre cannot be written now")

/** For a response that some other part answered with a bare status. */
export function kindOf(status: number): Kind {
  switch (status) {
    case 401:
      return notSignedIn
    case 403:
      return forbidden
    case 404:
      return notFound
    case 405:
      return methodNotAllowed
    case 413:
      return bodyTooLarge
    case 415:
      return unsupportedMediaType
    case 503:
      return notReady
    default:
      return status < 500 ? malformedRequest : internalError
  }
}
