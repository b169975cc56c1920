/** Engines on stores in memory, one after another as processes would be, and what runs in them. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Schema } from "effect"
import { CentreCommand } from "../src/centre/index.ts"
import {
  Engine,
  engineLayer,
  memoryStores,
  ReadModels,
  vaultLayer,
  type CentreHandle,
  type EngineDefinition,
  type UseFailure,
  type Stores
} from "../src/engine/index.ts"
import type { Projection } from "../src/stats/index.ts"
import type { Plain } from "./story.ts"

const decode = Schema.decodeUnknownSync(CentreCommand)

export const live = (definition: Partial<EngineDefinition> = {}): Layer.Layer<Engine, never, Stores> =>
  engineLayer({ channels: [], ...definition }).pipe(Layer.provide(Layer.orDie(vaultLayer(new Uint8Array(32)))))

/** Runs with an engine of its own on the stores in context, as another process would. */
export const engine = <A, E, R>(
  use: (acme: CentreHandle) => Effect.Effect<A, E, R>,
  definition?: Partial<EngineDefinition>
): Effect.Effect<A, E | UseFailure, Exclude<R, Engine> | Stores> =>
  Effect.scoped(
    Effect.flatMap(
      Effect.flatMap(Engine, (one) => one.open("acme")),
      use
    )
  ).pipe(Effect.provide(Layer.fresh(live(definition))))

export const send = Effect.fnUntraced(function* (acme: CentreHandle, command: Plain) {
  const sent = yield* acme.send(decode(command))
  if (!sent.ok) throw new Error(JSON.stringify(sent.rejection))
  return sent.position
})

/** The position after so many contacts more were added. */
export const added = Effect.fnUntraced(function* (acme: CentreHandle, ...ids: ReadonlyArray<string>) {
  let position = 0
  for (const contactId of ids) position = yield* send(acme, { _tag: "AddContact", contactId })
  return position
})

export const checkpoints = Effect.flatMap(ReadModels, (models) => models.checkpoints("acme"))

/** The stores of one test, with some methods of the read models replaced. */
export const stores = (change: (models: ReadModels["Service"]) => Partial<ReadModels["Service"]> = () => ({})) =>
  Layer.fresh(
    Layer.effect(
      ReadModels,
      Effect.map(ReadModels, (models) => ({ ...models, ...change(models) }))
    ).pipe(Layer.provideMerge(memoryStores))
  )

/** How often each event came. */
export const tags: Projection<{ readonly [tag: string]: number }> = {
  name: "tags",
  version: 1,
  initial: {},
  evolve: (view, { event }) => ({ ...view, [event._tag]: (view[event._tag] ?? 0) + 1 })
}
