/** One request to a token endpoint: a refresh token for an access token. */
import { Result, Schema } from "effect"
import { legFailure, type LegFailure } from "./failures.ts"
import type { OAuth2Account } from "./secret-document.ts"

/** Limits of a request, and of what is believed about a token. */
export type TokenLimits = {
  /** From the request to the last byte of the answer. */
  readonly timeoutMs: number
  readonly answerMaxBytes: number
  /** A token is left alone this long before it expires; one that lives less than twice as long, after half its life. */
  readonly earlyMs: number
  /** Life of a token whose answer does not say, and the longest believed. */
  readonly lifetimeDefaultMs: number
  readonly lifetimeMaxMs: number
}

/** Source: our choice; tokens of the large providers are a few kilobytes and live for an hour. */
export const TOKEN_LIMITS: TokenLimits = {
  timeoutMs: 10_000,
  answerMaxBytes: 64 * 1024,
  earlyMs: 60_000,
  lifetimeDefaultMs: 5 * 60_000,
  lifetimeMaxMs: 24 * 60 * 60_000
}

/** A token as it was given; `refreshToken` when the endpoint changed it. */
export type GrantedToken = {
  readonly accessToken: string
  readonly lifetimeMs: number
  readonly refreshToken: string | null
}

/** Visible ASCII: nothing that could end a line of the protocols it is shown in. Source: RFC 6750, 2.1; RFC 6749, A.12. */
const TokenText = Schema.String.check(Schema.isPattern(/^[\u0021-\u007e]{1,32768}$/))

/** Source: RFC 6749, 5.1; some endpoints write the seconds as text. */
const Answer = Schema.Struct({
  access_token: TokenText,
  expires_in: Schema.optionalKey(Schema.Union([Schema.Number, Schema.String])),
  refresh_token: Schema.optionalKey(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(8_192)))
})
const decodeAnswer = Schema.decodeUnknownResult(Schema.fromJsonString(Answer))

/** Answers that may be others later although nothing was changed. Source: RFC 9110, 15.5.9; RFC 6585, 4. */
const PASSING: ReadonlySet<number> = new Set([408, 429])

const isRefusal = (status: number): boolean => status >= 400 && status < 500 && !PASSING.has(status)

const UNAVAILABLE = legFailure("TokenUnavailable")

const formOf = ({ clientId, clientSecret }: OAuth2Account, refreshToken: string): URLSearchParams =>
  new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: refreshToken,
    client_id: clientId,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret })
  })

/** The body as text; null when it is longer than allowed. */
const textOf = async (response: Response, bytesMax: number): Promise<string | null> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > bytesMax) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

const lifetimeOf = (seconds: number | string | undefined, limits: TokenLimits): number => {
  const ms = Number(seconds ?? Number.NaN) * 1_000
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, limits.lifetimeMaxMs) : limits.lifetimeDefaultMs
}

/**
 * Asks once. The client's own secret goes in the form, as the large providers want it. `TokenRefused`: the endpoint does not know this
 * client or refresh token (any 4xx that does not pass by itself); `TokenUnavailable`: no answer, or none that is one. Nothing of the
 * answer is in a failure. Source: RFC 6749, 2.3.1 and 6; a redirect is not followed, as it would carry the secrets elsewhere.
 */
export const requestToken = async (
  account: OAuth2Account,
  refreshToken: string,
  limits: TokenLimits
): Promise<Result.Result<GrantedToken, LegFailure>> => {
  try {
    const response = await fetch(account.tokenUrl, {
      method: "POST",
      headers: { accept: "application/json" },
      body: formOf(account, refreshToken),
      redirect: "error",
      signal: AbortSignal.timeout(limits.timeoutMs)
    })
    if (!response.ok) {
      await response.body?.cancel()
      return Result.fail(isRefusal(response.status) ? legFailure("TokenRefused") : UNAVAILABLE)
    }
    const answer = decodeAnswer(await textOf(response, limits.answerMaxBytes))
    if (Result.isFailure(answer)) return Result.fail(UNAVAILABLE)
    const { access_token: accessToken, expires_in: seconds, refresh_token: rotated = null } = answer.success
    return Result.succeed({ accessToken, lifetimeMs: lifetimeOf(seconds, limits), refreshToken: rotated })
  } catch {
    return Result.fail(UNAVAILABLE)
  }
}
