import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import type { RecordedEvent } from "../src/centre/index.ts"
import { EventStore, ReadModels, StoreUnavailable } from "../src/engine/index.ts"
import { makeLog } from "../src/engine/log.ts"
import { SAVED_EVERY, startProjection } from "../src/engine/projector.ts"
import { checkpoints, stores, tags } from "./given-engine.ts"

const PAGES = 65
const PAGE = 1_000
const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

const events = (after: number): ReadonlyArray<RecordedEvent> =>
  Array.from({ length: PAGE }, (_, n) => ({
    position: after + n + 1,
    at: after + n,
    commandId: `c${after + n}`,
    index: 0,
    last: true,
    version: 1,
    actor: null,
    correlationId: null,
    causationId: null,
    event: { _tag: "FormatRaised", format: 1 }
  }))

test("a view whose saving was not answered is saved again when it is time, and seldom tried before", async () => {
  let writes = 0
  const lossy = stores((models) => ({
    write: (...write) =>
      Effect.suspend(() => {
        writes += 1
        const lost = new StoreUnavailable({ operation: "write", reason: "the answer was lost", unknown: true })
        return writes === 1 ? Effect.andThen(models.write(...write), Effect.fail(lost)) : models.write(...write)
      })
  }))
  await Effect.runPromise(
    Effect.gen(function* () {
      const log = makeLog("acme", yield* EventStore, 0)
      const running = yield* startProjection({ centre: "acme", log, store: yield* ReadModels }, tags)
      for (let page = 0; page < PAGES; page++) {
        log.append(events(page * PAGE))
        yield* running.read((page + 1) * PAGE)
        for (let n = 0; n < 5; n++) yield* turn
      }
      const [saved] = yield* checkpoints
      // The first is lost, and the second finds out.
      expect(saved?.position).toBe(3 * SAVED_EVERY)
      expect(writes).toBe(3)
    }).pipe(Effect.scoped, Effect.provide(lossy))
  )
})
