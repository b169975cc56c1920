/** The model of the engine is first seen to fail: on stores that do not keep what they are given. */
import { EventStore, memoryStores } from "@parley/core/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, test } from "vitest"
import { modelRun, type ModelFault } from "../src/contracts/index.ts"

type Store = EventStore["Service"]

/** The memory stores with the event store spoilt. */
const spoilt = (spoil: (store: Store) => Partial<Store>) =>
  Layer.effect(
    EventStore,
    Effect.map(EventStore, (store) => ({ ...store, ...spoil(store) }))
  ).pipe(Layer.provideMerge(memoryStores))

const after = (n: number): ModelFault => ({ port: "events", n, when: "after" })

/** What the first of these faults that shows anything shows. */
async function saidOf(spoil: (store: Store) => Partial<Store>, faults: ReadonlyArray<ModelFault>): Promise<string> {
  for (const fault of faults) {
    const run = modelRun(fault).pipe(Effect.as("nothing"), Effect.provide(Layer.fresh(spoilt(spoil))))
    const said = await Effect.runPromise(run).catch((error: unknown) => String(error))
    if (said !== "nothing") return said
  }
  return "nothing"
}

describe("the model of the engine", () => {
  test("holds on the memory stores, without a fault and with one", async () => {
    expect(await saidOf(() => ({}), [after(1_000_000), after(9)])).toBe("nothing")
    const run = modelRun(after(1_000_000)).pipe(Effect.provide(Layer.fresh(memoryStores)))
    const { accepted, sent } = await Effect.runPromise(run)
    expect(accepted / sent).toBeGreaterThan(0.5)
  })

  test("finds a store that says it has written a batch, and has not", async () => {
    let appends = 0
    const said = await saidOf(
      ({ append }) => ({ append: (centre, batch) => (++appends === 20 ? Effect.void : append(centre, batch)) }),
      [after(1_000_000)]
    )
    expect(said).toMatch(/was answered .*, the log says \[\]|wrote .*, the model decides/)
  })

  test("finds an engine that refuses what the centre takes", async () => {
    const run = modelRun(after(1_000_000), { channels: [] }).pipe(Effect.provide(Layer.fresh(memoryStores)))
    await expect(Effect.runPromise(run)).rejects.toThrow(/was refused, the model decides otherwise/)
  })

  test("finds a store that writes another event than it was given", async () => {
    const said = await saidOf(
      ({ append }) => ({
        append: (centre, batch) =>
          append(centre, {
            ...batch,
            events: batch.events.map((recorded) =>
              recorded.event._tag === "BreakStarted" || recorded.event._tag === "UserCreated"
                ? { ...recorded, at: recorded.at + 1 }
                : recorded
            )
          })
      }),
      [after(1_000_000)]
    )
    expect(said).toMatch(/was answered|the model decides/)
  })
})
