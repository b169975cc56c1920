/** Problems from what the core says: a rejection's facts are told, a failure's reason is only logged. */
import type { Centre } from "@parley/core"
import type { ChannelRefused } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import { isProblem, problem, type FieldError, type Problem } from "./problem.ts"
import { failures, offerTaken, rejections, RETRY_AFTER_SECONDS, type Failure } from "./table.ts"

/** The problem of a rejection, with all its facts. */
export function rejectionProblem({ _tag, ...facts }: Centre.CentreRejection): Problem {
  const lost = _tag === "OfferUnknown" && "ownerId" in facts && facts.ownerId !== null
  const kind = lost ? offerTaken : rejections[_tag]
  return problem(kind, kind.status === 503 ? { facts, retryAfterSeconds: RETRY_AFTER_SECONDS } : { facts })
}

/** What channels call the secret among their fields. */
const SECRET_FIELDS = ["secret", "password", "account/password"]

/** Each fault of a channel's settings: the field's pointer and, in words, what is wrong on which leg. */
const faultsOf = ({ faults }: ChannelRefused): ReadonlyArray<FieldError> =>
  faults.map(({ leg, field, message }) => ({
    pointer: SECRET_FIELDS.includes(field) ? "#/secret" : `#/settings/channelSettings/${pointerPart(field)}`,
    detail: leg === null ? message : `${leg}: ${message}`
  }))

const pointerPart = (field: string): string => field.replaceAll("~", "~0").replaceAll("/", "~1")

export function failureProblem(failure: Failure): Problem {
  const kind = failures[failure._tag]
  if (failure._tag === "ChannelRefused")
    return problem(kind, {
      errors: faultsOf(failure),
      facts: { channel: failure.channel, faults: failure.faults.map((fault) => ({ ...fault })) }
    })
  if (failure._tag === "ContentTooLarge") return problem(kind, { facts: { contentBytesMax: failure.limit } })
  if (failure._tag === "ContentUnreadable") return problem(kind, { facts: { contentId: failure.contentId } })
  return problem(kind, kind.status === 503 ? { retryAfterSeconds: RETRY_AFTER_SECONDS } : {})
}

/** Failures of the world as problems; what a client is not told goes to the log. */
export const orProblem = <A, R>(effect: Effect.Effect<A, Failure | Problem, R>): Effect.Effect<A, Problem, R> =>
  effect.pipe(
    Effect.catch((failure) => {
      if (isProblem(failure)) return Effect.fail(failure)
      const answered = failureProblem(failure)
      const told = answered.status === 500 || answered.status === 503
      return Effect.andThen(
        told ? Effect.logWarning("a request met a failure", failure) : Effect.void,
        Effect.fail(answered)
      )
    })
  )
