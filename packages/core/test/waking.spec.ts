import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { expect, test } from "vitest"
import { WAKE_EVERY_MS } from "../src/engine/engine.ts"
import { Engine, engineLayer, EventStore, memoryStores, StoreRefused, vaultLayer } from "../src/engine/index.ts"

const turns = Effect.promise(async () => {
  for (let n = 0; n < 200; n++) await new Promise<void>((resolve) => setImmediate(resolve))
})

test("a centre that is due and cannot be loaded is tried again after a while, not again and again", async () => {
  const stores = await Effect.runPromise(Effect.scoped(Layer.build(memoryStores)))
  const inner = Context.get(stores, EventStore)
  let tries = 0
  const store = EventStore.of({
    ...inner,
    due: () => Effect.succeed([{ centre: "broken", due: 0 }]),
    head: (centre) =>
      Effect.suspend(() => {
        if (centre !== "broken") return inner.head(centre)
        tries += 1
        return Effect.fail(new StoreRefused({ operation: "head", reason: "a head that cannot be read" }))
      })
  })
  await Effect.runPromise(
    Effect.gen(function* () {
      const engine = yield* Engine
      yield* turns
      expect(tries).toBe(1)
      // Another that is put away, or ends, is no reason to try this one.
      yield* Effect.scoped(engine.use("acme"))
      yield* TestClock.adjust(WAKE_EVERY_MS - 1)
      yield* turns
      expect(tries).toBe(1)
      yield* TestClock.adjust(1)
      yield* turns
      expect(tries).toBe(2)
    }).pipe(
      Effect.scoped,
      Effect.provide(
        engineLayer({ channels: [], idleMs: 1_000 }).pipe(
          Layer.provideMerge(vaultLayer(new Uint8Array(32))),
          Layer.provideMerge(Layer.succeedContext(Context.add(stores, EventStore, store))),
          Layer.provideMerge(TestClock.layer())
        )
      )
    )
  )
})
