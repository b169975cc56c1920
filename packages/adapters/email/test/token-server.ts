/** A token endpoint for tests, on loopback: gives tokens named after the order they were asked for in, or answers as told. */
import { createServer, type ServerResponse } from "node:http"

export type TokenServer = {
  readonly url: string
  /** The forms that came, in order. */
  readonly forms: readonly URLSearchParams[]
  /** What is answered from now on; null for a token. */
  answer: ((response: ServerResponse) => void) | null
  /** Beside the token: its life and, where it is changed, the refresh token. */
  more: Readonly<Record<string, unknown>>
  readonly close: () => Promise<void>
}

export const startTokenServer = async (): Promise<TokenServer> => {
  const forms: URLSearchParams[] = []
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8")
    request.on("data", (chunk: string) => {
      body += chunk
    })
    request.on("end", () => {
      forms.push(new URLSearchParams(body))
      if (told.answer !== null) return told.answer(response)
      response.setHeader("content-type", "application/json")
      response.end(JSON.stringify({ access_token: `token-${forms.length}`, token_type: "Bearer", ...told.more }))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const told: TokenServer = {
    url: `http://127.0.0.1:${port}/token`,
    forms,
    answer: null,
    more: { expires_in: 3_600 },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => void server.close(() => resolve()))
    }
  }
  return told
}

export const answering =
  (status: number, body: string) =>
  (response: ServerResponse): void =>
    void response.writeHead(status).end(body)

/** A secret with this endpoint, as a person stores it. */
export const secretFor = ({ url }: Pick<TokenServer, "url">, refreshToken = "refresh-1"): string =>
  JSON.stringify({ oauth2: { clientId: "client", clientSecret: "client-secret", refreshToken, tokenUrl: url } })
