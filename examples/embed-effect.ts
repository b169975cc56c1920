import { Engine, engineLayer, memoryStores, vaultLayer } from "@parley/core/engine"
import { Centre } from "@parley/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

const command = Schema.decodeUnknownSync(Centre.CentreCommand)

const program = Effect.gen(function* () {
  const engine = yield* Engine
  const acme = yield* engine.open("acme", { zone: "Europe/Madrid" })
  yield* acme.send(command({ _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] }))
  const again = yield* acme.send(command({ _tag: "CreateUser", userId: "ann", displayName: "Ann", roles: ["agent"] }))
  if (!again.ok) yield* Effect.sync(() => console.log("refused:", again.rejection._tag))
  const first = yield* acme.events(0).pipe(Stream.take(3), Stream.runCollect)
  for (const { event } of first) yield* Effect.sync(() => console.log(event._tag))
})

const stores = memoryStores
const vault = vaultLayer(crypto.getRandomValues(new Uint8Array(32)))
const live = engineLayer({ channels: [] }).pipe(Layer.provide(vault), Layer.provide(stores))

await Effect.runPromise(Effect.provide(program, live))
