import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { expect, test } from "vitest"
import { EventStore, HeadMoved, memoryStores, Parley, ReadModels, type Batch } from "../src/engine/index.ts"
import type { Query, ReadModel } from "../src/stats/index.ts"
import { engine, send, stores } from "./given-engine.ts"

const user = (userId: string) => ({ _tag: "CreateUser", userId, displayName: userId, roles: ["agent"] }) as const

/** How the following of a centre's events ends. */
const following = async (acme: Parley.ParleyCentre, onEvent: () => void = () => undefined) => {
  try {
    for await (const _ of acme.events()) onEvent()
    return "ended"
  } catch (failure) {
    return failure
  }
}

test("who follows a centre's events hears that Parley was closed", async () => {
  const parley = await Parley.open({ store: memoryStores, channels: [] })
  const acme = parley.centre("acme")
  await acme.send(user("ann"))
  let heard = 0
  const end = following(acme, () => (heard += 1))
  await expect.poll(() => heard).toBeGreaterThan(0)
  await parley.close()
  expect(await end).toBe("ended")
})

test("who follows a centre's events hears that another process has it", async () => {
  let isMoved = false
  const store = Layer.effect(
    EventStore,
    Effect.map(EventStore, (inner) => ({
      ...inner,
      append: (centre: string, batch: Batch) =>
        Effect.suspend(() =>
          isMoved ? Effect.fail(new HeadMoved({ position: 99, epoch: 9 })) : inner.append(centre, batch)
        )
    }))
  ).pipe(Layer.provideMerge(memoryStores))
  const parley = await Parley.open({ store, channels: [] })
  const acme = parley.centre("acme")
  await acme.send(user("ann"))
  let heard = 0
  const end = following(acme, () => (heard += 1))
  await expect.poll(() => heard).toBeGreaterThan(0)
  isMoved = true
  await expect(acme.send(user("bob"))).rejects.toMatchObject({ _tag: "OwnershipLost" })
  expect(await end).toMatchObject({ _tag: "OwnershipLost" })
  await parley.close()
})

const documentOf: Query<string, boolean> = function* () {
  const answer = yield { _tag: "Documents", keys: ["a"] }
  return answer._tag === "Documents" && answer.documents.has("a")
}

test("a read model whose checkpoint lies beyond the log, as after one was restored, stops with a word", () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const none = { documents: [], taken: [], left: [] }
      yield* (yield* ReadModels).write("acme", { name: "m", version: 1 }, { from: 0, to: 1_000, at: 5, ...none })
      const m: ReadModel<string> = {
        name: "m",
        version: 1,
        decode: () => null,
        needs: () => [],
        evolve: () => [],
        places: () => []
      }
      yield* engine((acme) =>
        Effect.gen(function* () {
          yield* send(acme, { _tag: "AddContact", contactId: "kim" })
          const model = yield* acme.model(m)
          const read = model.read(documentOf, { minPosition: 1_001 })
          expect(yield* Effect.flip(read)).toMatchObject({ _tag: "ModelStopped" })
          expect(model.status(0)).toMatchObject({ state: "stopped" })
        })
      )
    }).pipe(Effect.provide(stores()))
  ))
