import {
  CentreClosed,
  Engine,
  engineLayer,
  loopbackChannel,
  memoryStores,
  StoreUnavailable,
  vaultLayer
} from "@parley/core/engine"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { supervised } from "./channels.ts"
import { DEMO_CHANNEL } from "./demo/plan.ts"

const engine = engineLayer({ channels: [DEMO_CHANNEL] }).pipe(
  Layer.provideMerge(vaultLayer(new Uint8Array(32))),
  Layer.provideMerge(memoryStores)
)
const away = new StoreUnavailable({ operation: "read", reason: "away", unknown: false })
const closed = new CentreClosed({ centre: "other" })

it.layer(engine)("a channel of the server", (it) => {
  it.effect("is started again after each fault, with pauses that grow to half a minute and no further", () =>
    Effect.gen(function* () {
      const handle = yield* (yield* Engine).open("main")
      let starts = 0
      const broken = {
        ...loopbackChannel(DEMO_CHANNEL),
        run: () =>
          Effect.suspend(() => {
            starts += 1
            return starts % 2 === 0 ? Effect.fail(away) : starts % 3 === 0 ? Effect.die("a bug") : Effect.void
          })
      }
      const running = yield* Effect.forkChild(supervised(broken, handle))
      yield* TestClock.adjust("1 second")
      expect(starts).toBe(3)
      yield* TestClock.adjust("60 seconds")
      const early = starts
      yield* TestClock.adjust("300 seconds")
      expect(starts - early).toBe(10)
      yield* Fiber.interrupt(running)
    })
  )

  it.effect("is left alone once the centre has ended", () =>
    Effect.gen(function* () {
      let starts = 0
      const handle = yield* (yield* Engine).open("other")
      const ended = { ...handle, ended: Effect.succeed(closed) }
      const channel = {
        ...loopbackChannel(DEMO_CHANNEL),
        run: () =>
          Effect.suspend(() => {
            starts += 1
            return Effect.fail(closed)
          })
      }
      yield* supervised(channel, ended)
      expect(starts).toBe(1)
    })
  )
})
