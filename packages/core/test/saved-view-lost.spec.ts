import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { expect, test } from "vitest"
import type { RecordedEvent } from "../src/centre/index.ts"
import { EventStore, ReadModels, StoreUnavailable } from "../src/engine/index.ts"
import { makeLog } from "../src/engine/log.ts"
import { makeModels } from "../src/engine/models.ts"
import { CLOSING_SAVE_MS_MAX, SAVED_EVERY, startProjection } from "../src/engine/projector.ts"
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

test("a store that does not answer holds up the closing of many views no longer than that of one", async () => {
  const silent = stores(() => ({ write: () => Effect.never }))
  await Effect.runPromise(
    Effect.gen(function* () {
      const log = makeLog("acme", yield* EventStore, 0)
      const scope = yield* Scope.make()
      const models = yield* makeModels({ centre: "acme", log, store: yield* ReadModels }, scope)
      const running = yield* Effect.forEach([1, 2, 3], (n) => models.project({ ...tags, name: `tags-${n}` }))
      log.append(events(0))
      for (const one of running) yield* one.read(PAGE)
      const from = performance.now()
      yield* Scope.close(scope, Exit.void)
      expect(performance.now() - from).toBeLessThan(2 * CLOSING_SAVE_MS_MAX)
    }).pipe(Effect.provide(silent))
  )
})
