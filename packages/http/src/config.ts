/** How this server speaks: what the composition root decides. */
import * as Context from "effect/Context"
import type { Limits } from "./limits.ts"

export interface HttpConfig {
  /** The centre of a sign-in that names none. */
  readonly centre: string
  /** What `GET /v1/version` says. */
  readonly version: string
  /** Whether the cookie is for https alone: true wherever the server is reached through TLS. */
  readonly secureCookie: boolean
  readonly limits: Limits
  /** Whether the process is about to end: it is not ready any more, though it still answers. */
  readonly isStopping: () => boolean
}

export class Config extends Context.Service<Config, HttpConfig>()("@parley/http/Config") {}
