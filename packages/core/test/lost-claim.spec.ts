/** A centre that is this process's no more, while its callers go on. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { expect, test } from "vitest"
import { make } from "../src/centre/index.ts"
import {
  EventStore,
  intlZones,
  memoryStores,
  openCentre,
  OwnershipLost,
  ReadModels,
  Snapshots,
  type SendFailure
} from "../src/engine/index.ts"
import { UserId } from "../src/kernel/fields.ts"

/** Callers who each send again as soon as they are answered: the writer has always something to do. */
const CALLERS = 4
/** For the callers to be told. */
const TOLD_WITHIN = "10 seconds"

test("who lost the claim takes up nothing more, however many commands come; all who call are told", () =>
  Effect.gen(function* () {
    const lost = yield* Deferred.make<void>()
    const store = yield* EventStore
    let isLost = false
    let after = 0
    const handle = yield* openCentre({
      name: "acme",
      centre: make({ channels: [], zones: intlZones() }),
      // An append takes a turn, as on every real store: callers come while it is on its way.
      store: {
        ...store,
        append: (name, batch) =>
          Effect.suspend(() => {
            if (isLost) after += 1
            return Effect.andThen(Effect.yieldNow, store.append(name, batch))
          })
      },
      snapshots: yield* Snapshots,
      readModels: yield* ReadModels,
      newId: () => crypto.randomUUID(),
      create: { zone: "UTC" },
      lost: Effect.andThen(Deferred.await(lost), Effect.fail(new OwnershipLost({ centre: "acme", epoch: null })))
    })
    const caller = (number: number): Effect.Effect<never, SendFailure> =>
      Effect.gen(function* () {
        for (let n = 0; ; n++) {
          const userId = UserId.make(`u${number}-${n}`)
          yield* handle.send({ _tag: "CreateUser", userId, displayName: "Somebody", roles: ["agent"] })
        }
      })
    const callers = yield* Effect.forEach(Array.from({ length: CALLERS }), (_, n) => Effect.forkChild(caller(n)))
    yield* handle.reached(100)
    isLost = true
    yield* Deferred.succeed(lost, undefined)
    const ends = Effect.forEach(callers, (one) => Effect.flip(Fiber.join(one)))
    for (const end of yield* Effect.timeout(ends, TOLD_WITHIN)) expect(end).toBeInstanceOf(OwnershipLost)
    // What was taken up by then, and what was stepped on top of it.
    expect(after).toBeLessThanOrEqual(2)
    expect(handle.isOver()).toBe(true)
  }).pipe(Effect.scoped, Effect.provide(memoryStores), Effect.runPromise))
