import { describe, layer } from "@effect/vitest"
import { storesContract } from "../../testkit/src/contracts/index.ts"
import { memoryStores } from "../src/engine/index.ts"

describe("the stores in memory", () => {
  layer(memoryStores, { excludeTestServices: true })((it) => {
    for (const [store, cases] of storesContract) {
      describe(store, () => {
        for (const { title, check } of cases) it.effect(title, () => check)
      })
    }
  })
})
