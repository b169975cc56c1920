/** The API on a loopback port over memory stores, and a client that speaks plain fetch. */
import { createServer } from "node:http"
import { NodeHttpServer } from "@effect/platform-node"
import {
  Channels,
  Engine,
  engineLayer,
  loopbackChannel,
  memoryStores,
  vaultLayer,
  type Channel,
  type Stores,
  type Vault
} from "@parley/core/engine"
import { Effect, Layer, ManagedRuntime } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import { createAdministrator, GRACEFUL_SHUTDOWN_MS, httpLayer, type HttpOptions, type Limits } from "../src/index.ts"

export const CENTRE = "main"
export const ADMINISTRATOR = "root"
export const PASSWORD = "correct horse"
/** The cheapest hash there is: what is proved here does not depend on its cost. */
const cost = { iterations: 2, blockSize: 1, parallel: 1 }

export const demoChannel = loopbackChannel({ name: "demo", kind: "asynchronous", media: "text" })
export const chatChannel = loopbackChannel({ name: "chat", kind: "live", media: "text" })

export interface ServerOptions {
  readonly limits?: Partial<Limits>
  readonly channels?: ReadonlyArray<Channel>
  readonly routes?: HttpOptions["routes"]
  readonly isStopping?: () => boolean
  /** Default: in memory, as they are. */
  readonly stores?: Layer.Layer<Stores>
}

type Services = Engine | Vault | Stores | Channels

export interface TestServer {
  readonly url: string
  readonly run: <A, E>(effect: Effect.Effect<A, E, Services>) => Promise<A>
  readonly close: () => Promise<void>
}

/** A server with one administrator, `root`. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { limits, channels = [], routes = [], isStopping = () => false, stores = memoryStores } = options
  const all = [demoChannel, chatChannel, ...channels]
  const services = Layer.merge(
    engineLayer({ channels: all.map(({ definition }) => definition) }),
    Layer.succeed(Channels, new Map(all.map((channel) => [channel.definition.name, channel])))
  ).pipe(Layer.provideMerge(vaultLayer(new Uint8Array(32).fill(7))), Layer.provideMerge(stores))
  const served = HttpRouter.serve(
    httpLayer({ centre: CENTRE, version: "0.0.0-test", routes, isStopping, limits: { passwordCost: cost, ...limits } }),
    { disableLogger: true, disableListenLog: true }
  ).pipe(
    Layer.provideMerge(
      NodeHttpServer.layer(createServer, {
        host: "127.0.0.1",
        port: 0,
        gracefulShutdownTimeout: GRACEFUL_SHUTDOWN_MS
      })
    ),
    Layer.provideMerge(services)
  )
  const runtime = ManagedRuntime.make(served)
  const url = await runtime.runPromise(
    Effect.gen(function* () {
      yield* createAdministrator({ centre: CENTRE, user: ADMINISTRATOR, password: PASSWORD, cost })
      return HttpServer.formatAddress((yield* HttpServer.HttpServer).address)
    })
  )
  return { url, run: (effect) => runtime.runPromise(effect), close: () => runtime.dispose() }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** The parsed body; the text where it is not JSON; null where it is empty. */
  readonly body: unknown
}

export interface Call {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Caller = (method: string, path: string, call?: Call) => Promise<Answer>

/** Calls as whoever holds the token. */
export const callerOf =
  ({ url }: TestServer, token: string | null): Caller =>
  async (method, path, { body, headers = {} } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...headers
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    return read(response)
  }

export async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = response.headers.get("content-type")?.includes("json") === true
  const body: unknown = text === "" ? null : isJson ? JSON.parse(text) : text
  return { status: response.status, headers: response.headers, body }
}

/** Signs in and returns a caller. */
export async function signedIn(
  server: TestServer,
  user: string,
  role: "agent" | "supervisor",
  password = PASSWORD
): Promise<Caller & { readonly token: string }> {
  const answer = await callerOf(server, null)("POST", "/v1/session", { body: { user, password, role } })
  if (answer.status !== 201) throw new Error(`sign-in as ${user}: ${JSON.stringify(answer.body)}`)
  const token = String(field(answer.body, "token"))
  return Object.assign(callerOf(server, token), { token })
}

/** A field of a body, which must be an object that has it. */
export function field(body: unknown, name: string): unknown {
  if (typeof body !== "object" || body === null || !(name in body))
    throw new Error(`no ${name} in ${JSON.stringify(body)}`)
  return Object.entries(body).find(([key]) => key === name)?.[1]
}
