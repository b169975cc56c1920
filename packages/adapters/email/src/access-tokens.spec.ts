import { Result } from "effect"
import { afterEach, describe, expect, it } from "vitest"
import { answering, secretFor, startTokenServer, type TokenServer } from "../test/token-server.ts"
import { AccessTokens, SecretBook } from "./access-tokens.ts"
import { legFailure } from "./failures.ts"
import { TOKEN_LIMITS, type TokenLimits } from "./token-request.ts"

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const NEVER = new AbortController().signal

const open = async (limits: Partial<TokenLimits> = {}): Promise<{ server: TokenServer; tokens: AccessTokens }> => {
  const server = await startTokenServer()
  closers.push(server.close)
  const account = { clientId: "client", refreshToken: "refresh-1", tokenUrl: server.url }
  return { server, tokens: new AccessTokens(account, { ...TOKEN_LIMITS, ...limits }) }
}

const refused = Result.fail(legFailure("TokenRefused"))
const unavailable = Result.fail(legFailure("TokenUnavailable"))

describe("An access token", () => {
  it("[D8.1b] is fetched once with the refresh token, and kept for everybody until it is dropped", async () => {
    const { server, tokens } = await open()
    const first = await Promise.all([tokens.get(NEVER), tokens.get(NEVER)])
    expect([...first, await tokens.get(NEVER)]).toEqual(Array.from({ length: 3 }, () => Result.succeed("token-1")))
    expect(server.forms.map((form) => Object.fromEntries(form))).toEqual([
      { grant_type: "refresh_token", refresh_token: "refresh-1", client_id: "client" }
    ])
    tokens.drop("another")
    expect(await tokens.get(NEVER)).toEqual(Result.succeed("token-1"))
    tokens.drop("token-1")
    expect(await tokens.get(NEVER)).toEqual(Result.succeed("token-2"))
  })

  it("[D8.1b] is fetched anew before it expires, with the refresh token that was given last", async () => {
    const { server, tokens } = await open()
    server.more = { expires_in: "0.000001", refresh_token: "refresh-2" }
    await tokens.get(NEVER)
    server.more = {}
    expect(await tokens.get(NEVER)).toEqual(Result.succeed("token-2"))
    expect(await tokens.get(NEVER)).toEqual(Result.succeed("token-2"))
    expect(server.forms.map((form) => form.get("refresh_token"))).toEqual(["refresh-1", "refresh-2"])
  })

  it("[D8.1b] is refused by an endpoint that says no, and not to be had from one that says nothing useful", async () => {
    const { server, tokens } = await open({ timeoutMs: 300, answerMaxBytes: 100 })
    for (const status of [400, 401, 403, 404]) {
      server.answer = answering(status, '{"error":"invalid_grant"}')
      expect(await tokens.get(NEVER)).toEqual(refused)
    }
    const useless = [
      answering(500, ""),
      answering(429, ""),
      answering(200, "<html>"),
      answering(200, "{}"),
      answering(200, JSON.stringify({ access_token: "a\r\nb" })),
      answering(200, JSON.stringify({ access_token: "x".repeat(100) })),
      () => {}
    ]
    for (const answer of useless) {
      server.answer = answer
      expect(await tokens.get(NEVER)).toEqual(unavailable)
    }
    server.answer = (response) => void response.writeHead(307, { location: server.url }).end()
    const before = server.forms.length
    expect(await tokens.get(NEVER)).toEqual(unavailable)
    expect(server.forms.length).toBe(before + 1)
    server.answer = null
    expect(await tokens.get(NEVER)).toMatchObject({ _tag: "Success" })
    await server.close()
    tokens.drop(`token-${server.forms.length}`)
    expect(await tokens.get(NEVER)).toEqual(unavailable)
  })

  it("[D8.1b] is not waited for once the asker is told to stop", async () => {
    const { server, tokens } = await open()
    server.answer = () => {}
    const stop = new AbortController()
    const asked = tokens.get(stop.signal)
    stop.abort()
    expect(await asked).toEqual(unavailable)
    expect(await tokens.get(stop.signal)).toEqual(unavailable)
  })
})

describe("A book of secrets", () => {
  it("[D8.1b] gives the same tokens for the same secret", () => {
    const book = new SecretBook()
    const opened = (text: string) => Result.getOrThrow(book.open(text))
    const tokensOf = (text: string) => {
      const secret = opened(text)
      return "tokens" in secret ? secret.tokens : null
    }
    const endpoint = { url: "https://login.test/token" }
    expect(tokensOf(secretFor(endpoint))).toBeInstanceOf(AccessTokens)
    expect(tokensOf(secretFor(endpoint))).toBe(tokensOf(secretFor(endpoint)))
    expect(tokensOf(secretFor(endpoint, "other"))).not.toBe(tokensOf(secretFor(endpoint)))
    expect(opened("plain")).toEqual({ password: "plain" })
  })
})
