/** The composition root: stores, vault, channels, engine, HTTP, and what runs in the centre, in one scope. */
import { createServer } from "node:http"
import { rm } from "node:fs/promises"
import { readFileSync } from "node:fs"
import { NodeHttpServer } from "@effect/platform-node"
import type { Routing } from "@parley/core"
import { Channels, Engine, engineLayer, vaultLayer, type CentreHandle } from "@parley/core/engine"
import { GRACEFUL_SHUTDOWN_MS, httpLayer } from "@parley/http"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { HttpRouter, HttpServer } from "effect/http"
import { boardPath, firstAdministrator } from "./administrator.ts"
import { boardRoutes } from "./board-routes.ts"
import { serverChannels, supervised } from "./channels.ts"
import { runDemo, sendDemoHome } from "./demo/run.ts"
import { readReplay, REPLAY_CENTRE, runReplay, type Replay } from "./replay.ts"
import { strategiesFrom } from "./strategies.ts"
import { serveMetrics } from "./metrics.ts"
import { masterKey, type MasterKeyFound } from "./master-key.ts"
import { MASTER_KEY_BYTES, type Config } from "./settings-schema.ts"
import { stores, storesLine } from "./stores.ts"
import { changeLookups, tellKeyChange } from "./key-change.ts"

const Package = Schema.fromJsonString(Schema.Struct({ version: Schema.String }))

/** Above this module, in the sources as in the bundle. */
export const { version } = Schema.decodeSync(Package)(readFileSync(new URL("../package.json", import.meta.url), "utf8"))

/** A key for what is kept nowhere. */
const forOnce = (): MasterKeyFound => ({
  key: crypto.getRandomValues(new Uint8Array(MASTER_KEY_BYTES)),
  previous: null,
  file: null,
  made: true
})

/** What the engine is made with besides its channels. */
interface Rules {
  readonly strategies: Partial<Routing.Strategies>
  readonly replay: Replay | null
}

/** All that does not listen: closing it writes what was accepted and closes the stores. */
const coreLayer = (config: Config, { key, previous }: MasterKeyFound, { strategies, replay }: Rules) => {
  const engine = Layer.unwrap(
    Effect.map(Channels, (channels) =>
      engineLayer({
        channels: [...channels.values()].map(({ definition }) => definition),
        strategies: replay?.definition.strategies ?? strategies
      })
    )
  )
  const channels = replay === null ? serverChannels : Layer.succeed(Channels, replay.channels)
  return engine.pipe(
    Layer.provideMerge(channels),
    Layer.provideMerge(vaultLayer(key, previous === null ? {} : { previous })),
    Layer.provideMerge(stores(config))
  )
}

const webLayer = ({ centre, host, port }: Config, isStopping: () => boolean) =>
  Layer.unwrap(
    Effect.map(boardRoutes, (routes) =>
      HttpRouter.serve(httpLayer({ centre, version, routes, isStopping }), {
        disableLogger: true,
        disableListenLog: true
      })
    )
  ).pipe(
    Layer.provideMerge(
      NodeHttpServer.layer(() => createServer(), { host, port, gracefulShutdownTimeout: GRACEFUL_SHUTDOWN_MS })
    )
  )

/** Names that mean every address, and one of this machine's instead. */
const EVERYWHERE: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" }

/** A host as an address of this machine names it. */
function hostOf(host: string): string {
  const reachable = EVERYWHERE[host] ?? host
  return reachable.includes(":") ? `[${reachable}]` : reachable
}

/** Where a browser on this machine finds the server. */
const addressOf = ({ host, port }: Config) =>
  Effect.map(HttpServer.HttpServer, ({ address }) => {
    const heard = "port" in address ? address.port : port
    return `http://${hostOf(host)}:${heard}`
  })

/** A key made for a database that was written under another one would only be in the way of the right one. */
const withoutUselessKey = ({ file, made }: MasterKeyFound) =>
  made && file !== null ? Effect.promise(() => rm(file, { force: true })) : Effect.void

const keyLine = (file: string, made: boolean): string =>
  made ? `master key made: ${file} (keep a copy; without it what is stored cannot be read)` : `master key read: ${file}`

/** Serves until interrupted. Fails with what stands in the way, at start or later. */
export const serve = (config: Config, say: (line: string) => void) =>
  Effect.scoped(
    Effect.gen(function* () {
      say(`Parley ${version}: ${storesLine(config)}`)
      const metricsPort = yield* serveMetrics(config, version)
      if (metricsPort !== null) say(`metrics on http://${hostOf(config.metricsHost)}:${metricsPort}/metrics`)
      const { fixture, strategies: module } = config
      const strategies = yield* strategiesFrom(module)
      const replay = fixture === null ? null : yield* readReplay(fixture, strategies)
      const key = replay === null ? yield* masterKey(config, config.dataDirectory) : forOnce()
      if (key.file !== null) say(keyLine(key.file, key.made))
      const core = yield* Layer.build(coreLayer(config, key, { strategies, replay })).pipe(
        Effect.tapErrorTag("WrongMasterKey", () => withoutUselessKey(key))
      )
      yield* Effect.provideContext(
        work(replay === null ? config : { ...config, centre: REPLAY_CENTRE }, { say, replay }),
        core
      )
    })
  )

interface Working {
  readonly say: (line: string) => void
  readonly replay: Replay | null
}

const work = Effect.fnUntraced(function* (config: Config, working: Working) {
  const { say } = working
  yield* Effect.forkScoped(tellKeyChange(say))
  const handle = yield* (yield* Engine).open(config.centre, { zone: config.zone })
  yield* Effect.forkScoped(changeLookups(handle, config, say))
  let isStopping = false
  const web = yield* Layer.build(webLayer(config, () => isStopping))
  // Before the server closes, which waits a moment for what is under way.
  yield* Effect.addFinalizer(() => Effect.sync(() => (isStopping = true)))
  yield* firstAdministrator(handle, ({ user, password }) =>
    say(`administrator made: user ${user}, password ${password} (shown this once)`)
  )
  yield* startInside(handle, config, working)
  const address = yield* Effect.provideContext(addressOf(config), web)
  say(`Parley on ${address} — board: ${address}${yield* boardPath(handle)}`)
  return yield* Effect.flatMap(handle.ended, Effect.fail)
})

/** Channels and a fixture or, unless it is off, the demonstration: for as long as the scope is open. */
const startInside = Effect.fnUntraced(function* (handle: CentreHandle, { demo }: Config, { say, replay }: Working) {
  for (const channel of (yield* Channels).values()) yield* Effect.forkScoped(supervised(channel, handle))
  if (replay !== null) {
    const played = Effect.catchCause(runReplay(handle, replay, say), (cause) =>
      Effect.logError("the fixture stopped", cause)
    )
    return yield* Effect.asVoid(Effect.forkScoped(played))
  }
  if (!demo) return yield* sendDemoHome(handle)
  yield* Effect.forkScoped(
    Effect.catchCause(runDemo(handle), (cause) => Effect.logError("the demonstration stopped", cause))
  )
})
