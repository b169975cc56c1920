import { describe, layer } from "@effect/vitest"
import { storesContract } from "../../../testkit/src/contracts/index.ts"
import { pglite } from "../src/pglite.ts"

describe("the stores on PGlite", () => {
  layer(pglite({ memory: true }), { excludeTestServices: true })((it) => {
    for (const [store, cases] of storesContract) {
      describe(store, () => {
        for (const { title, check } of cases) it.effect(title, () => check)
      })
    }
  })
})
