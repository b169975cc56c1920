/** What opens an account, kept while it is good: a password as it is, an access token fetched anew when its time has come. */
import { Result } from "effect"
import { createHash } from "node:crypto"
import { type LegFailure, legFailure } from "./failures.ts"
import { type OAuth2Account, readSecret } from "./secret-document.ts"
import type { EmailSecret, EmailSettingsInvalid } from "./settings.ts"
import { type GrantedToken, requestToken, TOKEN_LIMITS, type TokenLimits } from "./token-request.ts"

type Kept = { readonly accessToken: string; readonly freshUntilMs: number }

/**
 * The access tokens of one account. A refresh token that the endpoint changed is kept in memory and used from then on. It is not written
 * back: storing a secret gives it a new id, which only a change of the campaign makes known. So after a restart the stored one is used
 * again; an endpoint that no longer takes it refuses, the connection check turns red, and the campaign has to be given a new one.
 */
export class AccessTokens {
  readonly #account: OAuth2Account
  readonly #limits: TokenLimits
  #refreshToken: string
  #kept: Kept | null = null
  #fetching: Promise<Result.Result<string, LegFailure>> | null = null

  constructor(account: OAuth2Account, limits: TokenLimits = TOKEN_LIMITS) {
    this.#account = account
    this.#limits = limits
    this.#refreshToken = account.refreshToken
  }

  /** A token that is good for now: the kept one, or a new one; calls at one time share one request. Never rejects. */
  get(signal: AbortSignal): Promise<Result.Result<string, LegFailure>> {
    if (signal.aborted) return Promise.resolve(Result.fail(legFailure("TokenUnavailable")))
    if (this.#kept !== null && performance.now() < this.#kept.freshUntilMs)
      return Promise.resolve(Result.succeed(this.#kept.accessToken))
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = null
    })
    return until(this.#fetching, signal)
  }

  /** The mail server refused this token: it is not given out again. */
  drop(accessToken: string): void {
    if (this.#kept?.accessToken === accessToken) this.#kept = null
  }

  async #fetch(): Promise<Result.Result<string, LegFailure>> {
    const askedAtMs = performance.now()
    const answer = await requestToken(this.#account, this.#refreshToken, this.#limits)
    return Result.map(answer, (granted) => this.#keep(granted, askedAtMs))
  }

  #keep({ accessToken, lifetimeMs, refreshToken }: GrantedToken, askedAtMs: number): string {
    this.#refreshToken = refreshToken ?? this.#refreshToken
    const freshMs = Math.max(lifetimeMs - this.#limits.earlyMs, lifetimeMs / 2)
    this.#kept = { accessToken, freshUntilMs: askedAtMs + freshMs }
    return accessToken
  }
}

/** The answer, or a failure as soon as the signal aborts; the request itself goes on for whoever else waits. */
const until = (
  answer: Promise<Result.Result<string, LegFailure>>,
  signal: AbortSignal
): Promise<Result.Result<string, LegFailure>> =>
  new Promise((resolve) => {
    const onAbort = () => resolve(Result.fail(legFailure("TokenUnavailable")))
    signal.addEventListener("abort", onAbort, { once: true })
    void answer.then((result) => {
      signal.removeEventListener("abort", onAbort)
      resolve(result)
    })
  })

/** Accounts whose tokens are kept at once; beyond them the one opened first is forgotten. Source: our choice. */
export const ACCOUNTS_KEPT_MAX = 10_000

/** Makes stored secrets ready for use. The same text gives the same tokens, whoever asks: check, mailbox and submission share them. */
export class SecretBook {
  readonly #limits: TokenLimits
  readonly #tokens = new Map<string, AccessTokens>()

  constructor(limits: TokenLimits = TOKEN_LIMITS) {
    this.#limits = limits
  }

  open(text: string): Result.Result<EmailSecret, EmailSettingsInvalid> {
    return Result.map(readSecret(text), (stored) =>
      "password" in stored ? stored : { tokens: this.#tokensOf(text, stored.oauth2) }
    )
  }

  #tokensOf(text: string, account: OAuth2Account): AccessTokens {
    const key = createHash("sha256").update(text).digest("base64")
    const known = this.#tokens.get(key)
    if (known !== undefined) return known
    const tokens = new AccessTokens(account, this.#limits)
    this.#tokens.set(key, tokens)
    const [oldest] = this.#tokens.keys()
    if (this.#tokens.size > ACCOUNTS_KEPT_MAX && oldest !== undefined) this.#tokens.delete(oldest)
    return tokens
  }
}

/** What one sign-in shows. */
export type Credential = { readonly password: string } | { readonly accessToken: string }

/** Tokens shown in one sign-in. Source: our choice: the kept one may have been ended before its time, a new one has not. */
const TOKENS_TRIED_MAX = 2

/**
 * Signs in, over as many connections as it takes: one, or two when a token is refused and another one can be had, as a provider may end
 * a token before its time. Returns the last attempt's answer, or why there was no token to show.
 */
export const signIn = async <A>(
  secret: EmailSecret,
  signal: AbortSignal,
  tries: {
    readonly attempt: (credential: Credential) => Promise<A>
    readonly failureOf: (answer: A) => LegFailure | null
  }
): Promise<Result.Result<A, LegFailure>> => {
  if ("password" in secret) return Result.succeed(await tries.attempt(secret))
  const { tokens } = secret
  for (let left = TOKENS_TRIED_MAX; ; left -= 1) {
    const token = await tokens.get(signal)
    if (Result.isFailure(token)) return Result.fail(token.failure)
    if (signal.aborted) return Result.fail(legFailure("TokenUnavailable"))
    const answer = await tries.attempt({ accessToken: token.success })
    if (tries.failureOf(answer)?.code !== "AuthenticationFailed") return Result.succeed(answer)
    tokens.drop(token.success)
    if (left <= 1 || signal.aborted) return Result.succeed(answer)
  }
}
