import { describe, layer } from "@effect/vitest"
import { engineModelContract, storesContract } from "../../testkit/src/contracts/index.ts"
import { memoryStores } from "../src/engine/index.ts"

describe("the stores in memory", () => {
  layer(memoryStores, { excludeTestServices: true })((it) => {
    for (const [store, cases] of storesContract) {
      describe(store, () => {
        for (const { title, check } of cases) it.effect(title, () => check)
      })
    }
    describe("the engine on them", () => {
      for (const { title, check } of engineModelContract(2)) it.effect(title, () => check)
    })
  })
})
