/** Stopping a statement that runs on a Postgres server. */
import * as Predicate from "effect/Predicate"
import { Client, type ClientConfig } from "pg"

/** For the server to take a request to stop a statement, and for the statement to end. */
export const CANCEL_TIMEOUT_MS = 2_000

/** The part of `pg`'s wire connection that its types leave out; `pg`'s own `Client.cancel` is built on it. */
interface CancelWire {
  readonly sslNegotiation: string
  readonly connect: (portOrSocket: number | string, host: string) => void
  readonly requestSsl: () => void
  readonly cancel: (processId: number, secretKey: number) => void
}

/**
 * Asks the server, over a connection of its own, to stop what `target` runs. Resolves to true once the request was
 * passed on or could not be made, to false where nobody knows: then it may still hit whatever `target` runs next.
 * It needs no free connection slot. Source: PostgreSQL, "Canceling Requests in Progress".
 */
export function cancelRunning(target: Client, config: ClientConfig): Promise<boolean> {
  const key = backendKey(target)
  const { connection, host, port, ssl } = new Client(config)
  if (key === undefined || !isCancelWire(connection)) return Promise.resolve(true)
  const send = (): void => connection.cancel(key.processId, key.secretKey)
  const secure = (): void => {
    if (connection.sslNegotiation !== "direct") connection.requestSsl()
  }
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(false)
      connection.stream.destroy()
    }, CANCEL_TIMEOUT_MS)
    const done = (): void => {
      clearTimeout(timer)
      resolve(true)
    }
    connection.on("error", done)
    connection.on("end", done)
    connection.on("sslconnect", send)
    connection.on("connect", ssl ? secure : send)
    connection.connect(host.startsWith("/") ? `${host}/.s.PGSQL.${port}` : port, host)
  })
}

function backendKey(client: Client): { readonly processId: number; readonly secretKey: number } | undefined {
  if (!Predicate.hasProperty(client, "processID") || !Predicate.hasProperty(client, "secretKey")) return undefined
  const { processID: processId, secretKey } = client
  return typeof processId === "number" && typeof secretKey === "number" ? { processId, secretKey } : undefined
}

function isCancelWire<T>(connection: T): connection is T & CancelWire {
  return (["connect", "requestSsl", "cancel"] as const).every(
    (name) => Predicate.hasProperty(connection, name) && typeof connection[name] === "function"
  )
}
