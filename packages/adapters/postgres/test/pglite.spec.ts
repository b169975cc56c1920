import { describe, layer } from "@effect/vitest"
import { engineModelContract, storesContract } from "../../../testkit/src/contracts/index.ts"
import { pglite } from "../src/pglite.ts"

/** Each so-many-th call of the event store fails in turn. */
const EVERY = 43
const MODEL_MS_MAX = 180_000

describe("the stores on PGlite", () => {
  layer(pglite({ memory: true }), { excludeTestServices: true })((it) => {
    for (const [store, cases] of storesContract) {
      describe(store, () => {
        for (const { title, check } of cases) it.effect(title, () => check)
      })
    }
    describe("the engine on them", () => {
      for (const { title, check } of engineModelContract(EVERY)) it.effect(title, () => check, MODEL_MS_MAX)
    })
  })
})
